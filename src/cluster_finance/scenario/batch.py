"""Batch lending: what serving a cluster as one costs, against serving its firms one by one.

Alone, a client costs c_s a year. In a cluster the clients share one cost K and each adds c_b < c_s.
With n clients and a loan L, the average cost of a yuan lent is AC = c_s / L alone and
AC(n) = K / (n L) + c_b / L in the cluster. A risk-neutral bank under competition, with
funding cost f, charges the rate r that just breaks even over a year; what is owed includes interest,
and a default loses the share LGD of it:

    (1 + r)(1 - PD * LGD) = 1 + f + AC.

Money is in units of 10,000 yuan; costs by the loan, rates and probabilities are shares of one.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pandas as pd

from cluster_finance.parameters.lending import BatchParameters

Way = Literal["alone", "batch"]
WAYS: tuple[Way, ...] = ("alone", "batch")
CLIENTS_SHOWN = 1_000


def client_cost(parameters: BatchParameters, way: Way, clients: float | None = None) -> float:
    """Return the yearly cost of a client (10,000 yuan); ``clients`` as in the parameters unless given."""
    p = parameters
    if way == "alone":
        return p.cost_alone
    return p.shared_cost / (p.clients if clients is None else clients) + p.cost_batch


def average_cost(parameters: BatchParameters, way: Way, loan: float, clients: float | None = None) -> float:
    """Return the yearly cost of a yuan lent, AC, as a share."""
    return client_cost(parameters, way, clients) / loan


def break_even_rate(parameters: BatchParameters, cost: float) -> float:
    """Return the rate r (share) at which a loan of average cost ``cost`` (share) breaks even."""
    p = parameters
    return (1.0 + p.funding + cost) / (1.0 - p.pd * p.lgd) - 1.0


def break_even_clients(parameters: BatchParameters) -> float:
    """Return n* = K / (c_s - c_b), the number of clients at which both ways cost the same."""
    return parameters.shared_cost / (parameters.cost_alone - parameters.cost_batch)


def margin(parameters: BatchParameters) -> float:
    """Return what a yuan lent at the highest rate leaves for costs, (1 + cap)(1 - PD LGD) - (1 + f)."""
    p = parameters
    return (1.0 + p.rate_cap) * (1.0 - p.pd * p.lgd) - (1.0 + p.funding)


def smallest_loan(parameters: BatchParameters, way: Way) -> float:
    """Return the smallest loan (10,000 yuan) that breaks even within the highest rate; infinite: none does."""
    per_yuan = margin(parameters)
    return client_cost(parameters, way) / per_yuan if per_yuan > 0.0 else math.inf


def saving(parameters: BatchParameters) -> float:
    """Return what the cluster saves the bank a year, n (c_s - c_b) - K (10,000 yuan): no matter how large a loan."""
    p = parameters
    return p.clients * (p.cost_alone - p.cost_batch) - p.shared_cost


def tolerated_loss(parameters: BatchParameters, loan: float) -> float:
    """Return the expected loss PD * LGD (share) at which the cluster's rate would be that of lending alone.

    Beyond it, looking less closely at each firm costs more in defaults than it saves.
    """
    p = parameters
    alone = break_even_rate(p, average_cost(p, "alone", loan))
    return 1.0 - (1.0 + p.funding + average_cost(p, "batch", loan)) / (1.0 + alone)


def table(parameters: BatchParameters) -> pd.DataFrame:
    """Return one row a loan, way and number of clients: loan, way, clients, average_cost, rate."""
    p = parameters
    last = max(CLIENTS_SHOWN, p.clients)
    steps = np.unique(np.round(np.geomspace(1, last, 80)).astype(int))
    clients = sorted({*steps.tolist(), p.clients})
    rows = [
        (loan, way, n, cost, break_even_rate(p, cost))
        for loan in sorted({p.loan, p.micro_loan}, reverse=True)
        for way in WAYS
        for n in clients
        for cost in (average_cost(p, way, loan, n),)
    ]
    return pd.DataFrame(rows, columns=["loan", "way", "clients", "average_cost", "rate"])
