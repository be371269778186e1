"""The commitments of one document: what it says of one in several places becomes one mention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extractors.language import language_of
from extractors.records import Evidence, Identity, Mention
from extractors.titles import tidy_title
from extractors.words import fold

_EMPTY: tuple[Any, ...] = (None, [], "")


class Mentions:
    """The mentions of one document by key, in the order of reading."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.by_key: dict[str, Mention] = {}
        self._by_ogp_id: dict[str, str] = {}
        self._by_title: dict[tuple[str | None, str], str] = {}

    def put(
        self,
        evidence: Callable[[], Evidence],
        number: str | None,
        title: str | None,
        plan: str | None,
        group: int | None,
        row: int | None,
        fields: dict[str, Any],
    ) -> str:
        """Return the key of a commitment, new or known; see :meth:`extractors.builder.Builder.mention`.

        ``evidence`` is asked for where the commitment is new.
        """
        plan = plan or self.identity.plan_id
        number = number.strip() if number else None
        title = tidy_title(title) if title else None
        known = self.find(plan, number, group, fields.get("ogp_id"), title) if row is None else None
        key = known or _new_key(plan, number, group, fields.get("ogp_id"), title)
        if row is not None and key in self.by_key:
            key = f"{key}|row {row}"
            known = None
        if known is None:
            self.by_key[key] = Mention(
                key=key,
                plan_id=plan,
                number=number,
                number_source=fields.pop("number_source", "printed" if number else None),
                group=group,
                evidence=evidence(),
            )
        mention = self.by_key[key]
        if title and not mention.title:
            mention.title = title
            mention.title_lang = language_of(title) or self.identity.language
        if number and not mention.number:
            mention.number, mention.group = number, group
            mention.number_source = fields.pop("number_source", "printed")
        self.fill(key, fields)
        if mention.ogp_id is not None:
            self._by_ogp_id[mention.ogp_id] = key
        if mention.title:
            self._by_title.setdefault((mention.plan_id, fold(mention.title)), key)
        return key

    def find(
        self, plan: str | None, number: str | None, group: int | None, ogp_id: str | None, title: str | None
    ) -> str | None:
        """Return the key of a known commitment: by OGP id, else by number in plan and group, else by title."""
        if ogp_id and ogp_id in self._by_ogp_id:
            return self._by_ogp_id[ogp_id]
        if number:
            key = _new_key(plan, number, group, None, None)
            if key in self.by_key:
                return key
        if title:
            titled = self._by_title.get((plan, fold(title)))
            same = self.by_key[titled] if titled else None
            clash = same and number and same.number and (same.number, same.group) != (number, group)
            other = same and ogp_id and same.ogp_id and same.ogp_id != ogp_id
            return None if clash or other else titled
        return None

    def fill(self, key: str, fields: dict[str, Any]) -> None:
        """Set fields of a mention that are still open; lists are filled once."""
        mention = self.by_key[key]
        for name, value in fields.items():
            if value not in _EMPTY and getattr(mention, name) in _EMPTY:
                setattr(mention, name, value)


def _new_key(plan: str | None, number: str | None, group: int | None, ogp_id: str | None, title: str | None) -> str:
    if number:
        return f"{plan or '?'}|{group or ''}|{number}"
    return f"{plan or '?'}|{ogp_id or ''}|{fold(title or '')[:120]}"
