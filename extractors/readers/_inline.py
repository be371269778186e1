"""Inline markup of text documents (Markdown, stray HTML tags, entities) taken off a source line."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from extractors.layout import SOFT_HYPHEN
from extractors.readers._glossary import strip_definitions

_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p\b[^>]*>|</(?:p|div|li|tr|h[1-6])>|<(?:p|div|li|tr)\b[^>]*>", re.I)
_NOTE_REFERENCE = re.compile(
    r"(?:(?<!\s)\s++)?<sup[^<>]*>\s*+\[?[\d,;\s*†‡§]{1,8}\]?\s*+</sup>|\s?\[\^[\w-]{1,20}\](?!:)", re.I
)
_COMMENT = re.compile(r"<!--.*?-->")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|caption|center|cite|code|dd|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|ins|kbd|li|"
    r"mark|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_IMAGE = re.compile(r"!\[([^\]\n]{0,400})\]\([^)\n]{0,2000}\)")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,1000})\]\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?(?:\s+\"[^\"\n]{0,300}\")?\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1(?!\w)")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]{1,2000}?)(?<=[^\s_])_(?!\w)"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_ALL_BOLD = re.compile(
    r"\s*(?:(?:\*\*|__)(?P<md>(?:(?!\*\*|__).)+)(?:\*\*|__)|<(?P<tag>b|strong)>(?P<html>.+)</(?P=tag)>)\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class Piece:
    """The words between two line breaks of one source line."""

    text: str
    bold: bool = False


def plain(source: str) -> str:
    """Return the words of a source line as the reader shows them: markup and tooltips off, spaces folded."""
    return " ".join(piece.text for piece in pieces(source))


def is_bold(source: str) -> bool:
    """Whether all the words of a source line are marked bold."""
    match = _ALL_BOLD.match(source)
    return match is not None and not (match["html"] and re.search(r"</(?:b|strong)>", match["html"], re.I))


def pieces(source: str) -> list[Piece]:
    """Split a source line at its ``<br>`` and ``<p>`` and take the markup off each part; empty parts go."""
    parts = _BREAK.split(_COMMENT.sub("", source)) if "<" in source else [source]
    out = []
    for part in parts:
        words = _words(part)
        if words:
            out.append(Piece(words, is_bold(part)))
    return out


def _words(part: str) -> str:
    if "<" in part or "[^" in part:
        part = _NOTE_REFERENCE.sub("", part)
        part = _AUTOLINK.sub(r"\1", part)
        part = _TAG.sub("", part)
    if "](" in part:
        part = _LINK.sub(r"\1", _IMAGE.sub(r"\1", part))
        part = _LINK.sub(r"\1", part)
    if "*" in part or "_" in part:
        part = _STRONG.sub(r"\2", part)
        part = _EMPHASIS.sub(lambda m: m[1] or m[2], part)
    if "\\" in part:
        part = _ESCAPE.sub(r"\1", part)
    if "&" in part:
        part = html.unescape(part)
    if "..." in part or "…" in part:
        part = strip_definitions(part)
    return " ".join(part.replace(SOFT_HYPHEN, "").split())
