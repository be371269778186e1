"""A commitment's page on the OGP site, with the list of all the country's commitments.

Source: opengovpartnership.org commitment pages, old design (Starred, Relevant to OGP Values: list,
Potential Impact) and new (Relevant: Yes/No, Ambition: High/Low), original and machine-translated
labels.
Layout: title with the OGP id in parentheses; labels; description as "label: value; label: value";
status summaries in prose per phase; footnotes; the country's commitments as title and
"id, plan year, first policy area".
Quirks: completion and impact are drawn as graphics, so their labels stand blank; icon texts repeat
a value ("Major Major"); list positions are neither numbers nor ids.
Not read: action plan cycle, site status (Active/Inactive), links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.builder import Builder, Spot
from extractors.claims.ratings.narrative import Narrative
from extractors.identify import Clues
from extractors.language import language_of
from extractors.layout import Block, Element, Layout, Table
from extractors.lexicon import Lexicon, phrases
from extractors.parts.fields import TEXTS
from extractors.parts.listing import infer_numbers, read_listing
from extractors.parts.subjects import likeness, take_apart
from extractors.places import country_of
from extractors.records import Dimension, Identity, Phase
from extractors.templates import Score, Template
from extractors.words import fold

_TITLE = re.compile(r"^(?P<title>.+?)\s*\((?P<id>[A-Z]{2}\d{4})\)\s*$")
_LIST_HEADING = re.compile(
    r"^(?:(?:other|otros|all|todos los|more|mas|related)\s)?(?:.{2,60}'s (?:other )?commitments|compromisos de .{2,60}"
    r"|commitments (?:of|by|from) .{2,60}|commitments|compromisos)$"
)
_ENTRY = re.compile(r"[A-Z]{2}\d{4}\s*,\s*20\d\d")
_YEARS = re.compile(r"(20\d\d)(?:\s*[-–/]\s*(20\d\d|\d\d(?!\d)))?")
# Copies of the page without line breaks glue the heading of the next part to the last value.
_GLUED = re.compile(r"(?<=[a-záéíóúñ)])(?:IRM Review|Revisión (?:de|del) IRM)\s*$")
# Rows of the plan's form that the site joins to one value: they head institutions and are none.
_ROLES = re.compile(
    r"\b(?:other|otros)\s+(?:government\s+|state\s+)?(?:actors|actores)(?:\s+(?:involved|involucrados))?"
    r"(?:\s*\((?:public|government|civil society|private|private sector|p[úu]blicos?|sociedad civil|privados?)\))?"
    r"(?:\s*[-–:]\s*(?:state\s+actors(?:\s+involved)?|government(?:al)?\b|gobierno\b|gubernamentales\b"
    r"|(?:csos?|osc|sociedad civil|civil society),\s+(?:private sector|sector privado)"
    r"(?:,\s+(?:working groups|multilaterals|grupos de trabajo|(?:organismos )?multilaterales))*,?(?:\s+etc\.?)?))?"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_IMPLEMENTATION = re.compile(r"(?:Implementation|Implementación)(?:\s+i)?\s*$")
_NOBODY = re.compile(phrases("nobody"))
_PARTS = re.compile(r";\s+(?=[^;:]{4,110}:)")
_STATED: dict[str, Dimension] = {
    "completion": "completion",
    "early_results": "early_results",
    "potential_impact": "potential_impact",
    "ambition": "potential_impact",
    "potential_for_results": "potential_for_results",
    "specificity": "specificity",
    "verifiability": "verifiability",
    "starred": "starred",
}
_SUMMARY = re.compile(phrases("status_summary"))
_CLOSING_REPORT = re.compile(phrases("closing_report"))


@dataclass(slots=True)
class _State:
    """The label or question on a line of its own, until the next one, and the words below each."""

    under: str | None = None
    told: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, key: str, words: str) -> None:
        self.under = key
        self.told.setdefault(key, []).append(words)


def _after(label: str) -> str | None:
    """Return what stands below a label; the description follows completion, its heading lost in some copies."""
    if label == "completion":
        return "description"
    return label if label in ("policy_areas", *TEXTS) else None


class CommitmentPage(Template):
    """See the module's docstring."""

    families = "OGP commitment web pages, old and new design, English and machine-translated labels"
    reads = "labels, description, status summaries per phase, the list of the country's commitments with OGP ids"
    skips = "action plan cycle, site status, links"

    def score(self, clues: Clues) -> Score:
        """Bid by the title with an OGP id and by the labels only these pages have together."""
        score = Score()
        titled = any(_TITLE.match(str(b)) for b in clues.layout.blocks[:12])
        score.add(60 if titled else 0, "title with an OGP id")
        labels = {"lead", "support", "policy_areas", "action_plan", "action_plan_cycle", "irm_report", "early_results"}
        known = labels & set(clues.labels) | labels & {
            clues.lexicon.label(str(b)) or "" for b in clues.layout.blocks[:60]
        }
        score.add(8.0 * len(known), f"labels {', '.join(sorted(known))}")
        score.add(
            20 if titled and any(_LIST_HEADING.match(fold(str(b))) for b in clues.layout.blocks) else 0,
            "list of commitments",
        )
        if not titled:
            score.withdraw("no title with an OGP id")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """The page names its plan; country and assessor are certain."""
        identity.doc_type, identity.assessor, identity.phase = "commitment_page", "irm", None
        identity.plan_start = identity.plan_end = identity.plan_number = None
        for block in clues.layout.blocks[:60]:
            m = _TITLE.match(str(block))
            if m and identity.title != m.group("title"):
                identity.country_code = country_of(m.group("id")[:2])
                identity.title = m.group("title")
            split = clues.lexicon.split_label(str(block))
            years = _YEARS.search(str(block)[split[1] :]) if split else None
            if split and years and split[0] in ("action_plan", "action_plan_cycle") and not identity.plan_start:
                identity.plan_start = int(years.group(1))
                identity.plan_end = int(years.group(2)[-2:]) + 2000 if years.group(2) else None

    def read(self, layout: Layout, build: Builder) -> None:
        """Read the page's own commitment, then the list of the others."""
        elements = layout.elements
        own, at = self._own(layout, build)
        listed = next(
            (i for i, e in enumerate(elements) if isinstance(e, Block) and _is_list(elements, i)), len(elements)
        )
        if own is not None:
            self._labels(elements[at + 1 : listed], own, build)
            self._summaries(elements[at + 1 : listed], own, build)
            blank_fields(_labelled(elements[at + 1 : listed], build.lexicon), own, build)
        read_listing(elements[listed:], build, "commitment_page.list")
        infer_numbers(build)

    def _own(self, layout: Layout, build: Builder) -> tuple[str | None, int]:
        for at, element in enumerate(layout.elements):
            m = _TITLE.match(str(element)) if isinstance(element, Block) else None
            if m and isinstance(element, Block):
                spot = Spot.of(element, m.start("title"), m.end("title"))
                return build.mention(spot, "commitment_page.title", title=m.group("title"), ogp_id=m.group("id")), at
        return None, 0

    def _labels(self, elements: Sequence[Element], own: str, build: Builder) -> None:
        state = _State()
        for element in elements:
            if isinstance(element, Table) or element.kind == "footnote":
                continue
            if _phase_heading(str(element), build.lexicon):
                break
            self._line(element, state, own, build)
        for key, parts in state.told.items():
            build.fill(own, **{key: " ".join(p for p in parts if p)})

    def _line(self, element: Block, state: _State, own: str, build: Builder) -> None:
        words, under = str(element), state.under
        alone = build.lexicon.label(words)
        split = build.lexicon.split_label(words) if alone is None else None
        if split and split[0] in TEXTS and not _PARTS.search(words):
            state.tell(split[0], words[split[1] :].strip())
        elif split and under in TEXTS and split[0] == "number_title":
            self._printed_number(words, own, build)
            state.tell(under, words)
        elif split:
            self._label(split[0], element, split[1], own, build)
            state.under = _after(split[0])
        elif alone or _IMPLEMENTATION.match(words):
            state.under = _after(alone or "completion")
        elif under == "policy_areas" or (under in TEXTS and _PARTS.search(words)):
            self._label(under, element, 0, own, build)
            state.under = None
        elif under is None and len(_PARTS.findall(words)) > 1:
            self._joined(element, own, build)
        elif under in TEXTS:
            state.tell(under, words)

    def _label(self, key: str, block: Block, start: int, own: str, build: Builder) -> None:
        value = _GLUED.sub("", str(block)[start:].strip())
        if len(_PARTS.findall(str(block))) >= 1 and key in (*TEXTS, "relevance", "ambition", "challenge"):
            self._joined(block, own, build)
        elif key in _STATED and value and len(value) < 60:
            scale = {"early_results": _results_scale(value, build.lexicon), "ambition": "site_ambition"}.get(key)
            # The site shows results at the end of the plan, whatever report they come from.
            phase: Phase | None = "end_of_term" if key == "early_results" else None
            build.assess(own, _STATED[key], Spot.of(block, start), f"commitment_page.{key}", scale=scale, phase=phase)
        elif key == "relevance" and value and len(value) < 120:
            _relevance(block, start, own, build)
        elif key == "lead":
            build.fill(own, lead_institution=value)
        elif key == "support":
            build.fill(own, support_institutions=_supporting(value))
        elif key == "policy_areas":
            build.fill(own, policy_areas=[v.strip() for v in value.split(",") if v.strip()])

    def _printed_number(self, words: str, own: str, build: Builder) -> None:
        """Take the number from "Commitment 6: Open registers", the plan's own heading that a description opens with."""
        named = take_apart(words)
        if named.kind == "commitment" and named.stopped and not named.numbers:
            build.fill(own, number=named.number, number_source="printed")

    def _joined(self, block: Block, own: str, build: Builder) -> None:
        for part in _PARTS.split(str(block)):
            split = build.lexicon.split_label(part)
            if split and split[0] in TEXTS:
                build.fill(own, **{split[0]: part[split[1] :].strip()})

    def _summaries(self, elements: Sequence[Element], own: str, build: Builder) -> None:
        starts = [i for i, e in enumerate(elements) if isinstance(e, Block) and _phase_heading(str(e), build.lexicon)]
        for start, end in zip(starts, [*starts[1:], len(elements)], strict=False):
            phase = _phase_heading(str(elements[start]), build.lexicon)
            body = list(elements[start + 1 : end])
            body = self._named(body, own, build)
            Narrative(build, own, "commitment_page.summary", results_scale="diog", phase=phase).read(body)

    def _named(self, body: list[Element], own: str, build: Builder) -> list[Element]:
        """Take the number, and a title in another language, from the heading of a summary."""
        for i, element in enumerate(body[:3]):
            named = take_apart(str(element)) if isinstance(element, Block) else None
            if named is None or not named.number or not isinstance(element, Block):
                continue
            if named.kind != "commitment" and (
                not named.stopped or likeness(named.title, build.get(own).title or "") < 90
            ):
                continue
            build.fill(own, number=named.number, number_source="printed")
            if fold(named.title) != fold(build.get(own).title or ""):
                language = language_of(named.title)
                build.fact(
                    "other_title",
                    Spot.of(element, named.at),
                    "commitment_page.summary",
                    text=named.title,
                    unit=language,
                    mention=own,
                )
            return body[:i] + body[i + 1 :]
        return body


