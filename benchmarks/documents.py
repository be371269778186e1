"""Generated documents for measuring the warehouse: many countries, plans, years, assessors and languages.

Each holds what a report of its kind holds: commitments with titles in its language, statements in tables
and in prose, milestones, facts, recommendations, tables cell by cell, a few contradictions and issues.
Some are one report: a draft and its final version, editions in two languages, a PDF and the same as a web
page. Institutions are printed by name, with or as their acronym, under an older name (:data:`REVIEWED`) and
in lists. Some commitments go on from plan to plan, in their titles and in the words of the action plan.
The same seed gives the same documents.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.words import COMPLETION, COUNTRIES, OFFICES, PROSE, RENAMED, SPANISH, TITLES, VALUES, YEARS
from extractors.records import (
    Assessment,
    CellRecord,
    Date,
    Evidence,
    Extraction,
    Fact,
    Identity,
    Issue,
    Mention,
    Milestone,
    Recommendation,
    TableRecord,
)
from warehouse.model import Document

START = dt.datetime(2026, 1, 5, 3, 0, tzinfo=dt.UTC)
COMMITMENTS = 20  # in a plan


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report: who writes it, when, what it says; ``back``: a rendition of the one so many kinds before."""

    doc_type: str
    assessor: str
    phase: str | None
    version_status: str = "final"
    language: str | None = None
    back: int = 0


KINDS = (
    Kind("action_plan", "government", None),
    Kind("self_assessment", "government", "midterm"),
    Kind("irm_progress_report", "irm", "midterm", "draft"),
    Kind("irm_progress_report", "irm", "midterm"),
    Kind("irm_progress_report", "irm", "midterm", language="en"),
    Kind("self_assessment", "government", "end_of_term"),
    Kind("irm_end_of_term_report", "irm", "end_of_term"),
    Kind("irm_end_of_term_report", "irm", "end_of_term", back=1),  # as a web page
    Kind("irm_end_of_term_report", "irm", "end_of_term", language="en"),
    Kind("irm_design_report", "irm", "design"),
    Kind("tracker", "government", "end_of_term"),
    Kind("case_study", "third_party", "end_of_term"),
)


REVIEWED = [  # an institutions.yml: ministries that had another name before
    {"country": country, "name": new, "formerly": [old]}
    for country in COUNTRIES[::5]
    for new, old in [RENAMED["es" if country in SPANISH else "en"]]
]


