"""Figures of the families beside least squares: specification curve, quantiles, decomposition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotnine as p9

from cluster_finance.data.schemas import ZHEJIANG
from cluster_finance.exhibits.figures_regression import MEASURES
from cluster_finance.exhibits.lettering import categories, name_of, say
from living_edition.exhibits.figure import Choices, Figure, ordered
from living_edition.exhibits.narrow import COLUMN, narrowed
from living_edition.exhibits.style import BLUE, GREY, ORANGE, SMALL, look
from living_edition.regression.curve_report import CHOICES

OWN_YEAR = 2007
"""The year of specs/regressions/credit-depth.yaml and intermediation.yaml, whose columns the curve marks."""
OUTCOMES = {
    "ln_loans_gdp": ("贷款与生产总值之比（对数）", "loans to GDP (log)"),
    "loans_deposits": ("贷款与存款之比", "loans to deposits"),
}
SPECS = {"ln_loans_gdp": "credit-depth", "loans_deposits": "intermediation"}
"""The spec whose table holds the curve's marked estimates."""


def curve(rows: pd.DataFrame, statement: dict[str, Any], outcome: str, lang: str) -> Figure:
    """Return the estimates of an outcome in order of size, and under each what was chosen."""
    data = ordered(rows[rows["outcome"] == outcome], "estimate", *CHOICES).reset_index(drop=True)
    data["place"] = np.arange(1, len(data) + 1)
    signs = [say(lang, "显著", "significant"), say(lang, "不显著", "not significant")]
    data["sign"] = pd.Categorical(np.where(data["significant"], *signs), signs)
    wide = p9.scale_x_continuous(limits=(0, len(data) + 1), expand=(0.005, 0))
    upper = (
        p9.ggplot(data, p9.aes("place", "estimate"))
        + p9.geom_hline(yintercept=0, color="#777777", size=0.5)
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color="#c9c9c9", size=0.25, raster=True)
        + p9.geom_point(p9.aes(color="sign"), size=0.5, raster=True)
        + p9.scale_color_manual([BLUE, "#E69F00"])
        + p9.guides(color=p9.guide_legend(override_aes={"size": 2}))
        + wide
        + p9.labs(x="", y=say(lang, "密度的系数", "Coefficient of density"))
        + look(6.3, 6.8)
        + p9.theme(legend_position="top", axis_text_x=p9.element_blank())
    )
    ticks = _ticks(data, statement, lang)
    lower = (
        p9.ggplot(ticks, p9.aes("place", "choice"))
        + p9.geom_point(shape="|", size=1.6, stroke=0.25, color="#333333", raster=True)
        + wide
        + p9.labs(x=say(lang, "设定，按系数大小排列", "Specification, by size of the coefficient"), y="")
        + look(6.3, 6.8)
        + p9.theme(axis_text_y=p9.element_text(size=SMALL), panel_grid_major_x=p9.element_blank())
    )
    positive = float((data["estimate"] > 0).mean())
    clear = float((data["significant"] & (data["estimate"] > 0)).mean())
    words = say(
        lang,
        f"设定曲线，{len(data)}个估计由小到大排列，{positive:.0%}为正，{clear:.0%}显著为正；下方标出每个估计的取舍。",
        f"Specification curve of {len(data)} estimates in order of size: {positive:.0%} are positive, {clear:.0%} "
        "significantly so; marks below show what was chosen in each.",
    )
    keep = ["place", "year", "subset", "measure", "controls", "province_effects", "capital_indicator",
            "estimate", "low", "high", "significant", "n"]  # fmt: skip
    choices = _choices(data, statement, outcome, lang)
    return Figure(upper / lower, data[keep], words, choices, narrow=narrowed(upper / lower, 9.6))


def _choices(data: pd.DataFrame, statement: dict[str, Any], outcome: str, lang: str) -> Choices:
    """Return what a reader may switch in the curve; the edition's own are those of the tables of regressions."""
    subsets = {s["id"]: s[lang] for s in statement["subsets"]}
    controls = {c["id"]: c[lang] for c in statement["control_sets"]}
    with_it = {True: say(lang, "含", "with"), False: say(lang, "不含", "without")}
    factors = {
        say(lang, "密度指标", "Measure"): data["measure"].map(lambda key: name_of(MEASURES, key, lang)),
        say(lang, "控制变量", "Controls"): data["controls"].map(controls),
        say(lang, "样本", "Sample"): data["subset"].map(subsets),
        say(lang, "年份", "Year"): data["year"].astype(int).astype(str),
        say(lang, "省份固定效应", "Province effects"): data["province_effects"].map(with_it),
        say(lang, "省会虚拟变量", "Capital dummy"): data["capital_indicator"].map(with_it),
    }
    orders = [[name_of(MEASURES, m["id"], lang) for m in statement["measures"]], list(controls.values()),
              list(subsets.values()), [str(year) for year in statement["years"]], list(with_it.values()),
              list(with_it.values())]  # fmt: skip
    ordered = {
        title: pd.Series(pd.Categorical(labels, order), data.index)
        for (title, labels), order in zip(factors.items(), orders, strict=True)
    }
    both = data["province_effects"] & data["capital_indicator"]
    held = data["controls"].eq("none") & (data["capital_indicator"] | ~data["province_effects"])
    held |= data["controls"].isin(["income_size", "full"]) & both
    is_own = held & data["measure"].isin(["employment", "gdp"]) & data["subset"].eq("all") & data["year"].eq(OWN_YEAR)
    effects = data["province_effects"].map({True: "province_", False: ""})
    parts = effects + data["capital_indicator"].map({True: "capital_", False: ""}) + data["controls"]
    models = data["measure"] + "." + parts.str.removesuffix("_none").replace("none", "plain")
    choices = data.assign(own=is_own, model=SPECS[outcome] + ":" + models)
    return Choices(ordered, choices, say(lang, *OUTCOMES[outcome]))


