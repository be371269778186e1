"""List numbers as they are printed."""

from __future__ import annotations

from typing import Literal

NumeralKind = Literal["1", "a", "A", "i", "I"]


def numeral(number: int, kind: NumeralKind) -> str:
    """Return a list number in digits, letters or Roman numerals; digits where the kind has no sign for it."""
    if kind in ("a", "A") and 0 < number < 27:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 0 < number < 40:
        out = ""
        for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
            while number >= value:
                out, number = out + sign, number - value
        return out.upper() if kind == "I" else out
    return str(number)
