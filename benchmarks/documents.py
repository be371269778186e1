"""Generated documents for measuring the warehouse: many countries, plans, years, assessors and languages.

Each holds what a report of its kind holds: commitments with titles in its language, statements in tables
and in prose, milestones, facts, recommendations, tables cell by cell, a few contradictions and issues.
The same seed gives the same documents.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

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
_COUNTRIES = (
    "AL AM AR AZ BA BF BG BR CA CI CL CO CR CV CZ DE DK DO EC EE ES FI FR GB GE GH GR GT HN HR HU ID IE IL IT JM "
    "JO KE KG KR LK LR LT LU LV MA MD ME MK MN MT MW MX NG NL NO NZ PA PE PG PH PK PT PY RO RS SC SE SK SL SN SV "
    "TN TT UA US UY ZA"
).split()
_SPANISH = frozenset("AR CL CO CR DO EC ES GT HN MX PA PE PY SV UY".split())
_YEARS = (2011, 2013, 2015, 2017, 2019, 2021, 2023)
_TITLES = {
    "en": (
        ("Publish", "Open", "Create", "Reform", "Map", "Simplify", "Audit", "Extend"),
        (
            "budget data",
            "court rulings",
            "land registers",
            "procurement records",
            "school results",
            "clinic waiting lists",
        ),
        ("with citizens", "for every municipality", "in open formats", "before each session", "in rural districts"),
    ),
    "es": (
        ("Publicar", "Abrir", "Crear", "Reformar", "Mapear", "Simplificar", "Auditar", "Ampliar"),
        (
            "datos del presupuesto",
            "fallos judiciales",
            "registros de tierras",
            "compras públicas",
            "resultados escolares",
            "listas de espera",
        ),
        ("con la ciudadanía", "en cada municipio", "en formatos abiertos", "antes de cada sesión", "en zonas rurales"),
    ),
}
_PROSE = {
    "en": (
        "The ministry met its partners twice and published the minutes, while the portal itself is still being tested.",
        "By the end of the period the commitment was {}, since two of its milestones waited for a regulation.",
        "Civil society saw progress as {} and asked for the remaining datasets before the next cycle.",
    ),
    "es": (
        "El ministerio se reunió dos veces con sus contrapartes y publicó las actas; el portal sigue en pruebas.",
        "Al cierre del período el compromiso quedó {}, pues dos de sus hitos esperaban un reglamento.",
        "La sociedad civil calificó el avance como {} y pidió los datos restantes antes del próximo ciclo.",
    ),
}
_OFFICES = {
    "en": (
        "Ministry of Finance",
        "Office of the Comptroller",
        "Ministry of Justice",
        "Digital Agency",
        "Statistics Office",
    ),
    "es": (
        "Ministerio de Hacienda",
        "Contraloría General",
        "Ministerio de Justicia",
        "Agencia Digital",
        "Instituto de Estadística",
    ),
}
_COMPLETION = ("complete", "substantial", "limited", "not_started")
_VALUES = ("access_to_information", "civic_participation", "public_accountability", "technology_innovation")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report: who writes it, when, and what it says of each commitment."""

    doc_type: str
    assessor: str
    phase: str | None
    version_status: str = "final"
    language: str | None = None


KINDS = (
    Kind("action_plan", "government", None),
    Kind("self_assessment", "government", "midterm"),
    Kind("irm_progress_report", "irm", "midterm", "draft"),
    Kind("irm_progress_report", "irm", "midterm"),
    Kind("irm_progress_report", "irm", "midterm", language="en"),
    Kind("self_assessment", "government", "end_of_term"),
    Kind("irm_end_of_term_report", "irm", "end_of_term"),
    Kind("irm_end_of_term_report", "irm", "end_of_term", language="en"),
    Kind("irm_design_report", "irm", "design"),
    Kind("tracker", "government", "end_of_term"),
    Kind("case_study", "third_party", "end_of_term"),
)


