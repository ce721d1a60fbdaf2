"""The named scenarios through the models of loans, guarantees and the fund; and laws of loss for the figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.named import Named
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import (
    fund,
    fund_summary,
    mutual,
    portfolio,
)

LOSS_RHOS: tuple[float, ...] = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)
LOSS_SIZES: tuple[int, ...] = (10, 50, 100, 500, 1000, 5000)
LOSS_LEVELS = np.arange(0, 41) / 200.0
"""Losses at which the figure shows the probability of at least this: 0 to 20% of the volume."""


def table(
    named: Mapping[str, Named],
    loans: PortfolioParameters,
    guarantee: GuaranteeParameters,
    layer: LayerParameters,
    mutual_fund: FundParameters,
) -> pd.DataFrame:
    """Return one row a scenario.

    Columns scenario, title_zh, title_en; mean_loss and var999 (shares of the loans' volume);
    multiple, ruin, ruin_low, ruin_high (share); survival, net_all, net_borrowers, pd_end, exposure and
    government_loss of the fund (NaN where there is none).
    """
    drawn: dict[float, mutual.Draws] = {}
    rows = []
    for name, scenario in named.items():
        rows.append(
            {
                "scenario": name, "title_zh": scenario.title_zh, "title_en": scenario.title_en,
                **_loss(scenario, loans), **_ruin(scenario, guarantee, layer, drawn),
                **_fund(scenario, mutual_fund),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def shocked_pd(pd_: float, rho: float, shock: float) -> float:
    """Return the default probability where the industry factor is moved by ``shock`` deviations."""
    return float(ndtr(ndtri(pd_) - np.sqrt(rho) * shock)) if 0.0 < pd_ < 1.0 else pd_


def _loss(scenario: Named, p: PortfolioParameters) -> dict[str, Any]:
    chance = shocked_pd(p.pd, p.rho_industry, scenario.shock)
    law = portfolio.exact_law(chance, p.rho_industry, p.rho_economy, p.loans, scenario.industries)
    made = portfolio.summarise(law, p.lgd)
    return {"mean_loss": made.mean, "var999": made.var999}


def _ruin(
    scenario: Named, p: GuaranteeParameters, layer: LayerParameters, drawn: dict[float, mutual.Draws]
) -> dict[str, Any]:
    if scenario.shock not in drawn:
        drawn[scenario.shock] = mutual.draw(p, scenario.shock)
    changed = p if scenario.rho is None else p.model_copy(update={"rho": scenario.rho})
    made = mutual.outcome(changed, scenario.multiple, drawn[scenario.shock], layer if scenario.layer else None)
    return {"multiple": scenario.multiple, "ruin": made.ruin, "ruin_low": made.low, "ruin_high": made.high}


def _fund(scenario: Named, p: FundParameters) -> dict[str, Any]:
    names = ("survival", "net_all", "net_borrowers", "pd_end", "exposure", "government_loss")
    if scenario.exit_from is None:
        return dict.fromkeys(names, np.nan)
    changed = p.model_copy(update={"exit_from": scenario.exit_from})
    life = fund_summary.life(changed, fund.simulate(changed, shock=scenario.shock))
    return {name: getattr(life, name) for name in names}


def loss_laws(p: PortfolioParameters) -> pd.DataFrame:
    """Return the chance of losing at least a share of the volume: columns rho, loans, loss, chance.

    One industry, the exact law of a finite portfolio (Vasicek 2002; Gordy 2003).
    """
    tables = []
    for rho in sorted({*LOSS_RHOS, p.rho_industry}):
        for loans in sorted({*LOSS_SIZES, p.loans}):
            law = portfolio.exact_law(p.pd, rho, 0.0, loans)
            # Defaults needed for at least this loss; the tail sums are of small numbers first.
            tail = np.append(np.cumsum(law[::-1])[::-1], 0.0)
            need = np.ceil(LOSS_LEVELS / max(p.lgd, 1e-12) * loans - 1e-9).astype(np.int64)
            chance = np.minimum(tail[np.minimum(need, loans + 1)], 1.0)
            tables.append(pd.DataFrame({"rho": rho, "loans": loans, "loss": LOSS_LEVELS, "chance": chance}))
    return pd.concat(tables, ignore_index=True)
