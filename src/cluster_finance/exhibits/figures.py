"""The figures: each function takes clean tables and a language and returns picture, data and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from plotnine import (
    aes,
    annotate,
    coord_flip,
    element_blank,
    element_text,
    facet_wrap,
    geom_abline,
    geom_col,
    geom_label,
    geom_line,
    geom_point,
    geom_ribbon,
    geom_segment,
    geom_text,
    geom_vline,
    ggplot,
    labs,
    scale_alpha_manual,
    scale_color_manual,
    scale_fill_manual,
    scale_size_manual,
    scale_x_continuous,
    scale_x_log10,
    scale_y_continuous,
    scale_y_log10,
    theme,
)

from cluster_finance.exhibits.romanised_cities import PINYIN
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import (
    BLUE,
    FAMILY,
    GREY,
    ORANGE,
    SERIES,
    look,
)
from living_edition.ledger.number import LOWER, Number


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def industries(table: pd.DataFrame, share: float, lang: str) -> Figure:
    """Return the ordered list of industries beside one bar of the joint ``share`` (percent)."""
    name = f"industry_{lang}"
    data = table.sort_values("rank")
    ours, rest = f"{share:g}%", f"{100 - share:g}%"
    eight = _say(lang, f"八个产业合计 {ours}", f"the eight together {ours}")
    others = _say(lang, f"其余 {rest}", f"others {rest}")
    bar = [
        annotate("rect", xmin=0, xmax=share, ymin=0.4, ymax=1.4, fill=BLUE),
        annotate("rect", xmin=share, xmax=100, ymin=0.4, ymax=1.4, fill="#cfcfcf"),
        _letters(share / 2, 0.9, eight, color="white", size=10),
        _letters((share + 100) / 2, 0.9, others, color="#222222", size=9),
    ]
    picture = (
        ggplot(_in_columns(data, name))
        + bar
        + geom_text(aes("x", "y", label="label"), ha="left", size=9, family=FAMILY)
        + labs(x="", y="", subtitle=_say(lang, "占集群经济总量", "Share of all cluster output"))
        + scale_x_continuous(limits=(0, 100), expand=(0, 0))
        + scale_y_continuous(limits=(-4.6, 1.4), expand=(0, 0))
        + look(6.3, 2.3)
        + _bare_axes()
    )
    names = "、".join(data[name]) if lang == "zh" else ", ".join(data[name])
    words = _say(
        lang,
        f"一根横条，{ours}属于八个产业，{rest}属于其余产业；下面依次列出八个产业：{names}。",
        f"A bar, {ours} of it for eight industries and {rest} for the others, above the ordered list: {names}.",
    )
    return Figure(picture, data[["rank", "industry_zh", "industry_en"]].assign(joint_share_percent=share), words)


def _letters(x: float, y: float, words: str, **look_of: Any) -> Any:
    return annotate("text", x=x, y=y, label=words, family=FAMILY, **look_of)


def _in_columns(data: pd.DataFrame, name: str) -> pd.DataFrame:
    """Place the ordered names in two columns, downwards, under the bar."""
    place = np.arange(len(data))
    half = (len(data) + 1) // 2
    return data.assign(
        x=np.where(place < half, 0.0, 50.0),
        y=-0.6 - place % half,
        label=data["rank"].astype(str) + "  " + data[name],
    )


def _bare_axes() -> Any:
    nothing = element_blank()
    return theme(
        axis_text=nothing, axis_title=nothing, axis_ticks=nothing, panel_grid_major=nothing,
        plot_subtitle=element_text(size=9, family=FAMILY),
    )  # fmt: skip


def clusters(table: pd.DataFrame, lang: str) -> Figure:
    """Return output (100 million yuan) and shares (percent, bounds as arrows) of the clusters."""
    panels = {
        "output": _say(lang, "产值（亿元）", "Output (100 million yuan)"),
        "share_china": _say(lang, "占全国产量（%）", "Share of China (%)"),
        "share_world": _say(lang, "占全球产量（%）", "Share of world (%)"),
    }
    long = pd.concat(
        [
            pd.DataFrame(
                {"cluster": table[f"place_{lang}"], "measure": panels[key], "value": table[key],
                 "bound": table[f"{key}_bound"]}
            )
            for key in panels
        ]
    ).dropna(subset=["value"])  # fmt: skip
    long["value"] = long["value"].astype(float)
    order = list(table.sort_values("output")[f"place_{lang}"])
    long["cluster"] = pd.Categorical(long["cluster"], order)
    long["measure"] = pd.Categorical(long["measure"], list(panels.values()))
    signs = {"at_least": "≥ ", "more_than": "> "}
    long["label"] = long["bound"].map(signs).fillna("") + long["value"].map("{:g}".format)
    at_least = long["bound"].isin(LOWER)
    long["end"] = long["value"] * 1.28
    widest = long.groupby("measure", observed=True)["value"].transform("max")
    long["inside"] = long["value"] - 0.02 * widest.astype(float)
    limits = long.groupby("measure", observed=True)["value"].max().mul(1.32).rename("edge").reset_index()
    limits["cluster"] = order[0]
    picture = (
        ggplot(long, aes("cluster", "value"))
        + geom_col(aes(fill="measure"), width=0.55, show_legend=False)
        + geom_segment(
            aes(x="cluster", xend="cluster", y="value", yend="end"), data=long[at_least], color=ORANGE, size=0.9
        )
        + geom_point(aes(y="end"), data=long[at_least], color=ORANGE, shape=">", size=2.6)
        + geom_text(aes(y="inside", label="label"), ha="right", size=8, color="white", family=FAMILY)
        + geom_point(aes(y="edge"), data=limits, alpha=0)
        + scale_fill_manual([BLUE, "#00785a", "#666666"])
        + scale_y_continuous(expand=(0, 0), breaks=_few)
        + facet_wrap("measure", scales="free_x")
        + coord_flip()
        + labs(x="", y="")
        + look(6.3, 2.3)
        + theme(panel_spacing_x=0.03, panel_grid_major_y=element_blank())
    )  # fmt: skip
    spoken = [_spoken(str(r.cluster), str(r.measure), str(r.label), lang) for r in long.itertuples()]
    words = _say(lang, "四个集群的条形图：", "Bars for four clusters: ") + "；".join(spoken)
    keep = ["id", "year", "output", "output_bound", "share_china", "share_china_bound", "share_world",
            "share_world_bound"]  # fmt: skip
    return Figure(picture, table[keep], words if lang == "zh" else words.replace("；", "; "))


def _spoken(cluster: str, measure: str, label: str, lang: str) -> str:
    return f"{cluster}，{measure}：{label}" if lang == "zh" else f"{cluster}, {measure}: {label}"


def _few(limits: tuple[float, float]) -> list[float]:
    """Return round breaks from nought that keep clear of the next panel's."""
    top = limits[1]
    step = next(s for s in (10, 20, 25, 50, 100, 200, 500, 1000) if top / s < 5)
    return [float(v) for v in np.arange(0, top * 0.97, step)]


