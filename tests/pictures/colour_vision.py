"""How far apart two colours look, also to those who see fewer of them.

Simulation: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency" (2009), severity 1. Distance: CIEDE2000, after Sharma, Wu and Dalal (2005).
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

VISIONS: dict[str, Array] = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""Vision to the matrix that takes linear RGB to what is seen of it."""

_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def seen_as(colours: Array, vision: str) -> Array:
    """Return colours (n, 3), sRGB 0..1, as L*a*b* (n, 3) of what a vision sees of them."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ VISIONS[vision].T, 0, 1)
    share = seen @ _XYZ.T / _WHITE
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def distance(one: Array, other: Array) -> Array:
    """Return the CIEDE2000 distance of L*a*b* colours (n, 3), pair by pair (n,)."""
    (l1, a1, b1), (l2, a2, b2) = one.T, other.T
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    grey = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    a1, a2 = a1 * grey, a2 * grey
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = np.where(c1 * c2 == 0, 0, (h2 - h1 + 180) % 360 - 180)
    across = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    apart = np.abs(h1 - h2) > 180
    h = np.where(apart, (h1 + h2 + 360) / 2 % 360, (h1 + h2) / 2)
    h = np.where(c1 * c2 == 0, h1 + h2, h)
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    scale_l = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    scale_c, scale_h = 1 + 0.045 * c, 1 + 0.015 * c * t
    angle = 30 * np.exp(-(((h - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(c**7 / (c**7 + 25.0**7)) * np.sin(np.radians(2 * angle))
    parts = ((l2 - l1) / scale_l, (c2 - c1) / scale_c, across / scale_h)
    return np.sqrt(sum(part**2 for part in parts) + rotation * parts[1] * parts[2])


def smallest_distance(hexes: list[str]) -> tuple[float, str]:
    """Return the smallest distance of two of the colours in any vision, and which it is."""
    rgb = np.array([[int(hex_[i : i + 2], 16) / 255 for i in (1, 3, 5)] for hex_ in hexes])
    pairs = np.array(list(combinations(range(len(hexes)), 2)))
    found = []
    for vision in VISIONS:
        lab = seen_as(rgb, vision)
        distances = distance(lab[pairs[:, 0]], lab[pairs[:, 1]])
        nearest = int(distances.argmin())
        one, other = pairs[nearest]
        found.append((float(distances[nearest]), f"{hexes[one]} {hexes[other]} {vision}"))
    return min(found)
