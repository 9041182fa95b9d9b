"""What the ranking makes of the doors: needs of somebody else's, which compete with the solutions."""

import numpy as np
from numpy.typing import NDArray

from bot.orientation.fusion import softmax

Floats = NDArray[np.float64]

SHARE = 0.35
"""Share of a door in the whole ranking from which it is named, once nothing fits."""

WINS = 0.5
"""Share from which a door is what a message is about, however like it a solution is."""


def marks(fused: Floats, solutions: int) -> Floats:
    """What the doors (columns after the ``solutions`` first) say of whether a solution answers: needs x 2."""
    if fused.shape[1] == solutions:
        return np.zeros((len(fused), 2))
    mass = np.clip(softmax(fused)[:, solutions:].sum(axis=1), 1e-4, 1 - 1e-4)
    lead = fused[:, solutions:].max(axis=1) - fused[:, :solutions].max(axis=1)
    return np.column_stack([np.log(mass / (1 - mass)), lead])


def best(fused: Floats, solutions: int) -> tuple[int, float]:
    """The likeliest door of one need (its number among the doors; -1 without any) and its share of the ranking."""
    if fused.shape[1] == solutions:
        return -1, 0.0
    shares = softmax(fused)[0, solutions:]
    return int(shares.argmax()), float(shares.max())
