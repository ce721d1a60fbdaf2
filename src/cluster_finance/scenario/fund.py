"""The mutual-aid credit fund of the thesis (section 4.4), firm by firm, as arrays.

Places for members hold a firm each; a firm is safe or risky (Stiglitz and Weiss 1981). In a year a
member free of debt borrows with the chance ``demand``, in proportion to its shares; it then repays
with interest, pays a year late, or defaults. Defaults follow the portfolio model with one industry
(Vasicek 2002) whose factor is a stationary AR(1). A defaulter's shares are set against its
debt and forfeited, a part of the rest comes back, and its membership ends; who is late cannot
borrow before having repaid. Free places go to outsiders with a
good signal: P(good | safe) = P(bad | risky) = ``signal``.

A firm defaults by choice where that pays: (1 + r) L - shares > the loss of its standing.

One uniform number a place and year decides everything there, since the part of a uniform that
falls below a threshold is uniform again: with demand u, a member borrows where U < u and defaults
where U < u p. Random numbers are keyed by the replication: results do not depend on how
replications are cut into pieces. Money is in integer fen throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario.fund_money import Books, Terms, Year, government_units, holdings, settle, terms
from cluster_finance.scenario.guarantee import factors
from cluster_finance.scenario.portfolio import conditional_pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EMPTY, SAFE, RISKY, SAFE_LATE, RISKY_LATE = range(5)
STATES, BITS = 5, 16
EVENTS = (
    "default_safe", "default_risky", "late", "repay", "leave", "idle", "admit", "default_old", "repay_old", "none",
)  # fmt: skip
_CELLS = 160_000
"""Places simulated at once: enough to hide the cost of a call, few enough to stay in the cache."""


@dataclass(frozen=True)
class Paths:
    """What happened: each array of shape (replications, years), int64, money in fen.

    ``risky_units`` and ``units`` count shares held at the end of the year by risky and by all
    members; ``alive`` is 1 while the fund is open. The other names are those of ``Year``.
    """

    values: dict[str, Ints]

    def __getitem__(self, name: str) -> Ints:
        return self.values[name]


def type_pds(parameters: FundParameters) -> tuple[float, float]:
    """Return the default probabilities of safe and risky firms; their mean in the cluster is ``pd``."""
    p = parameters
    safe = p.pd / (p.safe + (1.0 - p.safe) * p.pd_ratio)
    return safe, min(safe * p.pd_ratio, 1.0)


def admitted_risky(parameters: FundParameters) -> float:
    """Return the share of risky firms among outsiders with a good signal (Bayes)."""
    risky = (1.0 - parameters.safe) * (1.0 - parameters.signal)
    good = risky + parameters.safe * parameters.signal
    return risky / good if good > 0.0 else 0.0


def random_numbers(
    parameters: FundParameters, replications: range, buffer: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return factors (n, years) and uniforms (n, years + 1, firms); row 0 decides the founders' types.

    The uniforms are drawn into ``buffer`` where it is given (at least n rows).
    """
    p, n = parameters, len(replications)
    shocks = np.empty((n, p.years))
    uniforms = np.empty((n, p.years + 1, p.firms)) if buffer is None else buffer[:n]
    for i, replication in enumerate(replications):
        generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([p.seed, replication])))
        generator.standard_normal(out=shocks[i])
        generator.random(out=uniforms[i])
    return factors(shocks, p.persistence), uniforms


