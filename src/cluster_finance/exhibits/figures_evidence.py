"""Figures of the evidence: main hypotheses, provinces' gaps by year, leads and lags, the cities on a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotnine as p9

from cluster_finance.exhibits.figures_regression import MAIN
from cluster_finance.exhibits.lettering import LETTERS, bare_name, categories, name_of, point_labels, say
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.narrow import narrowed
from living_edition.exhibits.style import BLUE, GREEN, GREY, ORANGE, SMALL, look
from living_edition.ledger.formatting import bare
from living_edition.ledger.number import Numbers, Source
from living_edition.ledger.precision import drawn_p

QUESTIONS = {
    "credit-depth:employment": ("信贷深度：从业人员密度", "credit depth: employment density"),
    "credit-depth:gdp": ("信贷深度：增加值密度", "credit depth: secondary-GDP density"),
    "intermediation:employment": ("贷款与存款：从业人员密度", "loans to deposits: employment density"),
    "intermediation:gdp": ("贷款与存款：增加值密度", "loans to deposits: secondary-GDP density"),
    "panel-forms:employment": ("市内变动：从业人员", "inside cities: employment"),
    "panel-forms:gdp_alone": ("市内变动：增加值", "inside cities: secondary GDP"),
    "output:ratio": ("信贷深度：产值与生产总值之比", "credit depth: output to GDP"),
    "output:level": ("贷款：工业产值", "loans: industrial output"),
    "small-banks:share": ("银行深度：小型机构占比", "bank depth: small lenders' share"),
    "small-banks:share_lag": ("银行深度：上年占比", "bank depth: share, year before"),
}
P_COLUMNS = {
    "p": ("单独", "alone"),
    "p_holm": ("Holm", "Holm"),
    "p_romano_wolf": ("R-W", "R-W"),
}


def forest(family: pd.DataFrame, smallest: float, draws: int | None, lang: str) -> Figure:
    """Return the main hypotheses: effects of one s.d. (per cent) with bootstrap intervals and three p-values.

    ``smallest`` is the smallest effect of interest (per cent), marked either side of zero; p-values stand to the
    digits that ``draws`` of the bootstrap bear (None: they are not drawn).
    """
    data = family[family["list"] == "hypotheses"].reset_index(drop=True)
    keys = data["spec"] + ":" + data["model"].str.split(".").str[0]
    names = [name_of(QUESTIONS, key, lang) for key in keys]
    data["name"] = pd.Categorical(names, names[::-1])
    picture = _forest(data, smallest, draws, lang) + look(6.3, 3.8)
    narrow = narrowed(_forest(data, smallest, draws, lang, spacing=0.24, rows=(-0.34, 0.16)) + look(6.3, 5.2))
    narrow += _named_above(data)
    alone, holm, stepdown = (int((data[key] < 0.05).sum()) for key in P_COLUMNS)
    words = say(
        lang,
        f"森林图，{len(data)}个主要假设各为一个标准差的效应及自助法区间；p值低于0.05的，单独看{alone}个，Holm校正后{holm}个，"
        f"Romano-Wolf校正后{stepdown}个。",
        f"Forest plot of {len(data)} main hypotheses, effects of one standard deviation with bootstrap intervals; "
        f"p-values below 0.05: {alone} alone, {holm} by Holm, {stepdown} by Romano and Wolf.",
    )
    keep = ["spec", "model", "estimate", "effect", "effect_low", "effect_high", "p", "p_holm", "p_romano_wolf",
            "detectable", "excluded", "p_equivalent"]  # fmt: skip
    return Figure(picture, data[keep], words, narrow=narrow)


def _forest(
    data: pd.DataFrame,
    smallest: float,
    draws: int | None,
    lang: str,
    spacing: float = 0.17,
    rows: tuple[float, float] | None = None,
) -> p9.ggplot:
    """Return the forest without its look; the columns of p-values stand ``spacing``, in shares of the effects' range.

    ``rows`` is where the lines of reference begin and end in each row (None: they run through).
    """
    right = float(max(data["effect_high"].max(), smallest))
    step = spacing * (right - float(data["effect_low"].min()))
    columns = pd.concat(
        [
            pd.DataFrame({"name": data["name"], "x": right + (index + 1) * step, "label": _printed(data, key, draws)})
            for index, key in enumerate(P_COLUMNS)
        ]
    )
    headings = pd.DataFrame(
        {
            "x": [right + (index + 1) * step for index in range(len(P_COLUMNS))],
            "y": len(data) + 0.75,
            "label": [name_of(P_COLUMNS, key, lang) for key in P_COLUMNS],
        }
    )
    return (
        p9.ggplot(data, p9.aes("effect", "name"))
        + _references([0.0], len(data), rows, color="#777777")
        + _references([-smallest, smallest], len(data), rows, color=GREEN, linetype="dashed")
        + p9.geom_segment(p9.aes(x="effect_low", xend="effect_high", yend="name"), color=BLUE, size=0.9)
        + p9.geom_point(color=BLUE, size=2.4)
        + p9.geom_text(p9.aes("x", "name", label="label"), data=columns, **LETTERS)
        + p9.geom_text(p9.aes("x", "y", label="label"), data=headings, **LETTERS)
        + p9.scale_y_discrete(expand=(0, 0.6, 0, 1.1))
        + p9.scale_x_continuous(breaks=_ticks(data), expand=(0.03, 0, 0.05, 0))
        + p9.labs(
            x=say(
                lang,
                "一个标准差的效应（占被解释变量的百分比）",
                "Effect of one standard deviation (per cent)",
            ),
            y="",
        )
    )


def _references(effects: list[float], count: int, rows: tuple[float, float] | None, **line: Any) -> Any:
    """Return upright lines ``effects`` these effects, through all ``count`` rows or, between two heights, in each."""
    if rows is None:
        return p9.geom_vline(xintercept=effects, size=0.5, **line)
    ends = pd.DataFrame([(x, row + rows[0], row + rows[1]) for x in effects for row in range(1, count + 1)])
    ends.columns = pd.Index(["x", "low", "high"])
    return p9.geom_segment(p9.aes("x", "low", xend="x", yend="high"), data=ends, size=0.5, **line)


def _named_above(data: pd.DataFrame) -> list[Any]:
    """Return what a column adds: each name above its row, clear of the lines, so that the intervals have the width."""
    names = data.assign(x=min(_ticks(data)))
    return [
        p9.geom_text(p9.aes("x", "name", label="name"), data=names, ha="left", va="bottom", nudge_y=0.2, **LETTERS),
        p9.scale_x_continuous(breaks=_ticks(data)[::2], expand=(0.02, 0, 0.07, 0)),
        p9.theme(axis_text_y=p9.element_blank(), axis_ticks_major_y=p9.element_blank()),
    ]


def _printed(data: pd.DataFrame, key: str, draws: int | None) -> list[str]:
    """Return p-values as the ledger prints them; Holm's are the bootstrap's times a whole number."""
    times = data["p_holm"] / data["p"] if key == "p_holm" else data["p"] * 0 + 1.0
    of = Numbers("p", Source("regression", zh="", en="", files=(), code=""))
    return [bare(drawn_p(of, key, p, draws, factor), "en") for p, factor in zip(data[key], times, strict=True)]


def _ticks(data: pd.DataFrame) -> list[float]:
    low, high = 5 * np.floor(data["effect_low"].min() / 5), 5 * np.floor(data["effect_high"].max() / 5)
    return [float(tick) for tick in np.arange(low, high + 1, 5)]


FLOOR = -0.6
"""Where the axis ends: a province of one city, far below, would press all other lines together."""
NAMED = {"33": ("浙江", "Zhejiang"), "35": ("福建", "Fujian")}


def gap_years(table: pd.DataFrame, lang: str) -> Figure:
    """Return every province's gap by year as a line, two of them named, with Zhejiang's rank by its points."""
    data = table[table["variant"] == "depth"].copy()
    groups = [*(name_of(NAMED, code, lang) for code in NAMED), say(lang, "其他省份", "Other provinces")]
    data["group"] = pd.Categorical(
        [name_of(NAMED, code, lang) if code in NAMED else groups[-1] for code in data["province_code"]], groups
    )
    others, labelled = (data[data["province_code"].isin([*NAMED]) == mark] for mark in (False, True))
    ours = data[data["province_code"] == "33"].sort_values("year")
    number, last = data["province_code"].nunique(), int(data["year"].max())
    ends = labelled[labelled["year"] == last]
    picture = (
        p9.ggplot(data, p9.aes("year", "gap", group="province_code"))
        + p9.geom_hline(yintercept=0, color="#777777", size=0.5)
        + p9.geom_line(data=others, color="#bdbdbd", size=0.4)
        + p9.geom_line(p9.aes(color="group"), data=labelled, size=1.1)
        + p9.geom_point(data=ours, color=ORANGE, size=1.8)
        + p9.geom_text(p9.aes(label="rank"), data=ours, va="bottom", nudge_y=0.045, **LETTERS)
        + p9.geom_text(p9.aes(label="group"), data=ends, ha="left", nudge_x=0.15, **LETTERS)
        + p9.scale_color_manual([ORANGE, BLUE, GREY], limits=groups, guide=None)
        + p9.scale_x_continuous(breaks=sorted(data["year"].unique()), expand=(0.02, 0, 0.12, 0))
        + p9.coord_cartesian(ylim=(FLOOR, 1.0))
        + p9.labs(x="", y=say(lang, "与他省之差（对数）", "Gap to others (log)"))
        + look(6.3, 1.7)
    )
    # In a column every other year, and more room for the names of the lines.
    years = sorted(data["year"].unique())[::2]
    narrow = narrowed(picture + p9.scale_x_continuous(breaks=years, expand=(0.02, 0, 0.26, 0)), 2.4)
    below = data.loc[data["gap"] < FLOOR, f"province_{lang}"].drop_duplicates()
    outside = say(lang, "、", ", ").join(below)
    first = ours.iloc[0]
    final = ours.iloc[-1]
    words = say(
        lang,
        f"折线图，{number}省各一条线；浙江由{first['year']}年的{first['gap']:.2f}（第{first['rank']}）到{last}年的"
        f"{final['gap']:.2f}（第{final['rank']}）。" + (f"{outside}低于图框。" if outside else ""),
        f"Line chart of {number} provinces; Zhejiang goes from {first['gap']:.2f} (rank {first['rank']}) in "
        f"{first['year']} to {final['gap']:.2f} (rank {final['rank']}) in {last}."
        + (f" {outside}: below the frame." if outside else ""),
    )
    keep = ["province_code", f"province_{lang}", "year", "gap", "rank"]
    return Figure(picture, data[keep].sort_values(["province_code", "year"]), words, narrow=narrow)


MOMENTS = {
    "before": ("上一年", "year before"),
    "industry": ("当年", "same year"),
    "after": ("下一年", "year after"),
}
FORMS = {
    "year": ("城市和年份效应", "city and year effects"),
    "province_year": ("城市和省份—年份效应", "city and province-by-year effects"),
}


def leads(table: pd.DataFrame, lang: str) -> Figure:
    """Return the coefficients of employment a year before, the same year and a year after, by effects."""
    data = table[(table["measure"] == "leads") & table["term"].isin([*MOMENTS])].copy()
    for key, names in (("term", MOMENTS), ("form", FORMS)):
        data[f"{key}_name"] = categories(data[key], names, lang)
    picture = (
        p9.ggplot(data, p9.aes("term_name", "estimate"))
        + p9.geom_hline(yintercept=0, color="#777777", size=0.5)
        + p9.geom_linerange(p9.aes(ymin="low_wild", ymax="high_wild"), color=BLUE, size=0.9)
        + p9.geom_point(color=BLUE, size=2.4)
        + p9.facet_wrap("form_name")
        + p9.labs(
            x=say(lang, "从业人员所属的年份", "Year of employment, to that of loans"),
            y=say(lang, "系数", "Coefficient"),
        )
        + look(6.3, 2.9)
        + p9.theme(panel_spacing_x=0.03)
    )
    phrases = [
        f"{name_of(FORMS, str(form), lang)}{say(lang, '：', ': ')}"
        + say(lang, "、", ", ").join(f"{value:.2f}" for value in _in_order(part))
        for form, part in data.groupby("form", sort=False)
    ]
    words = say(
        lang,
        f"系数图，上一年、当年、下一年的从业人员与当年贷款；{'；'.join(phrases)}。",
        f"Coefficients of employment a year before, the same year and a year after loans; {'; '.join(phrases)}.",
    )
    keep = ["form", "term", "estimate", "std_error", "p_wild", "low_wild", "high_wild", "n"]
    return Figure(picture, data[keep], words)


def _in_order(part: pd.DataFrame) -> list[float]:
    return [float(part.loc[part["term"] == term, "estimate"].iloc[0]) for term in MOMENTS]


THIRDS = {"low": ("低", "lower third"), "middle": ("中", "middle"), "high": ("高", "upper third")}


# Where a name stands to its dot (degrees): Zhejiang's cities lie close together around the bay.
BESIDE: dict[str, dict[str, Any]] = {
    "left": {"ha": "right", "va": "center", "nudge_x": -0.13},
    "right": {"ha": "left", "va": "center", "nudge_x": 0.13},
    "above": {"ha": "right", "va": "bottom", "nudge_x": 0.1, "nudge_y": 0.1},
    "below": {"ha": "right", "va": "top", "nudge_x": 0.15, "nudge_y": -0.16},
    "below right": {"ha": "left", "va": "top", "nudge_x": -0.15, "nudge_y": -0.16},
}
SIDES = {
    "嘉兴": "right", "绍兴": "below", "宁波": "below right", "舟山": "above", "台州": "right", "丽水": "right",
    "金华": "above", "温州": "below right",
}  # fmt: skip


def city_map(table: pd.DataFrame, lang: str) -> Figure:
    """Return the cities as dots where they stand, by density (size) and credit depth (fill), Zhejiang's named."""
    data = table[table["model"] == MAIN].copy()
    data["density"] = np.exp(data["regressor"])
    middle, densest = float(data["outcome"].median()), float(data["density"].max())
    thirds = [name_of(THIRDS, key, lang) for key in THIRDS]
    data["third"] = pd.Categorical(pd.qcut(data["outcome"], 3, labels=thirds).astype(str), thirds)
    data["name"] = bare_name(data["city"], lang)
    ours = data[data["province_code"] == "33"]
    near = data[data["longitude"].between(117.2, 123.2) & data["latitude"].between(26.6, 31.8)]
    panels = [say(lang, "全部城市", "all cities"), say(lang, "浙江及周边", "Zhejiang and around it")]
    both = pd.concat([data.assign(panel=panels[0]), near.assign(panel=panels[1])])
    both["panel"] = pd.Categorical(both["panel"], panels)
    labelled = ours.assign(panel=pd.Categorical([panels[1]] * len(ours), panels))
    small = p9.element_text(size=SMALL)
    picture = (
        p9.ggplot(both, p9.aes("longitude", "latitude"))
        + p9.geom_point(p9.aes(size="density", fill="third"), color="#555555", stroke=0.1)
        + point_labels(labelled, SIDES, BESIDE, "left")
        + p9.facet_wrap("panel", scales="free")
        + p9.scale_fill_manual([BLUE, "#cccccc", ORANGE])
        + p9.scale_size(range=(0.9, 4.8), breaks=[round(densest / 5, 2), round(densest * 0.6, 2)])
        + p9.scale_x_continuous(expand=(0.1, 0))
        + p9.scale_y_continuous(expand=(0.06, 0))
        + p9.labs(
            x=say(lang, "东经", "Longitude (degrees east)"), y=say(lang, "北纬", "Latitude (degrees north)"),
            fill=say(lang, "贷款与生产总值之比", "loans to GDP"),
            size=say(lang, "从业人员密度\n（万人/平方公里）", "employment density\n(10,000 per km²)"),
        )
        + look(6.3, 3.7)
        + p9.theme(legend_title=small, legend_text=small, panel_spacing_x=0.05)
    )  # fmt: skip
    above = int((ours["outcome"] > middle).sum())
    words = say(
        lang,
        f"地图，{len(data)}个城市按坐标画成的点，没有边界；浙江{len(ours)}个城市中，贷款与生产总值之比高于各市中位数的有{above}个。",
        f"Map of {len(data)} cities as dots by their coordinates, without boundaries; of Zhejiang’s {len(ours)} cities "
        f"{above} have more loans to GDP than the median city.",
    )
    keep = ["city", "province_code", "longitude", "latitude", "outcome", "density"]
    return Figure(picture, data[keep].sort_values("city"), words)
