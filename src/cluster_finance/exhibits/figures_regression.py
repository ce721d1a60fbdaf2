"""Figures of the least-squares models: errors of several kinds, partial regression, influence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotnine as p9

from cluster_finance.exhibits.lettering import LETTERS, bare_name, categories, name_of, point_labels, say
from living_edition.exhibits.figure import Figure, ordered
from living_edition.exhibits.narrow import narrowed, without
from living_edition.exhibits.style import BLUE, GREEN, GREY, ORANGE, SMALL, look
from living_edition.regression.points import binned

TERM = "density"
MAIN = "employment.province_capital_income_size"
"""The model of the first main hypothesis."""
ERRORS = {
    "HC1": ("HC1", "HC1"),
    "HC3": ("HC3", "HC3"),
    "province": ("按省聚类", "clustered by province"),
}
MEASURES = {
    "employment": ("从业人员密度", "employment density"),
    "gdp": ("第二产业增加值密度", "secondary-GDP density"),
    "assets": ("固定资产密度", "fixed-asset density"),
    "per_head": ("人均从业人员", "employment per inhabitant"),
}


def coefficients(result: dict[str, Any], lang: str) -> Figure:
    """Return the density coefficients by set of controls, with each kind of error's interval.

    The models are those with province effects and a dummy for capitals.
    """
    keys = ("measure", "controls")
    sets = {control_set["id"]: control_set[lang] for control_set in result["statement"]["control_sets"]}
    rows = [
        {key: model[key] for key in keys}
        | {"error": kind, "estimate": term["estimate"], "low": error["low"], "high": error["high"]}
        for model in result["models"]
        if model["province_effects"] and model["capital_indicator"]
        for term in model["terms"]
        if term["term"] == TERM
        for kind, error in term["errors"].items()
    ]
    table = pd.DataFrame(rows)
    data = table.copy()
    data["model"] = data["controls"].map(sets)
    for key, names in (("measure", MEASURES), ("error", ERRORS)):
        data[key] = categories(data[key], names, lang, dict.fromkeys(data[key]))
    order = list(sets.values())
    # The first model and the first kind of error stand on top.
    data["place"] = -data["model"].map(order.index) - 0.2 * (data["error"].cat.codes - (len(ERRORS) - 1) / 2)
    picture = (
        p9.ggplot(data, p9.aes("estimate", "place", color="error", shape="error"))
        + p9.geom_vline(xintercept=0, color="#777777", size=0.5)
        + p9.geom_segment(p9.aes(x="low", xend="high", yend="place"), size=0.8, show_legend=False)
        + p9.geom_point(size=2)
        + p9.facet_wrap("measure")
        + p9.scale_color_manual([BLUE, ORANGE, GREEN])
        + p9.scale_shape_manual(["o", "^", "s"])
        + p9.scale_y_continuous(breaks=[-i for i in range(len(order))], labels=[_broken(name, lang) for name in order])
        + p9.labs(x=say(lang, "密度（对数）的系数", "Coefficient of density (log)"), y="")
        + look(6.3, 3.0)
        + p9.theme(panel_spacing_x=0.03)
    )
    across = table.groupby(list(keys))["low"].agg("min")
    clear = int((across > 0).sum())
    words = say(
        lang,
        f"系数图，{len(across)}个模型各有{len(ERRORS)}种误差的区间；{clear}个模型的区间在各种误差下都高于零。",
        f"Coefficients of {len(across)} models with intervals of {len(ERRORS)} kinds of error each; in {clear} models "
        "the interval lies above zero whatever the error.",
    )
    return Figure(picture, table, words)


def _broken(name: str, lang: str) -> str:
    """Return a long name on two lines."""
    if lang == "zh":
        return name if len(name) < 9 else name[:7] + "\n" + name[7:]
    words = name.split()
    middle = (len(words) + 1) // 2
    return name if len(name) < 16 else " ".join(words[:middle]) + "\n" + " ".join(words[middle:])


def partial(points: pd.DataFrame, lang: str, model: str = MAIN, province: str = "33") -> Figure:
    """Return loans to GDP against density, both net of the other terms: cities, the line, means by tenths."""
    data = points[points["model"] == model].copy()
    groups = [say(lang, "浙江", "Zhejiang"), say(lang, "其他城市", "Other cities")]
    ours = data["province_code"] == province
    data["group"] = pd.Categorical(np.where(ours, *groups), groups)
    slope = float((data["x_partial"] * data["y_partial"]).sum() / (data["x_partial"] ** 2).sum())
    data["name"] = bare_name(data["city"], lang)
    labelled = data[ours]
    bare = labelled["city"].str.removesuffix("市")
    led = labelled.assign(
        x=bare.map({n: x for n, (x, _) in LED.items()}), y=bare.map({n: y for n, (_, y) in LED.items()})
    )
    led = led.dropna(subset=["x"])
    tenths = binned(data["x_partial"], data["y_partial"])
    picture = (
        p9.ggplot(data.sort_values("group", ascending=False), p9.aes("x_partial", "y_partial"))
        + p9.geom_abline(intercept=0, slope=slope, color=BLUE, size=0.8)
        + p9.geom_point(p9.aes(color="group", size="group", alpha="group"))
        + p9.geom_line(p9.aes("x", "y"), data=tenths, color="#222222", size=0.5, linetype="dashed")
        + p9.geom_point(p9.aes("x", "y"), data=tenths, color="#222222", size=2.2, shape="D")
        + p9.geom_segment(p9.aes(xend="x", yend="y"), data=led, color="#555555", size=0.4)
        + point_labels(labelled, SIDES, PLACES, "above")
        + p9.geom_text(p9.aes("x", "y", label="name"), data=led[led["y"] > 0], va="bottom", nudge_y=0.01, **LETTERS)
        + p9.geom_text(p9.aes("x", "y", label="name"), data=led[led["y"] < 0], va="top", nudge_y=-0.01, **LETTERS)
        + p9.scale_color_manual([ORANGE, GREY])
        + p9.scale_size_manual([2.2, 1.1])
        + p9.scale_alpha_manual([1, 0.55])
        + p9.labs(
            x=say(lang, "从业人员密度（对数），扣除其他项", "Employment density (log), net of the other terms"),
            y=say(lang, "贷款与生产总值之比（对数），扣除其他项", "Loans to GDP (log), net of the other terms"),
        )
        + look(6.3, 3.8)
    )
    above = int((labelled["y_partial"] > slope * labelled["x_partial"]).sum())
    words = say(
        lang,
        f"偏回归图，扣除其他变量后贷款余额对从业人员密度，{len(data)}个城市，直线斜率为{slope:.3f}；浙江{len(labelled)}个城市中有{above}个在直线之上。",
        f"Partial-regression plot of loans on employment density, net of the other terms: {len(data)} cities "
        f"and a line of slope {slope:.3f}; {above} of Zhejiang’s "
        f"{len(labelled)} cities lie above it.",
    )
    keep = ["model", "city", "province_code", "x_partial", "y_partial"]
    # In a column the names would cover each other.
    narrow = narrowed(without(picture, "geom_text", "geom_segment"), 3.6)
    return Figure(picture, data[keep].sort_values("city"), words, narrow=narrow)


# Where a name stands to its point: Zhejiang's cities lie close together.
SIDES = {
    "杭州": "below", "湖州": "below", "嘉兴": "below", "温州": "right", "衢州": "left",
    "绍兴": "led", "台州": "led", "舟山": "led",
}  # fmt: skip
# The means stand about these: a line leads from the point to a name in the open (density and loans, net).
LED = {"绍兴": (1.1, 0.13), "台州": (0.72, -0.2), "舟山": (-0.3, 0.4)}
PLACES: dict[str, dict[str, Any]] = {
    "above": {"ha": "center", "va": "bottom", "nudge_y": 0.045},
    "below": {"ha": "center", "va": "top", "nudge_y": -0.05},
    "right": {"ha": "left", "va": "center", "nudge_x": 0.1},
    "left": {"ha": "right", "va": "center", "nudge_x": -0.1},
}


def influence(points: pd.DataFrame, lang: str, top: int = 6) -> Figure:
    """Return leverage against studentised residuals, the cities with the largest Cook's distances named."""
    models = (MAIN, "gdp.province_capital_income_size")
    data = points[points["model"].isin(models)].copy()
    panels = {model: name_of(MEASURES, model.split(".")[0], lang) for model in models}
    data["panel"] = pd.Categorical(data["model"].map(panels), [panels[m] for m in models])
    data["name"] = bare_name(data["city"], lang)
    largest = ordered(data, "cook", "city", ascending=False).groupby("model", sort=False).head(top)
    labelled = largest.copy()
    # Names stand outside: above points above zero, below those below, clear of the largest circles.
    outside = 0.42 + 0.35 * labelled["cook"] / labelled["cook"].max()
    labelled["at"] = labelled["residual_studentized"] + outside * np.sign(labelled["residual_studentized"])
    is_left = _to_the_left(labelled, data.groupby("model")["leverage"].max())
    picture = (
        p9.ggplot(data, p9.aes("leverage", "residual_studentized"))
        + p9.geom_hline(yintercept=0, color="#777777", size=0.5)
        + p9.geom_point(p9.aes(size="cook"), color=BLUE, alpha=0.45, raster=True)
        + p9.geom_text(p9.aes(y="at", label="name"), data=labelled[~is_left], ha="left", **LETTERS)
        + p9.geom_text(p9.aes(y="at", label="name"), data=labelled[is_left], ha="right", **LETTERS)
        + p9.facet_wrap("panel", scales="free_x")
        + p9.scale_size_area(max_size=6)
        + p9.scale_x_continuous(expand=(0.16, 0, 0.04, 0))
        + p9.scale_y_continuous(expand=(0.09, 0))
        + p9.labs(
            x=say(lang, "杠杆值", "Leverage"),
            y=say(lang, "学生化残差", "Studentised residual"),
            size=say(lang, "库克距离", "Cook's distance"),
        )
        + look(6.3, 3.6)
        + p9.theme(legend_title=p9.element_text(size=SMALL), panel_spacing_x=0.04)
    )
    phrases = [
        f"{panel}{say(lang, '：', ': ')}"
        + say(lang, "、", ", ").join(labelled[labelled["model"] == model]["name"])
        for model, panel in panels.items()
    ]  # fmt: skip
    words = say(
        lang,
        f"散点图，杠杆值对学生化残差；库克距离最大的城市依次是：{'；'.join(phrases)}。",
        f"Leverage against studentised residuals; the largest Cook’s distances: {'; '.join(phrases)}.",
    )
    keep = ["model", "city", "leverage", "residual_studentized", "cook"]
    return Figure(picture, data[keep].sort_values(["model", "city"]), words)


def _to_the_left(labelled: pd.DataFrame, widths: pd.Series[float]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which names end at their point: those far right, and those with a neighbour close to the right.

    ``widths`` is the largest leverage of each model.
    """
    models = labelled["model"].to_numpy()
    x, y = (labelled[key].to_numpy(dtype=float) for key in ("leverage", "residual_studentized"))
    ends = np.empty(len(labelled), dtype=bool)
    for i in range(len(labelled)):
        same = models == models[i]
        widest = float(widths[models[i]])
        close = same & (x >= x[i]) & (x - x[i] < 0.25 * widest) & (np.abs(y - y[i]) < 0.6)
        # A name is close to itself.
        ends[i] = x[i] > 0.7 * widest or close.sum() > 1
    return ends
