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
from cluster_finance.scenario import fund, fund_summary, mutual, portfolio
from cluster_finance.scenario.numbers_of import variant, written
from cluster_finance.scenario.ruin import ruin

LOSS_RHOS: tuple[float, ...] = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)
LOSS_SIZES: tuple[int, ...] = (10, 50, 100, 500, 1000, 5000)
LOSS_LEVELS = np.arange(0, 41) / 200.0
"""Losses at which the figure shows the probability of at least this: 0 to 20% of the volume."""


def table(
    scenarios: Mapping[str, Named],
    loans: PortfolioParameters,
    guarantee: GuaranteeParameters,
    layer: LayerParameters,
    mutual_fund: FundParameters,
) -> pd.DataFrame:
    """Return one row a scenario.

    Columns scenario, title_zh, title_en, differences (from the configuration); mean_loss and var999
    (shares of the loans' volume); multiple, ruin, ruin_low, ruin_high (share; the two ends are those of
    the interval of a simulated ruin); survival, net_all, net_borrowers, pd_end, exposure and
    government_loss of the fund (NaN where there is none).
    """
    rows = []
    # Scenarios that differ in loans or guarantees alone have one fund.
    lives: dict[tuple[object, ...], dict[str, Any]] = {}
    for name, scenario in scenarios.items():
        life = scenario.fund, scenario.exit_from, scenario.shock
        if life not in lives:
            lives[life] = _fund(scenario, mutual_fund)
        rows.append(
            {
                "scenario": name, "title_zh": scenario.title["zh"], "title_en": scenario.title["en"],
                "differences": written(scenario.differences()),
                **_loss(scenario, loans), **_ruin(scenario, guarantee, layer), **lives[life],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def shocked_pd(pd_: float, rho: float, shock: float) -> float:
    """Return the default probability where the industry factor is moved by ``shock`` deviations."""
    return float(ndtr(ndtri(pd_) - np.sqrt(rho) * shock)) if 0.0 < pd_ < 1.0 else pd_


def _loss(scenario: Named, p: PortfolioParameters) -> dict[str, Any]:
    chance = shocked_pd(p.pd, p.rho_industry, scenario.shock)
    law = portfolio.exact_law(chance, p.rho_industry, p.rho_economy, p.loans, scenario.industries or p.industries)
    summary = portfolio.summarise(law, p.lgd)
    return {"mean_loss": summary.mean, "var999": summary.var999}


def _ruin(scenario: Named, p: GuaranteeParameters, layer: LayerParameters) -> dict[str, Any]:
    changed = p if scenario.rho is None else variant(p, rho=scenario.rho).parameters
    multiple = p.home_multiple if scenario.multiple is None else scenario.multiple
    if scenario.layer:
        simulated = mutual.simulate(changed, multiple, layer, mutual.MANY, scenario.shock)
        return {"multiple": multiple, "ruin": simulated.ruin, "ruin_low": simulated.low, "ruin_high": simulated.high}
    exact = ruin(changed, multiple, scenario.shock)
    return {"multiple": multiple, "ruin": exact, "ruin_low": exact, "ruin_high": exact}


def _fund(scenario: Named, p: FundParameters) -> dict[str, Any]:
    names = ("survival", "net_all", "net_borrowers", "pd_end", "exposure", "government_loss")
    if not scenario.fund:
        return dict.fromkeys(names, np.nan)
    changed = p if scenario.exit_from is None else variant(p, exit_from=scenario.exit_from).parameters
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
