"""What the mutual-aid fund hands to the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario import fund as model
from cluster_finance.scenario import fund_summary as summary
from cluster_finance.scenario import fund_sweep as sweep
from cluster_finance.scenario.numbers_of import DOWNTURN, NumbersOf, around, configured, simulated, variant
from living_edition.ledger.number import Number, Numbers
from living_edition.ledger.precision import wilson

Parameters = FundParameters
table = sweep.by_variant

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
    lives = _Lives(fund, p, paths)
    yield lives.survival("survival")
    yield lives.percent("pd_end", "pd_end", 2)
    for name in ("net_borrowers", "net_all", "lent"):
        yield lives.percent(name, name, 0)
    no_expulsion = variant(p, expulsion=False)
    without = of("fund_summary:life", "不除名的基金", "a fund that expels nobody", no_expulsion)
    yield _Lives(without, no_expulsion.parameters, model.simulate(no_expulsion.parameters)).percent(
        "pd_end_kept", "pd_end", 2
    )
    yield from _borne("borne", paths, fund)


class _Lives:
    """Makes numbers of the fields of a simulated fund's life, each with the interval of its simulation error."""

    def __init__(self, numbers: Numbers, p: FundParameters, paths: model.Paths) -> None:
        self.numbers, self.draws = numbers, p.replications
        self.life, self.errors = summary.life(p, paths), summary.life_errors(p, paths)

    def percent(self, key: str, field: str, decimals: int) -> Number:
        value, error = getattr(self.life, field), getattr(self.errors, field)
        return simulated(self.numbers, key, value, around(value, error), decimals=decimals)

    def survival(self, key: str, field: str = "survival") -> Number:
        """Return a share of funds; Wilson's interval holds where it is all or none."""
        share = getattr(self.life, field)
        return simulated(self.numbers, key, share, wilson(share, self.draws))

    def year(self, key: str) -> Number:
        when, error = self.life.exit_year, self.errors.exit_year
        return simulated(self.numbers, key, when, around(when, error), "number", 0)


def _downturn(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    downturn = of("fund:simulate", "行业下滑两个标准差", "a downturn of two standard deviations")
    lives = _Lives(downturn, p, model.simulate(p, shock=DOWNTURN))
    yield lives.survival("downturn_survival")
    yield lives.percent("downturn_net_all", "net_all", 0)


def _hard(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    hard = variant(p, **HARD)
    paths = model.simulate(hard.parameters)
    case = of("fund_summary:bearers", "艰难情形", "the hard case", hard)
    lives = _Lives(case, hard.parameters, paths)
    yield lives.survival("hard_survival")
    yield lives.percent("hard_government_loss", "government_loss", 1)
    yield case.percent("hard_pd", hard.parameters.pd, 0)
    yield from _borne("hard_borne", paths, case)


def _borne(prefix: str, paths: model.Paths, numbers: Numbers) -> Iterator[Number]:
    parts, errors = summary.bearers(paths), summary.bearers_errors(paths)
    for name in ("defaulters", "borrowers", "members", "government"):
        value, error = getattr(parts, name), getattr(errors, name)
        yield simulated(numbers, f"{prefix}_{name}", value, around(value, error))


def _exits(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    for name, year in sweep.EXITS.items():
        changed = variant(p, exit_from=year)
        exits = of("fund_summary:life", "政府退出", "government's exit", changed)
        lives = _Lives(exits, changed.parameters, model.simulate(changed.parameters))
        yield lives.percent(f"exposure_{name}", "exposure", 0)
        yield lives.percent(f"net_all_{name}", "net_all", 0)
        yield lives.percent(f"government_loss_{name}", "government_loss", 2)
        if year:
            yield exits.count(f"exit_from_{name}", year)
            yield lives.year(f"exit_year_{name}")
            yield lives.survival(f"exited_{name}", "exited")


def _use(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    """Yield net credit where few and where nearly all borrow, all else as configured."""
    for name, demand in (("few", sweep.DEMANDS[0]), ("most", sweep.DEMANDS[-1])):
        changed = variant(p, demand=demand)
        use = of("fund_summary:life", "净信贷与使用率", "net credit and utilisation", changed)
        lives = _Lives(use, changed.parameters, model.simulate(changed.parameters))
        yield use.percent(f"demand_{name}", demand, 0)
        yield lives.percent(f"net_borrowers_{name}", "net_borrowers", 0)
        yield lives.percent(f"net_all_{name}", "net_all", 0)


def _bank(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    bank = of("fund_summary:bank_loss", "银行贷给同样的企业", "a bank lending to the same firms")
    losses = summary.bank_loss(p)
    mean, sd = float(losses.mean()), float(losses.std(ddof=1))
    yield simulated(bank, "bank_loss", mean, around(mean, sd / math.sqrt(len(losses))), decimals=2)
    fourth = float(((losses - mean) ** 4).mean())
    error = math.sqrt(max(fourth - sd**4, 0.0) / len(losses)) / (2 * sd) if sd > 0.0 else 0.0
    yield simulated(bank, "bank_loss_sd", sd, around(sd, error), decimals=2)
    rates = of("fund_summary:bank_rate", "保本利率", "break-even rate")
    yield rates.percent("bank_rate", summary.bank_rate(p))
    yield rates.percent("break_even", summary.fund_rate(p))
    yield rates.percent("break_even_full", summary.fund_rate(p, p.deposit_rate))
    safe, risky = summary.enforceable(p)
    loans = of("fund_summary:enforceable", "自愿偿还的上限", "largest loan repaid by choice")
    yield loans.of("enforceable_safe", safe, "multiple", 2)
    yield loans.of("enforceable_risky", risky, "multiple", 2)


def _settings(p: FundParameters, of: NumbersOf) -> Iterator[Number]:
    settings = of("fund:simulate", "参数", "parameter")
    yield from configured(settings, p, government=0, demand=0, rate=0, cost=0, safe=0, signal=0, rho=0, lgd=0)
    yield from configured(settings, p, leaving=0, bank_cost=0, pd=2, deposit_rate=2, loan_cap=None, pd_ratio=None)
    yield from configured(settings, p, standing_safe=None, standing_risky=None, firms=0, years=0, replications=0)
    yield settings.of("all_borrow", 1.0 / (1.0 - p.government), "multiple", 2, bound="about")
    yield settings.count("exit_from", p.exit_from)
    yield settings.count("instalments", p.exit_instalments)