def _supporting(value: str) -> list[str]:
    """Return the institutions of a value, without the form's words for their roles."""
    parts = (p.strip(" .") for p in re.split(r";|,(?=\s[A-Z])", _ROLES.sub("; ", value)))
    return [p for p in parts if p and not _NOBODY.fullmatch(fold(p))]


def _labelled(elements: Sequence[Element], lexicon: Lexicon) -> Sequence[Element]:
    """Return the elements before the first status summary."""
    end = next(
        (i for i, e in enumerate(elements) if isinstance(e, Block) and _phase_heading(str(e), lexicon)), len(elements)
    )
    return elements[:end]


def _phase_heading(words: str, lexicon: Lexicon) -> Phase | None:
    """Return the phase that a status-summary heading announces."""
    if len(words) > 90 or not _SUMMARY.search(fold(words)):
        return None
    found = lexicon.find("phase", words)
    if not found and _CLOSING_REPORT.search(fold(words)):
        return "end_of_term"
    return found[0].code.code if found else None  # type: ignore[return-value]


def _results_scale(value: str, lexicon: Lexicon) -> str | None:
    """Early results on commitment pages are on the old scale unless a word of the new one says so."""
    code = lexicon.code("early_results", value)
    return code.scale if code and code.code in ("moderate", "no_notable_results") else "diog"