def documents(count: int, statements: int = 200, *, first: int = 0, seed: int = 7) -> Iterator[Document]:
    """Yield ``count`` documents of about so many assessments each, numbered from ``first``."""
    plans = [(country, year) for year in reversed(YEARS) for country in COUNTRIES]
    for number in range(first, first + count):
        country, year = plans[number // len(KINDS) % len(plans)]
        kind = KINDS[number % len(KINDS)]
        yield _Writer(number, country, year, kind, statements, seed).document()


class _Writer:
    """Writes one document."""

    def __init__(self, number: int, country: str, year: int, kind: Kind, statements: int, seed: int) -> None:
        self.number, self.country, self.year, self.kind = number, country, year, kind
        self.statements = statements
        self.language = kind.language or ("es" if country in SPANISH else "en")
        self.plan = f"{country}-{year}"
        self.web = bool(kind.back)
        self.told = number - kind.back  # the document of which this one is another rendition, or itself
        self.chance = random.Random(f"{seed}-{self.told}")  # noqa: S311 - repeatable, not secret
        self.shared = random.Random(f"{seed}-{self.plan}")  # noqa: S311 - what all documents of the plan agree on
        self.lasting = random.Random(f"{seed}-{country}")  # noqa: S311 - what all plans of the country have
        self.line = 0
        self.records = Extraction(identity=self.identity(), pages=None if self.web else 120)

    def identity(self) -> Identity:
        kind = self.kind
        return Identity.model_validate(
            {
                "doc_type": kind.doc_type,
                "assessor": kind.assessor,
                "language": self.language,
                "title": f"{kind.doc_type.replace('_', ' ').capitalize()} {self.plan}",
                "country_code": self.country,
                "plan_number": 1 + YEARS.index(self.year),
                "plan_start": self.year,
                "plan_end": self.year + 2,
                "phase": kind.phase,
                "version_status": kind.version_status,
                "published_on": Date(value=dt.date(self.year + 2, 1 + self.told % 12, 1), precision="month"),
                "template": "generated",
                "template_version": "1",
            }
        )

    def evidence(self, quote: str, table: int | None = None, row: int | None = None) -> Evidence:
        self.line += 1
        page = 1 + self.line // 12 % 120
        top = 60.0 + 13 * (self.line % 50)
        where: dict[str, Any] = {"table": table, "row": row, "col": 2} if table else {}
        if self.web:
            where["locator"] = f"/html/body/main/p[{self.line}]"
        else:
            where |= {"page": page, "x0": 72.0, "top": top, "x1": 520.5, "bottom": top + 11.5}
        return Evidence(
            section=f"{1 + page // 10}. Commitments",
            quote=quote,
            rule="matrix.column" if table else "narrative.status",
            **where,
        )

    def document(self) -> Document:
        each = max(1, self.statements // COMMITMENTS)
        self.table(1, COMMITMENTS)
        self.table(2, COMMITMENTS)
        for index in range(COMMITMENTS):
            self.commitment(index, each)
        self.facts()
        for n in range(5):
            text = self.prose("substantial")
            self.records.recommendations.append(
                Recommendation(kind="key", number=str(n + 1), text=text, evidence=self.evidence(text))
            )
        for n in range(2):
            self.records.issues.append(
                Issue(
                    code="unknown_label",
                    severity="warning",
                    message=f"label {n} of {self.number % 40} is not known",
                    evidence=self.evidence(f"Label {n}:"),
                )
            )
        self.records.vocabulary_hits = {f"codes/{code}/{self.language}": 5 for code in COMPLETION}
        digest = hashlib.sha256(f"{self.number}-{self.plan}".encode()).hexdigest()
        medium = "html" if self.web else "pdf"
        return Document(
            source_uri=f"https://reports.example.org/{self.country.lower()}/{self.year}/{self.number}.{medium}",
            name=f"{self.kind.doc_type}-{self.plan}-{self.language}-{self.number}.{medium}",
            content_sha256=digest,
            media_type="text/html" if self.web else "application/pdf",
            bytes=1_500_000 + self.number,
            status="ok",
            fetched_at=START,
            ingested_at=START,
            extraction=self.records,
            record_key=digest[:16],
        )

    def prose(self, word: str) -> str:
        return self.chance.choice(PROSE[self.language]).format(word)

    def table(self, ordinal: int, rows: int) -> None:
        cells = [
            CellRecord(
                row=r,
                col=c,
                is_header=r == 0,
                text="" if c > 3 and (r + c) % 3 else f"{r}.{c} {self.language}",
                **self.box(ordinal, r, c),
            )
            for r in range(rows + 1)
            for c in range(8)
        ]
        self.records.tables.append(
            TableRecord(
                ordinal=ordinal,
                page_first=None if self.web else 10 * ordinal,
                page_last=None if self.web else 10 * ordinal + 1,
                n_rows=rows,
                n_cols=8,
                header=[f"Column {c}" for c in range(8)],
                used_by=["matrix.column"],
                cells=cells,
            )
        )

    def box(self, ordinal: int, row: int, col: int) -> dict[str, Any]:
        """Where a cell stands; nowhere on a web page."""
        if self.web:
            return {}
        left, top = 72.0 + 60 * col, 80.0 + 14 * row
        return {"page": 10 * ordinal + row // 12, "x0": left, "top": top, "x1": left + 58, "bottom": top + 13}

    def office(self, chance: int) -> str:
        """The lead as this document prints it: its name, with or as its acronym, under its old name, in a list."""
        name, acronym = OFFICES[self.language][chance % 8]
        new, old = RENAMED[self.language]
        if name == new and self.year < YEARS[3]:
            name = old
        form = (self.told + chance) % 6
        if form == 1:
            return f"{name} ({acronym})"
        if form == 2 and name != old:
            return acronym
        if form == 3:
            return f"{name}, {OFFICES[self.language][(chance + 1) % 8][0]}"
        return name

    def before(self, index: int) -> str:
        """What the action plan says about the plan before."""
        number = 1 + index * 3 % COMMITMENTS
        if index % 5:
            return ""
        if self.language == "es":
            said = "Fusiona los compromisos {0} y {1}" if index % 2 else "Da continuidad al compromiso {0}"
            return f" {said.format(number, number % COMMITMENTS + 1)} del plan anterior."
        said = "Merges commitments {0} and {1}" if index % 2 else "Continues commitment {0}"
        return f" {said.format(number, number % COMMITMENTS + 1)} of the previous plan."

    def commitment(self, index: int, each: int) -> None:
        key = str(index + 1)
        own = self.lasting if index % 4 == 1 else self.shared  # some go on from plan to plan
        words = [own.randrange(8) for _ in range(3)]
        title = (
            " ".join(part[word % len(part)] for part, word in zip(TITLES[self.language], words, strict=True))
            + f" {chr(65 + index)}{own.randrange(90)}"
        )
        office = self.office(self.shared.randrange(8))
        truth = self.shared.randrange(4)
        stars = self.shared.random() < 0.1
        row = index + 1
        details = {}
        if self.kind.doc_type == "action_plan":
            details = {
                "problem": self.prose("limited"),
                "objective": self.prose("complete"),
                "description": self.prose("limited") * 3 + self.before(index),
                "starts_on": Date(value=dt.date(self.year, 3, 1), precision="month"),
                "ends_on": Date(value=dt.date(self.year + 2, 6, 30), precision="day"),
                "support_institutions": [OFFICES[self.language][(index + 1) % 8][0]],
                "ogp_values": [VALUES[index % 4]],
            }
        self.records.mentions.append(
            Mention.model_validate(
                {
                    "key": key,
                    "plan_id": self.plan,
                    "number": key,
                    "number_source": "printed",
                    "title": title,
                    "title_lang": self.language,
                    "lead_institution": office,
                    "evidence": self.evidence(title, 1, row),
                    "ogp_id": f"{self.country}{self.year % 100:02}{index + 1:02}"
                    if self.kind.doc_type.startswith("irm")
                    else None,
                    **details,
                }
            )
        )
        said = list(self.judgements(index, truth, stars))
        said += [
            ("completion", self.near(truth), {"milestone": f"{row}.{m + 1}"}) for m in range(max(0, each - len(said)))
        ]
        for dimension, value, about in said[:each] if each < len(said) else said:
            self.say(key, dimension, value, row, **about)
        if self.kind.phase or self.kind.doc_type == "action_plan":
            for m in range(3):
                text = self.prose("complete")
                self.records.milestones.append(
                    Milestone(mention=key, milestone=f"{row}.{m + 1}", text=text, evidence=self.evidence(text))
                )

    def judgements(
        self, index: int, truth: int, stars: bool
    ) -> Iterator[tuple[str, str | float | None, dict[str, str]]]:
        """What this kind of report says of a commitment, with now and then another word than elsewhere."""
        phase = self.kind.phase
        if phase in ("midterm", "end_of_term"):
            code = self.near(min(3, truth + (phase == "midterm")))
            yield "completion", None if self.chance.random() < 0.02 else code, {}
            if phase == "end_of_term" and self.kind.assessor == "irm":
                yield "completion", self.near(min(3, truth + 1)), {"phase": "midterm"}
            if self.chance.random() < 0.02:  # the prose beside the table says something else
                yield "completion", COMPLETION[(truth + 1) % 4], {"prose": "yes"}
        if self.kind.assessor == "government" and phase:
            yield "completion_percent", round(100 - 25.0 * truth - 10 * self.chance.random(), 1), {}
        if self.kind.assessor == "irm":
            yield "specificity", ("low", "medium", "high")[truth % 3], {}
            yield "potential_impact", ("none", "minor", "moderate", "transformative")[3 - truth], {}
            for value in VALUES[: 1 + index % 3]:
                yield "relevance", "yes", {"ogp_value": value}
            if phase == "end_of_term":
                yield "early_results", ("outstanding", "major", "marginal", "did_not_change")[truth], {"scale": "diog"}
                yield "starred", "yes" if stars else "no", {}
        if self.kind.doc_type == "action_plan":
            yield "carried_over", "yes" if index % 7 == 0 else "no", {}

    def near(self, truth: int) -> str:
        return COMPLETION[max(0, truth - 1) if self.chance.random() < 0.06 else truth]

    def say(self, key: str, dimension: str, value: str | float | None, row: int, **about: str) -> None:
        in_prose = about.pop("prose", None) or about.get("milestone")
        words = str(value or "").replace("_", " ")
        quote = self.prose(words) if in_prose or not words else words
        place = self.evidence(quote, None if in_prose else 2, None if in_prose else row)
        known: dict[str, str | float] = {"scale": "completion"} if dimension == "completion" else {}
        if value is None:
            known["null_reason"] = "blank_in_source"
        else:
            known["code" if isinstance(value, str) else "number"] = value
        self.records.assessments.append(
            Assessment.model_validate(
                {
                    "mention": key,
                    "dimension": dimension,
                    "raw": words,
                    "flagged": self.chance.random() < 0.01,
                    "evidence": place,
                    **known,
                    **about,
                }
            )
        )

    def facts(self) -> None:
        counts: dict[str, float] = {"commitments_total": COMMITMENTS, "report_year": self.year + 1}
        own = [a for a in self.records.assessments if a.dimension == "completion" and not a.milestone and not a.phase]
        for code in COMPLETION if own else ():
            counts[f"completion_{code}"] = sum(a.code == code for a in own)
        for metric, number in counts.items():
            self.records.facts.append(
                Fact(
                    metric=metric,
                    number=number,
                    unit="commitments",
                    phase=self.kind.phase if own and "_" in metric else None,
                    evidence=self.evidence(f"{metric}: {number:g}"),
                )
            )
