"""Figures of the lending models: batch lending, screening, reputation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotnine as p9

from cluster_finance.exhibits.lettering import grouped_ticks, plain_ticks, say
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters
from cluster_finance.scenario.batch import break_even_clients
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.narrow import narrowed
from living_edition.exhibits.style import BLUE, FAMILY, GREEN, ORANGE, SMALL, look

DASHES = ["solid", "dashed", "dotted"]
MARK: dict[str, Any] = {"linetype": "dotted", "color": "#777777", "size": 0.5}


def _money(value: float, lang: str) -> str:
    return f"{value:g}万元" if lang == "zh" else f"{value * 10_000:,.0f} yuan"


def _ordered(names: pd.Series, order: Sequence[str]) -> pd.Categorical:
    return pd.Categorical(names, list(dict.fromkeys(order)))


def batch(table: pd.DataFrame, p: BatchParameters, lang: str) -> Figure:
    """Return the break-even rate (percent) against the number of clients, a panel a loan size.

    Lines mark the highest rate, the cluster's own clients, and those at which costs are equal.
    """
    ways = {"alone": say(lang, "逐户贷款", "one by one"), "batch": say(lang, "批量贷款", "as a batch")}
    data = table.assign(percent=100.0 * table["rate"])
    sizes = sorted(data["loan"].unique(), reverse=True)
    panels = [say(lang, f"每户贷款{_money(s, lang)}", f"loan of {_money(s, lang)}") for s in sizes]
    data["panel"] = _ordered(data["loan"].map(dict(zip(sizes, panels, strict=True))), panels)
    data["line"] = _ordered(data["way"].map(ways), list(ways.values()))
    # With a handful of clients the shared cost makes rates that would flatten everything else.
    visible = data[data["percent"] <= 1.6 * data.loc[data["way"] == "alone", "percent"].max()]
    highest, even = 100.0 * p.rate_cap, math.ceil(break_even_clients(p) - 1e-9)
    # With few clients the batch lends above the highest rate: below it, the name has room.
    cap = pd.DataFrame({"clients": [visible["clients"].min()], "percent": [highest]})
    picture = (
        p9.ggplot(visible, p9.aes("clients", "percent"))
        + p9.geom_hline(yintercept=highest, **MARK)
        + p9.geom_vline(xintercept=[max(even, 1), p.clients], **MARK)
        + p9.geom_text(
            label=say(lang, "利率上限", "highest rate"), data=cap, ha="left", va="top", size=SMALL, color="#444444",
            family=FAMILY, nudge_y=-0.15,
        )
        + p9.geom_line(p9.aes(color="line", linetype="line"), size=0.9)
        + p9.facet_wrap("panel")
        + p9.scale_color_manual([ORANGE, BLUE])
        + p9.scale_linetype_manual(["dashed", "solid"])
        + p9.scale_x_log10(labels=grouped_ticks)
        + p9.scale_y_continuous(labels=plain_ticks)
        + p9.labs(
            x=say(lang, "集群内的客户数", "Clients in the cluster"),
            y=say(lang, "保本利率（%）", "Break-even rate (%)"),
        )
        + look(6.3, 3.2)
    )  # fmt: skip
    return Figure(picture, table, _batch_in_words(data, p.clients, lang))


def _batch_in_words(data: pd.DataFrame, clients: int, lang: str) -> str:
    rows = data[data["clients"] == clients].sort_values(["loan", "way"], ascending=[False, True])
    parts = []
    for panel, pair in rows.groupby("panel", observed=True):
        rate = pair.set_index("way")["percent"].map("{:.2f}%".format)
        parts.append(
            say(
                lang,
                f"{panel}、客户{clients}家时，逐户贷款的保本利率为{rate['alone']}，批量贷款为{rate['batch']}",
                f"{panel}, {clients} clients: {rate['alone']} one by one, {rate['batch']} as a batch",
            )
        )
    return say(lang, f"折线图：{'；'.join(parts)}。", f"Line chart of the break-even rate: {'; '.join(parts)}.")


def screening(table: pd.DataFrame, p: ScreeningParameters, lang: str) -> Figure:
    """Return safe firms served, default rate and welfare (percent) against the signal's precision.

    A column an outside option; lines mark the precision of the signal outside and inside a cluster.
    """
    measures = {
        "served": say(lang, "得到贷款的\n稳健企业（%）", "safe firms\nserved (%)"),
        "default": say(lang, "贷款违约率\n（%）", "default rate\nof loans (%)"),
        "gain": say(lang, "社会净得\n（占贷款%）", "society's gain\n(% of loan)"),
    }
    wide = table.assign(
        precision=100.0 * table["precision"],
        served=1e4 * table["safe"] / (100.0 * p.safe_share),
        default=100.0 * table["default_rate"],
        gain=100.0 * table["welfare"],
    )
    data = wide.melt(["outside", "precision"], list(measures), "measure", "percent").dropna(subset=["percent"])
    options = sorted(data["outside"].unique())
    columns = [say(lang, f"不借款的所得：{100 * u:g}%", f"pay-off without a loan: {100 * u:g}%") for u in options]
    data["column"] = _ordered(data["outside"].map(dict(zip(options, columns, strict=True))), columns)
    data["row"] = _ordered(data["measure"].map(measures), list(measures.values()))
    picture = (
        p9.ggplot(data, p9.aes("precision", "percent"))
        + p9.geom_vline(xintercept=[100.0 * p.precision_alone, 100.0 * p.precision_cluster], **MARK)
        + p9.geom_line(color=BLUE, size=0.9)
        + p9.facet_grid("row", "column", scales="free_y")
        + p9.scale_y_continuous(labels=plain_ticks)
        + p9.labs(x=say(lang, "信号准确度（%）", "Precision of the signal (%)"), y="")
        + look(6.3, 4.6)
        + p9.theme(strip_text_y=p9.element_text(angle=0, size=SMALL, ha="left"))
    )
    narrow = narrowed(picture + p9.scale_x_continuous(breaks=[60, 75, 90]))
    return Figure(picture, table, _screening_in_words(wide, lang), narrow=narrow)


def _screening_in_words(wide: pd.DataFrame, lang: str) -> str:
    parts = []
    for outside in sorted(wide["outside"].unique().tolist()):
        part = wide[wide["outside"] == outside]
        first, last, least = part.iloc[0], part.iloc[-1], part["served"].min()
        parts.append(
            say(
                lang,
                f"不借款的所得为{100 * outside:g}%时，得到贷款的稳健企业从没有信息时的{first.served:.0f}%"
                f"到完全信息时的{last.served:.0f}%，途中最低为{least:.0f}%",
                f"with a pay-off of {100 * outside:g}% without a loan, the safe firms served go from "
                f"{first.served:.0f}% without information to {last.served:.0f}% with full information, "
                f"and are {least:.0f}% at the lowest",
            )
        )
    return say(lang, f"折线图：{'；'.join(parts)}。", f"Line charts: {'; '.join(parts)}.")


def reputation(table: pd.DataFrame, p: ReputationParameters, lang: str) -> Figure:
    """Return the largest self-enforcing loan (years of surplus) against what is varied, a panel each.

    Dots mark the parameters' own values.
    """
    lines = {
        "instant": say(lang, "集群，消息即时传开", "cluster, news at once"),
        "network": say(lang, "集群", "cluster"),
        "alone": say(lang, "集群之外", "outside a cluster"),
    }
    panels = {
        "news_rate": say(lang, "传播速度（次/年）", "speed of news (a year)"),
        "contacts": say(lang, "往来密度（家）", "density: contacts of a partner"),
        "discount": say(lang, "贴现因子", "discount factor"),
        "moving_cost": say(lang, "根植性：迁出成本（年）", "roots: cost of moving (years)"),
    }
    data = table[table["setting"].isin(list(lines))].copy()
    data["half"] = 1.96 * data["error"] * data["loan"] / data["repayment"].where(data["repayment"] > 0)
    data["low"], data["high"] = data["loan"] - data["half"].fillna(0), data["loan"] + data["half"].fillna(0)
    data["line"] = _ordered(data["setting"].map(lines), list(lines.values()))
    data["panel"] = _ordered(data["varied"].map(panels), list(panels.values()))
    defaults = pd.DataFrame({"value": [getattr(p, name) for name in panels], "panel": list(panels.values())})
    defaults["panel"] = _ordered(defaults["panel"], list(panels.values()))
    simulated = data[data["setting"] == "network"]
    picture = (
        p9.ggplot(data, p9.aes("value", "loan"))
        + p9.geom_vline(p9.aes(xintercept="value"), data=defaults, **MARK)
        + p9.geom_line(p9.aes(color="line", linetype="line"), size=0.9)
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), data=simulated, color=BLUE)
        + p9.geom_point(data=simulated, color=BLUE, size=1.4)
        + p9.facet_wrap("panel", scales="free_x", ncol=2)
        + p9.scale_color_manual([GREEN, BLUE, ORANGE])
        + p9.scale_linetype_manual([DASHES[2], DASHES[0], DASHES[1]])
        + p9.scale_y_continuous(labels=plain_ticks)
        + p9.labs(
            x="", y=say(lang, "能自我维持的最大贷款（年盈余的倍数）", "Largest self-enforcing loan (years of surplus)")
        )
        + look(6.3, 4.8)
        + p9.theme(panel_spacing_y=0.06)
    )
    return Figure(picture, table, _reputation_in_words(data, panels, lang))


def _reputation_in_words(data: pd.DataFrame, panels: dict[str, str], lang: str) -> str:
    parts = []
    for varied, name in panels.items():
        line = data[(data["varied"] == varied) & (data["setting"] == "network")].sort_values("value")
        first, last = line.iloc[0], line.iloc[-1]
        parts.append(
            say(
                lang,
                f"{name}从{first.value:g}变到{last.value:g}，集群内的最大贷款从{first.loan:.2f}变到{last.loan:.2f}年盈余",
                f"{name} from {first.value:g} to {last.value:g}: the largest loan in the cluster goes from "
                f"{first.loan:.2f} to {last.loan:.2f} years of surplus",
            )
        )
    return say(lang, f"四幅折线图：{'；'.join(parts)}。", f"Four line charts: {'; '.join(parts)}.")
