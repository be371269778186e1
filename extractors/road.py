"""The road: from a document's bytes to its records, stage by stage (see docs/architecture.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractors import backends
from extractors.annotate.colours import Legend
from extractors.annotate.counts import StatedCount, count_stated
from extractors.annotate.values import is_answer, read_value
from extractors.annotate.vocabulary import code_table, words_of
from extractors.claims.counted import counted
from extractors.claims.figures import FigureClaim, figures, with_headings
from extractors.claims.findings import NO_FINDINGS, findings
from extractors.claims.page import as_meant, of_page
from extractors.claims.process import process
from extractors.claims.walk import Claims, walk
from extractors.classify import Class, classify, gate, to_identity
from extractors.consistency import review
from extractors.document import Document
from extractors.families import VERSION, family_of
from extractors.lexicon import Lexicon, metric_words
from extractors.records import Extraction, Identity
from extractors.resolve.dataset import put_dataset
from extractors.resolve.resolve import Collector, Resolved, resolve
from extractors.resolve.site import put_page, put_site
from extractors.segment.alone import alone, with_ids
from extractors.segment.catalogue import Listed, catalogue
from extractors.segment.choose import Choice, SegmentSettings, choose, outline
from extractors.segment.cues import says
from extractors.segment.kinds import STATES
from extractors.segment.learned import with_learned
from extractors.segment.outline import Outline
from extractors.segment.plans import of_plans
from extractors.segment.stream import Item, stream
from extractors.words import fold

DOUBTS = {
    "unknown_type": "nothing in the document says which type of report it is",
    "uncertain_type": "another type of document is nearly as likely",
    "unknown_country": "no country is named in the title or text",
    "uncertain_country": "another country is nearly as likely",
    "unknown_plan": "the years of the document's own plan are not given",
    "uncertain_plan": "another plan is nearly as likely",
    "unclear_phase": "whether midterm or end of term is not said",
    "uncertain_version": "draft or final is not certain",
    "uncertain_date": "another date may be that of publication",
    "uncertain_title": "another line may be the title",
    "unknown_language": "the text is neither clearly English nor Spanish",
}
NO_REPORT = Outline()
OF_PAGES = SegmentSettings(accept=6.0, pair=0.0)  # a page about one plan may show two commitments of many
WHOLE = 100.0  # percent
OFTEN, MOST = 3, 0.6  # headings that are statuses, and their share of those in the same letters
CHIP_LENGTH = 60  # characters of a badge
PAIR = 2  # cells of a key figure: its label and how many there are
OF_SITE = frozenset({"commitment_page", "country_page"})
"""Pages of OGP's site, which give commitments an id of its own."""

FIGURED = frozenset({"action_plan", "self_assessment", "tracker", "plan_page", "country_page"})
"""Document types whose key figures are read, beside reports of the IRM."""


