"""Small inputs made by hand for every figure, no two values alike, so that each shows where it ends up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from cluster_finance.exhibits import (
    figures_cities,
    figures_distribution,
    figures_fund,
    figures_guarantee,
    figures_lending,
    figures_loss,
    figures_regression,
    figures_sweeps,
    figures_thesis,
)
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters
from living_edition.exhibits.figure import Figure


def clusters(lang: str) -> Figure:
    table = pd.DataFrame(
        {
            "id": ["a", "b", "c"], "place_zh": ["甲地", "乙地", "丙地"], "place_en": ["Aton", "Bton", "Cton"],
            "year": [2005, 2006, 2007], "output": [310.5, 95.0, 187.0],
            "output_bound": ["exact", "about", "at_least"], "share_china": [35.0, 62.0, None],
            "share_china_bound": ["more_than", "exact", None], "share_world": [None, 41.0, 22.0],
            "share_world_bound": [None, "exact", "at_least"],
        }
    )  # fmt: skip
    return figures_thesis.clusters(table, lang)


def credit(lang: str) -> Figure:
    panel = pd.DataFrame(
        {
            "city": ["杭州市", "丽水市", "台州市", "舟山市", "嘉兴市", "衢州市", "合肥市", "合肥市"],
            "province_code": [33, 33, 33, 33, 33, 33, 34, 34], "year": [*[2007] * 7, 2006],
            "gdp": [4.1e7, 4.3e6, 1.7e7, 4.0e6, 1.6e7, 4.8e6, 1.3e7, 9.9e6],
            "loans": [6.2e7, 3.1e6, 1.5e7, 4.4e6, 1.8e7, 3.6e6, 1.9e7, 8.8e6],
        }
    )  # fmt: skip
    return figures_cities.credit(panel, lang)


def ruin(lang: str) -> Figure:
    table = pd.DataFrame(
        {
            "multiple": [1.0, 5.0, 15.0] * 2, "rho": [0.1] * 3 + [0.3] * 3, "pd": 0.04,
            "ruin": [0.0, 0.02, 0.11, 0.01, 0.05, 0.23],
        }
    )  # fmt: skip
    return figures_guarantee.ruin(table, figures_guarantee.Marks(home=2.7, abroad=9.5, limit=0.02), lang)


def loss(lang: str) -> Figure:
    laws = pd.DataFrame(
        {
            "rho": [0.0] * 6 + [0.2] * 6 + [0.4] * 2, "loans": [10, 10, 100, 100, 1000, 1000] * 2 + [10, 100],
            "loss": [0.02, 0.08] * 7,
            "chance": [0.31, 0.12, 0.22, 0.004, 0.17, 0.00003, 0.27, 0.14, 0.24, 0.11, 0.23, 0.09, 0.5, 0.4],
        }
    )  # fmt: skip
    return figures_loss.loss(laws, 0.23, lang)


def fund(lang: str) -> Figure:
    steps = {"early": (0.31, -0.021), "late": (0.43, -0.012), "never": (0.52, 0.006), "no_expulsion": (0.61, 0.015)}
    table = pd.DataFrame(
        [
            {
                "variant": name,
                "year": year,
                "net_all": start + slope * year,
                "mean_pd": 0.04 + 0.1 * start - 0.001 * year,
            }
            for name, (start, slope) in steps.items()
            for year in range(1, 8)
        ]
    )
    return figures_fund.fund(table, lang)


def batch(lang: str) -> Figure:
    table = pd.DataFrame(
        {
            "loan": [150.0] * 4 + [30.0] * 4, "way": ["alone", "alone", "batch", "batch"] * 2,
            "clients": [10, 200] * 4, "average_cost": 0.01,
            "rate": [0.061, 0.0612, 0.083, 0.052, 0.121, 0.1213, 0.174, 0.097],
        }
    )  # fmt: skip
    # Costs are equal at 47 clients.
    p = BatchParameters(
        rate_cap=0.11,
        clients=200,
        shared_cost=47.0,
        cost_alone=2.0,
        cost_batch=1.0,
        pd=0.04,
        loan=100.0,
        micro_loan=30.0,
    )
    return figures_lending.batch(table, p, lang)


def screening(lang: str) -> Figure:
    table = pd.DataFrame(
        {
            "outside": [0.02, 0.02, 0.05, 0.05], "precision": [0.5, 1.0, 0.55, 0.95], "safe": [0.42, 0.7, 0.35, 0.63],
            "default_rate": [0.037, 0.011, 0.058, None], "welfare": [0.013, 0.029, 0.007, 0.019],
        }
    )  # fmt: skip
    p = ScreeningParameters(safe_share=0.7, precision_alone=0.56, precision_cluster=0.81)
    return figures_lending.screening(table, p, lang)


def reputation(lang: str) -> Figure:
    ranges = {"news_rate": (0.5, 3.0), "contacts": (4.0, 20.0), "discount": (0.8, 0.9), "moving_cost": (0.0, 2.0)}
    rows = [
        {"varied": varied, "value": value, "setting": setting, "loan": 1.0 + 0.37 * i + 0.11 * j + 0.05 * k,
         "repayment": 1.1 * (1.0 + 0.37 * i + 0.11 * j + 0.05 * k), "error": 0.02 if setting == "network" else 0.0}
        for i, (varied, ends) in enumerate(ranges.items())
        for j, value in enumerate(ends)
        for k, setting in enumerate(("network", "alone", "instant", "complete"))
    ]  # fmt: skip
    p = ReputationParameters(news_rate=2.1, contacts=6, discount=0.86, moving_cost=1.2)
    return figures_lending.reputation(pd.DataFrame(rows), p, lang)


def tornado(lang: str) -> Figure:
    table = pd.DataFrame(
        {
            "output": ["ruin"] * 3 + ["top_up"], "parameter": ["pd", "rho", "multiple", "lgd"], "mean": 0.062,
            "first": [0.21, 0.13, 0.34, 0.9], "first_half_width": [0.021, 0.014, 0.031, 0.1],
            "total": [0.38, 0.27, 0.52, 0.95], "total_half_width": [0.041, 0.032, 0.053, 0.1],
            "low_mean": [0.011, 0.033, 0.004, 0.5], "high_mean": [0.124, 0.081, 0.171, 0.6],
        }
    )  # fmt: skip
    return figures_sweeps.tornado(table, lang)


def heat(lang: str) -> Figure:
    table = pd.DataFrame(
        {
            "multiple": [1.0, 10.0] * 4, "rho": [0.1, 0.1, 0.3, 0.3] * 2, "pd": [0.02] * 4 + [0.06] * 4,
            "ruin": [0.0005, 0.007, 0.03, 0.08, 0.012, 0.15, 0.045, 0.31],
        }
    )  # fmt: skip
    return figures_sweeps.heat(table, 0.04, [1.5, 3.0], lang)


def coefficients(lang: str) -> Figure:
    models = [
        {
            "measure": measure, "controls": controls, "province_effects": effects, "capital_indicator": capital,
            "terms": [
                {
                    "term": "density", "estimate": 0.1 + step,
                    "errors": {
                        kind: {"low": 0.1 + step - width, "high": 0.1 + step + 1.5 * width}
                        for kind, width in (("HC1", 0.11), ("HC3", 0.13), ("province", 0.19))
                    },
                },
                {"term": "const", "estimate": 9.0, "errors": {"HC1": {"low": 8.0, "high": 10.0}}},
            ],
        }
        for measure, controls, effects, capital, step in (
            ("employment", "none", True, True, 0.12), ("employment", "few", True, True, 0.07),
            ("gdp", "none", True, True, 0.03), ("gdp", "few", True, True, -0.02), ("gdp", "few", False, True, 0.5),
        )
    ]  # fmt: skip
    sets = [{"id": "none", "zh": "无控制", "en": "no controls"}, {"id": "few", "zh": "两项控制", "en": "two controls"}]
    return figures_regression.coefficients({"models": models, "statement": {"control_sets": sets}}, lang)


CITIES = [
    "绍兴市",
    "温州市",
    "杭州市",
    "宁波市",
    "合肥市",
    "芜湖市",
    "安庆市",
    "南京市",
    "苏州市",
    "无锡市",
    "福州市",
    "泉州市",
]


def points() -> pd.DataFrame:
    number = range(len(CITIES))
    main, other = (f"{measure}.province_capital_income_size" for measure in ("employment", "gdp"))
    return pd.DataFrame(
        {
            "model": [main] * len(CITIES) + [other] * len(CITIES) + ["employment.plain"],
            "city": [*CITIES, *CITIES, "绍兴市"],
            "province_code": [*["33"] * 4, *["34"] * 3, *["32"] * 3, *["35"] * 2] * 2 + ["33"],
            "x_partial": [*[round(-1.1 + 0.2 * k + 0.03 * (k % 3), 2) for k in number]] * 2 + [0.7],
            "y_partial": [*[round(-0.6 + 0.11 * k - 0.07 * (k % 4), 2) for k in number]] * 2 + [0.9],
            "leverage": [round(0.012 + 0.007 * k, 3) for k in range(2 * len(CITIES))] + [0.3],
            "residual_studentized": [round((-1) ** k * (0.4 + 0.13 * k), 2) for k in range(2 * len(CITIES))] + [4.0],
            "cook": [round(0.002 + 0.005 * ((7 * k) % 24), 3) for k in range(2 * len(CITIES))] + [0.5],
        }
    )  # fmt: skip


def partial(lang: str) -> Figure:
    return figures_regression.partial(points(), lang)


def influence(lang: str) -> Figure:
    return figures_regression.influence(points(), lang, top=2)


def curve(lang: str) -> Figure:
    statement: dict[str, Any] = {
        "measures": [{"id": "employment"}, {"id": "gdp"}],
        "control_sets": [{"id": "none", "zh": "无", "en": "none"}, {"id": "all", "zh": "全部", "en": "all of them"}],
        "subsets": [{"id": "whole", "zh": "全样本", "en": "whole"}, {"id": "east", "zh": "东部", "en": "east"}],
        "years": [2005, 2007],
    }
    rows = pd.DataFrame(
        {
            "outcome": ["ln_loans_gdp"] * 4 + ["loans_deposits"], "year": [2007, 2005, 2007, 2005, 2007],
            "subset": ["whole", "east", "east", "whole", "whole"], "measure": ["employment", "gdp"] * 2 + ["gdp"],
            "controls": ["none", "all", "all", "none", "none"], "province_effects": [True, False, True, False, True],
            "capital_indicator": [False, False, True, True, False], "estimate": [0.31, -0.12, 0.08, 0.23, 0.5],
            "low": [0.21, -0.22, -0.05, 0.11, 0.4], "high": [0.42, -0.01, 0.19, 0.36, 0.6],
            "significant": [True, True, False, True, True], "n": [286, 280, 120, 281, 200],
        }
    )  # fmt: skip
    return figures_distribution.curve(rows, statement, "ln_loans_gdp", lang)


def quantiles(lang: str) -> Figure:
    rows = [
        {"model": f"employment.{kind}", "block": block, "quantile": q, "estimate": base + 0.1 * q,
         "low": base + 0.1 * q - width, "high": base + 0.1 * q + 1.2 * width, "mean": base + 0.03, "n": 286}
        for kind, base, width in (("plain", 0.21, 0.07), ("capital", 0.05, 0.11))
        for block, q in (("province", 0.1), ("province", 0.5), ("province", 0.9), ("city", 0.5))
    ]  # fmt: skip
    return figures_distribution.quantiles(pd.DataFrame(rows), lang)


def gap() -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "province": ["33", "34", "65"], "cities": [11, 17, 2], "gap": [0.52, 0.13, -0.44],
            "explained": [0.13, 0.03, -0.09], "unexplained": [0.39, 0.1, -0.35], "standardised": [4.1, 1.2, -5.3],
            "province_zh": ["浙江省", "安徽省", "新疆维吾尔自治区"], "province_en": ["Zhejiang", "Anhui", "Xinjiang"],
            "explained_density": [0.09, 0.02, -0.07], "explained_ln_gdp_per_head": [0.06, 0.04, -0.03],
            "explained_capital": [-0.02, -0.03, 0.01],
        }
    )  # fmt: skip
    other = rows.assign(
        explained=[0.21, 0.05, -0.11], unexplained=[0.31, 0.08, -0.33], explained_density=[0.17, 0.04, 0.0]
    )
    return pd.concat([rows.assign(model="employment.capital"), other.assign(model="gdp.plain")], ignore_index=True)


def parts(lang: str) -> Figure:
    return figures_distribution.parts(gap(), lang)


def placebos(lang: str) -> Figure:
    return figures_distribution.placebos(gap(), lang)


FIGURES: dict[str, Callable[[str], Figure]] = {
    function.__name__: function
    for function in (
        clusters, credit, ruin, loss, fund, batch, screening, reputation, tornado, heat, coefficients,
        partial, influence, curve, quantiles, parts, placebos,
    )
}  # fmt: skip