def _relevance(block: Block, start: int, own: str, build: Builder) -> None:
    value = str(block)[start:]
    found = build.lexicon.find("ogp_value", value)
    for f in found:
        build.assess(
            own,
            "relevance",
            Spot.of(block, start + f.start, start + f.end),
            "commitment_page.relevance",
            code="yes",
            scale="relevance",
            ogp_value=f.code.code,  # type: ignore[arg-type]
        )
    if not found:
        build.assess(own, "relevance", Spot.of(block, start), "commitment_page.relevance")


def blank_fields(elements: Sequence[Element], own: str, build: Builder) -> None:
    """Record labels that stand blank because the site draws their value as a graphic.

    A value that the text states elsewhere fills the gap with its own evidence; without one the
    assessment stays open, flagged: the page shows something that its words do not say.
    """
    for element in elements:
        split = build.lexicon.split_label(str(element)) if isinstance(element, Block) else None
        if not split or not isinstance(element, Block) or split[0] not in _STATED or str(element)[split[1] :].strip():
            continue
        dimension = _STATED[split[0]]
        spot = Spot.of(element)
        build.issue(
            spot,
            "commitment_page.blank",
            "blank_field",
            "info",
            f"{dimension} stands blank: the page draws it as a graphic",
        )
        if not any(a.dimension == dimension for a in build.assessments_of(own)):
            build.assess(
                own, dimension, spot, "commitment_page.blank", raw="", null_reason="blank_in_source", flagged=True
            )


def _is_list(elements: Sequence[Element], i: int) -> bool:
    block = elements[i]
    if not isinstance(block, Block) or not _LIST_HEADING.match(fold(str(block))):
        return False
    return any(isinstance(e, Block) and _ENTRY.search(str(e)) for e in elements[i + 1 : i + 6])


TEMPLATE = CommitmentPage()
