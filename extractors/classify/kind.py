"""What kind of document it is and who wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import get_args

from extractors.annotate.counts import units_in_plural
from extractors.annotate.labels import role_of
from extractors.annotate.vocabulary import phrase_table, words_of
from extractors.classify import cues
from extractors.classify.passages import Passage, Reading, is_sentence
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.classify.weigh import Decision, Evidence, weigh
from extractors.places import country_code
from extractors.records import Assessor, DocType
from extractors.segment.outline import Outline
from extractors.values import PLAN_ORDINALS

_OGP_ID = re.compile(r"\([A-Z]{2}\d{4}\)\s*$")
_ID = re.compile(r"\b[A-Z]{2}\d{4}\b")
_TOP = 12  # lines of the cover in which a page says which commitment it is about
_FIRST = 4  # lines among which that id stands, with its word, above or below the title
_SINCE = 24  # characters of "Member since 2011"; of a line that says where the country is, too, twice so many
_OVERLINE = 30  # characters of an id with its word above a title: "Commitment HN0107"
_CHAPTER = re.compile(r"^(?:[ivx]+|\d+)(?:\.\d+)*[.)]\s")
_OGP_SITE = re.compile(r"opengovpartnership\.org/(?P<part>documents|members)")
_SIGN_BEHIND = re.compile(r"[\d\s/–—-]*(?:[:|·]|\s[–—-]\s)")  # behind a plan's name and its years
_NAMED = 40  # characters of what a document says it is, behind the plan's name
_BREAK = re.compile(r"[:;.!?|–—]|\s-\s")
_TOKEN = re.compile(r"[\w'.°]+")
_ORDINAL = re.compile(r"\d{1,2}\W?[a-z]{0,2}\W?|\w+'s?")
_OWN_SITE = "the labels of one commitment, below its plan"  # the reason for a page of the plan's own site
ABOUT = ": is about "
"""In the reasons: what a line says the document is about, and not what it is."""
_OBJECT = 0.35
_ACRONYM = re.compile(r"^\(\w{2,5}\)")
_SEPARATORS = ":|-–—(,;/·"
_BEFORE = 16  # characters before a name in which "this" stands
_BESIDE_NAME = 30  # characters between the author's name and that of the report
_HEADINGS = 12  # of a document that can name its kind
_DATASET = 5  # columns of the dataset that tell it
_LABEL = 50  # characters of a label on a line of its own
_ONE_OF_EACH = 4  # labels of a commitment that a page about one has
_STATE_AND_SHARE = 2  # times that each of them stands there: its state and its share may have one name
_PROGRESS_TOLD = 0.6  # of the weight of a line that names its report
_LINE = 170  # characters of a line that can name the document

IRM_LABELS = ("potential_impact", "verifiability", "specificity", "early_results", "potential_for_results", "relevance")
PROGRESS = ("completion", "percent", "evidence", "schedule")
PLAN_LABELS = (
    "lead", "problem", "objective", "description", "how_contribute", "challenge", "ambition", "milestones", "dates",
    "relevance", "support", "other_actors", "start", "end",
)  # fmt: skip
IRM_METRICS = (
    "commitments_starred", "commitments_potentially_starred", "commitments_transformative", "early_results",
    "public_influence", "acted_contrary",
)  # fmt: skip
REPORTS = frozenset(
    ["progress_report", "midterm_report", "end_of_term_report", "results_report", "implementation_report"]
)


def is_object(folded: str, start: int) -> bool:
    """Whether the words at ``start`` are only what another noun is about: "comments on the third action plan"."""
    before = _TOKEN.findall(folded[:start])
    count = len(before)
    near = _TOKEN.findall(_BREAK.split(folded[:start])[-1])[-4:]
    if count > 1 and any(word in cues.words("prepositions_of_objects") for word in near):
        return True
    prepositions = cues.words("prepositions")
    skipped = {*cues.words("ordinals_before"), *cues.words("articles"), *PLAN_ORDINALS}
    while before and before[-1] not in prepositions and (before[-1] in skipped or _ORDINAL.fullmatch(before[-1])):
        before.pop()
    return count > 1 and bool(before) and before[-1] in prepositions


def is_head(folded: str, start: int, end: int) -> bool:
    """Whether the name at ``start`` is what the line names, and not a part of another name.

    It is a part after a preposition ("comments on the plan"), after another kind of document or a verb ("Minister
    launches action plan") and before a noun ("action plan consultation").
    """
    if is_object(folded, start) or cues.pattern("attributed_to").match(folded[end:].lstrip()):
        return False
    other = cues.other_names().search(folded)
    return other is None or other.start() >= start


def names(passage: Passage) -> Iterator[tuple[str, float, str]]:
    """Yield the kinds of document that a line names: type, share of the place's weight, words."""
    folded = passage.folded
    if len(folded) > _LINE and passage.place not in ("title",):
        return
    found = list(cues.types_in(folded))
    plans = [end for name, _, end in found if name == "action_plan"]
    if plans and len(plans) == len(found):
        rest = folded[plans[-1] :]
        behind = cues.pattern("progress_behind").search(rest)
        sign = _SIGN_BEHIND.match(rest)
        behind = behind or (cues.pattern("progress_words").search(rest[sign.end() :][:_NAMED]) if sign else None)
        if behind is not None:
            yield "tracker", 1.0, behind.group()
            return
    for name, start, end in found:
        share = 1.0 if is_head(folded, start, end) else _OBJECT
        if name == "action_plan" and any(other != "action_plan" for other, _, _ in found):
            share = min(share, 0.2)
        if name == "tracker" and folded[start:end] in ("seguimiento", "dashboard", "tracker") and share < 1:
            continue
        yield name, share, folded[start:end]


def kind_evidence(reading: Reading, title: str | None, commitments: int | None) -> Iterator[Evidence[str]]:
    """Yield the signs for each kind of document.

    Where the cover names another kind outright ("Mid-term self-assessment" below the plan's name), the plan is what the
    document is about.
    """
    signs = list(_kind_evidence(reading, title, commitments))
    reports = any(e.source == f"cover {e.value}" and e.value != "action_plan" for e in signs)
    for e in signs:
        yield replace(e, weight=e.weight * _OBJECT) if reports and e.value == "action_plan" else e


def _kind_evidence(reading: Reading, title: str | None, commitments: int | None) -> Iterator[Evidence[str]]:
    headings = 0
    spoken: bool | None = None
    for passage in reading.passages(title):
        if passage.place not in ("title", "cover", "running", "metadata", "name", "heading", "field"):
            continue
        headings += passage.place == "heading"
        if not _can_name(passage, headings):
            continue
        for name, share, words in names(passage):
            if name in ("tracker", "implementation_report", "annual_report"):
                spoken = _speaks_of_plan(reading, title) if spoken is None else spoken
                if not spoken:
                    continue  # a monitoring or annual report of something else
            weight = SETTINGS.places[passage.place] * share
            source = f"{passage.place} {name}" if share == 1.0 else f"{passage.place}{ABOUT}{name}"
            yield Evidence(name, weight, f"{passage.place}: {words}", source)
        if passage.place in ("title", "cover", "metadata") and _tells_progress(passage):
            weight = _PROGRESS_TOLD * SETTINGS.places[passage.place]
            yield Evidence("tracker", weight, f"{passage.place}: progress on commitments", f"{passage.place} progress")
    for passage in reading.passages():
        yield from _itself(passage)
    yield from _structure(reading, commitments)


def _tells_progress(passage: Passage) -> bool:
    """Whether a line promises how far the commitments on open government are: "Progress on our OGP commitments"."""
    folded = passage.folded
    if len(folded) > _LINE or is_sentence(passage.text):
        return False
    told = cues.pattern("progress_words").search(folded)
    named = cues.pattern("about_open_government").search(folded) or cues.pattern("partnership").search(folded)
    return bool(told and named and any(unit == "commitment" for _, _, unit in units_in_plural().all(words_of(folded))))


def _speaks_of_plan(reading: Reading, title: str | None) -> bool:
    """Whether title, cover, running heads or the file's name say that the document is about an open government plan,
    or that the mechanism wrote it."""
    finder = re.compile(f"{cues.pattern('about_open_government').pattern}|{cues.pattern('authors', 'irm').pattern}")
    places = ("title", "cover", "running", "metadata", "name", "field", "heading")
    lines = (p.folded for p in reading.passages(title) if p.place in places)
    return any(
        finder.search(line) or any(name == "action_plan" for name, _, _ in cues.types_in(line)) for line in lines
    )


def _itself(passage: Passage) -> Iterator[Evidence[str]]:
    """Yield the kind that running text gives its own document: "when this self-assessment report was written".

    "This plan" is the plan that is spoken of, and no sign.
    """
    if passage.place not in ("opening", "body", "end", "cover"):
        return
    folded = passage.folded
    for name, start, end in cues.types_in(folded):
        before = _TOKEN.findall(folded[max(0, start - _BEFORE) : start])
        this = {" ".join(before[-count:]) for count in (1, 2)} & set(cues.words("this"))
        if name != "action_plan" and this:
            yield Evidence(name, SETTINGS.says_itself, f"{passage.place}: this {folded[start:end]}", "calls itself")


def _can_name(passage: Passage, headings: int) -> bool:
    """Whether a passage can name the kind of its document."""
    if passage.place == "heading":
        return headings <= _HEADINGS and not _CHAPTER.match(passage.folded)
    if passage.place == "field":
        return bool(cues.pattern("type_fields").fullmatch(passage.label))
    return passage.place != "cover" or not is_sentence(passage.text)


def _structure(reading: Reading, commitments: int | None) -> Iterator[Evidence[str]]:
    """Yield the signs that stand in how a document is built."""
    if any(_OGP_ID.search(line.text) for line in reading.cover[:_TOP]):
        yield Evidence("commitment_page", 30.0, "title with an OGP id")
    elif of_one_id(reading):
        yield Evidence("commitment_page", 30.0, "one OGP id, named above all")
    elif of_own_site(reading, commitments):
        yield Evidence("commitment_page", 12.0, _OWN_SITE)
    current = any(p.place in ("heading", "cover") and _is_current(p.folded) for p in reading.passages())
    alone = plan_alone(reading) and (_member_since(reading) or _country_title(reading))
    if alone or (current and _member_since(reading, whole=False) and _country_title(reading)):
        yield Evidence("country_page", 30.0, "a country's name and the number of its plan")
    observed = set(cues.words("observatory_labels")) & _labels(reading)
    if observed:
        yield Evidence("plan_page", 12.0 + 8.0 * len(observed), f"labels {', '.join(sorted(observed))}")
    if _dataset_columns(reading) >= _DATASET:
        yield Evidence("ogp_dataset", 40.0, "columns of the OGP dataset")
    yield from _sheet(reading, commitments)
    papers = _paper(reading)
    if len(papers) > 1:
        yield Evidence("case_study", 12.0, f"words of a paper: {', '.join(sorted(papers))}")


def of_one_id(reading: Reading) -> bool:
    """Whether one id of OGP's site stands at the top of a page: in its stated title, or with its word on a line."""
    stated = _ID.findall(reading.document.metadata.get("title", ""))
    lines = [line.text for line in reading.cover[:_TOP] if _ID.search(line.text)]
    alone = [words for words in lines if len(words) <= _OVERLINE and words in [x.text for x in reading.cover[:_FIRST]]]
    return len({*stated, *(i for words in lines for i in _ID.findall(words))}) == 1 and bool(stated or alone)


def of_own_site(reading: Reading, commitments: int | None) -> bool:
    """Whether a government's page is about one commitment: who leads it, when and how far it is stand there once.

    The way to the page names the plan and its commitments ("Home > Second plan > Commitments > 7"), or two fields do.
    """
    if not reading.is_page or commitments is None:
        return False
    labels = labels_alone(reading) + _labels_of_fields(reading)
    told = {role for role in (*PLAN_LABELS, *PROGRESS) if 0 < labels[role] <= _STATE_AND_SHARE}
    if len(told) < _ONE_OF_EACH or not told & {"lead", "support"}:
        return False
    ways = (p.folded for p in reading.passages() if p.place in ("imprint", "navigation", "metadata", "list"))
    by_fields = labels["plan"] == 1 and labels["number"] == 1  # of a record, whose steps may be a list
    return by_fields or (commitments <= 1 and any(map(_leads_to_commitments, ways)))


def _labels_of_fields(reading: Reading) -> Counter[str]:
    """Count the labels that stand before their value on a line: "Lead: Ministry of Water"."""
    lines = (str(b).partition(":") for b in reading.document.blocks)
    found = (role_of(label) for label, colon, value in lines if colon and value.strip() and len(label) <= _LABEL)
    return Counter(role.base for role in found if role is not None and role.score >= 1)


def _leads_to_commitments(way: str) -> bool:
    """Whether a line that names a plan names the commitments behind it."""
    plans = [end for name, _, end in cues.types_in(way) if name == "action_plan"]
    units = (phrase_table("units.yml", "commitment"), units_in_plural())
    rest = words_of(way[plans[0] :]) if plans else ()
    return any(unit == "commitment" for table in units for _, _, unit in table.all(rest))


def labels_alone(reading: Reading) -> Counter[str]:
    """Count the lines that are known labels as a whole, with their values below: the terms of a list of definitions."""
    found = (role_of(words) for b in reading.document.blocks if 3 < len(words := str(b)) <= _LABEL)
    return Counter(role.base for role in found if role is not None and role.score >= 1)


def _labels(reading: Reading) -> set[str]:
    """Return the labels of a document: those of its fields, and lines that end with a colon."""
    alone = {p.folded.rstrip(": ") for p in reading.passages() if p.text.rstrip().endswith(":")}
    return alone | {p.label for p in reading.fields}


def _sheet(reading: Reading, commitments: int | None) -> Iterator[Evidence[str]]:
    """Yield a tracker where nearly all is a table of commitments or milestones with their progress."""
    if commitments == 0 or reading.tabular < SETTINGS.tabular:
        return
    progress = any(reading.columns[k] for k in PROGRESS[:2]) or reading.columns_like("progress_columns")
    if progress and (reading.columns_like("commitment_columns") or reading.columns["number_title"]):
        yield Evidence("tracker", 4.5, "columns of commitments and their progress")


def _paper(reading: Reading) -> set[str]:
    """Return the words of a paper that its paragraphs begin with, or that stand in its headings."""
    finder = cues.pattern("authors", "paper")
    places = ("cover", "opening", "heading", "body")
    found = ((finder.search if p.place == "heading" else finder.match)(p.folded) for p in reading.passages()
             if p.place in places)  # fmt: skip
    return {m.group() for m in found if m}


def _dataset_columns(reading: Reading) -> int:
    known = cues.words("dataset_columns")
    return len({p.folded for p in reading.rest if p.place == "column" and p.folded in known})


def _is_current(folded: str) -> bool:
    """Whether words head what a page says of a member's current plan."""
    return bool(cues.pattern("current_plan").fullmatch(folded.strip(" .:")))


def _member_since(reading: Reading, *, whole: bool = True) -> bool:
    """Whether a line says since when the country takes part; ``whole``: it says nothing else."""
    finder = cues.pattern("member_since")
    lines = [p for p in reading.passages() if p.place in ("cover", "list", "body", "opening")]
    if whole:
        return any(finder.match(p.folded) and len(p.text) < _SINCE for p in lines)
    return any(finder.search(p.folded) and len(p.text) < 2 * _SINCE for p in lines)


def plan_alone(reading: Reading) -> int | None:
    """Return the number of a plan that stands on a line of its own: "Action Plan 5"."""
    finder = re.compile(cues.pattern("plan_alone").pattern + r"\s+(\d{1,2})")
    for passage in reading.passages():
        if passage.place in ("cover", "heading", "list", "body", "opening"):
            m = finder.fullmatch(passage.folded.strip())
            if m:
                return int(m.group(1))
    return None


def _country_title(reading: Reading) -> bool:
    return any(line.level == 1 and country_code(line.text) for line in reading.cover[:6])


def author_evidence(reading: Reading, title: str | None, kind: Decision[str]) -> Iterator[Evidence[str]]:
    """Yield the signs for who wrote the document: ``irm``, ``government`` or ``third_party``."""
    for passage in reading.passages(title):
        if passage.place in ("title", "running", "metadata", "cover"):
            yield from _mechanism(passage)
        if passage.place in ("cover", "imprint", "running", "navigation"):
            yield from _publisher(passage)
        if passage.place in ("opening", "body", "cover"):
            yield from _says(passage)
        if passage.place == "field":
            yield from _author_field(passage)
    metadata = " ".join(v for k, v in reading.document.metadata.items() if k in ("address", "canonical", "site"))
    if _OGP_SITE.search(metadata) and kind.value in REPORTS:
        yield Evidence("irm", 3.0, "address of the partnership's reports")
    own = [k for k in IRM_LABELS[:5] if reading.labels[k] or reading.columns[k]]
    if own:
        yield Evidence("irm", min(1.5 * len(own), 4.0), f"assesses {', '.join(own)}")
    if len(reading.metrics) >= 4 and kind.value in REPORTS:
        yield Evidence("irm", 2.0, "box of key figures")
    rated = [m for m in reading.metrics if m.startswith(IRM_METRICS)]
    if len(rated) > 1 and kind.value in REPORTS:
        yield Evidence("irm", min(1.0 * len(rated), 4.0), "figures that only the mechanism gives")
    asked = cues.pattern("questions_of_forms")
    if any(asked.match(p.folded.lstrip("*( ")) for p in reading.rest):
        yield Evidence("irm", 14.0, "a form of the partnership's evaluations")
    yield from _by_kind(kind)


def _author_field(passage: Passage) -> Iterator[Evidence[str]]:
    if passage.label in cues.words("irm_fields"):
        yield Evidence("irm", 4.0, f"field {passage.label}", f"field {passage.label}")
    if passage.label in cues.words("author"):
        for who in ("government", "third_party", "irm"):
            if cues.pattern("authors", who).search(passage.folded):
                yield Evidence(who, 5.0, f"field {passage.label}: {who}", f"author {who}")


def _mechanism(passage: Passage) -> Iterator[Evidence[str]]:
    folded = passage.folded
    if len(folded) >= _LINE or is_sentence(folded):
        return
    m = cues.pattern("authors", "irm").search(folded)
    if m and signs_for(folded, m.start(), m.end()):
        weight = {"title": 10.0, "running": 8.0, "metadata": 5.0, "cover": 5.0}[passage.place]
        yield Evidence("irm", weight, f"{passage.place}: {m.group()}", f"{passage.place} irm")
    if cues.pattern("authors", "irm_researcher").search(folded):
        yield Evidence("irm", 5.0, f"{passage.place}: independent researcher", "researcher")


def _publisher(passage: Passage) -> Iterator[Evidence[str]]:
    """Yield bodies that stand on the cover or around the page as those who publish."""
    folded = passage.folded
    if passage.place == "cover" and (len(folded) >= 120 or is_sentence(folded)):
        return
    weights = (
        {"government": 4.0, "third_party": 3.0} if passage.place == "cover" else {"government": 2.5, "third_party": 2.0}
    )
    source = "cover" if passage.place == "cover" else "imprint"
    for who, weight in weights.items():
        found = cues.pattern("authors", who).search(folded)
        if found:
            yield Evidence(who, weight, f"{passage.place}: {found.group()}", f"{source} {who}")


def _says(passage: Passage) -> Iterator[Evidence[str]]:
    folded = passage.folded
    if passage.place in ("opening", "cover") and _mechanism_evaluates().search(folded):
        yield Evidence("irm", 4.5, "opens with what the mechanism evaluates", "says irm")
    elif cues.pattern("authors", "irm_published").search(folded):
        yield Evidence("irm", 3.0, "says that the mechanism wrote it", "says irm")
    if passage.place != "cover" and cues.pattern("authors", "own_judgement").search(folded):
        yield Evidence("third_party", 2.5, "judges for itself", "own judgement")
    found = cues.pattern("authors", "government").search(folded)
    if found and passage.place == "opening":
        yield Evidence("government", 1.0, f"opening: {found.group()}", "opening government")


@cache
def _mechanism_evaluates() -> re.Pattern[str]:
    """Return the pattern of "the Independent Reporting Mechanism (IRM) reviews ..."."""
    verbs = "|".join(sorted(map(re.escape, cues.words("authors", "irm_evaluates")), key=len, reverse=True))
    return re.compile(rf"{cues.pattern('authors', 'irm').pattern}(?:\s\(\w{{2,5}}\))?\s(?:{verbs})\b")


def only_about(kind: Decision[str]) -> bool:
    """Whether a kind was only named as what the document is about."""
    return all(ABOUT in reason for reason, _ in kind.reasons)


def signs_for(folded: str, start: int, end: int) -> bool:
    """Whether a body named in a line is its author, and not only spoken of: "What the IRM found" is no report of it.

    The author stands alone, before a colon or the name of a report, or after a report's name ("report of the IRM").
    """
    before, after = folded[:start].rstrip(), _ACRONYM.sub("", folded[end:].lstrip()).lstrip()
    opens = not before or before[-1] in _SEPARATORS or before in cues.words("articles")
    types = [(s, e) for _, s, e in cues.types_in(folded)]
    named_after = any(end <= s <= end + _BESIDE_NAME for s, _ in types)
    closes = not after or not after[0].isalpha() or after in cues.words("report_words")
    if opens and (closes or named_after):
        return True
    if named_after and not is_object(folded, start):
        return True
    return any(e < start <= e + 9 and is_head(folded, s, e) for s, e in types)


def _by_kind(kind: Decision[str]) -> Iterator[Evidence[str]]:
    name = kind.value
    if not name:
        return
    if _OWN_SITE in dict(kind.reasons):
        yield Evidence("government", 20.0, "a page of the plan's own site")
    elif name in ("commitment_page", "ogp_dataset"):
        yield Evidence("irm", 20.0, f"only the mechanism has a {name}")
    elif name == "plan_page":
        yield Evidence("third_party", 20.0, "a page of an observatory")
    if name not in cues.type_names():
        return
    facts = cues.type_facts(name)
    if facts.get("assessor") and not only_about(kind):
        weight = {"irm": 7.0, "third_party": 10.0}.get(facts["assessor"], 8.0)
        yield Evidence(facts["assessor"], weight if kind.score >= 5 else weight / 2, f"a {name} is theirs")


def by_author(kind: str, author: str | None) -> tuple[DocType, str | None]:
    """Return document type and phase of a kind by its author."""
    if kind not in cues.type_names():
        return as_doc_type(kind), None
    facts = cues.type_facts(kind)
    own = facts.get("assessor")
    if own == "third_party" and author == "irm":
        return "unknown", None
    if own == "irm" and author != "irm":
        return as_doc_type("self_assessment" if author == "government" else "unknown"), facts.get("phase")
    if own:
        if author == "third_party" and kind != "action_plan":
            return "case_study", None
        if author == "irm" and kind in ("tracker", "self_assessment"):
            return "unknown", None
        return as_doc_type(kind), facts.get("phase")
    return as_doc_type(facts.get(f"by_{author}", "unknown")), facts.get("phase")


def as_doc_type(value: str) -> DocType:
    """Return a document type as the records' type; ``unknown`` for one they do not have."""
    return next((t for t in get_args(DocType) if t == value), "unknown")


def as_assessor(value: str | None) -> Assessor | None:
    """Return the author as the records' assessor."""
    return next((a for a in get_args(Assessor) if a == value), None)


def decide_kind(
    reading: Reading, title: str | None, commitments: int | None, settings: ClassSettings = SETTINGS
) -> Decision[str]:
    """Return the kind of document by its names and its structure."""
    signs = kind_evidence(reading, title, commitments)
    return weigh(
        signs, least=settings.accept_type, near=settings.near, unknown="unknown_type", uncertain="uncertain_type"
    )


def by_states(reading: Reading, title: str | None, commitments: int | None, shown: float) -> Decision[str]:
    """Return the kind of a document on an open government plan that no words name, by what it says of commitments.

    It is somebody's account of the plan where nearly all of several commitments say how far they are (``shown``): a
    self-assessment where it tells of each, else (and on a web page) a tracker. This is always doubted.
    """
    settings = SETTINGS
    found = commitments or 0
    if found < settings.fewest_shown or shown < settings.shown or not _speaks_of_plan(reading, title):
        return Decision(None, doubts=("unknown_type",))
    told = not reading.is_page and reading.words / found > settings.told_of_each
    value = "self_assessment" if told else "tracker"
    reasons = ((f"structure: {shown:.0%} of {found} commitments say how far they are", shown),)
    return Decision(value, shown, reasons=reasons, doubts=("uncertain_type",))


def by_list(reading: Reading, title: str | None, kind: Decision[str], outline: Outline | None) -> Decision[str]:
    """Return the kind of a document that names an action plan, if weakly, and holds a good list of commitments.

    Somebody lists the commitments of that plan there. This is always doubted.
    """
    listed = outline is not None and len(outline.sections) >= SETTINGS.fewest_shown
    if outline is None or not listed or outline.score < SETTINGS.good_list or kind.rival != "action_plan":
        return kind
    if not _speaks_of_plan(reading, title):
        return kind
    reasons = (("structure: a list of commitments", outline.score),)
    return Decision("action_plan", outline.score, reasons=reasons, doubts=("uncertain_type",))


def decide_author(
    reading: Reading, title: str | None, kind: Decision[str], settings: ClassSettings = SETTINGS
) -> Decision[str]:
    """Return who wrote the document."""
    signs = author_evidence(reading, title, kind)
    return weigh(signs, least=settings.accept_author, near=settings.near, unknown="", uncertain="uncertain_type")
