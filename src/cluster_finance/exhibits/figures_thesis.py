"""The figure of what the thesis states of clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotnine as p9

from cluster_finance.exhibits.lettering import say
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import BLUE, FAMILY, ORANGE, SMALL, look
from living_edition.ledger.number import LOWER


def clusters(table: pd.DataFrame, lang: str) -> Figure:
    """Return output (100 million yuan) and shares (percent, bounds as arrows) of the clusters."""
    panels = {
        "output": say(lang, "产值（亿元）", "Output (100 million yuan)"),
        "share_china": say(lang, "占全国产量（%）", "Share of China (%)"),
        "share_world": say(lang, "占全球产量（%）", "Share of world (%)"),
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
        p9.ggplot(long, p9.aes("cluster", "value"))
        + p9.geom_col(p9.aes(fill="measure"), width=0.55, show_legend=False)
        + p9.geom_segment(
            p9.aes(x="cluster", xend="cluster", y="value", yend="end"), data=long[at_least], color=ORANGE, size=0.9
        )
        + p9.geom_point(p9.aes(y="end"), data=long[at_least], color=ORANGE, shape=">", size=2.6)
        + p9.geom_text(p9.aes(y="inside", label="label"), ha="right", size=SMALL, color="white", family=FAMILY)
        + p9.geom_point(p9.aes(y="edge"), data=limits, alpha=0)
        + p9.scale_fill_manual([BLUE, "#00785a", "#666666"])
        + p9.scale_y_continuous(expand=(0, 0), breaks=_few)
        + p9.facet_wrap("measure", scales="free_x")
        + p9.coord_flip()
        + p9.labs(x="", y="")
        + look(6.3, 2.3)
        + p9.theme(panel_spacing_x=0.03, panel_grid_major_y=p9.element_blank())
    )  # fmt: skip
    phrases = [_phrase(str(r.cluster), str(r.measure), str(r.label), lang) for r in long.itertuples()]
    words = say(lang, "四个集群的条形图：", "Bars for four clusters: ") + "；".join(phrases)
    keep = ["id", "year", "output", "output_bound", "share_china", "share_china_bound", "share_world",
            "share_world_bound"]  # fmt: skip
    return Figure(picture, table[keep], words if lang == "zh" else words.replace("；", "; "))


def _phrase(cluster: str, measure: str, label: str, lang: str) -> str:
    return f"{cluster}，{measure}：{label}" if lang == "zh" else f"{cluster}, {measure}: {label}"


def _few(limits: tuple[float, float]) -> list[float]:
    """Return round breaks from zero that keep clear of the next panel's."""
    top = limits[1]
    step = next(s for s in (10, 20, 25, 50, 100, 200, 500, 1000) if top / s < 5)
    return [float(v) for v in np.arange(0, top * 0.97, step)]
