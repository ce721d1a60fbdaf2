"""The models as a sweep sees them: points in, one row of outputs a point out.

A row depends on its own point alone: what a model draws at random comes from its own seed, which
all points share, replication by replication (common random numbers). The models are loaded where points are evaluated:
what plans a run asks for their parameters alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario.guarantee_map_numbers import map_numbers
from living_edition.sweeps.model import Point, Row, SweptModel, pointwise


def portfolio_row(p: PortfolioParameters, _: dict[str, float]) -> Row:
    """Return the loss of one portfolio (shares of its volume), from the exact law."""
    from cluster_finance.scenario import portfolio

    law = portfolio.exact_law(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries)
    return asdict(portfolio.summarise(law, p.lgd))


def guarantee_rows(points: Sequence[Point]) -> list[Row]:
    """Return ruin (share, within the input ``error``) and the simulated top-up (initial capitals) of each point.

    Points that draw the same random numbers are simulated together, which changes no result.
    """
    from cluster_finance.scenario import guarantee
    from cluster_finance.scenario.ruin import ruin, within

    rows: list[Row] = [{} for _ in points]
    for indices in _same_draws(points):
        funds = [_fund(points[i]) for i in indices]
        keys = sorted({(p.rho, p.pd, p.persistence) for p in funds})
        defaults = guarantee.default_counts(funds[0], [(rho, pd) for rho, pd, _ in keys], [last for _, _, last in keys])
        counts = dict(zip(keys, defaults, strict=True))
        for index, p in zip(indices, funds, strict=True):
            multiple, precision = points[index].inputs["multiple"], within(points[index].inputs["error"])
            top_up = guarantee.top_ups(p, counts[(p.rho, p.pd, p.persistence)], multiple)
            rows[index] = {"ruin": ruin(p, multiple, precision=precision), "top_up": float(top_up.mean())}
    return rows


def _fund(point: Point) -> GuaranteeParameters:
    if not isinstance(point.parameters, GuaranteeParameters):
        raise TypeError("a point of the guarantee model holds its parameters")
    return point.parameters


def _same_draws(points: Sequence[Point]) -> list[list[int]]:
    """Return the places of the points, by what the simulated shocks and uniforms depend on."""
    groups: dict[tuple[float, ...], list[int]] = {}
    for index, point in enumerate(points):
        p = _fund(point)
        groups.setdefault((p.years, p.loans, p.draws, p.seed), []).append(index)
    return list(groups.values())


_LOSS = dict.fromkeys(("mean", "sd", "var99", "es99", "var999", "es999"), "share")
PORTFOLIO = SweptModel(PortfolioParameters, pointwise(portfolio_row), _LOSS)
GUARANTEE = SweptModel(
    GuaranteeParameters,
    guarantee_rows,
    {"ruin": "share", "top_up": "share"},
    {"multiple": (0.1, 100.0, "multiple"), "error": (0.0, 0.001, "share")},
    {"error": 0.0},
    map_numbers,
)
