"""Small web pages of a plan, read, for tests of what is understood; and dates as they are compared."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Extraction


def read(html: str) -> Extraction:
    """Return what is read from the body of a web page."""
    page = f"<html><head><title>Plan</title></head><body>{html}</body></html>"
    return extract(page.encode(), name="plan.html")


def day(value: object) -> str:
    """Return a date of a record as year, month and day; "None" for none."""
    return str(getattr(value, "value", None))
