"""What a document prints about itself on its first pages: title, author, date, whether it is a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from extractors.layout import Block, Layout
from extractors.lexicon import Lexicon, phrases
from extractors.places import country_code
from extractors.records import Date
from extractors.values import dates, first_date
from extractors.words import fold

_DRAFT = re.compile(phrases("draft_for_comment"))
_DRAFT_ALONE = re.compile(phrases("draft_alone"))
_LONGEST_TITLE = 160
_SHORT_TITLE = 25  # as headings within a page have it: "Current action plan"
_COVER = 4  # blocks of a plain text in which its title stands
_TO = re.compile(r"\b(?:to|a|al|until|hasta|through)\b|[-\u2013\u2014][^\d\u2013\u2014-]*+\d{4}\s*+$")


def is_draft(layout: Layout, title_lines: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a document calls itself a draft or a version for comment, on its first pages or as its running head.

    A label or list that names such a version of another document does not.
    """
    alone = (*layout.running, *(block.text for block in layout.blocks[:6]))
    if any(_DRAFT_ALONE.fullmatch(fold(str(text)).strip(" .-")) for text in alone):
        return True
    named = [line for line in title_lines[:6] if not lexicon.split_label(line)]
    if any(_DRAFT.search(line) for line in named):
        return True
    length = 0
    for element in layout.elements:
        words = str(element) if isinstance(element, Block) else ""
        listed = isinstance(element, Block) and (element.kind == "item" or lexicon.split_label(words))
        if not listed and _DRAFT.search(fold(words)):
            return True
        length += len(words)
        if length > 6000:
            break
    return False


def title_of(layout: Layout, lexicon: Lexicon) -> str | None:
    """Return the title that a document prints, else the one that its file states."""
    types = lexicon.doc_types
    for block in layout.blocks[:1]:  # a title that a text file does not mark as one
        words = str(block).rstrip()
        if block.kind == "paragraph" and len(words) < 160 and not words.endswith(".") and types(fold(words)):
            return str(block)
    for block in layout.blocks[:_COVER] if layout.media_type == "text/plain" else ():  # its headings are guesses
        words = str(block).strip()
        if words.endswith(".") or len(words) > _LONGEST_TITLE:
            break
        named = [t for t, _, _ in types(fold(words))]
        if block.kind in ("heading", "paragraph") and any(t != "action_plan" for t in named):
            return words
    headings = [str(b) for b in layout.blocks[:30] if b.kind == "heading" and len(str(b)) > 5]
    for words, below in zip_longest(headings, headings[1:], fillvalue=""):
        titled = len(below) > _SHORT_TITLE and types(fold(below))
        if country_code(words) is None or not titled:  # the country alone stands above many a title
            return words
    for block in layout.blocks[:5]:
        if 5 < len(str(block)) < 200:
            return str(block)
    return layout.metadata.get("title") or None


def author_of(layout: Layout, lexicon: Lexicon) -> str | None:
    """Return the person behind the label of an author or researcher."""
    for block in layout.blocks[:40]:
        words = str(block)
        split = lexicon.split_label(words) if len(words) < 160 else None
        if split and split[0] == "author" and words[split[1] :].strip():
            return words[split[1] :].strip()
    return None


def published_on(layout: Layout, lexicon: Lexicon, language: str | None) -> Date | None:
    """Return the date of the document: behind its label, on a line of its own, or stated by the file."""
    above: str | None = None  # the label on the line before
    for block in layout.blocks[:25]:
        words = str(block)
        split = lexicon.split_label(words)
        stated = (split[0] if split else above) == "prepared_on"
        if stated or (len(words) < 25 and not split and not above and not _TO.search(fold(words))):
            found = [f for f in dates(words, language) if f.date.precision in ("day", "month")]
            if len(found) == 1 and not found[0].ambiguous:
                return found[0].date
        above = lexicon.label(words)
    for table in layout.tables[:2]:
        for row in table.grid():
            if len(row) >= 2 and row[0] and row[1] and lexicon.label(str(row[0].text)) == "prepared_on":
                printed = first_date(str(row[1].text), language)
                if printed:
                    return printed
    published = layout.metadata.get("published")
    found = dates(published, language) if published else []
    return found[0].date if found else None
