"""Detection: what in a table as filed stands out, by rules that name no city, year or figure.

A flag says where to look and what was seen; it changes nothing. What is done about it is decided in
``data/corrections.csv`` and in the rules of ``cities.py``.

Cells of a column are read against its own history, its sisters and its neighbours
(``detect_cells``), years against other years (``detect_years``), and columns against each other
(``detect_relations``). Where two columns are found exchanged in a year, the rules on cells read that
year as exchanged back: they would be blind to anything else in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cluster_finance.data.detection.cells import Residuals, residuals
from cluster_finance.data.detection.grids import MONEY, Grid, Grids, Mask, city_grids, middle
from cluster_finance.data.detection.relations import relations
from cluster_finance.data.detection.years import PAIRS, Break, Exchange, breaks, exchanged, exchanges
from cluster_finance.data.schemas import FLAGS, flag
from living_edition.tables.validate import validate

TEN = math.log(10)
# A power of ten is told from a leap where taking it out leaves this little (log points, or spreads).
MAGNITUDE_REST, MAGNITUDE_RESTS = 0.5, 3.0
MAGNITUDE_SPREADS = 3.0
JUMP, JUMP_SPREADS = math.log(1.5), 5.0
# A ratio is off that is this far from the neighbours' both in itself and in spreads, or FAR in itself: in
# columns whose cities lie far apart (areas, the first sector) a power of ten is within the spread.
LEVEL, LEVEL_SPREADS, FAR = math.log(4), 4.5, math.log(9)
# Two columns are exchanged where that takes away this much of the sum of squared distances (in
# spreads) and leaves at most this share of it, where neither fits as it stands and both fit exchanged.
SWAP_GAIN, SWAP_LEFT, SWAP_SPREADS, SWAP_FIT = 16.0, 0.35, 1.0, 5.0
PLAIN_SPREADS = 3.0  # from which each of the two is plainly off
ROW = math.log(3)


def detect(panel: pd.DataFrame, table: str = "city_panel") -> pd.DataFrame:
    """Return the flags on the panel of cities as filed, in the order of ``FLAGS``."""
    filed = city_grids(panel)
    crossed = exchanges(filed)
    rows = [_exchange_flag(one) for one in crossed]
    rows += on_grids(exchanged(filed, crossed))
    rows += relations(_exchanged_table(panel, crossed))
    return flags(rows, table)


def _exchanged_table(panel: pd.DataFrame, crossed: list[Exchange]) -> pd.DataFrame:
    table = panel.copy()
    for one in crossed:
        rows = table["year"].eq(one.year)
        table.loc[rows, list(one.columns)] = table.loc[rows, list(one.columns[::-1])].to_numpy()
    return table


def flags(rows: list[dict[str, object]], table: str) -> pd.DataFrame:
    """Return flags as a table, sorted by row, column and rule.

    Of two flags of one rule on one cell (exchanged with one column, or with another) the clearer stays.
    """
    columns = [name for name in FLAGS.columns if name != "table"]
    flagged = pd.DataFrame(rows, columns=columns)
    flagged.insert(0, "table", table)
    texts = ["table", "key", "name", "column", "rule", "severity", "evidence"]
    flagged = flagged.astype(dict.fromkeys(texts, "str") | {"year": "int64"})
    flagged = flagged.astype(dict.fromkeys(["value", "expected", "score"], "float64"))
    order = ["table", "key", "year", "column", "rule"]
    flagged = flagged.sort_values([*order, "score"], ascending=[True] * len(order) + [False])
    return validate(flagged.drop_duplicates(order, ignore_index=True), FLAGS)


def on_grids(panel: Grids) -> Iterator[dict[str, object]]:
    """Yield the flags of the rules on breaks and cells."""
    cuts = breaks(panel)
    yield from (_break_flag(one) for one in cuts)
    rest = residuals(panel, cuts)
    for column, residual in rest.items():
        yield from _cells(panel, column, residual)
    yield from _swaps(panel, rest)
    yield from _rows(panel, rest)


def _exchange_flag(one: Exchange) -> dict[str, object]:
    both = " and ".join(one.columns)
    return flag(
        ("", "all cities", one.year, "/".join(one.columns)),
        "swapped_year",
        "high",
        one.share,
        0.5,
        evidence=f"{both} exchanged: so {one.share:.0%} of {one.cities} cities fit the years beside {one.year} better",
    )


def _break_flag(one: Break) -> dict[str, object]:
    what = "median growth a year" if one.kind == "level_break" else "spread of growth over the cities"
    return flag(
        ("", "all cities", one.year, one.column),
        one.kind,
        "medium",
        one.value,
        one.usual,
        evidence=f"{what} from {one.before} to {one.year} {one.value:.2f} log points in {one.cities} cities,"
        f" {one.usual:.2f} in the other years",
    )


def _place(panel: Grids, at: tuple[int, int], column: str) -> tuple[str, str, int, str]:
    return panel.keys[at[0]], panel.names[at[0]], panel.years[at[1]], column


def cell_rules(residual: Residuals) -> dict[str, Mask]:
    """Return where each rule on cells holds; the first that holds names a cell."""
    with np.errstate(invalid="ignore"):
        size, score = np.abs(residual.own), np.abs(residual.own) / residual.own_spread
        power = np.round(residual.own / TEN)
        left = np.abs(residual.own - power * TEN)
        near = left < np.maximum(MAGNITUDE_REST, MAGNITUDE_RESTS * residual.own_spread)
        apart = np.abs(residual.apart) > size / 2
        level, distance = np.abs(residual.level), np.abs(residual.level) / residual.level_spread
        # Of two years alone, the one is off that its neighbours do not bear out either.
        borne = ~residual.lone | ((residual.level * residual.own > 0) & (level > size / 3))
        return {
            "magnitude": (power != 0) & near & apart & borne & (score > MAGNITUDE_SPREADS),
            "jump": (score > JUMP_SPREADS) & (size > JUMP) & apart & borne,
            "joint_jump": (score > JUMP_SPREADS) & (size > JUMP) & ~apart & borne,
            "level": (level > LEVEL) & ((distance > LEVEL_SPREADS) | (level > FAR)),
        }


PLAIN_REST = math.log(1.5)  # up to which a power of ten is plain
_SEVERITY = {"magnitude": "medium", "jump": "medium", "joint_jump": "low", "level": "medium"}


def _cells(panel: Grids, column: str, residual: Residuals) -> Iterator[dict[str, object]]:
    done = np.zeros(residual.own.shape, dtype=bool)
    for rule, where in cell_rules(residual).items():
        for i, t in zip(*np.nonzero(where & ~done), strict=True):
            yield _cell_flag(panel, column, residual, rule, (int(i), int(t)))
        done |= where


def _cell_flag(panel: Grids, column: str, residual: Residuals, rule: str, at: tuple[int, int]) -> dict[str, object]:
    log, severity = panel.logs[column][at], _SEVERITY[rule]
    value = math.exp(log)
    off = residual.level[at] if rule == "level" else residual.own[at]
    spread = residual.level_spread if rule == "level" else residual.own_spread[at]
    expected = math.exp(log - off)
    reference = "its sister columns and its neighbours" if rule == "level" else "the years around it"
    evidence = f"{value:.7g} is {math.exp(off):.3g} times the {expected:.4g} that {reference} lead to expect"
    if rule == "magnitude":
        power = round(off / TEN)
        rest = off - power * TEN
        severity = "high" if abs(rest) < PLAIN_REST else severity
        evidence += f"; over 10^{power} it is {math.exp(rest):.2f} times that"
    if rule != "level":
        evidence += f"; its sister columns stand at {math.exp(off - residual.apart[at]):.2f} times theirs"
    return flag(
        _place(panel, at, column),
        rule,
        severity,
        value,
        expected,
        score=abs(off) / spread,
        evidence=evidence,
    )


def _swaps(panel: Grids, rest: dict[str, Residuals]) -> Iterator[dict[str, object]]:
    for one, other in PAIRS:
        if not {one, other} <= panel.logs.keys():
            continue
        where, gain, plain = _swapped(panel, rest, one, other)
        for i, t in zip(*np.nonzero(where), strict=True):
            at = int(i), int(t)
            a, b = math.exp(panel.logs[one][at]), math.exp(panel.logs[other][at])
            for column, mine, theirs in ((one, a, b), (other, b, a)):
                yield flag(
                    _place(panel, at, column),
                    "swapped",
                    "high" if plain[at] else "medium",
                    mine,
                    theirs,
                    score=float(gain[at]),
                    evidence=f"{one} {a:.7g} and {other} {b:.7g}: exchanged, both fit the years around them",
                )


def _swapped(panel: Grids, rest: dict[str, Residuals], one: str, other: str) -> tuple[Mask, Grid, Mask]:
    """Return where two columns fit their histories only when exchanged, by how many spreads (root of squares),
    and where both stand plainly off as filed."""
    a, b = rest[one], rest[other]
    with np.errstate(invalid="ignore"):
        filed = np.array([a.own / a.own_spread, b.own / b.own_spread]) ** 2
        crossed = np.array(
            [
                (panel.logs[other] - a.expected) / a.own_spread,
                (panel.logs[one] - b.expected) / b.own_spread,
            ]
        )
        total, left = filed.sum(axis=0), (crossed**2).sum(axis=0)
        fits = np.abs(crossed).max(axis=0) < SWAP_FIT
        off = filed.min(axis=0) > SWAP_SPREADS**2
        where = (total - left > SWAP_GAIN) & (left < SWAP_LEFT * total) & off & fits
        return where, np.sqrt(np.maximum(total - left, 0)), filed.min(axis=0) > PLAIN_SPREADS**2


def _rows(panel: Grids, rest: dict[str, Residuals]) -> Iterator[dict[str, object]]:
    """Yield the rows in which all money stands at a multiple of its history: another unit."""
    money = [rest[column].own for column in MONEY if column in rest]
    if len(money) < 3:
        return
    shift = middle(np.array(money), axis=0)
    for i, t in zip(*np.nonzero(np.abs(shift) > ROW), strict=True):
        at = int(i), int(t)
        times = math.exp(shift[at])
        yield flag(
            _place(panel, at, "money"),
            "row_unit",
            "high",
            times,
            1.0,
            evidence=f"the median column in money stands at {times:.3g} times its history",
        )
