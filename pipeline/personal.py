"""Personal data is no part of the warehouse: e-mail addresses, telephone numbers and contact cells are masked.

The records are about institutions. What was masked is counted in an issue of the document; the archive keeps the
original. A cell that a value rests on is not masked as a whole: its words are that value's evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, TypeVar

from extractors.annotate.roles import LONGEST_LABEL, role_of
from extractors.records import CellRecord, Extraction, Issue, Record, TableRecord

MAIL, PHONE, CONTACT = "[e-mail]", "[phone]", "[contact]"
CODE = "personal_data_masked"
_NAMES = {MAIL: "e-mail address", PHONE: "telephone number", CONTACT: "contact cell"}
_LEAST, _MOST = 7, 15  # digits of a telephone number; international ones have no more

_AT = r"(?:@|\s?[(\[](?:at|arroba)[)\]]\s?)"
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_]{{2,24}}\b", re.IGNORECASE)
_YEARS = r"(?!(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)?\d\d)\b)"
_DIGITS = _YEARS + r"\(?\d[\d\s().–-]{4,20}\d"
_PHONES = (
    re.compile(rf"(?<![\w.,])(?P<number>\+\s?{_DIGITS})(?![\w%])"),
    re.compile(
        r"\b(?:tel(?:[eé]fonos?|ephones?|f|s)?|phones?|fax|cel(?:ular(?:es)?)?|m[oó]vil(?:es)?|mobiles?|whatsapp)\b"
        rf"[^\w+(]{{0,6}}(?:n[°ºo]\.?\s?)?(?P<number>\+?{_DIGITS})(?![\w%])",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w.,])(?P<number>\((?!(?:19|20)\d\d\))\d{1,4}\)\s?\d{3,4}[-\s.–]\d{3,4})(?![\w%])"),
)
R = TypeVar("R", bound=Record)


def mask(extraction: Extraction) -> Extraction:
    """Return the records without personal data, and with an issue that counts what was masked."""
    counts: Counter[str] = Counter()
    quoted = {
        (r.evidence.table, r.evidence.row, r.evidence.col)
        for group in ("mentions", "assessments", "milestones", "facts", "recommendations")
        for r in getattr(extraction, group)
        if r.evidence.table is not None
    }
    for table in extraction.tables:
        for cell in _contacts(table):
            if (table.ordinal, cell.row, cell.col) not in quoted and cell.text not in ("", CONTACT):
                cell.text = CONTACT
                counts[CONTACT] += 1
    extraction = _masked(extraction, counts)
    if counts:
        said = ", ".join(f"{n} {_NAMES[what]}{_plural(what, n)}" for what, n in sorted(counts.items()))
        message = f"Masked: {said}; the archive keeps them, and the setting keep_personal shows them"
        extraction.issues.append(Issue(code=CODE, severity="info", message=message))
    return extraction


def mask_text(text: str, counts: Counter[str] | None = None) -> str:
    """Return a text in which e-mail addresses and telephone numbers are masked; ``counts`` gets how many."""

    def mail(_: re.Match[str]) -> str:
        if counts is not None:
            counts[MAIL] += 1
        return MAIL

    def phone(found: re.Match[str]) -> str:
        if not _LEAST <= sum(c.isdigit() for c in found["number"]) <= _MOST:
            return found[0]
        if counts is not None:
            counts[PHONE] += 1
        return found[0][: found.start("number") - found.start()] + PHONE

    if "@" in text or "(" in text or "[" in text:
        text = _MAIL.sub(mail, text)
    if sum(c.isdigit() for c in text) >= _LEAST:
        for pattern in _PHONES:
            text = pattern.sub(phone, text)
    return text


def _plural(what: str, number: int) -> str:
    return "" if number == 1 else "es" if what == MAIL else "s"


def _contacts(table: TableRecord) -> list[CellRecord]:
    """Return the cells below or beside a label that asks for a contact."""
    columns: set[int] = set()
    rows: dict[int, list[CellRecord]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
        if cell.is_header and _asks(cell.text):
            columns |= set(range(cell.col, cell.col + cell.col_span))
    out = [cell for cell in table.cells if not cell.is_header and cell.col in columns and cell.col_span == 1]
    for row in rows.values():
        asked = False
        for cell in sorted(row, key=lambda c: c.col):
            if cell.is_header or _labels(cell.text):
                asked = not cell.is_header and _asks(cell.text)
            elif asked:
                out.append(cell)
    return out


def _labels(text: str) -> bool:
    return len(text) <= LONGEST_LABEL and role_of(text) is not None


def _asks(text: str) -> bool:
    """Whether a label asks for a contact."""
    role = role_of(text) if text and len(text) <= LONGEST_LABEL else None
    return role is not None and role.base == "contact"


def _masked(record: R, counts: Counter[str]) -> R:
    """Return a record with its texts masked; only what changes is made anew."""
    changed: dict[str, Any] = {}
    for name in ("text",) if isinstance(record, CellRecord) else type(record).model_fields:
        value = getattr(record, name)
        new = _value(value, counts)
        if new is not value:
            changed[name] = new
    return record.model_copy(update=changed) if changed else record


def _value(value: Any, counts: Counter[str]) -> Any:
    if isinstance(value, str):
        new = mask_text(value, counts)
        return value if new == value else new
    if isinstance(value, Record):
        return _masked(value, counts)
    if isinstance(value, list) and value:
        made = [_value(each, counts) for each in value]
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    return value
