"""The words of the interface in one language: labels of codes, names of countries, plans and documents."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date

from warehouse import schema
from warehouse.explorer.facts import place_name

LANGUAGES = ("en", "es")
HERE = Path(__file__).parent
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)*\b")
_TOKEN = re.compile(r"⟪(\w+)⟫")


@functools.cache
def strings() -> dict[str, dict[str, str]]:
    """Return the words of the interface by language and key."""
    data = yaml.safe_load((HERE / "strings.yml").read_text(encoding="utf-8"))
    return {lang: {key: words[i] for key, words in data.items()} for i, lang in enumerate(LANGUAGES)}


@functools.cache
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    data = yaml.safe_load((HERE / "phrases.yml").read_text(encoding="utf-8"))
    return [(re.compile(rf"(?<!\w)(?:{english})(?!\w)"), spanish) for english, spanish in data.items()]


@dataclass(frozen=True)
class Words:
    """How one language (``en`` or ``es``) says what the warehouse holds."""

    lang: str

    @functools.cached_property
    def t(self) -> dict[str, str]:
        """The words of the interface by key."""
        return strings()[self.lang]

    @functools.cached_property
    def labels(self) -> dict[str, str]:
        """The word of every code."""
        return {row["code"]: row[f"label_{self.lang}"] for row in reversed(schema.codes())}

    def label(self, code: str | None) -> str:
        """Return the word of a code; of none, nothing."""
        return self.labels.get(code) or self.word(code) if code else ""

    def word(self, key: str | None) -> str:
        """Return the word of a key, such as a phase or an assessor; an unknown key without its underscores."""
        return self.t.get(key) or key.replace("_", " ") if key else ""

    def said(self, text: str) -> str:
        """Return a sentence that the warehouse makes of codes ("overall: marginal") in words a person reads."""
        if self.lang == "es":
            for english, spanish in _phrases():
                text = english.sub(spanish, text)
        if text in self.labels:
            return self.labels[text]
        return _CODE.sub(lambda m: (self.labels.get(m[0]) or self.t.get(m[0], m[0])).lower(), text)

    def subject(self, row: dict[str, Any]) -> str:
        """Return what a contradiction is about, beside its commitment or plan: ``completion, midterm``."""
        about = (row["subject"] or "").replace(row["commitment_id"] or row["plan_id"] or "", "", 1)
        return ", ".join(self.word(key).lower() for key in about.split())

    def fill(self, drawn: str) -> str:
        """Return a drawing with the words of this language in the places (``⟪irm⟫``) left for them."""
        return _TOKEN.sub(lambda m: self.label(m[1]), drawn)

    @property
    def countries(self) -> dict[str, str]:
        """The names of countries by their codes."""
        return {code: name for code, name in _territories(self.lang).items() if len(code) == 2}

    def country(self, code: str | None) -> str:
        """Return the name of a country."""
        return str(_territories(self.lang).get(code, code)) if code else "—"

    def years(self, plan: dict[str, Any]) -> str:
        """Return the years of a plan, and its place below the nation: ``2014–2016``."""
        start, end = plan.get("plan_start"), plan.get("plan_end")
        years = f"{start}–{end}" if start and end else str(start or plan.get("plan_id") or "")
        locality = plan.get("locality")
        return f"{place_name(locality)} {years}" if locality else years

    def plan(self, plan: dict[str, Any]) -> str:
        """Return the name of a plan: ``Uruguay 2014–2016``."""
        code = plan.get("country_code")
        return f"{self.country(code)} {self.years(plan)}".strip() if code else "—"

    def document(self, row: dict[str, Any]) -> str:
        """Return what a document is: ``IRM end-of-term report, Uruguay 2014–2016``; of no known type its name."""
        kind = row.get("doc_type")
        if kind in (None, "unknown"):
            return str(row.get("title") or row["name"])
        plan = f", {self.plan(row)}" if row.get("country_code") else ""
        return f"{self.t.get(f'doc_{kind}') or self.word(kind)}{plan}"

    def day(self, value: Any, precision: str | None = None) -> str:
        """Return a date as it is known: a day, a month or a year."""
        if not isinstance(value, dt.date):
            return str(value or "")
        if precision == "year":
            return str(value.year)
        if precision == "quarter":
            return f"{'Q' if self.lang == 'en' else 'T'}{(value.month + 2) // 3} {value.year}"
        pattern = "MMM y" if precision == "month" else "d MMM y"
        return str(format_date(value, pattern, locale=self.lang))


@functools.cache
def _territories(lang: str) -> Any:
    return Locale(lang).territories
