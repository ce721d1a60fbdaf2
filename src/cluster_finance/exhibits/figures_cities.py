"""The figures of the panel of cities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotnine as p9

from cluster_finance.data.schemas import ZHEJIANG
from cluster_finance.exhibits.lettering import LETTERS, bare_name, grouped_ticks, point_labels, say
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.narrow import narrowed, without
from living_edition.exhibits.style import GREY, ORANGE, look


def credit(panel: pd.DataFrame, lang: str) -> Figure:
    """Return loans against GDP in 2007 (100 million yuan, logarithmic axes), Zhejiang's cities named."""
    data = panel[panel["year"].eq(2007)].dropna(subset=["loans", "gdp"]).copy()
    data["gdp"], data["loans"] = data["gdp"] / 1e4, data["loans"] / 1e4
    ours = data["province_code"].astype(int).eq(int(ZHEJIANG))
    groups = [say(lang, "浙江", "Zhejiang"), say(lang, "其他城市", "Other cities")]
    data["group"] = pd.Categorical(np.where(ours, groups[0], groups[1]), groups)
    data["name"] = bare_name(data["city"], lang)
    labelled = data[ours].copy()
    names = labelled["city"].str.removesuffix("市")
    led = labelled.assign(
        x=names.map({n: x for n, (x, _) in LED.items()}), y=names.map({n: y for n, (_, y) in LED.items()})
    )
    led = led.dropna(subset=["x"])
    picture = (
        p9.ggplot(data.sort_values("group", ascending=False), p9.aes("gdp", "loans"))
        + p9.geom_abline(intercept=0, slope=1, linetype="dashed", color="#777777", size=0.5)
        + p9.geom_segment(p9.aes(xend="x", yend="y"), data=led, color="#555555", size=0.4)
        + p9.geom_point(p9.aes(color="group", size="group", alpha="group"))
        + point_labels(labelled, SIDES, PLACES, "left")
        + p9.geom_text(p9.aes("x", "y", label="name"), data=led, ha="left", va="center", nudge_x=0.008, **LETTERS)
        + p9.scale_color_manual([ORANGE, GREY])
        + p9.scale_size_manual([2.2, 1.1])
        + p9.scale_alpha_manual([1, 0.55])
        + p9.scale_x_log10(labels=grouped_ticks)
        + p9.scale_y_log10(labels=grouped_ticks)
        + p9.labs(
            x=say(lang, "地区生产总值（亿元）", "GDP (100 million yuan)"),
            y=say(lang, "贷款余额（亿元）", "Loans (100 million yuan)"),
        )
        + look(6.3, 3.9)
    )
    above = int((labelled["loans"] > labelled["gdp"]).sum())
    words = say(
        lang,
        f"散点图，{len(data)}个城市，贷款余额大致随生产总值按比例上升；浙江{len(labelled)}个城市中有{above}个在等值线之上。",
        f"Scatter of {len(data)} cities: loans rise roughly in proportion to GDP; {above} of Zhejiang’s "
        f"{len(labelled)} cities lie above the line where the two are equal.",
    )
    keep = ["city", "province_code", "year", "gdp", "loans"]
    # In a column the names would cover each other.
    narrow = narrowed(without(picture, "geom_text", "geom_segment"), 3.6)
    return Figure(picture, data[keep].sort_values("city"), words, narrow=narrow)


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
