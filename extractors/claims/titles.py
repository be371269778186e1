"""What stands around a commitment's title: a sign before it, and a body, a status or more words behind it.

In go the title of a section and where its text ends; out come claims of the section.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.annotate.colours import Legend
from extractors.annotate.dates import dates
from extractors.annotate.led import led_alone
from extractors.annotate.names import is_body, is_whole_name
from extractors.annotate.openings import remark_end
from extractors.annotate.partners import with_others
from extractors.annotate.values import read_value
from extractors.claims.endings import LONGEST_STATUS, is_status
from extractors.claims.model import Claim
from extractors.document import Mark
from extractors.segment.outline import Section, Span
from extractors.segment.stream import Item

BODY_BEHIND = 130  # characters behind a title that may be a body in brackets
_BODY_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{4,120})[)\]]")
_PART = re.compile(r"[^,;]+")


def around_title(index: int, section: Section, first: Item, legend: Legend) -> list[Claim]:
    """Return what stands before and behind the title of a section in the same text; ``first`` is its first item."""
    title = section.title
    stop = first.end if first.text is title.text else None  # a label with its value stands further behind
    ahead = str(title.text)[: title.start].split()[:1]
    sign = legend.sign(ahead[0]) if ahead else None
    said = [_shown(index, replace(title, start=0, end=len(ahead[0])), sign)] if sign is not None else []
    if "title_end" in section.doubts:
        behind = _text(index, title, (title.end or 0) + 1)
    else:
        behind = _behind(index, title, str(title.text)[:stop], stop, legend)
    return [*said, *behind]


def bodies_below(index: int, item: Item) -> list[Claim]:
    """Return who leads and who helps by the bodies in brackets right below a title; nothing for any other item."""
    words = str(item)
    if item.kind not in ("para", "full") or words[:1] + words[-1:] not in ("()", "[]"):
        return []
    parts = [m for m in _PART.finditer(words, 1, len(words) - 1) if m.group().strip()]
    if not parts or not is_body(parts[0].group()) or any(len(p.group()) > BODY_BEHIND for p in parts):
        return []
    first, between, last = (item.start + at for at in (1, parts[0].end(), len(words) - 1))
    spans = (("lead", first, between), ("support", between + 1, last))
    return [Claim(index, None, role, replace(item.span, start=a, end=b), "chip") for role, a, b in spans if a < b]


def _behind(index: int, title: Span, text: str, stop: int | None, legend: Legend) -> list[Claim]:
    end = len(text) if title.end is None else title.end
    rest = text[end:]
    if not rest:
        return []
    remark = remark_end(text, end)
    if remark is not None:
        return _text(index, title, remark)
    named = _BODY_IN_BRACKETS.match(text, end)
    if named is not None and is_body(named[1]):
        return [_chip(index, "lead", replace(title, start=named.start(1), end=named.end(1)))]
    said = led_alone(rest)
    if said is not None:
        led = [_chip(index, "lead", replace(title, start=end + said.start, end=end + said.end))]
        first = text.find(said.support, end + said.end) if said.support else -1
        helps = replace(title, start=first, end=first + len(said.support))
        return [*led, _chip(index, "support", helps)] if first >= 0 else led
    leads = with_others(rest.strip())[0]
    if title.cell is not None and is_body(leads) and is_whole_name(leads):  # in plainer letters below the title
        return [_chip(index, "lead", replace(title, start=end, end=None))]
    if title.cell is None and len(rest) > LONGEST_STATUS and is_sentence(rest):
        return _text(index, title, end)  # the paragraph goes on behind its title
    if len(rest) > BODY_BEHIND:
        return []
    body = rest.strip(" ()[]")
    if is_body(body) and body != rest.strip():
        at = text.find(body, end)
        return [_chip(index, "lead", replace(title, start=at, end=at + len(body)))]
    sign = legend.sign(rest)
    if sign is not None:
        return [_shown(index, replace(title, start=end, end=None), sign)]
    if len(dates(rest)) > 1 and read_value("dates", rest.strip()).is_whole:
        return [_chip(index, "dates", replace(title, start=end, end=stop))]
    if is_status(rest):
        start = len(text) - len(rest.lstrip(" :;,.–—-"))
        return [_chip(index, "status", replace(title, start=start, end=stop))]
    return []


def _text(index: int, title: Span, start: int) -> list[Claim]:
    rest = replace(title, start=start, end=None)
    return [Claim(index, None, "text", rest, "text")] if str(rest).strip(" .:–—-") else []


def _chip(index: int, role: str, span: Span) -> Claim:
    return Claim(index, None, role, span, "chip")


def _shown(index: int, span: Span, said: str) -> Claim:
    """Return the claim of a sign that a key of the document explains: "🟢 2. Open courts"."""
    mark = Mark("filled", span.cell.place if span.cell is not None else span.text.place)
    return Claim(index, None, "status", span, "chip", said, mark, span.text)


def is_sentence(words: str) -> bool:
    """Whether words end as a sentence does and are no abbreviation."""
    return words.rstrip().endswith((".", "!", "?")) and len(words.split()) > 3


__all__ = ["around_title", "bodies_below", "is_sentence"]
