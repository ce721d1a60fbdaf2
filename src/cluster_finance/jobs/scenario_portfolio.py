"""Run the portfolio model: table of losses by size and spread, and numbers of the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cluster_finance.jobs.scenario_parameters import parameters, references, source
from cluster_finance.parameters.scenario import PortfolioParameters
from cluster_finance.scenario import portfolio as model
from living_edition.files import write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import running

SIZES = (10, 50, 100, 500, 1000, 5000)


def table(p: PortfolioParameters) -> pd.DataFrame:
    """Return one row a number of loans and of industries; losses and variances are shares."""
    sizes = sorted({*SIZES, p.loans})
    spreads = sorted({p.industries, p.industries_compared, 1})
    return pd.DataFrame([_row(p, n, j) for j in spreads for n in sizes if n >= j])


def _row(p: PortfolioParameters, loans: int, industries: int) -> dict[str, float]:
    law = model.exact_law(p.pd, p.rho_industry, p.rho_economy, loans, industries)
    made = model.summarise(law, p.lgd)
    parts = model.decompose(p.pd, p.rho_industry, p.rho_economy, loans, industries)
    closed = industries == 1
    return {
        "loans": loans,
        "industries": industries,
        "pd": p.pd,
        "lgd": p.lgd,
        "rho_industry": p.rho_industry,
        "rho_economy": p.rho_economy,
        **vars(made),
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
    exact = _source(given, "exact_law", "有限组合的精确分布", "exact law of a finite portfolio")
    law = model.exact_law(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries)
    made = model.summarise(law, p.lgd)
    yield _percent("mean_loss", made.mean, exact)
    yield _percent("sd_loss", made.sd, exact)
    yield _percent("var99", made.var99, exact)
    yield _percent("var999", made.var999, exact)
    yield _percent("es999", made.es999, exact)
    law = model.exact_law(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries_compared)
    yield _percent("spread_var999", model.summarise(law, p.lgd).var999, exact)
    closed = _source(given, "vasicek_quantile", "大组合闭式解", "large-portfolio closed form")
    yield _percent("vasicek999", _vasicek(p, 0.999), closed)
    yield from _variance(p, given)
    yield _simulated(p, given)
    basel = _source(given, "basel_retail", "巴塞尔协议二，其他零售", "Basel II, other retail")
    yield _percent("basel_retail", model.basel_retail(p.pd, p.lgd), basel)
    basel = _source(
        given,
        "basel_corporate",
        "巴塞尔协议二，公司类，最小规模",
        "Basel II, corporate, least size",
    )
    yield _percent("basel_sme", model.basel_corporate(p.pd, p.lgd, sales=5.0), basel)
    yield from _settings(p, given)


def _variance(p: PortfolioParameters, given: str) -> Iterator[Number]:
    source = _source(given, "decompose", "违约率方差的分解", "variance of the default rate, parts")
    for prefix, j in (("variance", p.industries), ("spread_variance", p.industries_compared)):
        parts = model.decompose(p.pd, p.rho_industry, p.rho_economy, p.loans, j)
        for name in ("idiosyncratic", "industry", "economy"):
            share = getattr(parts, name) / parts.total if parts.total > 0.0 else 0.0
            yield _percent(f"{prefix}_{name}", share, source)


def _simulated(p: PortfolioParameters, given: str) -> Number:
    law = model.simulate(p)
    half = 1.96 * np.sqrt(0.999 * 0.001 / p.draws)
    levels = (0.999, 0.999 - half, min(0.999 + half, 1.0))
    value, low, high = (100.0 * p.lgd * model.law_quantile(law, float(x)) / p.loans for x in levels)
    source = _source(given, "simulate", "蒙特卡洛模拟", "simulation")
    return Number(
        "portfolio.mc_var999", value, "percent", source, bound="about", decimals=1,
        low=low, high=high, interval="95% confidence, order statistics",
    )  # fmt: skip


def _settings(p: PortfolioParameters, given: str) -> Iterator[Number]:
    source = _source(given, "exact_law", "参数", "parameter")
    for name in ("pd", "lgd", "rho_industry", "rho_economy"):
        digits = 2 if name == "pd" else 0
        yield _percent(name, getattr(p, name), source, digits)
    counted = (
        ("loans", "loans"),
        ("industries", "industries"),
        ("industries_compared", "industries"),
    )
    for name, unit in counted:
        yield Number(f"portfolio.{name}", getattr(p, name), unit, source, decimals=0)


def _percent(name: str, share: float, source: Source, decimals: int = 1) -> Number:
    return Number(f"portfolio.{name}", 100.0 * share, "percent", source, decimals=decimals)


def _source(given: str, function: str, zh: str, en: str) -> Source:
    return source("portfolio", function, (zh, en), given)


def job(arguments: argparse.Namespace) -> None:
    """Check the parameters, run the model, write table and numbers."""
    content = running.section(arguments.parameters)
    given = references(content, "portfolio")
    p = parameters(content, "portfolio", PortfolioParameters)
    write_table(table(p), arguments.out_parquet)
    write_numbers(numbers(p, given), arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Run the portfolio model.",
            parameters='parameters, JSON: {"portfolio": {...}, "references": {...}}',
            out_parquet="losses by number of loans and industries, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
