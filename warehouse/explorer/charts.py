"""Plots of the explorer, drawn by Vega-Lite into SVG that needs no script and prints well.

Colours run from light to dark along the scale and never carry the meaning alone: every bar has its
number beside it, and each plot comes with a table of the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

SCALE = {
    "complete": "#08306b",
    "substantial": "#2171b5",
    "substantial_or_complete": "#1b5694",
    "limited": "#9ecae1",
    "in_progress": "#c6dbef",
    "not_started_or_delayed": "#bdbdbd",
    "not_started": "#d9d9d9",
    "outstanding": "#08306b",
    "major": "#2171b5",
    "significant": "#2171b5",
    "marginal": "#9ecae1",
    "moderate": "#9ecae1",
    "did_not_change": "#d9d9d9",
    "no_notable_results": "#d9d9d9",
    "worsened": "#8c510a",
}
_OTHER = "#efe7d6"
_DARK = frozenset(["#08306b", "#2171b5", "#1b5694", "#8c510a"])
_CONFIG = {
    "font": "system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif",
    "background": "transparent",
    "padding": {"left": 14, "right": 10, "top": 4, "bottom": 4},  # browsers' fonts are wider than the drawer's
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelColor": "#333",
        "titleColor": "#333",
        "gridColor": "#e4e2dc",
        "labelLimit": 260,
        "domain": False,
        "ticks": False,
    },
    "legend": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "orient": "bottom",
        "labelColor": "#333",
        "columns": 4,
        "labelLimit": 240,
    },
}


def stacked(rows: Sequence[dict[str, Any]], order: Sequence[str], labels: dict[str, str], count: str) -> str:
    """Return a plot of ``rows`` (``bar``, ``code``, ``n``): one bar a ``bar``, stacked by code.

    ``order`` holds the codes from high to low, ``labels`` their words.
    """
    import altair as alt

    values = [
        {
            "bar": r["bar"],
            "code": r["code"],
            "label": labels.get(r["code"], r["code"]),
            "n": r["n"],
            "rank": order.index(r["code"]),
        }
        for r in rows
    ]
    present = [c for c in order if any(r["code"] == c for r in rows)]
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("bar:N", title=None, sort=None),
        x=alt.X("n:Q", title=count, stack="zero", axis=alt.Axis(tickMinStep=1, format="d")),
        order=alt.Order("rank:Q"),
    )
    bars = base.mark_bar(stroke="#fff", strokeWidth=1).encode(
        color=alt.Color(
            "label:N",
            title=None,
            scale=alt.Scale(domain=[labels.get(c, c) for c in present], range=[SCALE.get(c, _OTHER) for c in present]),
        )
    )
    text = (
        alt.Chart(alt.Data(values=_centres(values)))
        .mark_text(fontSize=12, fontWeight="bold")
        .encode(
            y=alt.Y("bar:N", sort=None),
            x="at:Q",
            text="n:Q",
            color=alt.condition("datum.dark", alt.value("#fff"), alt.value("#222")),
        )
    )
    return _svg(alt.layer(bars, text).properties(width=470, height=alt.Step(34)))


def bars(rows: Sequence[dict[str, Any]], value: str, *, percent: bool = False) -> str:
    """Return a plot of ``rows`` (``bar``, ``n``): one bar each, its number at the end."""
    import altair as alt

    values = [{"bar": r["bar"], "n": r["n"], "text": f"{r['n']:g}{'%' if percent else ''}"} for r in rows]
    x = alt.X("n:Q", title=value, scale=alt.Scale(domain=[0, 100]) if percent else alt.Undefined)
    base = alt.Chart(alt.Data(values=values)).encode(y=alt.Y("bar:N", title=None, sort=None), x=x)
    marks = base.mark_bar(color="#2171b5")
    text = base.mark_text(align="left", dx=4, fontSize=12, color="#222").encode(text="text:N")
    return _svg(alt.layer(marks, text).properties(width=430, height=alt.Step(26)))


def grid(rows: Sequence[dict[str, Any]], order: Sequence[str], labels: dict[str, str], x: str, y: str) -> str:
    """Return a plot of ``rows`` (``from``, ``to``, ``n``): how many went from which code to which."""
    import altair as alt

    names = [labels.get(c, c) for c in order]
    values = [{"from": labels.get(r["from"], r["from"]), "to": labels.get(r["to"], r["to"]), "n": r["n"]} for r in rows]
    top = max((v["n"] for v in values), default=1)
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("to:N", title=x, sort=names, scale=alt.Scale(domain=names), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("from:N", title=y, sort=names, scale=alt.Scale(domain=names)),
    )
    marks = base.mark_rect(stroke="#fff").encode(
        color=alt.Color("n:Q", legend=None, scale=alt.Scale(domain=[0, top], range=["#f0f4f9", "#2171b5"]))
    )
    text = base.mark_text(fontSize=13, fontWeight="bold").encode(
        text="n:Q", color=alt.condition(f"datum.n > {0.6 * top}", alt.value("#fff"), alt.value("#222"))
    )
    return _svg(alt.layer(marks, text).properties(width=92 * len(names), height=34 * len(names)))


def _centres(values: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return where the number of each stacked segment stands, and whether its colour is dark."""
    at: dict[str, float] = {}
    out = []
    for v in sorted(values, key=lambda v: v["rank"]):
        start = at.get(v["bar"], 0.0)
        at[v["bar"]] = start + v["n"]
        if v["n"]:
            dark = SCALE.get(v["code"], _OTHER) in _DARK
            out.append({"bar": v["bar"], "at": start + v["n"] / 2, "n": v["n"], "dark": dark})
    return out


def _svg(chart: Any) -> str:
    import vl_convert

    spec = chart.configure(**_CONFIG).to_dict()
    svg = str(vl_convert.vegalite_to_svg(spec))
    # Scales with its column; the name for screen readers is on the figure around it.
    return re.sub(
        r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"',
        r'<svg \1style="max-width:\2px" aria-hidden="true" focusable="false"',
        svg,
        count=1,
    )
