"""The figure of the law of large numbers: losses of few and many loans, without and with correlation."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import BLUE, GREEN, ORANGE, look

LEAST = 0.01  # percent: the least probability drawn
WORDS = {
    "zh": {
        "loss": "一年的损失，占贷款的百分比",
        "chance": "损失不低于此数的概率（%，对数）",
        "panel": "相关系数 {:.0%}",
        "loans": "{:,} 笔贷款",
        "about": "两幅折线图：一年损失不低于某一比例的概率。左图相关系数为{:.0%}，贷款越多，大额损失的概率下降得越快。"
        "右图相关系数为{:.0%}，从{:,}笔增至{:,}笔，曲线几乎不再移动。",
    },
    "en": {
        "loss": "Loss in a year, per cent of the loans",
        "chance": "Chance of at least this loss (%, log)",
        "panel": "correlation {:.0%}",
        "loans": "{:,} loans",
        "about": "Two line charts of the chance of losing at least a share in a year. Left, at a correlation "
        "of {:.0%}, large losses become rare as the number of loans grows. Right, at {:.0%}, the curve hardly moves "
        "from {:,} to {:,} loans.",
    },
}


def loss(laws: pd.DataFrame, rho: float, lang: str) -> Figure:
    """Return the chance of at least a loss without correlation and at the one nearest ``rho``.

    ``laws`` has rho, loans, loss and chance (shares); three numbers of loans are drawn: the least,
    the middle and the most.
    """
    words = WORDS[lang]
    sizes = sorted(laws["loans"].unique())
    sizes = [sizes[0], sizes[len(sizes) // 2], sizes[-1]]
    nearest_rho = min(laws.loc[laws["rho"] > 0, "rho"].unique(), key=lambda value: abs(value - rho))
    data = laws[laws["rho"].isin([0.0, nearest_rho]) & laws["loans"].isin(sizes)]
    points = data.assign(loss=100 * data["loss"], chance=100 * data["chance"])
    points = _to_the_floor(points)
    panels = [words["panel"].format(value) for value in (0.0, nearest_rho)]
    points["panel"] = pd.Categorical(points["rho"].map(dict(zip((0.0, nearest_rho), panels, strict=True))), panels)
    names = [words["loans"].format(int(size)) for size in sizes]
    points["line"] = pd.Categorical(points["loans"].map(dict(zip(sizes, names, strict=True))), names)
    picture = (
        p9.ggplot(points, p9.aes("loss", "chance", color="line", linetype="line"))
        + p9.geom_line(size=0.9)
        + p9.scale_color_manual([ORANGE, GREEN, BLUE])
        + p9.scale_linetype_manual(["dotted", "dashed", "solid"])
        + p9.scale_y_log10(breaks=[0.01, 0.1, 1, 10, 100], labels=["0.01", "0.1", "1", "10", "100"])
        + p9.coord_cartesian(xlim=(0, float(points["loss"].max())))
        + p9.facet_wrap("panel")
        + p9.labs(x=words["loss"], y=words["chance"])
        + look(6.3, 3.1)
    )
    about = words["about"].format(0.0, nearest_rho, int(sizes[1]), int(sizes[2]))
    return Figure(picture, data.reset_index(drop=True), about)


def _to_the_floor(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points of each line down to the least chance drawn, which the line reaches where it falls below."""
    below = points["chance"] < LEAST
    gone = below & below.groupby([points["rho"], points["loans"]]).shift(fill_value=False)
    return points.assign(chance=points["chance"].clip(lower=LEAST))[~gone]
