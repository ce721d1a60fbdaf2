"""Romano and Wolf's stepdown: p-values of several hypotheses, corrected for their number and their dependence.

After Romano and Wolf (2005, 2016): hypotheses stand in the order of their statistics; the largest is
compared with the draws' largest over all, the next with the largest over those that are left, and no
p-value falls below the one before it. Near-duplicates cost next to nothing, which Holm cannot know. The
draws must be joint: the same weights in every model.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.floating[Any]]]
_TIE = 1 - 1e-9


def stepdown(observed: Array, drawn: Array) -> Array:
    """Return adjusted p-values of statistics ``observed`` (m), larger being stronger, given draws (m by draws)."""
    order = np.argsort(-observed, kind="stable")
    # The largest draw over each hypothesis and all that come after it.
    largest = np.maximum.accumulate(drawn[order][::-1], axis=0)[::-1]
    reached = np.count_nonzero(largest >= _TIE * observed[order][:, None], axis=1)
    p = np.maximum.accumulate((1 + reached) / (1 + drawn.shape[1]))
    adjusted = np.empty(len(observed))
    adjusted[order] = p
    return adjusted
