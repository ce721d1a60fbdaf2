"""Run the mutual-aid fund: its life by year and variant, the explorer's grid, and numbers of the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from cluster_finance.jobs.scenario_parameters import parameters, references, source
from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario import fund as model
from cluster_finance.scenario import fund_summary as summary
from cluster_finance.scenario import fund_sweep as sweep
from living_edition.files import write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import running

DOWNTURN = -2.0
HARD = {"pd": 0.2, "lgd": 1.0}
"""The hard case of the text: one borrower in five defaults in a mean year and pays nothing beyond its shares."""


def numbers(p: FundParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    yield from _base(p, given)
    yield from _exits(p, given)
    yield from _use(p, given)
    yield from _bank(p, given)
    yield from _settings(p, given)


def _base(p: FundParameters, given: str) -> Iterator[Number]:
    source = _source(given, "fund_summary:life", "模拟的基金", "simulated fund")
    paths = model.simulate(p)
    life, parts = summary.life(p, paths), summary.bearers(paths)
    yield _percent("survival", life.survival, source)
    yield _percent("pd_end", life.pd_end, source, 2)
    yield _percent("net_borrowers", life.net_borrowers, source, 0)
    yield _percent("net_all", life.net_all, source, 0)
    yield _percent("lent", life.lent, source, 0)
    without = p.model_copy(update={"expulsion": False})
    yield _percent("pd_end_kept", summary.life(without, model.simulate(without)).pd_end, source, 2)
    yield from _borne("borne", parts, source)
    life = summary.life(p, model.simulate(p, shock=DOWNTURN))
    source = _source(given, "fund:simulate", "行业下滑两个标准差", "a downturn of two standard deviations")
    yield _percent("downturn_survival", life.survival, source)
    yield _percent("downturn_net_all", life.net_all, source, 0)
    hard = p.model_copy(update=HARD)
    paths = model.simulate(hard)
    source = _source(given, "fund_summary:bearers", "艰难情形", "the hard case", **HARD)
    life = summary.life(hard, paths)
    yield _percent("hard_survival", life.survival, source)
    yield _percent("hard_government_loss", life.government_loss, source)
    yield _percent("hard_pd", hard.pd, source, 0)
    yield from _borne("hard_borne", summary.bearers(paths), source)


def _borne(prefix: str, parts: summary.Bearers, source: Source) -> Iterator[Number]:
    for name in ("defaulters", "borrowers", "members", "government"):
        yield _percent(f"{prefix}_{name}", getattr(parts, name), source)


def _exits(p: FundParameters, given: str) -> Iterator[Number]:
    for name, year in sweep.EXITS.items():
        changed = p.model_copy(update={"exit_from": year})
        source = _source(given, "fund_summary:life", "政府退出", "government's exit", exit_from=year)
        life = summary.life(changed, model.simulate(changed))
        yield _percent(f"exposure_{name}", life.exposure, source, 0)
        yield _percent(f"net_all_{name}", life.net_all, source, 0)
        yield _percent(f"government_loss_{name}", life.government_loss, source, 2)
        if year:
            yield Number(f"fund.exit_from_{name}", year, "number", source, decimals=0)
            yield Number(f"fund.exit_year_{name}", life.exit_year, "number", source, decimals=0)
            yield _percent(f"exited_{name}", life.exited, source)


def _use(p: FundParameters, given: str) -> Iterator[Number]:
    """Yield net credit where few and where nearly all borrow, government staying."""
    for name, demand in (("few", sweep.DEMANDS[0]), ("most", sweep.DEMANDS[-1])):
        changed = p.model_copy(update={"demand": demand, "exit_from": 0})
        words = "净信贷与使用率", "net credit and utilisation"
        source = _source(given, "fund_summary:life", *words, demand=demand, exit_from=0)
        life = summary.life(changed, model.simulate(changed))
        yield _percent(f"demand_{name}", demand, source, 0)
        yield _percent(f"net_borrowers_{name}", life.net_borrowers, source, 0)
        yield _percent(f"net_all_{name}", life.net_all, source, 0)


def _bank(p: FundParameters, given: str) -> Iterator[Number]:
    source = _source(given, "fund_summary:bank_loss", "银行贷给同样的企业", "a bank lending to the same firms")
    mean, sd = summary.bank_loss(p)
    yield _percent("bank_loss", mean, source, 2)
    yield _percent("bank_loss_sd", sd, source, 2)
    source = _source(given, "fund_summary:bank_rate", "盈亏平衡利率", "break-even rate")
    yield _percent("bank_rate", summary.bank_rate(p), source)
    yield _percent("break_even", summary.fund_rate(p), source)
    yield _percent("break_even_full", summary.fund_rate(p, p.deposit_rate), source)
    safe, risky = summary.enforceable(p)
    source = _source(given, "fund_summary:enforceable", "自愿偿还的上限", "largest loan repaid by choice")
    yield Number("fund.enforceable_safe", safe, "multiple", source, decimals=2)
    yield Number("fund.enforceable_risky", risky, "multiple", source, decimals=2)


def _settings(p: FundParameters, given: str) -> Iterator[Number]:
    source = _source(given, "fund:simulate", "参数", "parameter")
    for name in ("government", "demand", "rate", "cost", "safe", "signal", "rho", "lgd", "leaving", "bank_cost"):
        yield _percent(name, getattr(p, name), source, 0)
    yield _percent("pd", p.pd, source, 2)
    yield _percent("deposit_rate", p.deposit_rate, source, 2)
    for name in ("loan_cap", "pd_ratio", "standing_safe", "standing_risky"):
        yield Number(f"fund.{name}", getattr(p, name), "multiple", source)
    yield Number("fund.all_borrow", 1.0 / (1.0 - p.government), "multiple", source, "about", decimals=2)
    yield Number("fund.firms", p.firms, "firms", source, decimals=0)
    yield Number("fund.years", p.years, "years", source, decimals=0)
    yield Number("fund.exit_from", p.exit_from, "number", source, decimals=0)
    yield Number("fund.instalments", p.exit_instalments, "number", source, decimals=0)
    yield Number("fund.replications", p.replications, "number", source, decimals=0)


def _percent(name: str, share: float, source: Source, decimals: int = 1) -> Number:
    return Number(f"fund.{name}", 100.0 * share, "percent", source, decimals=decimals)


def _source(given: str, function: str, zh: str, en: str, **changed: float) -> Source:
    return source("fund", function, (zh, en), given, **changed)


def job(arguments: argparse.Namespace) -> None:
    """Check the parameters, run the model, write both tables and the numbers."""
    content = running.section(arguments.parameters)
    p = parameters(content, "fund", FundParameters)
    write_table(sweep.by_variant(p), arguments.out_parquet)
    write_table(sweep.explorer_grid(p), arguments.out_explorer)
    write_numbers(numbers(p, references(content, "fund")), arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Run the mutual-aid fund.",
            parameters='parameters, JSON: {"fund": {...}, "references": {...}}',
            out_parquet="the fund by variant and year, Parquet",
            out_explorer="the fund by exit, demand, ratio of default probabilities and year, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
