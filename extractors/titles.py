"""Titles and plan names as records hold them."""

from __future__ import annotations

import re

from extractors.records import Identity, plan_id


def tidy_title(title: str) -> str:
    """Return a title without what surrounds it: stars, the empty parentheses a lost star leaves,
    object replacement characters, a final period or colon."""
    title = re.sub(r"[\u2605\u2606\u272a\ufffc\uf000-\uf0ff]|\(\s*\)", " ", title)
    return " ".join(title.split()).strip(" :;.*-–—|")


def local_plan(identity: Identity, start: int) -> str | None:
    """Return the id of another plan of the same country or place, by its first year."""
    return plan_id(identity.country_code, start, identity.locality)
