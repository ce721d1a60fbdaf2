"""The table of losses by size and spread, and what the portfolio model hands to the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cluster_finance.parameters.scenario import PortfolioParameters
from cluster_finance.scenario import portfolio as model
from cluster_finance.scenario.numbers_of import NumbersOf, configured, simulated
from living_edition.ledger.number import Number

SIZES = (10, 50, 100, 500, 1000, 5000)
Parameters = PortfolioParameters


def table(p: PortfolioParameters) -> pd.DataFrame:
    """Return one row a number of loans and of industries; losses and variances are shares."""
    sizes = sorted({*SIZES, p.loans})
    spreads = sorted({p.industries, p.industries_compared, 1})
    return pd.DataFrame([_row(p, n, j) for j in spreads for n in sizes if n >= j])


def _row(p: PortfolioParameters, loans: int, industries: int) -> dict[str, float]:
    law = model.exact_law(p.pd, p.rho_industry, p.rho_economy, loans, industries)
    parts = model.decompose(p.pd, p.rho_industry, p.rho_economy, loans, industries)
    closed = industries == 1
    return {
        "loans": loans,
        "industries": industries,
        "pd": p.pd,
        "lgd": p.lgd,
        "rho_industry": p.rho_industry,
        "rho_economy": p.rho_economy,
        **vars(model.summarise(law, p.lgd)),
        "variance_idiosyncratic": parts.idiosyncratic,
        "variance_industry": parts.industry,
        "variance_economy": parts.economy,
        "vasicek99": _vasicek(p, 0.99) if closed else np.nan,
        "vasicek999": _vasicek(p, 0.999) if closed else np.nan,
    }


def _vasicek(p: PortfolioParameters, level: float) -> float:
    return p.lgd * model.vasicek_quantile(level, p.pd, p.rho_industry)


def numbers(p: PortfolioParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    of = NumbersOf("portfolio", given)
    exact = of("exact_law", "有限组合的精确分布", "exact distribution of a finite portfolio")
    law = model.exact_law(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries)
    loss = model.summarise(law, p.lgd)
    yield exact.percent("mean_loss", loss.mean)
    yield exact.percent("sd_loss", loss.sd)
    yield exact.percent("var99", loss.var99)
    yield exact.percent("var999", loss.var999)
    yield exact.percent("es999", loss.es999)
    spread = model.exact_law(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries_compared)
    yield exact.percent("spread_var999", model.summarise(spread, p.lgd).var999)
    closed = of("vasicek_quantile", "大组合闭式解", "large-portfolio closed form")
    yield closed.percent("vasicek999", _vasicek(p, 0.999))
    yield from _variance(p, of)
    yield _simulated(p, of)
    retail = of("basel_retail", "巴塞尔协议二，其他零售", "Basel II, other retail")
    yield retail.percent("basel_retail", model.basel_retail(p.pd, p.lgd))
    corporate = of("basel_corporate", "巴塞尔协议二，公司类，最小规模", "Basel II, corporate, least size")
    yield corporate.percent("basel_sme", model.basel_corporate(p.pd, p.lgd, sales=5.0))
    yield from _settings(p, of)


def _variance(p: PortfolioParameters, of: NumbersOf) -> Iterator[Number]:
    shares = of("decompose", "违约率方差的分解", "variance of the default rate, parts")
    for prefix, j in (("variance", p.industries), ("spread_variance", p.industries_compared)):
        parts = model.decompose(p.pd, p.rho_industry, p.rho_economy, p.loans, j)
        for name in ("idiosyncratic", "industry", "economy"):
            share = getattr(parts, name) / parts.total if parts.total > 0.0 else 0.0
            yield shares.percent(f"{prefix}_{name}", share)


def _simulated(p: PortfolioParameters, of: NumbersOf) -> Number:
    law = model.simulate(p)
    half = 1.96 * np.sqrt(0.999 * 0.001 / p.draws)
    levels = (0.999, 0.999 - half, min(0.999 + half, 1.0))
    value, low, high = (p.lgd * model.law_quantile(law, float(x)) / p.loans for x in levels)
    return simulated(of("simulate", "蒙特卡洛模拟", "simulation"), "mc_var999", value, (low, high))


def _settings(p: PortfolioParameters, of: NumbersOf) -> Iterator[Number]:
    settings = of("exact_law", "参数", "parameter")
    yield from configured(settings, p, pd=2, lgd=0, rho_industry=0, rho_economy=0, loans=0, industries=0)
    yield from configured(settings, p, industries_compared=0)
