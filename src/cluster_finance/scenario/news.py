"""How the news of a default spreads among a firm's business partners: shares that know, by time.

Partners learn of it from the bank, each at the yearly rate b, and from one another: a partner who
knows tells one of its contacts, drawn at random, beta times a year (beta / k a contact). Three
computations: the mean field, dG/dt = (b + beta G)(1 - G) (Bass 1969; logistic without the bank); the
exact chain on the complete graph, a pure birth process (the simple epidemic of Bailey 1950); and
simulation on the small-world graphs of Watts and Strogatz (1998). Time is in years.
"""

from __future__ import annotations

from bisect import insort

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def mean_field(years: Floats, news_rate: float, bank_rate: float, seed_share: float) -> Floats:
    """Return the share that knows at each of ``years`` in a large, well-mixed cluster.

    ``u = (1 - G) / (b + beta G)`` falls exponentially at the rate b + beta.
    """
    start = bank_rate + news_rate * seed_share
    if start == 0.0:
        return np.full_like(years, seed_share)
    u = (1.0 - seed_share) / start * np.exp(-(bank_rate + news_rate) * years)
    return np.asarray((1.0 - bank_rate * u) / (1.0 + news_rate * u), dtype=np.float64)


def birth_chain(periods: int, news_rate: float, bank_rate: float, partners: int, seeds: int = 1) -> Floats:
    """Return the expected share that knows after 1, ..., ``periods`` years on the complete graph, exactly.

    With i of N knowing, the next learns at the rate (N - i)(b + beta i / (N - 1)); ``seeds`` know at first.
    """
    knowing = np.arange(seeds, partners + 1, dtype=np.float64)
    rates = (partners - knowing) * (bank_rate + news_rate * knowing / (partners - 1))
    step = expm(np.diag(-rates) + np.diag(rates[:-1], k=1))
    law = np.zeros(len(knowing))
    law[0] = 1.0
    shares = np.empty(periods)
    for year in range(periods):
        law = law @ step
        shares[year] = law @ knowing / partners
    return shares


def small_world(partners: int, contacts: int, rewired: float, random: np.random.Generator) -> Integers:
    """Return the edges of a Watts-Strogatz graph: shape (partners * contacts / 2, 2).

    A ring on which everyone knows the ``contacts`` nearest; each edge's far end is moved with
    probability ``rewired`` to a node that is not yet a contact (it stays where there is none).
    """
    # Each one's contacts and itself, sorted.
    near: list[list[int]] = [[node] for node in range(partners)]
    edges = [(i, (i + j) % partners) for j in range(1, contacts // 2 + 1) for i in range(partners)]
    for node, other in edges:
        insort(near[node], other)
        insort(near[other], node)
    moves = random.random(len(edges)) < rewired
    for index in np.flatnonzero(moves).tolist():
        node, other = edges[index]
        contacts_of_node = near[node]
        if len(contacts_of_node) == partners:
            continue
        new = _free(int(random.integers(partners - len(contacts_of_node))), contacts_of_node)
        contacts_of_node.remove(other)
        near[other].remove(node)
        insort(contacts_of_node, new)
        insort(near[new], node)
        edges[index] = (node, new)
    return np.array(edges, dtype=np.int64)


def _free(index: int, excluded: list[int]) -> int:
    """Return the node at ``index`` among those that are not ``excluded``, which are sorted."""
    for node in excluded:
        if node > index:
            break
        index += 1
    return index


def learning_times(edges: Integers, partners: int, rates: tuple[float, float], random: np.random.Generator) -> Floats:
    """Return when each partner learns (years; infinite: never), node 0 at once: shape (partners,).

    ``rates`` are those of a contact and of the bank. With exponential delays, each used once, the
    times are shortest paths (first-passage percolation); the bank is one more node that knows at once.
    """
    contact_rate, bank_rate = rates
    bank, nodes = partners, np.arange(partners)
    contact_delays, letter_delays = random.standard_exponential(len(edges)), random.standard_exponential(partners)
    with np.errstate(divide="ignore"):  # a channel of rate zero never brings the news
        between, letters = contact_delays / np.float64(contact_rate), letter_delays / np.float64(bank_rate)
    # Contacts tell each other, the bank is told nothing.
    starts = np.concatenate([edges[:, 0], edges[:, 1], np.full(partners, bank)])
    ends = np.concatenate([edges[:, 1], edges[:, 0], nodes])
    delays = np.concatenate([between, between, letters])
    graph = csr_array((delays, (starts, ends)), shape=(partners + 1, partners + 1))
    times = dijkstra(graph, directed=True, indices=[0, bank], min_only=True)
    return np.asarray(times[:partners], dtype=np.float64)


def simulate(periods: int, rates: tuple[float, float], graph: tuple[int, int, float], draws: int, seed: int) -> Floats:
    """Return simulated shares that know after 1, ..., ``periods`` years: shape (draws, periods).

    ``rates`` are beta and b, ``graph`` partners, contacts and the rewired share. Graphs and delays
    depend on seed and draw alone, so that points are compared on common random numbers.
    """
    partners, contacts, rewired = graph
    years = np.arange(1, periods + 1)
    shares = np.empty((draws, periods))
    for draw, stream in enumerate(np.random.SeedSequence(seed).spawn(draws)):
        random = np.random.default_rng(stream)
        edges = small_world(partners, contacts, rewired, random)
        times = np.sort(learning_times(edges, partners, (rates[0] / contacts, rates[1]), random))
        shares[draw] = np.searchsorted(times, years, side="right") / partners
    return shares