def credit(panel: pd.DataFrame, lang: str, year: int = 2007, province: int = 33) -> Figure:
    """Return loans against GDP (100 million yuan, logarithmic axes), Zhejiang's cities named."""
    data = panel[panel["year"].eq(year)].dropna(subset=["loans", "gdp"]).copy()
    data["gdp"], data["loans"] = data["gdp"] / 1e4, data["loans"] / 1e4
    ours = data["province_code"].astype(int).eq(province)
    groups = [_say(lang, "浙江", "Zhejiang"), _say(lang, "其他城市", "Other cities")]
    data["group"] = pd.Categorical(np.where(ours, groups[0], groups[1]), groups)
    named = data[ours].copy()
    names = named["city"].str.removesuffix("市")
    sides = names.map(SIDES).fillna("left")
    letters = {"size": 7.5, "color": "#222222", "family": FAMILY}
    named["name"] = names if lang == "zh" else names.map(PINYIN)
    led = named.assign(
        x=names.map({n: x for n, (x, _) in LED.items()}), y=names.map({n: y for n, (_, y) in LED.items()})
    )
    led = led.dropna(subset=["x"])
    picture = (
        ggplot(data.sort_values("group", ascending=False), aes("gdp", "loans"))
        + geom_abline(intercept=0, slope=1, linetype="dashed", color="#777777", size=0.5)
        + geom_segment(aes(xend="x", yend="y"), data=led, color="#555555", size=0.4)
        + geom_point(aes(color="group", size="group", alpha="group"))
        + [
            geom_text(aes(label="name"), data=named[sides == side], **place, **letters)
            for side, place in PLACES.items()
            if (sides == side).any()
        ]
        + geom_text(aes("x", "y", label="name"), data=led, ha="left", va="center", nudge_x=0.008, **letters)
        + scale_color_manual([ORANGE, GREY])
        + scale_size_manual([2.2, 1.1])
        + scale_alpha_manual([1, 0.55])
        + scale_x_log10(labels=_plain)
        + scale_y_log10(labels=_plain)
        + labs(
            x=_say(lang, "地区生产总值（亿元）", "GDP (100 million yuan)"),
            y=_say(lang, "贷款余额（亿元）", "Loans (100 million yuan)"),
        )
        + look(6.3, 4.4)
    )
    above = int((named["loans"] > named["gdp"]).sum())
    words = _say(
        lang,
        f"散点图，{len(data)}个城市，贷款余额大致随生产总值按比例上升；浙江{len(named)}个城市中有{above}个在等值线之上。",
        f"Scatter of {len(data)} cities: loans rise roughly in proportion to GDP; {above} of Zhejiang's "
        f"{len(named)} cities lie above the line where the two are equal.",
    )
    return Figure(picture, data[["city", "province_code", "year", "gdp", "loans"]].sort_values("city"), words)


