"""More explorers: the mutual-aid fund over time, and the law of loss. Words in the page's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from living_edition.exhibits import explorer_speech

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "year": "年份", "value": "数值（%）", "measure": "看什么", "exit": "政府退出", "demand": "借款的会员（%）",
        "ratio": "高低风险违约概率之比", "loss": "损失占贷款余额（%）", "chance": "损失不低于此的概率（%）",
        "rho": "相关系数", "loans": "贷款笔数",
        "early": "早", "late": "晚", "never": "不退出",
        "lent": "贷出总额", "net_borrowers": "借款人的净信贷", "net_all": "全体会员的净信贷",
        "government": "政府占款", "reserve": "公积", "mean_pd": "会员平均违约概率", "alive": "存续的基金",
        "about_fund": "折线图：互助信用基金逐年的情形；四个列表选择看什么、政府何时退出、多少会员借款、风险差别多大。",
        "about_loss": "折线图：损失不低于某一比例的概率，纵轴为对数；两个列表选择相关系数与贷款笔数。",
    },
    "en": {
        "year": "Year", "value": "Value (%)", "measure": "Shown", "exit": "Government leaves",
        "demand": "Members who borrow (%)", "ratio": "Risky over safe default probability",
        "loss": "Loss, of the loans' volume (%)", "chance": "Probability of at least this loss (%)",
        "rho": "Correlation", "loans": "Number of loans",
        "early": "early", "late": "late", "never": "never",
        "lent": "Lent in the year", "net_borrowers": "Net credit of borrowers", "net_all": "Net credit of all members",
        "government": "Government's stake", "reserve": "Reserve", "mean_pd": "Members' mean default probability",
        "alive": "Funds still open",
        "about_fund": "Line chart: the mutual-aid fund year by year; four lists set what is shown, when government "
        "leaves, how many members borrow, and how far firms differ in risk.",
        "about_loss": "Line chart: the probability of losing at least a share of the volume, on a logarithmic axis; "
        "two lists set the correlation and the number of loans.",
    },
}  # fmt: skip
MEASURES = ("net_all", "net_borrowers", "lent", "government", "reserve", "mean_pd", "alive")
EXITS = ("early", "late", "never")
_LEAST = 1e-4
"""Probabilities (percent) below this are not drawn on the logarithmic axis."""


@dataclass(frozen=True)
class Control:
    """A list below the chart: the column it sets, its label, what can be chosen, and what is shown at first.

    ``words`` are what a reader sees in place of the options.
    """

    field: str
    label: str
    options: Sequence[Any]
    shown: Any
    words: Sequence[str] | None = None


def fund_chart(grid: pd.DataFrame, lang: str, start: Mapping[str, Any] | None = None) -> alt.Chart:
    """Return a measure of the fund (percent) against the year, with four lists."""
    words, asked = WORDS[lang], start or {}
    data = (100 * grid[list(MEASURES)]).round(2)
    data = data.assign(
        year=grid["year"], demand=(100 * grid["demand"]).round(2), pd_ratio=grid["pd_ratio"], exit=grid["exit"]
    )
    controls = [
        Control("measure", words["measure"], MEASURES, MEASURES[0], [words[name] for name in MEASURES]),
        Control("exit", words["exit"], EXITS, EXITS[0], [words[name] for name in EXITS]),
        _numbers(data, "demand", words["demand"], 100 * float(asked.get("demand", -1.0))),
        _numbers(data, "pd_ratio", words["ratio"], float(asked.get("pd_ratio", -1.0))),
    ]
    base = alt.Chart(data, width=460, height=260, description=words["about_fund"])
    # One column a measure keeps the page small; the reader's browser unfolds them.
    base = base.transform_fold(list(MEASURES), ["measure", "value"])
    return _with(
        _line(base, lang).encode(
            x=alt.X(
                "year:Q",
                title=words["year"],
                axis=_axis(lang, "x", words["year"], _span(data["year"]), tickMinStep=1),
            ),
            y=alt.Y("value:Q", title=words["value"], axis=_axis(lang, "y", words["value"])),
            tooltip=[alt.Tooltip("year:Q", title=words["year"]), alt.Tooltip("value:Q", title=words["value"])],
        ),
        controls,
    )


def loss_chart(laws: pd.DataFrame, lang: str, start: Mapping[str, Any] | None = None) -> alt.Chart:
    """Return the probability of at least a loss (both percent), with lists for correlation and loans."""
    words, asked = WORDS[lang], start or {}
    data = laws.assign(loss=(100 * laws["loss"]).round(3), chance=100 * laws["chance"])
    data = data[data["chance"] >= _LEAST].assign(chance=lambda d: d["chance"].map(lambda x: float(f"{x:.4g}")))
    controls = [
        _numbers(data, "rho", words["rho"], float(asked.get("rho", -1.0))),
        _numbers(data, "loans", words["loans"], float(asked.get("loans", -1.0))),
    ]
    across, up = (0.0, float(data["loss"].max())), (_LEAST, 100.0)
    base = alt.Chart(data, width=460, height=260, description=words["about_loss"])
    return _with(
        _line(base, lang).encode(
            x=alt.X(
                "loss:Q",
                title=words["loss"],
                axis=_axis(lang, "x", words["loss"], across),
                scale=alt.Scale(domain=list(across)),
            ),
            y=alt.Y(
                "chance:Q",
                title=words["chance"],
                axis=_axis(lang, "y", words["chance"], up, log=True),
                scale=alt.Scale(type="log", domain=list(up)),
            ),
            tooltip=[alt.Tooltip(f"{key}:Q", title=words[key]) for key in ("loss", "chance")],
        ),
        controls,
    )


def _line(base: alt.Chart, lang: str) -> alt.Chart:
    kinds = explorer_speech.MARKS[lang]
    points = alt.OverlayMarkDef(ariaRoleDescription=kinds["point"])
    return base.mark_line(point=points, color="#0072B2", ariaRoleDescription=kinds["line"])


def _axis(
    lang: str, side: str, title: str, span: tuple[float, float] | None = None, *, log: bool = False, **more: Any
) -> alt.Axis:
    return alt.Axis(description=explorer_speech.axis(lang, side, title, span, log=log), **more)


def _span(values: pd.Series) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def _numbers(data: pd.DataFrame, field: str, label: str, asked: float) -> Control:
    values = sorted(float(v) for v in data[field].unique())
    near = min(values, key=lambda v: abs(v - asked)) if asked >= 0 else values[len(values) // 2]
    return Control(field, label, values, near)


def _with(chart: alt.Chart, controls: Sequence[Control]) -> alt.Chart:
    for control in controls:
        box = alt.binding_select(options=list(control.options), name=control.label + " ")
        if control.words is not None:
            box.labels = list(control.words)
        chosen = alt.selection_point(
            name=control.field, fields=[control.field], bind=box, value=[{control.field: control.shown}]
        )
        chart = chart.add_params(chosen).transform_filter(chosen)
    return chart


def fragment(chart: alt.Chart, name: str, lang: str) -> str:
    """Return an explorer as HTML: a place, the specification as data, and the script.

    Vega's JavaScript, nearly a megabyte, stands once in a page: in the explorer of the guarantee
    fund (``exhibits.explorer``), which is on every page that has these.
    """
    spec = json.dumps(chart.to_dict(), ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    script = (
        f"addEventListener('load', () => {{ const place = document.getElementById('{name}'); "
        f"const spec = JSON.parse(document.getElementById('{name}-spec').textContent); "
        f"vegaEmbed(place, spec, {{actions: false, ast: true, renderer: 'svg'}});{explorer_speech.script(lang)}}});"
    )
    return (
        f'<div class="explorer"><div id="{name}"></div></div>\n'
        f'<script type="application/json" id="{name}-spec">{spec}</script>\n<script>{script}</script>\n'
    )
