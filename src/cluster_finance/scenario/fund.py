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

from cluster_finance.config.fund import FundParameters
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
_CELLS = 65_536
"""Places simulated at once: a year's arrays then stay in the processor's cache."""


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


def random_numbers(parameters: FundParameters, replications: range) -> tuple[Floats, Floats]:
    """Return factors (n, years) and uniforms (n, years + 1, firms); row 0 decides the founders' types."""
    p = parameters
    shocks = np.empty((len(replications), p.years))
    uniforms = np.empty((len(replications), p.years + 1, p.firms))
    for i, replication in enumerate(replications):
        generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([p.seed, replication])))
        generator.standard_normal(out=shocks[i])
        generator.random(out=uniforms[i])
    return factors(shocks, p.persistence), uniforms


def simulate(parameters: FundParameters, piece: int | None = None) -> Paths:
    """Return the paths of all replications; ``piece`` (how many at once) changes speed alone."""
    p = parameters
    size = piece or max(1, _CELLS // p.firms)
    made: dict[str, Ints] = {}
    for start in range(0, p.replications, size):
        rows = range(start, min(start + size, p.replications))
        for year, values in enumerate(_lives(p, rows)):
            for name, column in values.items():
                whole = made.setdefault(name, np.zeros((p.replications, p.years), dtype=np.int64))
                whole[rows.start : rows.stop, year] = column
    return Paths(made)


def _lives(p: FundParameters, replications: range) -> Iterator[dict[str, Ints]]:
    """Yield the values of each year for some replications, each of shape (replications,)."""
    factor, uniforms = random_numbers(p, replications)
    chances = [conditional_pd(x, p.rho, factor) if x > 0.0 else np.zeros_like(factor) for x in type_pds(p)]
    places = _Places(p, uniforms[:, 0])
    books = Books.founded(len(replications), int(holdings(p).sum()), government_units(p), p)
    fixed = terms(p)
    for year in range(p.years):
        u = uniforms[:, year + 1]
        applied = places.applicants(u, p.demand) * books.alive
        offer = books.offer(applied, fixed)
        sums = places.step(u, _thresholds(p, fixed, offer, books.alive, [c[:, year] for c in chances]))
        done = settle(books, fixed, offer, Year(**sums), year + 1)
        places.close(books.alive)
        units = places.units()
        yield {**done, "units": units[:, SAFE:].sum(axis=1), "risky_units": units[:, RISKY] + units[:, RISKY_LATE]}


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
    """Return event (80, events) as ones and noughts, and the next state (80,), of state and bits."""
    ones, following = np.zeros((STATES * BITS, len(EVENTS))), np.zeros(STATES * BITS, dtype=np.intp)
    for state in range(STATES):
        for bits in range(BITS):
            event, then = _event(state, bits)
            if event.startswith("default") and not expulsion:
                then = state if state in (SAFE, RISKY) else state - 2
            ones[state * BITS + bits, EVENTS.index(event)] = 1.0
            following[state * BITS + bits] = then
    return ones, following


class _Places:
    """The places of some replications: who sits there, as a running number ``replication * 5 + state``."""

    def __init__(self, p: FundParameters, first: Floats) -> None:
        n, firms = first.shape
        self.shape, self.leaves = first.shape, 1.0 - p.leaving
        self.demand = p.demand
        self.held = holdings(p).astype(np.float64)
        self.weights = np.tile(self.held, n)
        rows = np.arange(n)[:, None]
        self.base = rows * STATES
        self.state = np.where(first < 1.0 - p.safe, RISKY, SAFE).astype(np.uint8)
        self.ones, following = _tables(p.expulsion)
        self.following8 = np.tile(following.astype(np.uint8), n)
        self.events = rows * (STATES * BITS)
        self.sums = self._count(self.state.astype(np.intp) + self.base, STATES)

    def _count(self, keys: NDArray[np.intp], groups: int) -> Floats:
        """Return the shares held by replication and group; sums of whole numbers, exact below 2^53."""
        counted = np.bincount(keys.reshape(-1), self.weights, self.shape[0] * groups)
        return counted.reshape(self.shape[0], groups)

    def applicants(self, u: Floats, demand: float) -> Ints:
        """Return the shares of those who apply for a loan: shape (replications,)."""
        self.borrows = u < demand
        free = (self.state == SAFE) | (self.state == RISKY)
        return np.asarray((free & self.borrows).astype(np.float64) @ self.held).astype(np.int64)

    def step(self, u: Floats, thresholds: tuple[Floats, Floats]) -> dict[str, Ints]:
        """Let a year happen; return the shares held where each event happened, by event."""
        keys = self.state + self.base
        bits = (u < thresholds[0].take(keys)).view(np.uint8)
        bits |= (u < thresholds[1].take(keys)).view(np.uint8) << 1
        bits |= self.borrows.view(np.uint8) << 2
        bits |= (u >= self.leaves).view(np.uint8) << 3
        keys <<= 4
        keys += bits
        counted = self._count(keys, STATES * BITS)
        self.state = self.following8.take(keys)
        happened = np.rint(counted @ self.ones).astype(np.int64)
        return {name: happened[:, i] for i, name in enumerate(EVENTS) if name not in ("idle", "none")}

    def close(self, alive: NDArray[np.bool_]) -> None:
        """Empty the places of the funds that are closed."""
        if not alive.all():
            self.state[~alive] = EMPTY

    def units(self) -> Ints:
        """Return the shares held by state: shape (replications, 5)."""
        return self._count(self.state + self.base, STATES).astype(np.int64)