# Where a name stands to its point: Zhejiang's cities lie close together.
SIDES = {
    "丽水": "below left", "台州": "right", "嘉兴": "below", "绍兴": "right", "舟山": "above",
    "衢州": "led", "湖州": "led",
}  # fmt: skip
# Other cities crowd these two: a line leads from the point to a name in the open (GDP and loans, 100 million yuan).
LED = {"衢州": (480.0, 760.0), "湖州": (1080.0, 370.0)}
PLACES: dict[str, dict[str, Any]] = {
    "left": {"ha": "right", "va": "center", "nudge_x": -0.028, "nudge_y": 0.012},
    "right": {"ha": "left", "va": "center", "nudge_x": 0.028, "nudge_y": -0.012},
    "above": {"ha": "right", "va": "bottom", "nudge_x": -0.015, "nudge_y": 0.025},
    "below": {"ha": "left", "va": "top", "nudge_x": 0.0, "nudge_y": -0.045},
    "below left": {"ha": "right", "va": "center", "nudge_x": -0.028, "nudge_y": -0.012},
}


def _plain(values: Sequence[float] | Sequence[str]) -> list[str]:
    return [f"{float(value):,.0f}" for value in values]


@dataclass(frozen=True)
class Marks:
    """The multiples to compare: at home as an outstanding one and as filed (cumulative), and abroad.

    ``draws`` is how many funds were simulated a point.
    """

    converted: float
    cumulative: float
    abroad: float
    draws: int


def marks(numbers: Iterable[Number]) -> Marks:
    """Return the multiples to compare from the numbers of the guarantee model."""
    values = {number.id.removeprefix("guarantee."): number.value for number in numbers}
    return Marks(values["outstanding_multiple"], values["cumulative_multiple"], values["abroad"], int(values["draws"]))


