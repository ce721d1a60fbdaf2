"""The interactive explorer: Vega-Lite from the scenario's grid, its JavaScript inlined, no network."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd

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
SCRIPT = """
const place = document.getElementById('explorer-ruin');
const options = { actions: false, ast: true, renderer: 'svg' };
vegaEmbed(place, JSON.parse(document.getElementById('explorer-ruin-spec').textContent), options);
"""


def chart(grid: pd.DataFrame, lang: str) -> alt.Chart:
    """Return ruin (percent) against the multiple, with a control for correlation and one for PD."""
    words = WORDS[lang]
    data = grid.assign(ruin=(grid["ruin"] * 100).round(3), pd=(grid["pd"] * 100).round(3), rho=grid["rho"].round(4))[
        ["multiple", "rho", "pd", "ruin"]
    ]
    controls = []
    for key in ("rho", "pd"):
        values = sorted(float(v) for v in data[key].unique())
        box = alt.binding_select(options=values, name=words[key] + " ")
        controls.append(alt.selection_point(name=key, fields=[key], bind=box, value=[{key: values[len(values) // 2]}]))
    top = float(data["ruin"].max())
    return (
        alt.Chart(data, width=460, height=260)
        .mark_line(point=True, color="#0072B2")
        .encode(
            x=alt.X("multiple:Q", title=words["multiple"]),
            y=alt.Y("ruin:Q", title=words["ruin"], scale=alt.Scale(domain=[0, top])),
            tooltip=[alt.Tooltip(f"{key}:Q", title=words[key]) for key in ("multiple", "rho", "pd", "ruin")],
        )
        .add_params(*controls)
        .transform_filter(controls[0])
        .transform_filter(controls[1])
    )


def fragment(grid: pd.DataFrame, lang: str) -> str:
    """Return the explorer as HTML: a place, the specification as data, and the script."""
    import vl_convert

    spec = json.dumps(chart(grid, lang).to_dict(), ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace("</script", "<\\/script")
    return (
        '<div class="explorer"><div id="explorer-ruin"></div></div>\n'
        f'<script type="application/json" id="explorer-ruin-spec">{spec}</script>\n'
        f"<script>{bundle}</script>\n<script>(() => {{{SCRIPT}}})();</script>\n"
    )
