"""Glossary definitions that web pages inject into running text, taken out again.

OGP's site hangs a definition on a term; a copy of the page's text has it glued to the term, cut at 200
characters: "an action planAction plans are at the core of a governmen..., which". A capital directly after a
small letter or a bracket starts it, an ellipsis (then perhaps "More") ends it.
"""

from __future__ import annotations

import re

_GLUED = re.compile(
    r"(?<=[a-zà-öø-ÿ)])(?P<definition>[A-ZÀ-ÖØ-Þ][^\n]{20,258}?(?:\.\.\.|…))"
    r"(?P<more>\s*(?:More|Más|Leer más|Ver más)\b)?"
)
_CUT_AT = 150  # the site cuts at 200; shorter ones count only after a small word, for names are written "ChileCompra"


def strip_definitions(text: str) -> str:
    """Return ``text`` without the definitions glued to its terms; all other words stay as they are."""

    def without(match: re.Match[str]) -> str:
        if len(match["definition"]) >= _CUT_AT or match["more"]:
            return ""
        term = re.search(r"\w+\)?$", text[: match.start()])
        return "" if term and term[0].rstrip(")").islower() else match[0]

    return _GLUED.sub(without, text)