def ruin(table: pd.DataFrame, marks: Marks, lang: str) -> Figure:
    """Return the probability of ruin (percent) against the multiple, with its simulation error.

    The band is Wilson's 95% interval, as in the ledger: it has a width where no fund was ruined.
    """
    from cluster_finance.scenario.guarantee import wilson

    data = table.copy()
    bounds = [wilson(float(share), marks.draws) for share in data["ruin"]]
    data["low"], data["high"] = (100 * np.array(bounds)).T
    data["percent"] = data["ruin"] * 100
    data["line"] = _say(lang, "相关系数 ", "correlation ") + data["rho"].map("{:g}".format)
    picture = (
        ggplot(data, aes("multiple", "percent"))
        + geom_vline(
            xintercept=[marks.converted, marks.cumulative, marks.abroad], linetype="dashed", color="#777777", size=0.5
        )
        + geom_label(aes("x", "y", label="name"), data=_marks(marks, data, lang), **MARK)
        + _lines(data)
        + scale_x_continuous(breaks=[1, 2.5, 5, 7.5, 10, 12.5, 15], labels=_short)
        + labs(
            x=_say(lang, "在保余额与资本之比（倍）", "Outstanding guarantees over capital"),
            y=_say(lang, "破产概率（%）", "Probability of ruin (%)"),
        )
        + look(6.3, 3.4)
    )
    return Figure(picture, table, _ruin_in_words(data, lang))


MARK: dict[str, Any] = {
    "ha": "left", "va": "top", "nudge_x": 0.12, "size": 8, "color": "#444444", "family": FAMILY,
    "fill": "white", "label_size": 0, "label_padding": 0.1,
}  # fmt: skip


def _marks(marks: Marks, data: pd.DataFrame, lang: str) -> pd.DataFrame:
    names = [
        _say(lang, "国内，折成在保", "at home, converted"),
        _say(lang, "国内，累计", "at home, cumulative"),
        _say(lang, "国外", "abroad"),
    ]
    # The first two lie close together: their names stand one under the other.
    heights = float(data["high"].max()) * np.array([1.0, 0.9, 1.0])
    return pd.DataFrame({"x": [marks.converted, marks.cumulative, marks.abroad], "y": heights, "name": names})


def _lines(data: pd.DataFrame) -> list[Any]:
    """Return band, line and points; where there is more than one correlation, one of each."""
    if data["rho"].nunique() == 1:
        return [
            geom_ribbon(aes(ymin="low", ymax="high"), fill=BLUE, alpha=0.25),
            geom_line(color=BLUE, size=0.9),
            geom_point(color=BLUE, size=1.6),
        ]
    return [
        geom_ribbon(aes(ymin="low", ymax="high", group="rho"), fill=GREY, alpha=0.25),
        geom_line(aes(color="line", linetype="line"), size=0.9),
        geom_point(aes(color="line", shape="line"), size=1.6),
        scale_color_manual(SERIES),
    ]


def _short(values: Sequence[float] | Sequence[str]) -> list[str]:
    return [f"{float(value):g}" for value in values]


def _ruin_in_words(data: pd.DataFrame, lang: str) -> str:
    parts: list[str] = []
    for rho, line in data.sort_values("multiple").groupby("rho"):
        first, last = line.iloc[0], line.iloc[-1]
        parts.append(
            _say(
                lang,
                f"相关系数为{rho:g}时，倍数从{first.multiple:g}升到{last.multiple:g}，"
                f"破产概率从{first.percent:.1f}%变为{last.percent:.1f}%",
                f"at a correlation of {rho:g}, as the multiple goes from {first.multiple:g} to "
                f"{last.multiple:g}, the probability of ruin goes from {first.percent:.1f}% "
                f"to {last.percent:.1f}%",
            )
        )
    return _say(lang, f"折线图：{'；'.join(parts)}。", f"Line chart: {'; '.join(parts)}.")
