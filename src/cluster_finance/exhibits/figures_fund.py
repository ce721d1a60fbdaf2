"""The figure of the mutual-aid fund: what it lends beyond members' money, and its weeding out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotnine as p9

from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import BLUE, FAMILY, GREEN, ORANGE, SMALL, look

NAMES = {
    "zh": {"early": "政府早退", "late": "政府晚退", "never": "政府不退", "expulsion": "违约者除名",
           "no_expulsion": "不除名"},
    "en": {"early": "early exit", "late": "late exit", "never": "no exit", "expulsion": "expulsion",
           "no_expulsion": "no expulsion"},
}  # fmt: skip
PANELS = {
    "zh": ("净信贷（占创始份额的%）", "会员平均违约概率（%）"),
    "en": ("Net credit (% of founding shares)", "Members' mean default probability (%)"),
}
COLOURS = {"early": ORANGE, "late": BLUE, "never": GREEN, "expulsion": BLUE, "no_expulsion": ORANGE}
DASHES = {"early": "dashed", "late": "solid", "never": "dotted", "expulsion": "solid", "no_expulsion": "dashed"}


def fund(table: pd.DataFrame, lang: str) -> Figure:
    """Return two panels against the year: net credit by exit, members' mean PD by rule of expulsion."""
    data = _long(table, lang)
    names = _names(data)
    last = int(data["year"].max())
    letters = {"size": SMALL, "family": FAMILY, "show_legend": False}
    picture = (
        p9.ggplot(data, p9.aes("year", "value", color="line", linetype="line"))
        + p9.geom_line(
            p9.aes("year", "zero"), data=_zero_line(lang, last), color="#777777", size=0.4, inherit_aes=False
        )
        + p9.geom_line(size=0.9, show_legend=False)
        + [
            p9.geom_text(p9.aes(y="height", label="name"), names[names["above"].eq(above)], va=side, ha=end, **letters)
            for above, side, end in ((True, "bottom", "center"), (False, "top", "right"))
        ]
        + p9.scale_color_manual(COLOURS)
        + p9.scale_linetype_manual(DASHES)
        + p9.scale_x_continuous(breaks=[1, *range(5, last + 1, 5)])
        + p9.scale_y_continuous(expand=(0.11, 0, 0.05, 0))  # a name stands below the lowest line
        + p9.facet_wrap("panel", scales="free_y")
        + p9.labs(x="年份" if lang == "zh" else "Year", y="")
        + look(6.3, 2.9)
        + p9.theme(panel_spacing_x=0.04)
    )
    return Figure(picture, table, _words(data, lang))


def _long(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    credit = table[table["variant"].isin(["early", "late", "never"])]
    weeding = table[table["variant"].isin(["never", "no_expulsion"])]
    long = pd.concat(
        [
            pd.DataFrame({"panel": PANELS[lang][0], "line": credit["variant"], "year": credit["year"],
                          "value": 100 * credit["net_all"]}),
            pd.DataFrame({"panel": PANELS[lang][1], "line": weeding["variant"].replace("never", "expulsion"),
                          "year": weeding["year"], "value": 100 * weeding["mean_pd"]}),
        ]
    )  # fmt: skip
    long["panel"] = pd.Categorical(long["panel"], PANELS[lang])
    long["line"] = pd.Categorical(long["line"], list(COLOURS))
    long["name"] = long["line"].astype(str).map(NAMES[lang])
    return long


def _zero_line(lang: str, last: int) -> pd.DataFrame:
    panel = pd.Categorical([PANELS[lang][0]] * 2, PANELS[lang])
    return pd.DataFrame({"panel": panel, "year": [1, last], "zero": [0.0, 0.0]})


def _names(data: pd.DataFrame) -> pd.DataFrame:
    """Return where each line's name stands: where the nearest other line is farthest away, on the far side."""
    placed = []
    for _, panel in data.groupby("panel", observed=True):
        lines = panel.assign(line=panel["line"].astype(str))
        wide = lines.pivot(index="year", columns="line", values="value").iloc[3:-2]
        reach = 0.06 * float(panel["value"].max() - panel["value"].min())
        for line in wide.columns:
            gaps = (wide[[line]].to_numpy() - wide.drop(columns=line).to_numpy()).T
            nearest = gaps[np.abs(gaps).argmin(axis=0), np.arange(gaps.shape[1])]
            best = int(np.abs(nearest).argmax())
            above, year = bool(nearest[best] > 0), int(wide.index.to_numpy()[best])
            row = panel[panel["line"].eq(line) & panel["year"].eq(year)]
            placed.append(row.assign(above=above, height=row["value"] + (reach if above else -reach)))
    return pd.concat(placed)


def _words(data: pd.DataFrame, lang: str) -> str:
    parts = []
    for panel, group in data.groupby("panel", observed=True):
        sentences = []
        for name, line in group.groupby("name", sort=False):
            first, last = line.iloc[0], line.iloc[-1]
            sentences.append(
                f"{name}从{first.value:.1f}变为{last.value:.1f}"
                if lang == "zh"
                else f"{name} from {first.value:.1f} to {last.value:.1f}"
            )
        parts.append(f"{panel}：{'，'.join(sentences)}" if lang == "zh" else f"{panel}: {', '.join(sentences)}")
    return f"两幅折线图：{'；'.join(parts)}。" if lang == "zh" else f"Two line charts: {'; '.join(parts)}."
