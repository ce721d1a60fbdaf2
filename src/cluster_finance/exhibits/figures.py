"""The figures: each function takes clean tables and a language and returns picture, data and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from plotnine import (
    aes,
    annotate,
    coord_flip,
    element_blank,
    facet_wrap,
    geom_abline,
    geom_col,
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

from cluster_finance.exhibits.style import BLUE, GREEN, GREY, ORANGE, look


@dataclass(frozen=True)
class Figure:
    """A picture, the data behind it, and what it shows, in words."""

    picture: ggplot
    data: pd.DataFrame
    alternative: str


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def industries(table: pd.DataFrame, share: float, lang: str) -> Figure:
    """Return the ordered list of industries beside one bar of the joint ``share`` (percent)."""
    name = f"industry_{lang}"
    data = table.sort_values("rank").assign(
        y=lambda d: -d["rank"].astype(float), label=lambda d: d["rank"].astype(str) + "  " + d[name]
    )
    top, bottom, split = -0.5, -len(data) - 0.5, -0.5 - len(data) * share / 100
    ours, rest = f"{share:g}%", f"{100 - share:g}%"
    picture = (
        ggplot(data)
        + geom_text(aes(x=0.32, y="y", label="label"), ha="left", size=9, family="Noto Sans SC")
        + annotate("rect", xmin=0, xmax=0.16, ymin=split, ymax=top, fill=BLUE)
        + annotate("rect", xmin=0, xmax=0.16, ymin=bottom, ymax=split, fill="#cfcfcf")
        + annotate("text", x=0.08, y=(top + split) / 2, label=ours, color="white", size=11, family="Noto Sans SC")
        + annotate("text", x=0.08, y=(split + bottom) / 2, label=rest, color="#222222", size=9, family="Noto Sans SC")
        + labs(x="", y=_say(lang, "占集群经济总量", "Share of all cluster output"))
        + scale_y_continuous(limits=(bottom, top), expand=(0, 0.1))
        + look(6.3, 3.1)
        + theme(
            axis_text=element_blank(), panel_grid_major=element_blank(), axis_ticks=element_blank(),
            axis_title_x=element_blank(),
        )
        + annotate("blank", x=1.3, y=-1)
    )  # fmt: skip
    names = "、".join(data[name]) if lang == "zh" else ", ".join(data[name])
    words = _say(
        lang,
        f"左边一根竖条，{ours}属于八个产业，{rest}属于其余产业；右边依次列出八个产业：{names}。",
        f"A bar, {ours} of it for eight industries and {rest} for the others, beside the ordered list: {names}.",
    )
    return Figure(picture, data[["rank", "industry_zh", "industry_en"]].assign(joint_share_percent=share), words)


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
    at_least = long["bound"].eq("at_least")
    long["label"] = [("≥ " if low else "") + f"{value:g}" for low, value in zip(at_least, long["value"], strict=True)]
    long["end"] = long["value"] * 1.28
    limits = long.groupby("measure", observed=True)["value"].max().mul(1.45).rename("edge").reset_index()
    limits["cluster"] = order[0]
    picture = (
        ggplot(long, aes("cluster", "value"))
        + geom_col(aes(fill="measure"), width=0.55, show_legend=False)
        + geom_segment(
            aes(x="cluster", xend="cluster", y="value", yend="end"), data=long[at_least], color=ORANGE, size=0.9
        )
        + geom_point(aes(y="end"), data=long[at_least], color=ORANGE, shape=">", size=2.6)
        + geom_text(aes(label="label"), ha="right", size=8, color="white", nudge_y=0, family="Noto Sans SC")
        + geom_point(aes(y="edge"), data=limits, alpha=0)
        + scale_fill_manual([BLUE, GREEN, GREY])
        + facet_wrap("measure", scales="free_x")
        + coord_flip()
        + labs(x="", y="")
        + look(6.3, 2.3)
    )  # fmt: skip
    spoken = [f"{row.cluster} {row.measure} {row.label}" for row in long.itertuples()]
    words = _say(lang, "四个集群的条形图：", "Bars for four clusters: ") + "；".join(spoken)
    keep = ["id", "year", "output", "output_bound", "share_china", "share_china_bound", "share_world",
            "share_world_bound"]  # fmt: skip
    return Figure(picture, table[keep], words if lang == "zh" else words.replace("；", "; "))


def credit(panel: pd.DataFrame, lang: str, year: int = 2007, province: int = 33) -> Figure:
    """Return loans against GDP (100 million yuan, logarithmic axes), Zhejiang's cities named."""
    data = panel[panel["year"].eq(year)].dropna(subset=["loans", "gdp"]).copy()
    data["gdp"], data["loans"] = data["gdp"] / 1e4, data["loans"] / 1e4
    ours = data["province_code"].astype(int).eq(province)
    groups = [_say(lang, "浙江", "Zhejiang"), _say(lang, "其他城市", "Other cities")]
    data["group"] = pd.Categorical(np.where(ours, groups[0], groups[1]), groups)
    named = data[ours].copy()
    names = named["city"].str.removesuffix("市")
    # Neighbours in the cloud of points: their names go to the free side.
    right = names.isin(["衢州", "台州", "嘉兴", "绍兴", "湖州"])
    letters = {"size": 7.5, "color": "#222222", "family": "Noto Sans SC"}
    named["name"] = names if lang == "zh" else names.map(PINYIN)
    picture = (
        ggplot(data.sort_values("group", ascending=False), aes("gdp", "loans"))
        + geom_abline(intercept=0, slope=1, linetype="dashed", color="#777777", size=0.5)
        + geom_point(aes(color="group", size="group", alpha="group"))
        + geom_text(aes(label="name"), data=named[~right], ha="right", nudge_x=-0.025, nudge_y=0.02, **letters)
        + geom_text(aes(label="name"), data=named[right], ha="left", nudge_x=0.025, nudge_y=-0.035, **letters)
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


PINYIN = {
    "杭州": "Hangzhou", "宁波": "Ningbo", "温州": "Wenzhou", "嘉兴": "Jiaxing", "湖州": "Huzhou",
    "绍兴": "Shaoxing", "金华": "Jinhua", "衢州": "Quzhou", "舟山": "Zhoushan", "台州": "Taizhou", "丽水": "Lishui",
}  # fmt: skip


def _plain(values: Sequence[float] | Sequence[str]) -> list[str]:
    return [f"{float(value):,.0f}" for value in values]


def ruin(table: pd.DataFrame, lang: str, marks: tuple[float, float] = (2.5, 10.0)) -> Figure:
    """Return the probability of ruin (percent) against the multiple, with its simulation error."""
    data = table.copy()
    data["low"] = (data["ruin"] - 1.96 * data["ruin_se"]).clip(lower=0) * 100
    data["high"] = (data["ruin"] + 1.96 * data["ruin_se"]).clip(upper=1) * 100
    data["percent"] = data["ruin"] * 100
    picture = (
        ggplot(data, aes("multiple", "percent"))
        + geom_vline(xintercept=list(marks), linetype="dashed", color="#777777", size=0.5)
        + geom_ribbon(aes(ymin="low", ymax="high"), fill=BLUE, alpha=0.25)
        + geom_line(color=BLUE, size=0.9)
        + geom_point(color=BLUE, size=1.6)
        + scale_x_continuous(breaks=[1, *marks, 5, 7.5, 12.5, 15])
        + labs(
            x=_say(lang, "在保余额与资本之比（倍）", "Outstanding guarantees over capital"),
            y=_say(lang, "破产概率（%）", "Probability of ruin (%)"),
        )
        + look(6.3, 3.4)
    )
    first, last = data.iloc[0], data.iloc[-1]
    words = _say(
        lang,
        f"折线图：倍数从{first.multiple:g}升到{last.multiple:g}，破产概率从{first.percent:.1f}%变为{last.percent:.1f}%。",
        f"Line: as the multiple goes from {first.multiple:g} to {last.multiple:g}, the probability of ruin "
        f"goes from {first.percent:.1f}% to {last.percent:.1f}%.",
    )
    return Figure(picture, table, words)
