"""Words of strangers where they could do something: on a terminal, in a page, in a spreadsheet.

The warehouse and its exports keep words as they are printed; what is shown to a person goes through here.
"""

from __future__ import annotations

import re

# Controls but tab and newline, those that turn the direction of text, and the invisible tags and marks of order.
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
_FORMULA = re.compile(r"[\s\x00-\x1f]*+[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_NUMBER = re.compile(r"[+-]?\d[\d.,\s]{0,30}%?")


def visible(text: str) -> str:
    """Return a text in which characters that act (controls, escapes, turns of direction) are written out, as \\u202e.

    Tab and newline stay.
    """
    return _ACTING.sub(lambda found: _written(found[0]), text)


def visible_json(text: str) -> str:
    """Return JSON with the same characters as its own escapes: it means the same."""
    return _ACTING.sub(_escaped, text)


def spreadsheet_safe(text: str) -> str:
    """Return a text that a spreadsheet takes for a text: one that begins like a formula gets a leading apostrophe.

    Numbers with a sign stay numbers.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _written(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
