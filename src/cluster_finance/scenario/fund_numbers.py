"""What the mutual-aid fund hands to the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario import fund as model
from cluster_finance.scenario import fund_summary as summary
from cluster_finance.scenario import fund_sweep as sweep
from cluster_finance.scenario.numbers_of import NumbersOf
from living_edition.ledger.number import Number, Numbers

Parameters = FundParameters
TABLES = {"table": sweep.by_variant}

DOWNTURN = -2.0
"""The first year's industry factor in a downturn, in standard deviations."""
HARD = {"pd": 0.2, "lgd": 1.0}
"""The hard case of the text: one borrower in five defaults in a mean year and pays nothing beyond its shares."""


def numbers(p: FundParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    of = NumbersOf("fund", given)
    yield from _base(p, of)
    yield from _downturn(p, of)
    yield from _hard(p, of)
    yield from _exits(p, of)
    yield from _use(p, of)
    yield from _bank(p, of)
    yield from _settings(p, of)


def _base(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    fund = of("fund_summary:life", "模拟的基金", "simulated fund")
    paths = model.simulate(p)
    life = summary.life(p, paths)
    yield fund.percent("survival", life.survival)
    yield fund.percent("pd_end", life.pd_end, 2)
    yield fund.percent("net_borrowers", life.net_borrowers, 0)
    yield fund.percent("net_all", life.net_all, 0)
    yield fund.percent("lent", life.lent, 0)
    without = p.model_copy(update={"expulsion": False})
    yield fund.percent("pd_end_kept", summary.life(without, model.simulate(without)).pd_end, 2)
    yield from _borne("borne", summary.bearers(paths), fund)


def _downturn(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    life = summary.life(p, model.simulate(p, shock=DOWNTURN))
    downturn = of("fund:simulate", "行业下滑两个标准差", "a downturn of two standard deviations")
    yield downturn.percent("downturn_survival", life.survival)
    yield downturn.percent("downturn_net_all", life.net_all, 0)


def _hard(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    hard = p.model_copy(update=HARD)
    paths = model.simulate(hard)
    life = summary.life(hard, paths)
    case = of("fund_summary:bearers", "艰难情形", "the hard case", **HARD)
    yield case.percent("hard_survival", life.survival)
    yield case.percent("hard_government_loss", life.government_loss)
    yield case.percent("hard_pd", hard.pd, 0)
    yield from _borne("hard_borne", summary.bearers(paths), case)


def _borne(prefix: str, parts: summary.Bearers, numbers: Numbers) -> Iterator[Number]:
    for name in ("defaulters", "borrowers", "members", "government"):
        yield numbers.percent(f"{prefix}_{name}", getattr(parts, name))


def _exits(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    for name, year in sweep.EXITS.items():
        changed = p.model_copy(update={"exit_from": year})
        exits = of("fund_summary:life", "政府退出", "government's exit", exit_from=year)
        life = summary.life(changed, model.simulate(changed))
        yield exits.percent(f"exposure_{name}", life.exposure, 0)
        yield exits.percent(f"net_all_{name}", life.net_all, 0)
        yield exits.percent(f"government_loss_{name}", life.government_loss, 2)
        if year:
            yield exits.count(f"exit_from_{name}", year)
            yield exits.count(f"exit_year_{name}", life.exit_year)
            yield exits.percent(f"exited_{name}", life.exited)


def _use(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    """Yield net credit where few and where nearly all borrow, government staying."""
    for name, demand in (("few", sweep.DEMANDS[0]), ("most", sweep.DEMANDS[-1])):
        changed = p.model_copy(update={"demand": demand, "exit_from": 0})
        use = of("fund_summary:life", "净信贷与使用率", "net credit and utilisation", demand=demand, exit_from=0)
        life = summary.life(changed, model.simulate(changed))
        yield use.percent(f"demand_{name}", demand, 0)
        yield use.percent(f"net_borrowers_{name}", life.net_borrowers, 0)
        yield use.percent(f"net_all_{name}", life.net_all, 0)


def _bank(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    bank = of("fund_summary:bank_loss", "银行贷给同样的企业", "a bank lending to the same firms")
    mean, sd = summary.bank_loss(p)
    yield bank.percent("bank_loss", mean, 2)
    yield bank.percent("bank_loss_sd", sd, 2)
    rates = of("fund_summary:bank_rate", "盈亏平衡利率", "break-even rate")
    yield rates.percent("bank_rate", summary.bank_rate(p))
    yield rates.percent("break_even", summary.fund_rate(p))
    yield rates.percent("break_even_full", summary.fund_rate(p, p.deposit_rate))
    safe, risky = summary.enforceable(p)
    loans = of("fund_summary:enforceable", "自愿偿还的上限", "largest loan repaid by choice")
    yield loans.of("enforceable_safe", safe, "multiple", 2)
    yield loans.of("enforceable_risky", risky, "multiple", 2)


def _settings(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    settings = of("fund:simulate", "参数", "parameter")
    for name in ("government", "demand", "rate", "cost", "safe", "signal", "rho", "lgd", "leaving", "bank_cost"):
        yield settings.percent(name, getattr(p, name), 0)
    yield settings.percent("pd", p.pd, 2)
    yield settings.percent("deposit_rate", p.deposit_rate, 2)
    for name in ("loan_cap", "pd_ratio", "standing_safe", "standing_risky"):
        yield settings.of(name, getattr(p, name), "multiple")
    yield settings.of("all_borrow", 1.0 / (1.0 - p.government), "multiple", 2, bound="about")
    yield settings.count("firms", p.firms, "firms")
    yield settings.count("years", p.years, "years")
    yield settings.count("exit_from", p.exit_from)
    yield settings.count("instalments", p.exit_instalments)
    yield settings.count("replications", p.replications)
