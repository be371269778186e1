"""Classification: what a document is, who wrote it, where it is from, which plan it is about, draft or final.

Each field is weighed the same way (:mod:`extractors.classify.weigh`): signs from the places where words stand, the best
value wins, a near second is a doubt, none is None with a code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.annotate.labels import role_of
from extractors.annotate.vocabulary import code_table, words_of
from extractors.classify import cues, passages
from extractors.classify.dates import decide_author_name, decide_date, decide_version
from extractors.classify.gate import Gate
from extractors.classify.kind import (
    PLAN_LABELS,
    as_assessor,
    by_author,
    by_list,
    by_states,
    decide_author,
    decide_kind,
    labels_alone,
    only_about,
)
from extractors.classify.passages import Reading, is_sentence
from extractors.classify.place import decide_country, decide_locality
from extractors.classify.plan import Plan, decide_plan, years_in
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.classify.title import own_title
from extractors.classify.weigh import Decision
from extractors.document import Document
from extractors.language import document_language
from extractors.records import Assessor, Date, DocType, Identity, Phase, VersionStatus
from extractors.segment.outline import Outline
from extractors.words import fold

_BY_ITS_FORM = 5.0  # points of a kind that no words name, only the form of its tables
_WORDS = 90  # words of a page for each commitment from which on it tells what they are
_BADGE = 40  # characters of a status on a page, with its label
_STATES = 0.6  # share of the commitments whose state a page about a plan shows
_DETAIL = 1
"""Kinds of label, each more than once, that tell a plan from a page about it."""
_HOLD_COMMITMENTS = ("action_plan", "plan_page", "self_assessment", "tracker")


@dataclass(frozen=True, slots=True)
class Class:
    """What a document is. Every field has its score, its rival, its reasons and its doubts (issue codes).

    ``kind`` is what the gate took it for: "report" or "letter", "minutes", ...; ``perhaps_no_report``: what speaks
    against a report is nearly as strong. ``locality`` is the local member's name as printed.
    """

    kind: str
    doc_type: Decision[DocType]
    assessor: Decision[Assessor]
    language: Decision[str]
    title: Decision[str]
    author: Decision[str]
    country_code: Decision[str]
    locality: Decision[str]
    plan_number: Decision[int]
    plan_start: Decision[int]
    plan_end: Decision[int]
    phase: Decision[Phase]
    version_status: Decision[VersionStatus]
    published_on: Decision[Date]
    perhaps_no_report: bool = False

    @property
    def doubts(self) -> tuple[str, ...]:
        """The codes of all fields, each once."""
        fields = (
            self.doc_type, self.assessor, self.language, self.title, self.author, self.country_code, self.locality,
            self.plan_number, self.plan_start, self.plan_end, self.phase, self.version_status, self.published_on,
        )  # fmt: skip
        return tuple(dict.fromkeys(code for f in fields for code in f.doubts))


def classify(
    document: Document,
    outline: Outline | None,
    gate: Gate,
    *,
    name: str | None = None,
    shown: float = 0.0,
    settings: ClassSettings = SETTINGS,
) -> Class:
    """Return what a document is.

    Args:
        document: The document.
        outline: Its commitments; None where nobody looked for them.
        gate: Whether it can be a report at all.
        name: Its file name or address.
        shown: The share of its commitments that say, in a place of its own, how far they are.
        settings: Weights and thresholds.
    """
    reading = passages.read(document, name, settings)
    title = own_title(reading, settings)
    language = _language(reading)
    found = len(outline.sections) if outline is not None else None
    kind = decide_kind(reading, title.value, found, settings)
    shows = by_states(reading, title.value, found, shown)
    if shows.value is not None and (kind.value is None or only_about(kind)):
        kind = shows
    elif shows.value is not None and kind.value == "action_plan":  # no plan says how far it is, but some forms do
        kind = replace(kind, doubts=tuple(dict.fromkeys((*kind.doubts, *shows.doubts))))
    if kind.value is None:
        kind = by_list(reading, title.value, kind, outline)
    author = decide_author(reading, title.value, kind, settings)
    doc_type, assessor, phase = _type(reading, title.value, kind, author, gate, found)
    country = decide_country(reading, title.value, settings)
    locality = decide_locality(reading, title.value, country.value, settings)
    plan = decide_plan(reading, title.value, kind.value, settings)
    plan = _doubted(plan, title)
    plan = _plan_of(plan, doc_type.value, country, gate, found)
    if doc_type.value == "ogp_dataset":
        country = Decision(None)
        locality = Decision(None)
        title = Decision(document.metadata.get("title"))  # names of sheets are none
        language = Decision("es" if language.value == "es" else "en")  # of its headings; titles are in many
    return Class(
        gate.kind, doc_type, assessor, language, title, decide_author_name(reading), country, locality,
        plan.number, plan.start, plan.end, phase, decide_version(reading, title.value, settings),
        decide_date(reading, language.value), bool(gate.doubts),
    )  # fmt: skip


def _language(reading: Reading) -> Decision[str]:
    text = fold("\n".join(str(t) for t in reading.document.texts()))
    found = document_language(text)
    doubts = () if found in ("en", "es") else ("unknown_language",)
    return Decision(found, 1.0 if found else 0.0, doubts=doubts)


def _type(
    reading: Reading, title: str | None, kind: Decision[str], author: Decision[str], gate: Gate, found: int | None
) -> tuple[Decision[DocType], Decision[Assessor], Decision[Phase]]:
    """Return document type, assessor and phase."""
    if not gate.passed:
        reasons = (("looks like: " + gate.kind, gate.score),)
        return Decision("unknown", -gate.score, reasons=reasons, doubts=gate.doubts), Decision(None), Decision(None)
    against = any(weight < 0 for _, weight in gate.reasons)
    if kind.value is None or (against and kind.score < _BY_ITS_FORM):
        # what nobody named is somebody's report only if it has commitments
        who = _assessor(author) if found != 0 and not author.doubts else Decision(None)
        return Decision("unknown", doubts=("unknown_type",)), who, Decision(None)
    value, phase = by_author(kind.value, author.value)
    presumed = author.value is None and value == "unknown" and _names_plan(title)
    if presumed:  # the mechanism's reports carry its name
        value, phase = by_author(kind.value, "government")
    if value == "action_plan" and _is_page_about(reading, found):
        value = "plan_page"
        presumed = presumed or any(labels_alone(reading)[k] > 1 for k in PLAN_LABELS)  # as full as the plan
    elif value == "action_plan" and _shows_states(reading, found):
        value, presumed = "plan_page", True
    doubts = (*kind.doubts, *gate.doubts, *(("uncertain_type",) if presumed else ()))
    rival = by_author(kind.rival, author.value)[0] if kind.rival else None
    if rival == value and not presumed:
        doubts = gate.doubts
    if only_about(kind):
        value = _about(value, title, author.value, found)
        doubts = (*doubts, "uncertain_type")
    if value == "unknown":
        return (
            Decision("unknown", doubts=("unknown_type",)),
            _assessor(author) if found else Decision(None),
            Decision(None),
        )
    who = _who(value, author)
    few = found in (0, 1) and kind.value != "plan_page"  # news, a call, a speech are named like what they are about
    if few and value in _HOLD_COMMITMENTS:
        doubts = (*doubts, "uncertain_type")
        who = replace(who, doubts=(*who.doubts, "uncertain_type"))
    doubts = tuple(dict.fromkeys(doubts))
    decided: Decision[DocType] = Decision(value, kind.score, rival, kind.rival_score, kind.reasons, doubts)
    return decided, who, _phase(reading, title, value, phase)


def _names_plan(title: str | None) -> bool:
    """Whether a title names a plan, as its subject or as what it is about."""
    return any(name == "action_plan" for name, _, _ in cues.types_in(fold(title or "")))


def _about(value: DocType, title: str | None, author: str | None, found: int | None) -> DocType:
    """Return the type of what only names a plan or report as what it is about.

    It is the plan where it lists its commitments ("the five commitments in the action plan"), a study where a third
    party writes on commitments, else of no known kind: a survey, a speech, an article on the plan.
    """
    if not found or author == "irm":
        return "unknown"
    if author == "third_party":
        return "case_study"
    lists = cues.pattern("lists_of_commitments").search(fold(title or ""))
    return value if lists or value != "action_plan" else "unknown"


def _who(value: DocType, author: Decision[str]) -> Decision[Assessor]:
    """Return the assessor of a document type."""
    who = _assessor(author)
    if value == "commitment_page":
        return who if who.value is not None else Decision("irm")  # whose ratings it shows
    if value == "country_page":
        return Decision(None)
    if value == "case_study":
        return replace(who, value="third_party", doubts=())
    if who.value is None and value == "plan_page":
        return Decision("third_party")
    if who.value is None and value in ("action_plan", "tracker", "self_assessment"):
        return Decision("government", doubts=("uncertain_type",))
    return who


def _assessor(author: Decision[str]) -> Decision[Assessor]:
    return Decision(
        as_assessor(author.value),
        author.score,
        as_assessor(author.rival),
        author.rival_score,
        author.reasons,
        author.doubts,
    )


def _is_page_about(reading: Reading, found: int | None) -> bool:
    """Whether a page is about the plan, and not the plan.

    A plan has commitments with what belongs to them, or says of itself that it is the plan.
    """
    if not reading.is_page:
        return False
    details = sum(reading.labels[k] + reading.columns[k] > 1 for k in PLAN_LABELS)
    own = about = 0
    for p in reading.passages():
        own += p.place in ("opening", "cover") and bool(cues.pattern("this_document").search(p.folded))
        about += p.place != "navigation" and bool(cues.pattern("about_the_plan").search(p.folded))
    if own or (found and (details >= _DETAIL or reading.words / found > _WORDS)):
        return False
    return reading.document.media_type == "text/html" or bool(about)


def _shows_states(reading: Reading, found: int | None) -> bool:
    """Whether a web page shows at what state most of the commitments stand: no plan says so of its own."""
    if not found or reading.document.media_type != "text/html":
        return False
    short = (str(b) for b in reading.document.blocks if len(str(b)) <= _BADGE)
    return sum(_is_state(words) for words in short) >= max(2.0, _STATES * found)


def _is_state(words: str) -> bool:
    """Whether words are a status and no more, alone or behind the label that asks for it."""
    label, colon, value = words.rpartition(":")
    asked = role_of(label) if colon else None
    if colon and (asked is None or asked.base not in ("status", "completion")):
        return False
    codes = code_table("completion").get(words_of(value))
    return codes is not None and any(c.code != "not_started" for c in codes.codes)


def _phase(reading: Reading, title: str | None, doc_type: DocType, phase: str | None) -> Decision[Phase]:
    if doc_type in (
        "action_plan",
        "plan_page",
        "country_page",
        "commitment_page",
        "ogp_dataset",
        "unknown",
        "case_study",
    ):
        return Decision(None)
    if doc_type.startswith("irm_") and phase:
        return Decision(phase, 1.0)  # type: ignore[arg-type]
    lines = [fold(title or ""), *(line.folded for line in reading.cover[:8] if len(line.text) < 160)]
    lines += [fold(r) for r in reading.running[:3]]
    for line in lines:
        middle = bool(cues.pattern("midterm").search(line))
        end = bool(cues.pattern("end_of_term").search(cues.pattern("midterm").expression.sub("", line)))
        if middle != end and not is_sentence(line):
            return Decision("midterm" if middle else "end_of_term", 1.0)
    if doc_type == "tracker":
        return Decision(None)
    return Decision(phase, 0.5) if phase and doc_type != "self_assessment" else Decision(None)  # type: ignore[arg-type]


def _doubted(plan: Plan, title: Decision[str]) -> Plan:
    """Return the plan, doubted where another title is as good and names other years."""
    if not title.doubts or not title.rival or plan.start.value is None:
        return plan
    firsts = [years.first for years in years_in(fold(title.rival))]
    if not firsts or plan.start.value in firsts:
        return plan
    doubts = ("uncertain_plan",)
    return Plan(plan.number, replace(plan.start, doubts=doubts), replace(plan.end, doubts=doubts))


def _plan_of(plan: Plan, doc_type: DocType | None, country: Decision[str], gate: Gate, found: int | None) -> Plan:
    """Return the plan, or none for what has no plan of its own.

    A text on several countries has none. What is of no known kind has one where its title names the plan's years, or
    where it has commitments and names their plan on its cover; anything else only where it states the plan's period.
    """
    if doc_type == "ogp_dataset" or (country.value is None and country.rival is not None):
        return Plan(Decision(None), Decision(None), Decision(None))
    places = {reason.split(":")[0] for reason, _ in plan.start.reasons}
    if gate.passed and (doc_type != "unknown" or "title" in places or (found != 0 and places - {"text", "name"})):
        return plan
    none: Decision[int] = Decision(None, doubts=("unknown_plan",))
    sure = "statement" in dict(plan.start.reasons)
    number = plan.number if plan.number.rival is None or sure else none
    return Plan(number, plan.start, plan.end) if sure else Plan(number, none, none)


def to_identity(found: Class) -> Identity:
    """Return the class as the records' identity."""
    return Identity(
        doc_type=found.doc_type.value or "unknown",
        assessor=found.assessor.value,
        language=found.language.value,
        title=found.title.value,
        author=found.author.value,
        country_code=found.country_code.value,
        locality=found.locality.value,
        plan_number=found.plan_number.value,
        plan_start=found.plan_start.value,
        plan_end=found.plan_end.value,
        phase=found.phase.value,
        version_status=found.version_status.value or "final",
        published_on=found.published_on.value,
        reasons=[f"{found.kind}", *(f"{reason} {weight:g}" for reason, weight in found.doc_type.reasons[:4])],
    )
