"""Colours of Office files that are named by a theme, an index or a shade of one."""

from __future__ import annotations

import colorsys
import re

from lxml import etree

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
SHEET_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
"""The colours of a theme as a workbook counts them."""

_WORD = {
    "background1": "lt1",
    "text1": "dk1",
    "background2": "lt2",
    "text2": "dk2",
    "light1": "lt1",
    "dark1": "dk1",
    "light2": "lt2",
    "dark2": "dk2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}


def theme_colours(xml: bytes | None) -> dict[str, str]:
    """Return the colours of a theme part by name ("accent1"), each six hexadecimal digits; empty without one."""
    if not xml:
        return {}
    root = etree.fromstring(xml, _PARSER)
    scheme = root.find(f".//{_DRAWING}clrScheme") if root is not None else None
    out: dict[str, str] = {}
    for entry in scheme if scheme is not None else ():
        value = next((c.get("lastClr") or c.get("val") for c in entry), None)
        if isinstance(entry.tag, str) and value and re.fullmatch(r"[0-9A-Fa-f]{6}", value):
            out[entry.tag.removeprefix(_DRAWING)] = value.lower()
    return out


def word_colour(theme: dict[str, str], name: str, tint: str = "", shade: str = "") -> str | None:
    """Return a colour that a Word document names ("accent2") with its tint or shade (00 to FF) as "#rrggbb"."""
    value = theme.get(_WORD.get(name, name))
    if value is None:
        return None
    if re.fullmatch(r"[0-9A-Fa-f]{2}", tint):
        return _mixed(value, 1 - int(tint, 16) / 255)
    if re.fullmatch(r"[0-9A-Fa-f]{2}", shade):
        return _mixed(value, int(shade, 16) / 255 - 1)
    return f"#{value}"


def sheet_colour(theme: dict[str, str], index: int, tint: float = 0.0) -> str | None:
    """Return the colour that a workbook names by its place in the theme, lighter or darker by ``tint`` (-1 to 1)."""
    value = theme.get(SHEET_ORDER[index]) if 0 <= index < len(SHEET_ORDER) else None
    return _mixed(value, tint) if value else None


def _mixed(value: str, tint: float) -> str:
    """Return a colour lighter (0 to 1) or darker (-1 to 0)."""
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 - tint) + tint if tint > 0 else light * (1 + tint)
    return "#" + "".join(f"{round(255 * c):02x}" for c in colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation))
