"""From a document's bytes to its records: read, identify, extract. Pure and repeatable."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from rapidfuzz import fuzz

from extractors import lexicon as vocabulary
from extractors import road
from extractors._collection import without_collection
from extractors.agree import completed
from extractors.builder import Builder
from extractors.consistency import review
from extractors.identify import identify
from extractors.layout import Layout
from extractors.lexicon import Lexicon
from extractors.readers import read
from extractors.recognized import doubt_open_rows, doubt_recognized
from extractors.records import Extraction, Identity, Severity
from extractors.words import fold

_OPEN: dict[str, tuple[Severity, str]] = {
    "unknown_template": ("error", "no template knows this document; the closest: {reasons}"),
    "template_tie": ("warning", "two templates bid the same: {reasons}"),
    "unknown_type": ("warning", "nothing in the document says which type of report it is"),
    "unknown_country": ("warning", "no country name found in the title or text"),
    "uncertain_country": ("warning", "another country is named about as often as {country}"),
    "unknown_plan": ("warning", "no years of an action plan found"),
    "uncertain_plan": (
        "warning",
        "the plan from {start} on is likeliest: another is named as often, or only the report's years are",
    ),
    "unknown_language": ("warning", "the text is neither clearly English nor Spanish ({language})"),
}


KNOWN = 1.15  # the first build's reading of a family that it knows serves unless the road states more than this
FULLER = 1.1  # so many times more values must the road state where the first build knows the family
LISTED = 3  # commitments in a list that speaks for itself
MOST = 0.8  # share of the road's titles that the first build must have found, too
IRM = "irm_report"  # the template that only tells reports of the IRM
SAME_TITLE = 90  # percent of letters that titles of one commitment share in two readings


@cache
def digest() -> str:
    """Return the digest of everything that turns bytes into records: code, templates, vocabulary.

    Records made under another digest are out of date.
    """
    out = hashlib.sha256(vocabulary.digest().encode())
    pending = [resources.files("extractors")]
    while pending:
        for item in sorted(pending.pop().iterdir(), key=lambda p: p.name):
            if item.is_dir() and item.name != "__pycache__":
                pending.append(item)
            elif item.name.endswith(".py"):
                out.update(item.name.encode() + item.read_bytes())
    return out.hexdigest()


@without_collection()
def extract(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Extraction:
    """Return everything that the document states.

    ``name`` is its file name or address: a clue where the bytes leave the medium open. Raises
    :class:`extractors.readers.errors.ReadError` for a file that cannot be read at all; everything
    else that is wrong with a document is an issue of the result.
    """
    judged = road.judge(data, name=name, media_type=media_type)
    extraction = _chosen(judged, data, name, media_type)
    doubt_recognized(extraction, judged.document.pages, judged.document.problems)
    doubt_open_rows(extraction, judged.document.problems)
    return extraction


def _chosen(judged: road.Judged, data: bytes, name: str | None, media_type: str | None) -> Extraction:
    """Return the reading of the road or that of the first build: see docs/architecture.md."""
    new = road.extract(judged)
    if judged.found.doc_type.value != "ogp_dataset":
        return new
    layout = judged.layout or read(data, name=name, media_type=media_type)
    if not judged.gated:
        first = extract_layout(layout, name=name)
        return first if _is_bulletin(first) else new
    if judged.unsettled:
        old = extract_layout(layout, name=name)
        listed = len(judged.segmented.outline.sections)
        told = (old.identity.doc_type or "unknown") != "unknown"
        again = road.extract(judged, old.identity) if told or listed >= LISTED else old
        of_irm = (old.identity.doc_type or "").startswith("irm_") and old.identity.template == IRM
        return _with_facts(old, again) if not of_irm and (old.mentions or listed < LISTED) else again
    old = extract_layout(layout, name=name, identity=None if judged.kept_apart else new.identity)
    if new.identity.doc_type == "country_page" != old.identity.doc_type:
        return new  # no page of the kind that the first build reads
    if new.identity.doc_type == "commitment_page" and new.mentions:
        return _with_facts(completed(old, new), new) if old.mentions else new
    if not judged.moved:
        whole = _completed(new, old)
        fuller = _stated(whole) > FULLER * _stated(old) and len(new.mentions) >= len(old.mentions)
        fuller = fuller and (_knows_plans(new) or not _knows_plans(old))
        return whole if fuller else _with_facts(old, new)
    known = 1.0 if len(old.mentions) > len(new.mentions) > 0 else KNOWN  # what one of two does not see is less sure
    known_more = known * _stated(old) > _stated(new) and not (_stated(new) >= _stated(old) and _more(new, old))
    if _same_list(old, new) and (known_more or len(old.mentions) > len(new.mentions) == 0):
        return _with_facts(old, new)
    return _completed(new, old)


def _is_bulletin(reading: Extraction) -> bool:
    """Whether what looks like no report has a table of commitments with percentages, all of which are doubted."""
    rated = reading.assessments
    shares = [a for a in rated if a.number is not None and a.evidence.table is not None and a.flagged]
    return reading.identity.doc_type == "unknown" and len(shares) >= 2 and len(shares) == len(rated)


def _completed(new: Extraction, old: Extraction) -> Extraction:
    """Return the road's reading with what it does not read yet: recommendations."""
    if old.identity.doc_type != new.identity.doc_type:
        return new
    return _with_facts(new.model_copy(update={"recommendations": old.recommendations}), old)


