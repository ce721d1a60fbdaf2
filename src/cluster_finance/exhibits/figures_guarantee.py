"""The figure of the guarantee model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotnine as p9

from cluster_finance.exhibits.lettering import plain_ticks, say
from cluster_finance.parameters.scenario import GuaranteeParameters
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import BLUE, FAMILY, ORANGE, SERIES, SMALL, look


@dataclass(frozen=True)
class Marks:
    """The multiples to compare, at home and abroad; ``limit`` is the share of ruined funds that is tolerated."""

    home: float
    abroad: float
    limit: float


def marks(p: GuaranteeParameters) -> Marks:
    """Return the multiples to compare, from the parameters of the guarantee model."""
    return Marks(p.home_multiple, p.abroad_multiple, p.ruin_limit)


def ruin(table: pd.DataFrame, marks: Marks, lang: str) -> Figure:
    """Return the probability of ruin (percent) against the multiple."""
    data = table.copy()
    data["percent"] = data["ruin"] * 100
    data["line"] = say(lang, "相关系数 ", "correlation ") + data["rho"].map("{:g}".format)
    picture = (
        p9.ggplot(data, p9.aes("multiple", "percent"))
        + p9.geom_vline(xintercept=[marks.home, marks.abroad], linetype="dashed", color="#777777", size=0.5)
        + p9.geom_hline(yintercept=100 * marks.limit, color=ORANGE, size=0.6)
        + p9.geom_label(p9.aes("x", "y", label="name"), data=_marks(marks, data, lang), **MARK)
        + p9.geom_text(p9.aes("x", "y", label="name"), data=_limit(marks, data, lang), color=ORANGE, **BESIDE)
        + _lines(data)
        + p9.scale_x_continuous(breaks=[1, 2.5, 5, 7.5, 10, 12.5, 15], labels=plain_ticks)
        + p9.labs(
            x=say(lang, "在保余额与资本之比（倍）", "Outstanding guarantees over capital"),
            y=say(lang, "破产概率（%）", "Probability of ruin (%)"),
        )
        + look(6.3, 3.4)
    )
    return Figure(picture, table, _ruin_in_words(data, lang))


MARK: dict[str, Any] = {
    "ha": "left", "va": "top", "nudge_x": 0.12, "size": SMALL, "color": "#444444", "family": FAMILY,
    "fill": "white", "label_size": 0, "label_padding": 0.1,
}  # fmt: skip


BESIDE: dict[str, Any] = {"ha": "right", "va": "bottom", "nudge_y": 0.05, "size": SMALL, "family": FAMILY}


def _limit(marks: Marks, data: pd.DataFrame, lang: str) -> pd.DataFrame:
    words = say(lang, f"容许的限度，{100 * marks.limit:g}%", f"tolerated limit, {100 * marks.limit:g}%")
    # At the largest multiple, where the curve is far above.
    return pd.DataFrame({"x": [float(data["multiple"].max())], "y": [100 * marks.limit], "name": [words]})


def _marks(marks: Marks, data: pd.DataFrame, lang: str) -> pd.DataFrame:
    names = [say(lang, "国内", "at home"), say(lang, "国外", "abroad")]
    return pd.DataFrame({"x": [marks.home, marks.abroad], "y": float(data["percent"].max()), "name": names})


def _lines(data: pd.DataFrame) -> list[Any]:
    """Return line and points; where there is more than one correlation, one of each."""
    if data["rho"].nunique() == 1:
        return [
            p9.geom_line(color=BLUE, size=0.9),
            p9.geom_point(color=BLUE, size=1.6),
        ]
    return [
        p9.geom_line(p9.aes(color="line", linetype="line"), size=0.9),
        p9.geom_point(p9.aes(color="line", shape="line"), size=1.6),
        p9.scale_color_manual(SERIES),
    ]


CHANCE_DECIMALS = 1


def _chance(percent: float, lang: str) -> str:
    """Return a chance in percent; one too small for its decimal is not said to be none."""
    least = 10.0**-CHANCE_DECIMALS
    printed, smallest = f"{percent:.{CHANCE_DECIMALS}f}%", f"{least:.{CHANCE_DECIMALS}f}%"
    return printed if percent >= least / 2 else say(lang, f"不到{smallest}", f"less than {smallest}")


def _ruin_in_words(data: pd.DataFrame, lang: str) -> str:
    parts: list[str] = []
    for rho, line in data.sort_values("multiple").groupby("rho"):
        first, last = line.iloc[0], line.iloc[-1]
        parts.append(
            say(
                lang,
                f"相关系数为{rho:g}时，倍数从{first.multiple:g}升到{last.multiple:g}，"
                f"破产概率从{_chance(first.percent, lang)}变为{_chance(last.percent, lang)}",
                f"at a correlation of {rho:g}, as the multiple goes from {first.multiple:g} to "
                f"{last.multiple:g}, the probability of ruin goes from {_chance(first.percent, lang)} "
                f"to {_chance(last.percent, lang)}",
            )
        )
    return say(lang, f"折线图：{'；'.join(parts)}。", f"Line chart: {'; '.join(parts)}.")
