"""Links between commitments that documents state in words: "continues commitment 4 of the previous plan".

Only what names a number is read, and only where plan and commitment are known; a sentence that denies
it is passed over. The sentence is the evidence. "Merged from commitments 3 and 5" without a plan means the
plan before only where its commitments 3 and 5 are titled alike and those of the own plan are not; such a
sentence is an issue of its document in any case (:func:`unplaced`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.values import PLAN_ORDINALS
from extractors.words import fold
from pipeline.titles import concepts
from warehouse.model import Link, LinkKind

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?"
_NUMBERS = rf"(?P<numbers>{_NUMBER}(?:(?:\s*,\s*|\s+(?:and|y|e|&)\s+|\s*,\s*(?:and|y)\s+){_NUMBER})*)"
_COMMITMENTS = (
    rf"(?:(?:the|el|los|al|del)\s+)?(?:commitments?|compromisos?)\s+(?:(?:n\W?|no\.?|numbers?|numeros?)\s*)?{_NUMBERS}"
)
_OLDER = r"(?:previous|preceding|last|prior|earlier|anterior|pasado)"
_NEWER = r"(?:next|following|subsequent|siguiente|proximo)"
_NAMED = rf"(?P<named>{'|'.join(sorted(PLAN_ORDINALS, key=len, reverse=True))}|\d(?:st|nd|rd|th|er|do|to|°|º))"
_PLAN = (
    rf"(?:(?P<older>{_OLDER})|(?P<newer>{_NEWER})|{_NAMED}|(?P<start>20\d\d)\s*[-–/]\s*(?:20)?\d\d)?\s*"
    r"(?:national\s+|nacional\s+|open government\s+)?(?:action\s+)?plan\b(?:\s+de\s+accion(?:\s+nacional)?)?"
    rf"(?:\s+(?:(?P<older2>{_OLDER})|(?P<newer2>{_NEWER})|(?P<start2>20\d\d)\s*[-–/]\s*(?:20)?\d\d))?"
)
_OF = r"\s+(?:of|in|from|under|del|de|en)\s+(?:el\s+|the\s+|su\s+|its\s+)?"
_BEFORE: dict[LinkKind, str] = {
    "continued": r"continues|continuation of|continued from|carried (?:over|forward) from|follow-up (?:of|to)|"
    r"continua|continuacion de|continuidad (?:a|de)|da continuidad a|proviene de|retoma",
    "merged": r"merge[sd]?(?: from)?|merger of|combines|fusiona|fusion de|une|unifica|agrupa",
    "split": r"split (?:off )?from|separated from|se separa de|(?:derivado|division|desprendimiento) de",
}
_AFTER: dict[LinkKind, str] = {
    "carried_over": r"(?:carried (?:over|forward)|continues?|continued|incorporated|included|taken up|"
    r"incorpora(?:do|da)?|incluy[eo]|continua|retoma(?:do|da)?)\b[^.;]{0,60}?",
    "split": r"(?:split|divided|se divide|dividido|se separa)\b[^.;]{0,30}?",
}
_MERGED = re.compile(rf"\b(?:merged? (?:from|of)|merger of|merges|fusion de|fusiona|fusionan)l?\s+{_COMMITMENTS}")
_DENIED = re.compile(r"\b(?:not|no|never|nunca|neither|nor|without|sin|tampoco)\b")
_RULES: list[tuple[LinkKind, bool, re.Pattern[str]]] = [
    *((kind, True, re.compile(rf"\b(?:{words})l?\s+{_COMMITMENTS}{_OF}{_PLAN}")) for kind, words in _BEFORE.items()),
    *(
        (kind, False, re.compile(rf"\b{words}{_PLAN}[^.;]{{0,20}}?\s+(?:as|como|under|into|en)\s+{_COMMITMENTS}"))
        for kind, words in _AFTER.items()
    ),
    ("split", False, re.compile(rf"\b{_AFTER['split']}\s*(?:into|en)\s+{_COMMITMENTS}{_OF}{_PLAN}")),
]


@dataclass(frozen=True, slots=True)
class Statement:
    """A text about one commitment, and where it stands."""

    commitment_id: str
    plan_id: str
    number: str | None
    text: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that is known: its first year, its ordinal where a document states it, its numbers."""

    plan_id: str
    start: int
    ordinal: int | None
    numbers: Mapping[str, str]  # printed number -> commitment id
    titles: Mapping[str, Collection[str]] = field(default_factory=dict)  # commitment id -> titles


