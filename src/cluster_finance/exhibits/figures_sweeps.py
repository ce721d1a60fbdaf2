"""The figures of the sweeps: what moves ruin, and where it lies over multiple and correlation."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotnine as p9

from cluster_finance.exhibits.lettering import say
from living_edition.exhibits.figure import Figure, ordered
from living_edition.exhibits.narrow import narrowed
from living_edition.exhibits.style import BLUE, ORANGE, look

PARAMETERS: dict[str, tuple[str, str]] = {
    "multiple": ("担保倍数", "multiple"),
    "pd": ("违约概率", "default probability"),
    "lgd": ("违约损失率", "loss given default"),
    "rho": ("相关系数", "correlation"),
    "persistence": ("坏年景的延续", "persistence of bad years"),
    "premium": ("保费率", "premium"),
    "running_cost": ("运营费用", "running costs"),
    "share_paid": ("基金承担的比例", "share of a loss paid"),
    "reguarantee": ("再担保补回的比例", "re-guarantee"),
}
STEPS = (0.1, 1.0, 5.0, 10.0, 20.0)
"""Ruin, in percent, at which the heat map's colour changes."""
# Light to dark, so that it reads in grey.
HEAT = ["#f1f6fb", "#cfe1f2", "#93c4df", "#4b98ca", "#1764ab", "#08306b"]


def tornado(table: pd.DataFrame, lang: str) -> Figure:
    """Return mean ruin (percent) at both ends of each parameter, and its Sobol indices beside it.

    ``table`` holds a row an output and parameter as ``scenario.sensitivity.indices`` makes them.
    """
    data = ordered(table[table["output"].eq("ruin")], "total", "parameter").reset_index(drop=True)
    names = [say(lang, *PARAMETERS.get(p, (p, p))) for p in data["parameter"]]
    data["name"] = pd.Categorical(names, names)
    panels = [
        say(lang, "平均破产概率（%）", "Mean probability of ruin (%)"),
        say(lang, "索博尔指数", "Sobol index"),
    ]
    bars = data.assign(panel=panels[0], x=100 * data["low_mean"], xend=100 * data["high_mean"])
    ends = _long(
        bars, {"x": say(lang, "最低五分之一", "lowest fifth"), "xend": say(lang, "最高五分之一", "highest fifth")}
    )
    kinds = {"total": say(lang, "总效应", "total effect"), "first": say(lang, "一阶效应", "first-order effect")}
    dots = _long(data.assign(panel=panels[1]), kinds)
    half = _long(data, {f"{key}_half_width": word for key, word in kinds.items()})["value"]
    dots = dots.assign(low=(dots["value"] - half), high=dots["value"] + half)
    order = [*kinds.values(), *ends["kind"].unique()]
    for frame in (bars, ends, dots):
        frame["panel"] = pd.Categorical(frame["panel"], panels)
    for frame in (ends, dots):
        frame["kind"] = pd.Categorical(frame["kind"], order)
    centre = pd.DataFrame({"panel": pd.Categorical(panels, panels), "x": [100 * data["mean"].iloc[0], 0.0]})
    picture = (
        p9.ggplot(bars, p9.aes(y="name"))
        + p9.geom_vline(p9.aes(xintercept="x"), data=centre, color="#777777", size=0.5, linetype="dashed")
        + p9.geom_segment(p9.aes(x="x", xend="xend", yend="name"), color="#b5b5b5", size=3.2)
        + p9.geom_segment(p9.aes(x="low", xend="high", yend="name", color="kind"), dots, size=0.7, show_legend=False)
        + p9.geom_point(p9.aes(x="value", shape="kind", color="kind"), data=ends, size=2.4)
        + p9.geom_point(p9.aes(x="value", shape="kind", color="kind"), data=dots, size=2.4)
        + p9.scale_color_manual([BLUE, ORANGE, "#56B4E9", "#222222"])
        + p9.scale_shape_manual(["o", "|", "<", ">"])
        + p9.facet_wrap("panel", scales="free_x")
        + p9.labs(x="", y="")
        + look(6.3, 3.4)
        + p9.theme(panel_grid_major_y=p9.element_blank())
    )
    words = _tornado_in_words(data, names, lang)
    return Figure(picture, data.drop(columns="name"), words, narrow=narrowed(picture, 5.8))


