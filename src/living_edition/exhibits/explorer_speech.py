"""What a screen reader says of an explorer: Vega's own words are English, these are in the page's language."""

from __future__ import annotations

import json

MARKS = {"zh": {"line": "折线", "point": "数据点"}, "en": {"line": "line", "point": "data point"}}
"""How a mark of a kind is called (Vega-Lite's ``ariaRoleDescription``)."""

# Vega-Lite has no setting for these: Vega writes them when it draws.
_ROLES = {
    "zh": {
        "axis": "坐标轴", "group mark container": "图形", "line mark container": "折线", "line mark": "折线",
        "point": "数据点", "symbol mark container": "数据点", "visualization": "交互图",
    },
    "en": {},
}  # fmt: skip
# Vega draws an axis without regard to the description that Vega-Lite hands it (vega-scenegraph, ariaGuide, looks for
# one on the drawn item); so the script puts it there, and again whenever Vega draws anew.
_SCRIPT = """
const roles = %s, role = 'aria-roledescription', label = 'aria-label';
const speak = () => [place, ...place.querySelectorAll(`[${role}]`)].forEach((part) => {
  const axis = /^([XY])-axis/.exec(part.getAttribute(label) || '');
  if (axis) part.setAttribute(label, spec.encoding[axis[1].toLowerCase()].axis.description);
  const words = roles[part.getAttribute(role)];
  if (words) part.setAttribute(role, words);
});
const changes = { subtree: true, childList: true, attributes: true, attributeFilter: [role, label] };
new MutationObserver(speak).observe(place, changes);
"""


def axis(lang: str, side: str, title: str, span: tuple[float, float] | None = None, *, log: bool = False) -> str:
    """Return the description of an axis: ``side`` is x or y, ``span`` its first and last value where they are fixed."""
    if lang == "zh":
        words = ["横轴" if side == "x" else "纵轴", title]
        words += ["对数刻度"] if log else []
        words += [f"从{span[0]:.3g}到{span[1]:.3g}"] if span else []
        return "，".join(words)
    words = ["horizontal axis" if side == "x" else "vertical axis", title]
    words += ["logarithmic"] if log else []
    words += [f"from {span[0]:.3g} to {span[1]:.3g}"] if span else []
    return ", ".join(words)


def script(lang: str) -> str:
    """Return JavaScript that keeps what is said of ``spec``, drawn in ``place``, in the page's language."""
    return _SCRIPT % json.dumps(_ROLES[lang], ensure_ascii=False)
