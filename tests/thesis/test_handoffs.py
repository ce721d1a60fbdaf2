"""What a model hands to the ledger: every number is one named field of a result, and no two values are alike.

The parameters are chosen so that all values differ: a number that took its neighbour's place, another unit or
another scenario would show. Each test lists every number of its model; one more, or one less, fails.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from handoffs import Expected, assert_handed_on, assert_handed_on_in_all, percent, settings
from oracles import simulated_need

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import (
    batch,
    batch_numbers,
    compared_numbers,
    equalise,
    fund,
    fund_numbers,
    fund_summary,
    guarantee,
    guarantee_numbers,
    mutual,
    portfolio,
    portfolio_numbers,
    predictability,
    reputation,
    reputation_numbers,
    screening,
    screening_numbers,
)
from cluster_finance.scenario.ruin import largest_multiple, ruin

GUARANTEE = GuaranteeParameters(
    pd=0.113, rho=0.47, lgd=0.46, premium=0.024, running_cost=0.031, share_paid=0.83, reguarantee=0.12,
    ruin_limit=0.052, years=7, loans=60, draws=1500, persistence=0.4,
    home_multiple=3.3, abroad_multiple=11.0,
)  # fmt: skip
PORTFOLIO = PortfolioParameters(
    pd=0.037, lgd=0.41, rho_industry=0.22, rho_economy=0.09, loans=120, industries=3, industries_compared=8, draws=4000
)
FUND = FundParameters(
    pd=0.101, lgd=0.52, rho=0.29, firms=31, years=13, government=0.28, exit_from=4, exit_instalments=2, demand=0.56,
    loan_cap=1.9, rate=0.065, cost=0.024, safe=0.72, pd_ratio=4.4, signal=0.68, leaving=0.034, standing_safe=3.1,
    standing_risky=1.4, deposit_rate=0.0226, bank_cost=0.036, replications=45, floor=0.92,
)  # fmt: skip


def test_guarantee() -> None:
    p = GUARANTEE
    counts = guarantee.default_counts(p, [(p.rho, p.pd)])[0]
    multiples = {"home": 3.3, "doubled": 6.6, "abroad": 11.0}
    free = p.model_copy(update={"persistence": 0.0})
    expected = {
        **percent(**{f"ruin_{name}": ruin(p, multiple) for name, multiple in multiples.items()}),
        **percent(ruin_home_downturn=ruin(p, 3.3, -2.0), ruin_abroad_downturn=ruin(p, 11.0, -2.0)),
        **percent(top_up_abroad=float(np.maximum(simulated_need(p, counts, 11.0), 0).mean())),
        **percent(ruin_abroad_independent=ruin(free, 11.0)),
        "largest_multiple": (largest_multiple(p), "multiple"),
        "largest_multiple_downturn": (largest_multiple(p, shock=-2.0), "multiple"),
        **settings(p, "percent", "pd", "rho", "lgd", "premium", "running_cost", "share_paid", "reguarantee"),
        **settings(p, "percent", "ruin_limit"),
        **settings(p, "years", "years"),
        **settings(p, "number", "draws", "persistence"),
        **settings(p, "loans", "loans"),
        "home_multiple": (3.3, "multiple"),
        "abroad": (11.0, "multiple"),
    }
    assert_handed_on(guarantee_numbers.numbers(p, ""), "guarantee", expected)


def test_portfolio() -> None:
    p = PORTFOLIO
    table = portfolio_numbers.table(p).set_index(["industries", "loans"])
    own, spread = table.loc[(3, 120)], table.loc[(8, 120)]
    parts = ("idiosyncratic", "industry", "economy")
    whole = [sum(row[f"variance_{part}"] for part in parts) for row in (own, spread)]
    draws = portfolio.law_quantile(portfolio.simulate(p), 0.999)
    expected = {
        **percent(mean_loss=own["mean"], sd_loss=own["sd"], var99=own["var99"], var999=own["var999"]),
        **percent(es999=own["es999"], spread_var999=spread["var999"]),
        **percent(vasicek999=0.41 * portfolio.vasicek_quantile(0.999, 0.037, 0.22)),
        **percent(**{f"variance_{part}": own[f"variance_{part}"] / whole[0] for part in parts}),
        **percent(**{f"spread_variance_{part}": spread[f"variance_{part}"] / whole[1] for part in parts}),
        **percent(mc_var999=0.41 * draws / 120),
        **percent(basel_retail=portfolio.basel_retail(0.037, 0.41)),
        **percent(basel_sme=portfolio.basel_corporate(0.037, 0.41, sales=5.0)),
        **settings(p, "percent", "pd", "lgd", "rho_industry", "rho_economy"),
        **settings(p, "loans", "loans"),
        **settings(p, "industries", "industries", "industries_compared"),
    }
    assert_handed_on(portfolio_numbers.numbers(p, ""), "portfolio", expected)


def test_batch() -> None:
    p = BatchParameters(
        pd=0.047, lgd=0.53, clients=310, loan=141.0, micro_loan=27.0, cost_alone=2.3, cost_batch=0.9, shared_cost=57.0,
        funding=0.034, rate_cap=0.113,
    )  # fmt: skip
    table = batch.table(p).set_index(["loan", "way", "clients"])
    kept = 1 - 0.047 * 0.53
    expected: dict[str, tuple[float, str]] = {}
    for prefix, loan in (("", 141.0), ("micro_", 27.0)):
        for way in ("alone", "batch"):
            row = table.loc[(loan, way, 310)]
            expected |= percent(**{f"{prefix}rate_{way}": row["rate"], f"{prefix}average_{way}": row["average_cost"]})
        expected |= percent(**{f"{prefix}rate_limit": (1.034 + 0.9 / loan) / kept - 1})
    left = 1.113 * kept - 1.034
    expected |= {
        **percent(tolerated_loss=batch.tolerated_loss(p, 141.0), expected_loss=0.047 * 0.53),
        "saving": (310 * 1.4 - 57, "10k_yuan"),
        "saving_client": ((310 * 1.4 - 57) / 310, "10k_yuan"),
        "smallest_alone": (2.3 / left, "10k_yuan"),
        "smallest_batch": ((57 / 310 + 0.9) / left, "10k_yuan"),
        "break_even_clients": (math.ceil(57 / 1.4), "firms"),
        **settings(p, "percent", "pd", "lgd", "funding", "rate_cap"),
        **settings(p, "10k_yuan", "loan", "micro_loan", "cost_alone", "cost_batch", "shared_cost"),
        **settings(p, "firms", "clients"),
    }
    assert_handed_on(batch_numbers.numbers(p, ""), "batch", expected)


def test_reputation() -> None:
    p = ReputationParameters(
        rate=0.07, discount=0.81, outside_surplus=0.51, moving_cost=1.0, moving_cost_alone=0.1, news_rate=0.7,
        bank_rate=0.12, partners=40, contacts=6, rewired=0.11, draws=60,
    )  # fmt: skip
    years = 0.81 / 0.19
    shares = {name: reputation.informed(p, name) for name in ("network", "alone", "complete")}  # type: ignore[arg-type]
    loans = {
        "cluster": reputation.limit(p, shares["network"], 1.0).repayment,
        "news": reputation.limit(p, shares["network"], 0.1).repayment,
        "rooted": reputation.limit(p, shares["alone"], 1.0).repayment,
        "alone": reputation.limit(p, shares["alone"], 0.1).repayment,
        "dense": reputation.limit(p, shares["complete"], 1.0).repayment,
        "ceiling": min(years, 1.0 + 0.49 * years),
        "ceiling_alone": min(years, 0.1 + 0.49 * years),
        "two_way_cluster": reputation.two_way(p, shares["network"], 1.0),
        "two_way_alone": reputation.two_way(p, shares["alone"], 0.1),
    }
    expected = {
        **{f"loan_{name}": (repayment / 1.07, "years") for name, repayment in loans.items()},
        **percent(known_cluster=shares["network"][:, 0].mean(), known_alone=shares["alone"][0]),
        **settings(p, "percent", "rate", "outside_surplus", "rewired"),
        **settings(p, "number", "discount", "news_rate", "bank_rate", "draws"),
        **settings(p, "years", "moving_cost", "moving_cost_alone"),
        **settings(p, "firms", "partners", "contacts"),
    }
    assert_handed_on(reputation_numbers.numbers(p, ""), "reputation", expected)


SCREENING = (
    ScreeningParameters(
        safe_share=0.69, success_safe=0.985, success_risky=0.88, return_safe=1.11, return_risky=1.24, outside=0.052,
        outside_low=0.021, collateral=0.22, collateral_value=0.71, funding=0.033, precision_alone=0.57,
        precision_cluster=0.82,
    ),
    ScreeningParameters(
        safe_share=0.32, success_safe=0.946, success_risky=0.64, return_safe=1.37, return_risky=1.71, outside=0.051,
        outside_low=0.014, collateral=0.2, collateral_value=0.84, funding=0.047, precision_alone=0.65,
        precision_cluster=0.77,
    ),
    ScreeningParameters(
        safe_share=0.54, success_safe=0.989, success_risky=0.668, return_safe=1.32, return_risky=1.36, outside=0.045,
        outside_low=0.027, collateral=0.16, collateral_value=0.8, funding=0.038, precision_alone=0.63,
        precision_cluster=0.81,
    ),
    ScreeningParameters(
        safe_share=0.37, success_safe=0.976, success_risky=0.821, return_safe=1.18, return_risky=1.65, outside=0.15,
        outside_low=0.02, collateral=0.34, collateral_value=0.54, funding=0.021, precision_alone=0.62,
        precision_cluster=0.83,
    ),
)  # fmt: skip


def test_screening() -> None:
    assert_handed_on_in_all([(screening_numbers.numbers(p, ""), screened(p)) for p in SCREENING], "screening")


def screened(p: ScreeningParameters) -> Expected:
    chances = {"pool": p.safe_share * p.success_safe + (1 - p.safe_share) * p.success_risky,
               "safe": p.success_safe, "risky": p.success_risky}  # fmt: skip
    expected = {
        **percent(**{f"rate_{name}": screening.zero_profit(p, chance) - 1 for name, chance in chances.items()}),
        **percent(default_pool=1 - chances["pool"]),
        **settings(p, "percent", "safe_share", "success_safe", "success_risky", "collateral", "collateral_value"),
        **settings(p, "percent", "precision_alone", "precision_cluster", "outside", "outside_low", "funding"),
        **settings(p, "multiple", "return_safe", "return_risky"),
    }
    markets = {"none": 0.5, "alone": p.precision_alone, "cluster": p.precision_cluster, "full": 1.0}
    for ending, outside in (("", p.outside), ("_low", p.outside_low)):
        at = p.model_copy(update={"outside": outside})
        change = screening.threshold(at)
        shares = {
            f"limit_safe{ending}": screening.highest_repayment(at, "safe") - 1,
            f"threshold{ending}": change if math.isfinite(change) else 0.5,
            f"welfare_best{ending}": screening.first_best(at),
        }
        for name, precision in markets.items():
            row = screening.market(at, precision)
            shares[f"safe_{name}{ending}"] = row["safe"] / p.safe_share
            # Where nobody borrows, nobody defaults.
            shares[f"default_{name}{ending}"] = row["default_rate"] if row["safe"] + row["risky"] else 0.0
            shares[f"welfare_{name}{ending}"] = row["welfare"]
        expected |= percent(**shares)
    return expected


def test_fund() -> None:
    p = FUND

    def life(shock: float = 0.0, **changed: object) -> fund_summary.Life:
        at = p.model_copy(update=changed)
        return fund_summary.life(at, fund.simulate(at, shock=shock))

    base, kept, low = life(), life(expulsion=False), life(-2.0)
    hard_at = p.model_copy(update={"pd": 0.2, "lgd": 1.0})
    hard, few, most = life(pd=0.2, lgd=1.0), life(demand=0.3), life(demand=0.9)
    exits = {"early": life(exit_from=3), "late": life(exit_from=10), "never": life(exit_from=0)}
    losses = fund_summary.bank_loss(p)
    bank, spread = float(losses.mean()), float(losses.std(ddof=1))
    safe, risky = 4.1 / 1.065, 2.4 / 1.065
    expected = {
        **percent(survival=base.survival, pd_end=base.pd_end, net_borrowers=base.net_borrowers, net_all=base.net_all),
        **percent(lent=base.lent, pd_end_kept=kept.pd_end),
        **percent(downturn_survival=low.survival, downturn_net_all=low.net_all),
        **percent(hard_survival=hard.survival, hard_government_loss=hard.government_loss, hard_pd=0.2),
        **percent(**{f"borne_{k}": v for k, v in vars(fund_summary.bearers(fund.simulate(p))).items()}),
        **percent(**{f"hard_borne_{k}": v for k, v in vars(fund_summary.bearers(fund.simulate(hard_at))).items()}),
        **percent(**{f"exposure_{name}": made.exposure for name, made in exits.items()}),
        **percent(**{f"net_all_{name}": made.net_all for name, made in exits.items()}),
        **percent(**{f"government_loss_{name}": made.government_loss for name, made in exits.items()}),
        **percent(**{f"exited_{name}": exits[name].exited for name in ("early", "late")}),
        **{f"exit_year_{name}": (exits[name].exit_year, "number") for name in ("early", "late")},
        "exit_from_early": (3, "number"),
        "exit_from_late": (10, "number"),
        **percent(demand_few=0.3, net_borrowers_few=few.net_borrowers, net_all_few=few.net_all),
        **percent(demand_most=0.9, net_borrowers_most=most.net_borrowers, net_all_most=most.net_all),
        **percent(bank_loss=bank, bank_loss_sd=spread, bank_rate=(1 + 0.0226 + 0.036) / (1 - 0.101 * 0.52) - 1),
        **percent(break_even=fund_summary.fund_rate(p), break_even_full=fund_summary.fund_rate(p, 0.0226)),
        "enforceable_safe": (safe, "multiple"),
        "enforceable_risky": (risky, "multiple"),
        **settings(p, "percent", "government", "demand", "rate", "cost", "safe", "signal", "rho", "lgd", "leaving"),
        **settings(p, "percent", "bank_cost", "pd", "deposit_rate"),
        **settings(p, "multiple", "loan_cap", "pd_ratio", "standing_safe", "standing_risky"),
        "all_borrow": (1 / 0.72, "multiple"),
        **settings(p, "firms", "firms"),
        **settings(p, "years", "years"),
        **settings(p, "number", "exit_from", "replications"),
        "instalments": (2, "number"),
    }
    assert_handed_on(fund_numbers.numbers(p, ""), "fund", expected)


def test_signals() -> None:
    p = PORTFOLIO
    given = (p.pd, p.rho_economy, 120, 8)

    def even(rho: float, known: float = 0.0) -> float:
        return predictability.break_even(given[0], rho, *given[1:], known)

    capital = predictability.break_even_capital(p.pd, p.lgd, p.rho_industry, p.rho_economy, 120, 8)
    expected = {
        "accuracy": (even(0.22), "number"),
        "accuracy_known": (even(0.22, 0.5), "number"),
        "known": (0.5, "number"),
        **percent(explained=even(0.22) ** 2, rho_loose=0.1, rho_tight=0.4),
        "accuracy_loose": (even(0.1), "number"),
        "accuracy_tight": (even(0.4), "number"),
        "accuracy_capital": (capital, "number"),
    }
    assert_handed_on(compared_numbers.signals(p), "predictability", expected)


def test_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    p, layer = GUARANTEE, LayerParameters(deposit=0.021, call=0.033, wrong_way=12.0, size_slope=0.7, client_cap=0.7)
    many = 20_000
    monkeypatch.setattr(mutual, "MANY", many)
    weights = mutual.client_weights(60, 0.7)
    capped = mutual.client_weights(60, 0.7, 0.7 / 11.0)
    alone, both = ruin(p, 11.0), mutual.simulate(p, 11.0, layer, many)
    harmless = mutual.simulate(p, 11.0, layer.model_copy(update={"wrong_way": 0.0}), many)
    expected = {
        **percent(ruin_alone=alone, ruin=both.ruin, ruin_harmless=harmless.ruin),
        **percent(default_rate=both.default_rate, default_rate_alone=p.pd),
        **percent(largest_client=weights[0], deposit=0.021, call=0.033, client_cap=0.7),
        **percent(ruin_unequal=ruin(p, 11.0, weights=weights), ruin_capped=ruin(p, 11.0, weights=capped)),
        "push": (0.12, "number"),
    }
    numbers = {n.id: n for n in compared_numbers.layers(p, layer)}
    harmful = numbers.pop("layer.push_harmful")
    assert_handed_on(numbers.values(), "layer", expected)
    # From this strength on the layer does harm, and an eighth below it does not yet; the interval is of its error.
    for strength, worse in ((100 * harmful.value, True), (100 * harmful.value - 0.125, False)):
        at = layer.model_copy(update={"wrong_way": strength})
        assert (mutual.simulate(p, 11.0, at, many).ruin > alone) is worse
    assert harmful.low < harmful.value < harmful.high and "simulation" in harmful.interval


def test_equal() -> None:
    p = GUARANTEE.model_copy(update={"years": 3, "loans": 40})
    aims = {"limit": 0.052, "home": ruin(p, 3.3)}
    expected: dict[str, tuple[float, str]] = {}
    for name, aim in aims.items():
        for row in equalise.as_safe(p, 11.0, aim).itertuples():
            plain = row.parameter == "persistence"
            expected[f"{name}_{row.parameter}"] = (row.needed, "number") if plain else (100 * row.needed, "percent")
            expected |= percent(**{f"{name}_{row.parameter}_ruin": row.ruin})
        expected |= percent(**{f"{name}_aim": aim})
    handed = {n.id.removeprefix("equal."): n for n in compared_numbers.equal(p)}
    assert {name: (n.value, n.unit) for name, n in handed.items()} == {
        name: (pytest.approx(value), unit) for name, (value, unit) in expected.items()
    }
    assert len({f"{value:.9g}" for value, _ in expected.values()}) > len(expected) / 2
