"""Record what links show, or tell what has changed: python -m tests.record.write.

Links that are not in the record are added to it; what is there stays as it is, and the exit is 1.
With --check nothing is written. With --update what has changed is written too: look at the
difference that it makes in record.json, which is the contract.
"""

import argparse

from tests.record import record
from tests.record.links import fresh, links
from tests.record.reading import Shown, shown


def main() -> None:
    """Open all links, tell what differs and where, and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--check", action="store_true", help="write nothing")
    asked.add_argument("--update", action="store_true", help="write what has changed as well")
    options = parser.parse_args()
    recorded = record.read()
    told: dict[str, list[str]] = {}
    for link in dict.fromkeys((*recorded, *links())):
        found, seen = _opened(link, recorded.get(link))
        for difference in found:
            told.setdefault(difference, []).append(link)
        if seen is not None and (options.update or link not in recorded):
            recorded[link] = seen
    for difference, where in told.items():
        print(difference, f"  in {len(where)} of the links: {where[0]}", sep="\n")
    if not options.check:
        record.write(recorded)
    print(f"{len(recorded)} links are recorded.")
    raise SystemExit(bool(told) and not options.update)


def _opened(link: str, known: Shown | None) -> tuple[list[str], Shown | None]:
    """Return how a link differs from what is known of it, and what is to be recorded, if any."""
    try:
        seen = shown(link)
    except AssertionError as error:
        return [str(error)], None
    if known is None:
        return ["It is not in the record yet."], seen
    found = list(record.differences(known, seen, record.TRAINED if fresh(link) else record.CLOSE))
    # What is near enough stays as it is written, so that a difference of the file means something.
    return found, seen if found else None


if __name__ == "__main__":
    main()