def _ticks(data: pd.DataFrame, statement: dict[str, Any], lang: str) -> pd.DataFrame:
    """Return one row a specification and choice; the choices stand in groups, the first on top."""
    subsets = {s["id"]: s[lang] for s in statement["subsets"]}
    controls = {c["id"]: c[lang] for c in statement["control_sets"]}
    yes = {
        "province_effects": say(lang, "省份固定效应", "province effects"),
        "capital_indicator": say(lang, "省会虚拟变量", "capital dummy"),
    }
    groups = [
        data["measure"].map(lambda key: name_of(MEASURES, key, lang)),
        data["controls"].map(controls),
        data["subset"].map(subsets),
        data["year"].map(lambda year: say(lang, f"{year}年", f"{year}")),
        *(data[key].map({True: name}) for key, name in yes.items()),
    ]
    orders = [
        [name_of(MEASURES, m["id"], lang) for m in statement["measures"]],
        list(controls.values()),
        list(subsets.values()),
        [say(lang, f"{year}年", f"{year}") for year in statement["years"]],
        *([name] for name in yes.values()),
    ]
    long = pd.concat([pd.DataFrame({"place": data["place"], "choice": values}) for values in groups]).dropna()
    long["choice"] = pd.Categorical(long["choice"], [name for order in orders for name in order][::-1])
    return long


def quantiles(table: pd.DataFrame, lang: str) -> Figure:
    """Return the density coefficient by quantile with its band, beside that of the mean."""
    data = table[table["block"] == "province"].copy()
    measure = data["model"].str.split(".").str[0]
    capital = data["model"].str.endswith("capital")
    with_it = {
        True: say(lang, "，含省会虚拟变量", ", capitals marked"),
        False: say(lang, "，不含省会虚拟变量", ", capitals not marked"),
    }
    data["panel"] = measure.map(lambda key: name_of(MEASURES, key, lang)) + capital.map(with_it)
    data["panel"] = pd.Categorical(data["panel"], list(dict.fromkeys(data["panel"])))
    lines = [say(lang, "分位数回归", "quantiles"), say(lang, "最小二乘", "least squares")]
    mean = data[["panel", "quantile", "mean"]].rename(columns={"mean": "estimate"}).assign(line=lines[1])
    both = pd.concat([data[["panel", "quantile", "estimate"]].assign(line=lines[0]), mean])
    both["line"] = pd.Categorical(both["line"], lines)
    picture = (
        p9.ggplot(data, p9.aes("quantile"))
        + p9.geom_ribbon(p9.aes(ymin="low", ymax="high"), fill="#cfe3f2")
        + p9.geom_hline(yintercept=0, color="#777777", size=0.5)
        + p9.geom_line(p9.aes(y="estimate", color="line", linetype="line"), data=both, size=0.9)
        + p9.geom_point(p9.aes(y="estimate"), color=BLUE, size=1.4)
        + p9.facet_wrap("panel", ncol=2)
        + p9.scale_color_manual([BLUE, ORANGE])
        + p9.scale_x_continuous(breaks=[0.1, 0.3, 0.5, 0.7, 0.9])
        + p9.labs(
            x=say(lang, "贷款与生产总值之比的分位", "Quantile of loans to GDP"),
            y=say(lang, "密度（对数）的系数", "Coefficient of density (log)"),
        )
        + look(6.3, 4.6)
        + p9.theme(panel_spacing_y=0.05)
    )
    above = {str(panel): int((part["low"] > 0).sum()) for panel, part in data.groupby("panel", observed=True)}
    number = data["quantile"].nunique()
    phrases = [say(lang, f"{panel}时{n}个", f"{n} ({panel})") for panel, n in above.items()]
    words = say(
        lang,
        f"折线图，密度系数随分位的变化；{number}个分位之中，区间高于零的，{'，'.join(phrases)}。",
        f"Coefficient of density by quantile; of {number} quantiles the band lies above zero in {', '.join(phrases)}.",
    )
    keep = ["model", "block", "quantile", "estimate", "low", "high", "mean", "n"]
    return Figure(picture, data[keep], words)


PARTS = {
    "unexplained": ("未解释", "unexplained"),
    "explained_density": ("密度", "density"),
    "explained_ln_gdp_per_head": ("人均生产总值", "GDP per head"),
    "explained_capital": ("省会", "capitals"),
}