def simulate(parameters: FundParameters, piece: int | None = None, shock: float = 0.0) -> Paths:
    """Return the paths of all replications; ``piece`` (how many at once) changes speed alone.

    ``shock`` moves the industry factor in the first year (standard deviations) and then fades.
    """
    p = parameters
    size = piece or max(1, _CELLS // p.firms)
    counts: dict[str, Ints] = {}
    buffer = np.empty((min(size, p.replications), p.years + 1, p.firms))
    for start in range(0, p.replications, size):
        rows = range(start, min(start + size, p.replications))
        for year, values in enumerate(_lives(p, rows, buffer, shock)):
            for name, column in values.items():
                if name not in counts:
                    counts[name] = np.zeros((p.replications, p.years), dtype=np.int64)
                counts[name][rows.start : rows.stop, year] = column
    return Paths(counts)


def _lives(p: FundParameters, replications: range, buffer: Floats, shock: float) -> Iterator[dict[str, Ints]]:
    """Yield the values of each year for some replications, each of shape (replications,)."""
    factor, uniforms = random_numbers(p, replications, buffer)
    factor += shock * p.persistence ** np.arange(p.years)
    chances = [conditional_pd(x, p.rho, factor) if x > 0.0 else np.zeros_like(factor) for x in type_pds(p)]
    places = _Places(p, uniforms[:, 0])
    books = Books.founded(len(replications), int(holdings(p).sum()), government_units(p), p)
    fixed = terms(p)
    for year in range(p.years):
        u = np.ascontiguousarray(uniforms[:, year + 1])
        applied = places.applicants(u, p.demand) * books.alive
        offer = books.offer(applied, fixed)
        sums = places.step(u, _thresholds(p, fixed, offer, books.alive, [c[:, year] for c in chances]))
        flows = settle(books, fixed, offer, Year(**sums), year + 1)
        places.close(books.alive)
        units = places.held_by
        yield {**flows, "units": units[:, SAFE:].sum(axis=1), "risky_units": units[:, RISKY] + units[:, RISKY_LATE]}


def _thresholds(
    p: FundParameters, fixed: Terms, offer: Ints, alive: NDArray[np.bool_], chances: list[Floats]
) -> tuple[Floats, Floats]:
    """Return, by replication and state, below which number a firm defaults, and is late or fine.

    A free place is filled by a risky firm below the first and by a safe one below the second.
    """
    first, second = np.zeros((len(offer), STATES)), np.full((len(offer), STATES), 2.0)
    second[:, EMPTY] = p.admission * alive
    first[:, EMPTY] = second[:, EMPTY] * admitted_risky(p)
    for state, chance, unpaid in zip((SAFE, RISKY), chances, fixed.by_choice(offer), strict=True):
        first[:, state] = p.demand * np.where(unpaid, 1.0, chance)
        second[:, state] = np.minimum(first[:, state] * (1.0 + p.late_ratio), p.demand)
        first[:, state + 2] = chance
    return first, second


def _event(state: int, bits: int) -> tuple[str, int]:
    """Return what a number means to a place in ``state``, and its next state."""
    below_first, below_second, borrows, high = (bool(bits & (1 << k)) for k in range(4))
    if state == EMPTY:
        if below_first or below_second:
            return "admit", RISKY if below_first else SAFE
        return "none", EMPTY
    if state in (SAFE_LATE, RISKY_LATE):
        return ("default_old", EMPTY) if below_first else ("repay_old", state - 2)
    if below_first:
        return f"default_{'safe' if state == SAFE else 'risky'}", EMPTY
    if below_second:
        return "late", state + 2
    if borrows:
        return "repay", state
    return ("leave", EMPTY) if high else ("idle", state)


def _tables(expulsion: bool) -> tuple[Floats, NDArray[np.intp]]:
    """Return event (80, events) as ones and zeros, and the next state (80,), of state and bits."""
    indicators, following = np.zeros((STATES * BITS, len(EVENTS))), np.zeros(STATES * BITS, dtype=np.intp)
    for state in range(STATES):
        for bits in range(BITS):
            event, then = _event(state, bits)
            if event.startswith("default") and not expulsion:
                then = state if state in (SAFE, RISKY) else state - 2
            indicators[state * BITS + bits, EVENTS.index(event)] = 1.0
            following[state * BITS + bits] = then
    return indicators, following


class _Places:
    """The places of some replications: their states, and the shares held by state."""

    def __init__(self, p: FundParameters, first: Floats) -> None:
        n, self.leaves = len(first), 1.0 - p.leaving
        self.held = holdings(p).astype(np.float64)
        self.weights = np.tile(self.held, n)
        self.base = np.repeat(np.arange(n) * STATES, p.firms)
        self.state = np.where(first < 1.0 - p.safe, RISKY, SAFE).astype(np.uint8)
        self.happens, following = _tables(p.expulsion)
        self.moves = np.eye(STATES)[following] - np.repeat(np.eye(STATES), BITS, axis=0)
        self.following = np.tile(following.astype(np.uint8), n)
        self.held_by = np.zeros((n, STATES), dtype=np.int64)
        for state in (SAFE, RISKY):
            self.held_by[:, state] = (self.state == state).astype(np.float64) @ self.held

    def applicants(self, u: Floats, demand: float) -> Ints:
        """Return the shares of those who apply for a loan: shape (replications,)."""
        self.free = (self.state == SAFE) | (self.state == RISKY)
        self.borrows = u < demand
        self.applied = np.asarray((self.free & self.borrows).astype(np.float64) @ self.held).astype(np.int64)
        return self.applied

    def step(self, u: Floats, thresholds: tuple[Floats, Floats]) -> dict[str, Ints]:
        """Let a year happen; return the shares held where each event happened, by event.

        Most firms repay or do nothing: only places where something else may happen are looked at,
        and who repays is the rest of those who applied.
        """
        first, second = thresholds
        rare = u < second[:, SAFE : RISKY + 1].max(axis=1, keepdims=True)
        rare |= u >= self.leaves
        rare |= ~self.free
        indices = np.flatnonzero(rare)
        number, state = u.reshape(-1).take(indices), self.state.reshape(-1)
        keys = self.base.take(indices) + state.take(indices)
        bits = (number < first.take(keys)).view(np.uint8)
        bits |= (number < second.take(keys)).view(np.uint8) << 1
        bits |= self.borrows.view(np.uint8).reshape(-1).take(indices) << 2
        bits |= (number >= self.leaves).view(np.uint8) << 3
        keys <<= BITS.bit_length() - 1
        keys += bits
        groups = STATES * BITS
        # Sums of whole numbers: exact below 2^53.
        counted = np.bincount(keys, self.weights.take(indices), len(u) * groups).reshape(-1, groups)
        state[indices] = self.following.take(keys)
        self.held_by += (counted @ self.moves).astype(np.int64)
        happened = dict(zip(EVENTS, (counted @ self.happens).astype(np.int64).T, strict=True))
        happened["repay"] = self.applied - sum(happened[e] for e in ("default_safe", "default_risky", "late"))
        return {name: sums for name, sums in happened.items() if name not in ("idle", "none")}

    def close(self, alive: NDArray[np.bool_]) -> None:
        """Empty the places of the funds that are closed."""
        if not alive.all():
            self.state[~alive] = EMPTY
            self.held_by[~alive] = 0