def _long(data: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    parts = [data.assign(value=data[column], kind=word) for column, word in columns.items()]
    return pd.concat(parts, ignore_index=True)


def _tornado_in_words(data: pd.DataFrame, names: list[str], lang: str) -> str:
    lows, highs = (100 * data[key].to_numpy(dtype=float) for key in ("low_mean", "high_mean"))
    totals = data["total"].to_numpy(dtype=float)
    parts = [
        say(
            lang,
            f"{name}从最低到最高，{low:.1f}%到{high:.1f}%，总效应{total:.2f}",
            f"{name} from lowest to highest, {low:.1f}% to {high:.1f}%, total effect {total:.2f}",
        )
        for name, low, high, total in list(zip(names, lows, highs, totals, strict=True))[::-1]
    ]
    return say(lang, f"横条图，平均破产概率：{'；'.join(parts)}。", f"Bars, mean ruin: {'; '.join(parts)}.")


def heat(table: pd.DataFrame, limit: float, multiples: Sequence[float], lang: str) -> Figure:
    """Return ruin (percent) over multiple and correlation, a panel a PD; dots where within ``limit`` (share).

    Lines mark ``multiples``.
    """
    word = say(lang, "违约概率 ", "Default probability ")
    data = table.copy()
    data["percent"] = 100 * data["ruin"]
    names = [*(f"≤ {step:g}%" for step in STEPS), f"> {STEPS[-1]:g}%"]
    data["step"] = pd.cut(data["percent"], [-1.0, *STEPS, 100.0], labels=names)
    panels = [f"{word}{100 * value:g}%" for value in sorted(data["pd"].unique())]
    data["panel"] = pd.Categorical(word + (100 * data["pd"]).map("{:g}".format) + "%", panels)
    picture = (
        p9.ggplot(data, p9.aes("multiple", "rho"))
        + p9.geom_tile(p9.aes(fill="step"), raster=True)
        + p9.geom_point(data=data[data["ruin"] <= limit], color="#444444", size=0.35, raster=True)
        + p9.geom_vline(xintercept=list(multiples), color=ORANGE, size=0.7, linetype="dashed")
        + p9.facet_wrap("panel", nrow=1)
        + p9.scale_fill_manual(dict(zip(names, HEAT, strict=True)))
        + p9.scale_x_continuous(breaks=[1, 5, 10, 15], expand=(0, 0))
        + p9.scale_y_continuous(expand=(0, 0))
        + p9.labs(
            x=say(lang, "在保余额与资本之比（倍）", "Outstanding guarantees over capital"),
            y=say(lang, "相关系数", "Correlation"),
        )
        + look(6.3, 3.0)
        + p9.theme(panel_grid_major=p9.element_blank())
    )
    return Figure(picture, table, _heat_in_words(data, panels, limit, lang))


def _heat_in_words(data: pd.DataFrame, panels: list[str], limit: float, lang: str) -> str:
    parts = []
    for panel in panels:
        cells = data[data["panel"].eq(panel)]
        safe, top = int((cells["ruin"] <= limit).sum()), float(cells["percent"].max())
        parts.append(
            say(
                lang,
                f"{panel}：{len(cells)}格中有{safe}格不超过{100 * limit:g}%，最高{top:.1f}%",
                f"{panel}: {safe} of {len(cells)} cells do not exceed {100 * limit:g}%, the highest is {top:.1f}%",
            )
        )
    return say(lang, f"三幅热图：{'；'.join(parts)}。", f"Three heat maps: {'; '.join(parts)}.")
