"""Plots of the explorer, drawn by Vega-Lite into SVG that needs no script and prints well.

A plot is a Vega-Lite specification in which words stand as places to fill (``⟪irm⟫``), so that it
is drawn once for all languages: labels stand above their bars, legends and tables beside the plot,
and nothing depends on how wide a word is. Colours run from light to dark along the scale and never
carry the meaning alone: segments bear their numbers.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Sequence
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
    "not_rated": "#f4f2ec",
}
_OTHER = "#efe7d6"
_INK = "#1d2433"  # of words on the page's own ground: drawn in the colour of the text around
_INSIDE = "#1d2434"  # of numbers on light segments
_DARK = frozenset(["#08306b", "#2171b5", "#1b5694", "#8c510a"])
_WIDTH = 350  # about a phone's: text stays readable there
_STEP = 44
_CONFIG = {
    "font": "'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif",
    "background": "transparent",
    "padding": {"left": 1, "right": 6, "top": 0, "bottom": 1},
    "view": {"stroke": None},
}


_TOLD = re.compile(r'<path aria-label="([^"]+)"([^>]*)/>')  # a mark with words: shown where a pointer rests on it


def word(key: str) -> str:
    """Return the place of a word in a plot, to be filled for each language."""
    return f"⟪{key}⟫"


def stacked(rows: Sequence[dict[str, Any]], order: Sequence[str]) -> dict[str, Any]:
    """Return the plot of ``rows`` (``bar``, ``code``, ``n``): one bar a ``bar``, stacked by code.

    ``order`` holds the codes from high to low.
    """
    names = list(dict.fromkeys(r["bar"] for r in rows))
    longest = max(sum(r["n"] for r in rows if r["bar"] == name) for name in names)
    values = []
    for name in names:
        start = 0
        for r in sorted((r for r in rows if r["bar"] == name), key=lambda r: order.index(r["code"])):
            fill = SCALE.get(r["code"], _OTHER)
            fits = _WIDTH * r["n"] / longest > 8 * len(str(r["n"])) + 3
            values.append(
                {
                    "bar": names.index(name),
                    "from": start,
                    "to": start + r["n"],
                    "at": start + r["n"] / 2,
                    "n": str(r["n"]) if fits else "",
                    "fill": fill,
                    "ink": "#fff" if fill in _DARK else _INSIDE,
                    "said": f"{name} · {word(r['code'])}: {r['n']} / {sum(x['n'] for x in rows if x['bar'] == name)}",
                }
            )
            start += r["n"]
    width = {"scale": {"domain": [0, longest], "nice": False}, "type": "quantitative", "axis": _axis(longest)}
    segments = {
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": "#fff", "strokeWidth": 1, "height": 22, "yOffset": 8},
        "encoding": {
            **_row(),
            "x": {"field": "from", **width},
            "x2": {"field": "to"},
            "color": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
            "description": {"field": "said"},
        },
    }
    numbers = {
        "data": {"values": values},
        "mark": {"type": "text", "fontSize": 12, "fontWeight": 600, "dy": 8, "baseline": "middle"},
        "encoding": {
            **_row(),
            "x": {"field": "at", **width},
            "text": {"field": "n"},
            "description": {"field": "n"},
            "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None},
        },
    }
    return _spec([segments, numbers, _names(names)], len(names))


def bars(rows: Sequence[dict[str, Any]], *, percent: bool = False) -> dict[str, Any]:
    """Return the plot of ``rows`` (``bar``, ``n``): one bar each, its number at the end."""
    longest = 100 if percent else max(r["n"] for r in rows) or 1
    values = [
        {"bar": i, "from": 0, "n": r["n"], "whole": longest, "text": text, "said": f"{r['bar']}: {text}"}
        for i, r in enumerate(rows)
        for text in [f"{r['n']:g}{'%' if percent else ''}"]
    ]
    # Room at the right for the number of a full bar.
    axis = _axis(longest, percent=percent)
    width = {"scale": {"domain": [0, longest * 1.14], "nice": False}, "type": "quantitative", "axis": axis}
    layers = []
    if percent:
        layers.append(_bar(values, "whole", "#eceae4", width))
    layers.append(_bar(values, "n", "#2171b5", width))
    layers.append(
        {
            "data": {"values": values},
            "mark": {"type": "text", "align": "left", "dx": 5, "dy": 8, "fontSize": 12, "fontWeight": 600},
            "encoding": {
                **_row(),
                "x": {"field": "whole" if percent else "n", **width},
                "text": {"field": "text"},
                "color": {"value": _INK},
            },
        }
    )
    return _spec([*layers, _names([r["bar"] for r in rows])], len(rows))


def _bar(values: list[dict[str, Any]], end: str, fill: str, width: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 14, "yOffset": 8, "color": fill},
        "encoding": {
            **_row(),
            "x": {"field": "from", **width},
            "x2": {"field": end},
            "description": {"field": "said"},
        },
    }


def _axis(longest: float, *, percent: bool = False) -> dict[str, Any]:
    """Return the axis of a plot of counts up to ``longest``, or of percentages: faint lines, numbers below."""
    step = 25 if percent else next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if longest / s <= 6)
    words = {"labelExpr": "datum.value + '%'" if percent else "datum.value"}
    grid = {"grid": True, "gridColor": "#8b94a5", "gridOpacity": 0.25, "domain": False, "ticks": False, "title": None}
    values = list(range(0, int(longest) + 1, step))
    return {**grid, **words, "values": values, "labelColor": _INK, "labelFontSize": 11, "labelFlush": True}


def _row() -> dict[str, Any]:
    return {"y": {"field": "bar", "type": "ordinal", "axis": None}}


def _names(names: Iterable[str]) -> dict[str, Any]:
    """Return the labels, each above its bar."""
    return {
        "data": {"values": [{"bar": i, "name": name} for i, name in enumerate(names)]},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dy": -14, "fontSize": 12, "limit": _WIDTH},
        "encoding": {**_row(), "x": {"value": 0}, "text": {"field": "name"}, "color": {"value": _INK}},
    }


def _spec(layers: list[dict[str, Any]], rows: int) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.20.json",
        "width": _WIDTH,
        "height": _STEP * rows,
        "layer": layers,
        "config": _CONFIG,
    }


def draw(spec: dict[str, Any]) -> str:
    """Return the SVG of a plot. Equal plots are drawn once."""
    return _drawn(json.dumps(spec, sort_keys=True))


@functools.lru_cache(maxsize=4096)
def _drawn(spec: str) -> str:
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(spec))
    svg = _TOLD.sub(lambda m: f"<path{m[2]}><title>{m[1]}</title></path>", svg)
    svg = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg).replace(f'"{_INK}"', '"currentColor"')
    svg = re.sub(r"\d+\.\d{2,}", lambda m: f"{float(m[0]):.4g}", svg)
    # Scales with its column; the name for screen readers is on the figure around it.
    return re.sub(
        r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"',
        r'<svg \1aria-hidden="true" focusable="false"',
        svg,
        count=1,
    )