@dataclass(frozen=True)
class Segmented:
    """A document cut into its commitments: the stream, what it counts itself, the choice and the outline; ``listed``
    those that a page of OGP's site only lists."""

    items: tuple[Item, ...]
    counts: tuple[tuple[Item, StatedCount], ...]
    statuses: frozenset[int]
    choice: Choice
    outline: Outline
    legend: Legend
    listed: tuple[Listed, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A document that was read, segmented and classified."""

    document: Document
    segmented: Segmented
    found: Class


def judge(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Judged:
    """Return what a document is and where its commitments are.

    ``name`` is its file name or address, ``media_type`` what the sender said: clues. Raises
    :class:`extractors.readers.errors.ReadError` for a file that cannot be read at all.
    """
    return judge_document(backends.read(data, name=name, media_type=media_type), name=name)


def judge_document(document: Document, *, name: str | None = None) -> Judged:
    """Return what a document is that was read, and where its commitments are; see :func:`judge`."""
    passed = gate(document, name=name)
    segmented = segment(document)
    if not passed.passed and not (passed.kind == "news" and _lists_shares(segmented)):
        segmented = replace(segmented, outline=NO_REPORT)
    found = classify(document, segmented.outline, passed, name=name, shown=shown_states(segmented))
    if found.doc_type.value == "plan_page" and passed.passed and not segmented.outline.sections:
        segmented = segment(document, OF_PAGES)
    if found.doc_type.value in OF_SITE:
        segmented = _of_site(segmented, found)
    if found.doc_type.value == "unknown" and not _says_commitments(segmented, found):
        segmented = replace(segmented, outline=NO_REPORT)  # a list of something, in a document of no known kind
    return Judged(document, segmented, found)


def _says_commitments(segmented: Segmented, found: Class) -> bool:
    """Whether the members of a list, or its part and the title of the document, are called commitments."""
    reasons = dict(segmented.outline.reasons)
    titled = says(found.title.value or "", "commitments_part")
    return reasons.get("commitment_word", 0.0) > 0 or (titled and reasons.get("part", 0.0) > 0)


def shown_states(segmented: Segmented) -> float:
    """Return the share of the commitments that say, in a field, a column or a badge, how far they are."""
    states = {i.index for i in segmented.items if i.role in STATES or any(c.role in STATES for c in i.columns)}
    states |= segmented.statuses
    sections = segmented.outline.sections
    return sum(any(i in states for i in range(s.first, s.last)) for s in sections) / max(len(sections), 1)


def _of_site(segmented: Segmented, found: Class) -> Segmented:
    """Return a page of OGP's site with the commitments that it lists by their ids, and the one that it is about."""
    listed = catalogue(segmented.items)
    if found.doc_type.value == "commitment_page":
        items = as_meant(segmented.items)
        return replace(segmented, items=items, outline=alone(items, found.title.value, listed), listed=listed)
    outline = NO_REPORT if listed else with_ids(segmented.items, segmented.outline)
    return replace(segmented, outline=outline, listed=listed)


def _lists_shares(segmented: Segmented) -> bool:
    """Whether the commitments are the rows of a table that names them so, each with the percentage that is done.

    News may hold such a table: it is read, and doubted as a whole. Guidance shows one as an example.
    """
    found = segmented.outline
    rows = [segmented.items[s.first] for s in found.sections]
    shares = [cell for row in rows if row.kind == "row" and (cell := row.column("percent")) is not None]
    return 1 < len(rows) == len(shares) and dict(found.reasons).get("commitment_word", 0.0) > 0


def doubtful_fields(found: Class) -> list[str]:
    """Return the names of the columns of ``core.documents`` that classification doubts."""
    names = (
        "doc_type assessor language title author country_code locality plan_number plan_start plan_end phase "
        "version_status published_on"
    ).split()
    return [name for name in names if getattr(found, name).doubts]


def segment(document: Document, settings: SegmentSettings | None = None) -> Segmented:
    """Return a document's stream with the series that are its commitments."""
    items = with_learned(stream(document))
    counts = tuple((item, c) for item in items for c in count_stated(str(item)))
    statuses = status_items(items)
    stated = [c for _, c in counts]
    choice = choose(items, [*stated, *counts_in_boxes(items)], statuses, settings)
    found = of_plans(items, stated, statuses, settings or SegmentSettings(), outline(items, choice, statuses))
    return Segmented(items, counts, statuses, choice, found, Legend(document))


def counts_in_boxes(items: Sequence[Item]) -> Iterator[StatedCount]:
    """Yield the counts that key figures state: a label in one cell, in the next one how many there are."""
    for item in items:
        cells = [c for c in item.cells if c is not None] if item.kind == "row" and not item.columns else []
        if len(cells) == PAIR and str(cells[1]).strip().isdecimal():
            metric = metric_words().get(fold(str(cells[0])).strip(" :"))
            number = int(str(cells[1]).strip()[:9])
            if metric is not None and metric.metric == "commitments_total" and number > 1:
                yield StatedCount(number, "commitment", str(cells[0]), 0, len(str(cells[0])), sure=True)


def status_items(items: Sequence[Item]) -> frozenset[int]:
    """Return the items whose words are nothing but a status or a percentage: badges, chips, meters."""
    out: set[int] = set()
    shares: dict[int, float] = {}
    behind: dict[int, str] = {}
    for item in items:
        words = str(item)
        if item.kind in ("para", "full") and 0 < len(words) <= CHIP_LENGTH:
            reading = read_value("completion", words)
            if words.isdecimal() or "bare_number" in reading.doubts or is_answer(words):
                continue  # a number alone counts something, a yes answers any question
            done = reading.percent is not None and _is_unit(reading.spans, words)
            if (reading.codes or reading.percent is not None) and (done or reading.is_whole):
                out.add(item.index)
                shares |= {item.index: reading.percent} if reading.percent is not None and not reading.codes else {}
            if item.index - 1 in shares and [c.code for c in reading.codes] == ["complete"]:
                behind[item.index] = fold(words)
    measured = {words for i, words in behind.items() if shares[i - 1] < WHOLE}
    out -= {i for i, words in behind.items() if words in measured}  # "60%", and below it "delivered", is sixty per cent
    return frozenset(out | _dressed_alike(items, out))


def _dressed_alike(items: Sequence[Item], statuses: Container[int]) -> set[int]:
    """Return the headings in the letters in which most others are statuses: a status that no list of words knows."""
    dressed: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        if item.level and item.kind == "para" and len(str(item)) <= CHIP_LENGTH:
            dressed[item.level, item.style.size, item.style.bold].append(item)
    out: set[int] = set()
    for some in dressed.values():
        known = sum(i.index in statuses for i in some)
        if known >= OFTEN and known >= MOST * len(some):
            out |= {i.index for i in some}
    return out


def _is_unit(spans: Iterable[tuple[str, int, int]], words: str) -> bool:
    """Whether what is left beside a percentage says what it is of: "55% done", "30 % ejecutado"."""
    rest = words
    for _, start, end in spans:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return code_table("completion").get(words_of(rest)) is not None


def period_items(items: Iterable[Item], *, whole: bool = True) -> frozenset[int]:
    """Return the items whose words are nothing but a start and an end ("mar 2022 → dic 2023"), or (not ``whole``) one
    date."""
    out = set()
    for item in items:
        words = str(item)
        if item.kind in ("para", "full") and 0 < len(words) <= CHIP_LENGTH and not item.level:
            reading = read_value("dates", words)
            ends = [d for d in (reading.start, reading.end) if d]
            if len(ends) > whole and reading.is_whole:
                out.add(item.index)
    return frozenset(out)


def claims_of(segmented: Segmented) -> Claims:
    """Return what a segmented document says of its commitments and milestones, each with its role and place."""
    periods = period_items(segmented.items)
    days = period_items(segmented.items, whole=False) - periods
    return walk(segmented.items, segmented.outline, segmented.statuses, periods, segmented.legend, days)


def figures_of(
    document: Document, segmented: Segmented, claims: Claims, doc_type: str, lexicon: Lexicon
) -> tuple[FigureClaim, ...]:
    """Return the key figures of a report, wherever they stand outside of what is said of its commitments.

    Pages about a plan have them between and behind its commitments, too.
    """
    sections = segmented.outline.sections if doc_type != "plan_page" else ()
    about = {i for s in sections for i in range(s.first, s.last)}
    inside, used = (
        {id(i.table if i.table is not None else i.block) for i in segmented.items if i.index in indices}
        for indices in (about, claims.used)
    )
    rest = with_headings(document.elements, inside | used)
    tallied = counted(with_headings(document.elements, inside), len(segmented.outline.sections))
    return (*figures(rest, lexicon), *process(rest), *tallied)


def held(document: Document, segmented: Segmented, identity: Identity, lexicon: Lexicon) -> Resolved:
    """Return all that a document claims: of its commitments, of its plan, and, if it is the IRM's, its ratings."""
    doc_type = identity.doc_type or "unknown"
    of_irm = doc_type.startswith("irm_")
    rated = of_irm or doc_type == "commitment_page"
    claims = claims_of(segmented)
    if doc_type == "commitment_page":
        claims = replace(claims, claims=tuple(of_page(claims.claims, segmented.items)))
    return Resolved(
        segmented.items,
        segmented.outline,
        claims,
        segmented.counts,
        figures_of(document, segmented, claims, doc_type, lexicon) if of_irm or doc_type in FIGURED else (),
        findings(document, segmented.items, segmented.outline, identity) if rated else NO_FINDINGS,
    )


def _doubt_words(build: Collector) -> None:
    """Note each commitment and fact that only its words tell, in a document of no known kind or perhaps no report."""
    said = [(f.evidence, f"{f.metric} {f.number if f.text is None else f.text}") for f in build.facts_of()]
    said += [(m.evidence, f"commitment {m.number or repr(m.title)}") for m in build.mentions()]
    for evidence, words in said:
        build.issue(evidence, "unknown", "read_by_words", "warning", f"{words}: read by its words alone")


def extract(judged: Judged) -> Extraction:
    """Return the records of a document that was segmented and classified."""
    segmented = judged.segmented
    identity = to_identity(judged.found)
    identity.doubts = doubtful_fields(judged.found)
    identity.template, identity.template_version = family_of(identity.doc_type), VERSION
    build = Collector(judged.document, identity, Lexicon())  # type: ignore[arg-type]
    build.doubtful = identity.doc_type == "unknown" or judged.found.perhaps_no_report
    told = bool(segmented.outline.sections) and all(s.plan for s in segmented.outline.sections)
    for code in judged.found.doubts:
        if told and code == "unknown_plan":
            continue  # the heads of its lists name their plans
        build.issue(None, "classify", code, "warning", DOUBTS.get(code, code))
    if identity.doc_type == "ogp_dataset":
        put_dataset(build, judged.document)
    else:
        resolve(identity, held(judged.document, segmented, identity, build.lexicon), build)
    if identity.doc_type in OF_SITE:
        put_site(build, segmented.listed)
    if identity.doc_type == "commitment_page":
        put_page(build, segmented.items, segmented.outline)
    review(build)
    if identity.doc_type == "unknown":
        looks = judged.found.kind if judged.found.kind != "report" else "a report of no known kind"
        build.issue(None, "classify", "unknown_template", "error", f"no known kind of document; it looks like: {looks}")
    if build.doubtful:
        _doubt_words(build)
    if not build.mentions():
        said = f"no list of commitments was found; the document looks like: {judged.found.kind}"
        build.issue(None, "segment", "no_commitments", "warning", said)
    return build.finish()
