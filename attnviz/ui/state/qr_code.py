"""Links as QR codes."""

from functools import lru_cache

import segno

LONGEST = 800
"""So many characters of a link make a code that a phone still reads from paper."""
# To draw all eight and choose the most even takes five times as long, at each new link of a page;
# a reader takes any of them.
_MASK = 4


@lru_cache(maxsize=64)
def qr_code(link: str) -> str:
    """Return a link's QR code as an address of an image; "" where the link is too long for one."""
    if len(link) > LONGEST:
        return ""
    # On white, with the four modules of quiet around it that the standard asks for.
    return segno.make_qr(link, error="l", mask=_MASK).svg_data_uri(border=4, light="#fff")
