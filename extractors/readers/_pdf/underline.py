"""Underlined words: those with a rule right below their letters that is no wall of a table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from extractors.readers._pdf.chars import DESCENT
from extractors.readers._pdf.page import Font, PageContent

BELOW = 0.25
"""A rule within this many font sizes below the baseline underlines the words above it."""

COVERED = 0.8
"""Share of a word's width that the rule must cover."""


def mark_underlined(content: PageContent) -> None:
    """Give the words of a page that have a rule right below them a font that says so."""
    rules = sorted((r.at, r.start, r.end) for r in content.rules if not r.upright)
    if not rules:
        return
    levels = [at for at, _, _ in rules]
    fonts: dict[int, Font] = {}
    for i, token in enumerate(content.tokens):
        if token.angle:
            continue
        base = token.bottom - DESCENT * token.size
        low = bisect_left(levels, base - 0.05 * token.size)
        high = bisect_right(levels, base + BELOW * token.size)
        for _, start, end in rules[low:high]:
            if min(end, token.x1) - max(start, token.x0) >= COVERED * (token.x1 - token.x0):
                font = fonts.get(id(token.font))
                if font is None:
                    font = fonts[id(token.font)] = token.font._replace(underline=True)
                content.tokens[i] = token._replace(font=font)
                break