def parts(table: pd.DataFrame, lang: str) -> Figure:
    """Return the province's difference in each model, by parts (log differences)."""
    rows = table[table["province"] == ZHEJIANG]
    long = rows.melt(id_vars="model", value_vars=list(PARTS), var_name="part", value_name="value").dropna()
    long["part"] = categories(long["part"], PARTS, lang)
    names = {name: _model(name, lang) for name in rows["model"]}
    long["label"] = pd.Categorical(long["model"].map(names), list(names.values()))
    picture = (
        p9.ggplot(long, p9.aes("label", "value", fill="part"))
        + p9.geom_col(width=0.55)
        + p9.geom_hline(yintercept=0, color="#777777", size=0.5)
        + p9.scale_fill_manual(["#d9d9d9", BLUE, "#E69F00", "#222222"])
        + p9.labs(x="", y=say(lang, "与他省之差（对数）", "Difference from others (log)"))
        + look(6.3, 2.8)
        + p9.theme(axis_text_x=p9.element_text(size=SMALL))
    )
    shares = [f"{share:.0%}".replace("-", "−") for share in rows["explained"] / rows["gap"]]
    words = say(
        lang,
        f"堆积条形图，浙江与他省之差为{rows['gap'].iloc[0]:.2f}；四个模型说明的部分依次为{'、'.join(shares)}。",
        f"Stacked bars: Zhejiang differs from the others by {rows['gap'].iloc[0]:.2f}; the four models explain "
        f"{', '.join(shares)} of it.",
    )
    # In a column the models' names stand beside the bars.
    narrow = narrowed(picture + p9.scale_x_discrete(limits=list(names.values())[::-1]) + p9.coord_flip(), 3.8)
    return Figure(picture, rows.drop(columns=["province_zh", "province_en"]), words, narrow=narrow)


def placebos(table: pd.DataFrame, lang: str) -> Figure:
    """Return the unexplained part of every province, as it stands and standardised."""
    data = ordered(table[table["model"] == "employment.capital"], "unexplained", "province")
    names = data[f"province_{lang}"].map(lambda name: _short(name, lang))
    panels = [
        say(lang, "未解释部分（对数差）", "unexplained part (log difference)"),
        say(lang, "同左，标准化", "the same, standardised"),
    ]
    groups = [say(lang, "浙江", "Zhejiang"), say(lang, "其他省份", "Other provinces")]
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "name": names, "value": data[key], "panel": panel, "cities": data["cities"],
                    "group": np.where(data["province"] == ZHEJIANG, *groups),
                }
            )
            for key, panel in zip(("unexplained", "standardised"), panels, strict=True)
        ]
    )  # fmt: skip
    long["name"] = pd.Categorical(long["name"], list(names))
    long["panel"] = pd.Categorical(long["panel"], panels)
    long["group"] = pd.Categorical(long["group"], groups)
    picture = (
        p9.ggplot(long, p9.aes("value", "name"))
        + p9.geom_vline(xintercept=0, color="#777777", size=0.5)
        + p9.geom_point(p9.aes(color="group", shape="group", size="cities"))
        + p9.facet_wrap("panel", scales="free_x")
        + p9.scale_color_manual([ORANGE, GREY])
        + p9.scale_shape_manual(["D", "o"])
        + p9.scale_size_area(max_size=3.4, breaks=[1, 10, 20])
        + p9.labs(x="", y="", color="", shape="", size=say(lang, "城市数", "cities"))
        + look(6.3, 5.0)
        + p9.theme(
            axis_text_y=p9.element_text(size=SMALL), legend_title=p9.element_text(size=SMALL), panel_spacing_x=0.03
        )
    )
    row = data[data["province"] == ZHEJIANG].iloc[0]
    positions = [int((data[key].abs() >= abs(row[key])).sum()) for key in ("unexplained", "standardised")]
    words = say(
        lang,
        f"点图，各省的未解释部分；浙江为{row.unexplained:.2f}，"
        f"在{len(data)}个省份中按大小列第{positions[0]}，标准化后列第{positions[1]}。",
        f"The unexplained part of every province: Zhejiang’s is {row.unexplained:.2f}, number {positions[0]} of "
        f"{len(data)} by size and number {positions[1]} when standardised.",
    )
    keep = ["model", "province", "cities", "gap", "explained", "unexplained", "standardised"]
    narrow = picture + p9.theme(figure_size=(COLUMN, 5.4))
    return Figure(picture, data[keep], words, narrow=narrow)


def _model(name: str, lang: str) -> str:
    measure, _, variant = name.partition(".")
    marked = say(lang, "含省会虚拟变量", "capitals marked"), say(lang, "不含省会虚拟变量", "capitals not marked")
    # Side by side, two names on one line would meet.
    return "\n".join([*name_of(MEASURES, measure, lang).split(), marked[variant != "capital"]])


def _short(name: str, lang: str) -> str:
    if lang == "en":
        return name
    for ending in ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name
