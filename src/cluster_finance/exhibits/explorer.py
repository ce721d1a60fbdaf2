"""The interactive explorer: Vega-Lite from the scenario's grid, its JavaScript inlined, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping

import altair as alt
import pandas as pd

from living_edition.exhibits import explorer_speech

WORDS = {
    "zh": {
        "multiple": "在保余额与资本之比（倍）",
        "ruin": "破产概率（%）",
        "rho": "相关系数",
        "pd": "违约率（%）",
    },
    "en": {
        "multiple": "Outstanding guarantees over capital",
        "ruin": "Probability of ruin (%)",
        "rho": "Correlation",
        "pd": "Default rate (%)",
    },
}
# What a reader sees is percent; a correlation stays as it is.
SCALE = {"rho": 1, "pd": 100, "ruin": 100}
SCRIPT = """
const place = document.getElementById('explorer-ruin');
const options = { actions: false, ast: true, renderer: 'svg' };
const spec = JSON.parse(document.getElementById('explorer-ruin-spec').textContent);
vegaEmbed(place, spec, options);
"""


ABOUT = {
    "zh": "折线图：破产概率随倍数变化；相关系数与违约率在图下的列表中选择。",
    "en": "Line chart: the probability of ruin against the multiple; "
    "the lists below it set the correlation and the default rate.",
}


def chart(grid: pd.DataFrame, lang: str, start: Mapping[str, float] | None = None) -> alt.Chart:
    """Return ruin (percent) against the multiple, with a control for correlation and one for PD.

    ``start`` gives the ``rho`` and ``pd`` (shares) shown at first; where it is silent or names a
    value that is not in the grid, the middle of the values is shown.
    """
    words = WORDS[lang]
    data = grid[["multiple"]].assign(**{k: (grid[k] * SCALE[k]).round(4) for k in SCALE})
    controls = []
    for key in ("rho", "pd"):
        values = sorted(float(v) for v in data[key].unique())
        asked = round((start or {}).get(key, -1.0) * SCALE[key], 4)
        shown = asked if asked in values else values[len(values) // 2]
        box = alt.binding_select(options=values, name=words[key] + " ")
        controls.append(alt.selection_point(name=key, fields=[key], bind=box, value=[{key: shown}]))
    top = float(data["ruin"].max())
    spans = {"multiple": (float(data["multiple"].min()), float(data["multiple"].max())), "ruin": (0.0, top)}
    said = {
        key: alt.Axis(description=explorer_speech.axis(lang, side, words[key], spans[key]))
        for side, key in (("x", "multiple"), ("y", "ruin"))
    }
    kinds = explorer_speech.MARKS[lang]
    return (
        alt.Chart(data, width=460, height=260, description=ABOUT[lang])
        .mark_line(
            point=alt.OverlayMarkDef(ariaRoleDescription=kinds["point"]),
            color="#0072B2",
            ariaRoleDescription=kinds["line"],
        )
        .encode(
            x=alt.X("multiple:Q", title=words["multiple"], axis=said["multiple"]),
            y=alt.Y("ruin:Q", title=words["ruin"], axis=said["ruin"], scale=alt.Scale(domain=[0, top])),
            tooltip=[alt.Tooltip(f"{key}:Q", title=words[key]) for key in ("multiple", "rho", "pd", "ruin")],
        )
        .add_params(*controls)
        .transform_filter(controls[0])
        .transform_filter(controls[1])
    )


def fragment(grid: pd.DataFrame, lang: str, start: Mapping[str, float] | None = None) -> str:
    """Return the explorer as HTML: a place, the specification as data, and the script."""
    import vl_convert

    spec = json.dumps(chart(grid, lang, start).to_dict(), ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace("</script", "<\\/script")
    return (
        '<div class="explorer"><div id="explorer-ruin"></div></div>\n'
        f'<script type="application/json" id="explorer-ruin-spec">{spec}</script>\n'
        f"<script>{bundle}</script>\n<script>(() => {{{SCRIPT}{explorer_speech.script(lang)}}})();</script>\n"
    )