def documents(count: int, statements: int = 200, *, first: int = 0, seed: int = 7) -> Iterator[Document]:
    """Yield ``count`` documents of about so many assessments each, numbered from ``first``."""
    plans = [(country, year) for year in reversed(_YEARS) for country in _COUNTRIES]
    for number in range(first, first + count):
        country, year = plans[number // len(KINDS) % len(plans)]
        kind = KINDS[number % len(KINDS)]
        yield _Writer(number, country, year, kind, statements, seed).document()


class _Writer:
    """Writes one document."""

    def __init__(self, number: int, country: str, year: int, kind: Kind, statements: int, seed: int) -> None:
        self.number, self.country, self.year, self.kind = number, country, year, kind
        self.statements = statements
        self.language = kind.language or ("es" if country in _SPANISH else "en")
        self.plan = f"{country}-{year}"
        self.chance = random.Random(f"{seed}-{number}")  # noqa: S311 - repeatable, not secret
        self.shared = random.Random(f"{seed}-{self.plan}")  # noqa: S311 - what all documents of the plan agree on
        self.line = 0
        self.records = Extraction(identity=self.identity(), pages=120)

    def identity(self) -> Identity:
        kind = self.kind
        return Identity.model_validate(
            {
                "doc_type": kind.doc_type,
                "assessor": kind.assessor,
                "language": self.language,
                "title": f"{kind.doc_type.replace('_', ' ').capitalize()} {self.plan}",
                "country_code": self.country,
                "plan_number": 1 + _YEARS.index(self.year),
                "plan_start": self.year,
                "plan_end": self.year + 2,
                "phase": kind.phase,
                "version_status": kind.version_status,
                "published_on": Date(value=dt.date(self.year + 2, 1 + self.number % 12, 1), precision="month"),
                "template": "generated",
                "template_version": "1",
            }
        )

    def evidence(self, quote: str, table: int | None = None, row: int | None = None) -> Evidence:
        self.line += 1
        page = 1 + self.line // 12 % 120
        top = 60.0 + 13 * (self.line % 50)
        where = {"table": table, "row": row, "col": 2} if table else {}
        return Evidence(
            page=page,
            x0=72.0,
            top=top,
            x1=520.5,
            bottom=top + 11.5,
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
        self.records.vocabulary_hits = {f"codes/{code}/{self.language}": 5 for code in _COMPLETION}
        digest = hashlib.sha256(f"{self.number}-{self.plan}".encode()).hexdigest()
        return Document(
            source_uri=f"https://reports.example.org/{self.country.lower()}/{self.year}/{self.number}.pdf",
            name=f"{self.kind.doc_type}-{self.plan}-{self.language}-{self.number}.pdf",
            content_sha256=digest,
            media_type="application/pdf",
            bytes=1_500_000 + self.number,
            status="ok",
            fetched_at=START,
            ingested_at=START,
            extraction=self.records,
            record_key=digest[:16],
        )

    def prose(self, word: str) -> str:
        return self.chance.choice(_PROSE[self.language]).format(word)

    def table(self, ordinal: int, rows: int) -> None:
        cells = [
            CellRecord(
                row=r,
                col=c,
                is_header=r == 0,
                text="" if c > 3 and (r + c) % 3 else f"{r}.{c} {self.language}",
                page=10 * ordinal + r // 12,
                x0=72.0 + 60 * c,
                top=80.0 + 14 * r,
                x1=130.0 + 60 * c,
                bottom=93.0 + 14 * r,
            )
            for r in range(rows + 1)
            for c in range(8)
        ]
        self.records.tables.append(
            TableRecord(
                ordinal=ordinal,
                page_first=10 * ordinal,
                page_last=10 * ordinal + 1,
                n_rows=rows,
                n_cols=8,
                header=[f"Column {c}" for c in range(8)],
                used_by=["matrix.column"],
                cells=cells,
            )
        )

    def commitment(self, index: int, each: int) -> None:
        key = str(index + 1)
        words = [self.shared.randrange(8) for _ in range(3)]
        title = (
            " ".join(part[word % len(part)] for part, word in zip(_TITLES[self.language], words, strict=True))
            + f" {chr(65 + index)}{self.shared.randrange(90)}"
        )
        office = _OFFICES[self.language][self.shared.randrange(5)]
        truth = self.shared.randrange(4)
        stars = self.shared.random() < 0.1
        row = index + 1
        details = {}
        if self.kind.doc_type == "action_plan":
            details = {
                "problem": self.prose("limited"),
                "objective": self.prose("complete"),
                "description": self.prose("limited") * 3,
                "starts_on": Date(value=dt.date(self.year, 3, 1), precision="month"),
                "ends_on": Date(value=dt.date(self.year + 2, 6, 30), precision="day"),
                "support_institutions": [_OFFICES[self.language][(index + 1) % 5]],
                "ogp_values": [_VALUES[index % 4]],
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
                yield "completion", _COMPLETION[(truth + 1) % 4], {"prose": "yes"}
        if self.kind.assessor == "government" and phase:
            yield "completion_percent", round(100 - 25.0 * truth - 10 * self.chance.random(), 1), {}
        if self.kind.assessor == "irm":
            yield "specificity", ("low", "medium", "high")[truth % 3], {}
            yield "potential_impact", ("none", "minor", "moderate", "transformative")[3 - truth], {}
            for value in _VALUES[: 1 + index % 3]:
                yield "relevance", "yes", {"ogp_value": value}
            if phase == "end_of_term":
                yield "early_results", ("outstanding", "major", "marginal", "did_not_change")[truth], {"scale": "diog"}
                yield "starred", "yes" if stars else "no", {}
        if self.kind.doc_type == "action_plan":
            yield "carried_over", "yes" if index % 7 == 0 else "no", {}

    def near(self, truth: int) -> str:
        return _COMPLETION[max(0, truth - 1) if self.chance.random() < 0.06 else truth]

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
        for code in _COMPLETION if own else ():
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