def _with_facts(serving: Extraction, other: Extraction) -> Extraction:
    """Return a reading with the facts about the plan of which it states none, by the other's sentences."""
    stated = {f.metric for f in serving.facts}
    added = [f for f in other.facts if f.mention is None and f.metric not in stated]
    return serving.model_copy(update={"facts": [*serving.facts, *added]}) if added else serving


def _same_list(old: Extraction, new: Extraction) -> bool:
    """Whether both roads found the same plan, and the first build all commitments (nearly) that the road found."""
    what = [(e.identity.doc_type, e.identity.plan_id, e.identity.phase) for e in (old, new)]
    if what[0] != what[1] or len(old.mentions) < len(new.mentions):
        return False
    titles = [fold(m.title or "") for m in old.mentions]
    alike = sum(any(_alike(fold(m.title or ""), t) for t in titles) for m in new.mentions)
    return alike >= MOST * len(new.mentions)


def _knows_plans(reading: Extraction) -> bool:
    return any(m.plan_id for m in reading.mentions)


def _alike(one: str, two: str) -> bool:
    return fuzz.ratio(one, two) >= SAME_TITLE


def _more(one: Extraction, two: Extraction) -> bool:
    """Whether a reading has more assessments than another, doubted ones counted too."""
    counts = [sum(a.code is not None or a.number is not None for a in e.assessments) for e in (one, two)]
    return counts[0] > counts[1]


def _stated(extraction: Extraction) -> int:
    """Return how many values a reading states without a doubt."""
    assessed = sum((a.code or a.number is not None) and not a.flagged for a in extraction.assessments)
    fields = sum(
        bool(v)
        for m in extraction.mentions
        for v in (m.lead_institution, m.area, m.starts_on, m.ends_on, m.objective, *m.support_institutions)
    )
    dated = sum(bool(v) for m in extraction.milestones for v in (m.text, m.starts_on, m.ends_on))
    return int(assessed + fields + dated + len(extraction.facts))


def extract_layout(layout: Layout, *, name: str | None = None, identity: Identity | None = None) -> Extraction:
    """Return the records of a document that has been read; ``identity`` is what it is, where that is known."""
    lexicon = Lexicon()
    found, template, codes = identify(layout, lexicon, name)
    if identity is not None and identity.doc_type in (found.doc_type, found.template):
        kept = {"template": found.template, "template_version": found.template_version, "reasons": found.reasons}
        identity = identity.model_copy(update=kept)
        agreed = (identity.plan_start, identity.plan_end) == (found.plan_start, found.plan_end)
        settled = ("_country", "_language", "_type") if agreed else ("_plan", "_country", "_language", "_type")
        codes = [code for code in codes if not code.endswith(settled)]
    else:
        identity = found
    build = Builder(layout, identity, lexicon)
    for code in codes:
        severity, message = _OPEN[code]
        build.issue(
            None,
            "identify",
            code,
            severity,
            message.format(
                reasons=" | ".join(identity.reasons),
                country=identity.country_code,
                start=identity.plan_start,
                end=identity.plan_end,
                language=identity.language,
            ),
        )
    template.read(layout, build)
    review(build)
    if not build.mentions():
        build.issue(None, "extract", "no_commitments", "warning", template.nothing_found(layout))
    return build.finish()