def stated_links(statements: Iterable[Statement], plans: Sequence[Plan]) -> list[Link]:
    """Return the links that statements name, the earlier commitment first; each once."""
    by_id = {p.plan_id: p for p in plans}
    found: dict[tuple[str, str, str], Link] = {}
    for statement in sorted(statements, key=lambda s: (s.commitment_id, s.document_id, s.text)):
        own = by_id.get(statement.plan_id)
        for sentence in _sentences(statement.text) if own else ():
            for kind, backward, numbers, match in _read(sentence):
                other = _plan(match, own, plans) if own else None
                if not other or not own or (other.start < own.start) != backward:
                    continue
                for number in numbers:
                    target = other.numbers.get(number)
                    if target:
                        pair = (target, statement.commitment_id) if backward else (statement.commitment_id, target)
                        found.setdefault((*pair, kind), _link(*pair, kind, sentence, statement.document_id))
            for target in _surely(_unplaced(sentence), statement, own, plans) if own else ():
                link = _link(target, statement.commitment_id, "merged", sentence, statement.document_id)
                unnamed = link.model_copy(update={"method": "stated_without_plan", "score": 0.9})
                found.setdefault((target, statement.commitment_id, "merged"), unnamed)
    return list(found.values())


def unplaced(text: str) -> Iterator[str]:
    """Yield the sentences that name commitments from which this one was merged, and no plan."""
    for sentence in _sentences(text):
        if _unplaced(sentence):
            yield " ".join(sentence.split())


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.;!?])\s+(?=[A-ZÁÉÍÓÚÑ¿(])|\n", text)


def _unplaced(sentence: str) -> list[str]:
    """The numbers, two or more, that a sentence names without a plan."""
    folded = fold(sentence)
    match = _MERGED.search(folded)
    if not match or re.search(r"\bplan", folded) or _DENIED.search(folded[max(0, match.start() - 40) : match.end()]):
        return []
    numbers = re.findall(_NUMBER, match["numbers"])
    return numbers if len(numbers) > 1 else []


def _surely(numbers: Sequence[str], statement: Statement, own: Plan, plans: Sequence[Plan]) -> list[str]:
    """The commitments of the plan before that the numbers mean: all are there, and titled as this one is.

    Commitments of the own plan under the same numbers must not be: they may have been merged while it was drawn up.
    """
    place = own.plan_id.rpartition("-")[0]
    before = [p for p in plans if p.plan_id.rpartition("-")[0] == place and p.start < own.start]
    previous = max(before, key=lambda p: p.start, default=None)
    if not numbers or not previous or not _next_to(previous, own):
        return []
    titles = own.titles.get(statement.commitment_id, ())
    targets = [previous.numbers.get(number, "") for number in numbers]
    if not all(target and _akin(titles, previous.titles.get(target, ())) for target in targets):
        return []
    mine = {own.numbers.get(number, "") for number in numbers} - {"", statement.commitment_id}
    return [] if any(_akin(titles, own.titles.get(target, ())) for target in mine) else targets


def _akin(titles: Collection[str], others: Collection[str]) -> bool:
    """Whether two commitments have titles with half their concepts, and at least two, in common."""
    for a in map(concepts, titles):
        for b in map(concepts, others):
            if len(a & b) >= max(2, min(len(a), len(b)) / 2):
                return True
    return False


def _read(sentence: str) -> Iterable[tuple[LinkKind, bool, list[str], re.Match[str]]]:
    folded = fold(sentence)
    for kind, backward, rule in _RULES:
        for match in rule.finditer(folded):
            if not _DENIED.search(folded[max(0, match.start() - 40) : match.end()]):
                yield kind, backward, re.findall(_NUMBER, match["numbers"]), match


def _plan(match: re.Match[str], own: Plan, plans: Sequence[Plan]) -> Plan | None:
    """The plan that the words name. A neighbour that is not known must not be mistaken for one further off."""
    about = match.groupdict()
    place = own.plan_id.rpartition("-")[0]
    siblings = sorted((p for p in plans if p.plan_id.rpartition("-")[0] == place), key=lambda p: p.start)
    start = about["start"] or about["start2"]
    if start:
        fits = [p for p in siblings if p.start == int(start)]
    elif about["named"]:
        ordinal = PLAN_ORDINALS.get(about["named"]) or int(about["named"][0])
        fits = [p for p in siblings if p.ordinal == ordinal]
    elif about["older"] or about["older2"]:
        fits = [p for p in siblings if p.start < own.start][-1:]
        fits = [p for p in fits if _next_to(p, own)]
    elif about["newer"] or about["newer2"]:
        fits = [p for p in siblings if p.start > own.start][:1]
        fits = [p for p in fits if _next_to(own, p)]
    else:
        fits = []
    return fits[0] if len(fits) == 1 and fits[0].plan_id != own.plan_id else None


def _next_to(earlier: Plan, later: Plan) -> bool:
    """Whether no plan lies between: by their ordinals, else because plans last two years or more."""
    if earlier.ordinal and later.ordinal:
        return later.ordinal - earlier.ordinal == 1
    return later.start - earlier.start <= 3


def _link(earlier: str, later: str, kind: LinkKind, quote: str, document_id: str) -> Link:
    return Link(
        commitment_id_a=earlier,
        commitment_id_b=later,
        kind=kind,
        method="stated",
        score=1.0,
        evidence={"quote": " ".join(quote.split()), "document_id": document_id},
    )
