"""Two readings of one document: what one of them lacks is filled from the other, where both mean the same commitment.

While some families are read by the first build and by the road, each sees what the other does not. Their commitments
are matched by number and title. A field that the serving reading leaves empty takes the other's value; nothing that it
states is replaced, and where both state different values the commitment is doubted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz

from extractors.records import Assessment, Extraction, Mention
from extractors.short_titles import is_short, share_word
from extractors.words import fold

SAME_TITLE = 88.0
"""Percent of letters that two titles of one commitment share."""

NUMBERED = 60.0
"""The same, where their numbers agree."""

MOST = 0.7
"""Where this share of the commitments agrees in number, the two readings number alike."""

DIFFERENT = 55.0
"""Names less alike than this name different bodies or themes."""

TEXTS = ("area", "lead_institution", "problem", "objective")
DATES = ("starts_on", "ends_on")
BLANK = "blank_in_source"
READINGS_DIFFER = "readings_differ"
"""Doubt: two ways of reading the document found different values."""


def supplemented(serving: Extraction, other: Extraction) -> Extraction:
    """Return the serving reading with what the other one adds to its commitments."""
    pairs = list(_pairs(serving.mentions, other.mentions))
    if not pairs:
        return serving
    keys = {theirs.key: own.key for own, theirs in pairs}
    mentions = {own.key: _filled(own, theirs) for own, theirs in pairs}
    out = serving.model_copy(update={"mentions": [mentions.get(m.key, m) for m in serving.mentions]})
    known = {_subject(a) for a in serving.assessments}
    added = [
        a.model_copy(update={"mention": keys[a.mention], "flagged": a.flagged or a.dimension == "early_results"})
        for a in other.assessments
        if a.mention in keys and a.milestone is None and (a.code or a.number is not None)
    ]
    values: dict[tuple[object, ...], set[object]] = defaultdict(set)
    for a in added:
        values[*_subject(a), a.phase, a.ogp_value].add((a.code, a.number))
    sure = [a for a in added if len(values[*_subject(a), a.phase, a.ogp_value]) == 1]  # who says two things knows none
    out.assessments = [*serving.assessments, *(a for a in sure if _subject(a) not in known)]
    _doubt_differing(out, other, keys)
    having = {m.mention for m in serving.milestones}
    taken = [
        m.model_copy(update={"mention": keys[m.mention]})
        for m in other.milestones
        if m.mention in keys and keys[m.mention] not in having and not _repeats(m.text, mentions[keys[m.mention]])
    ]
    out.milestones = [*out.milestones, *taken]
    theirs = {(m.mention, m.milestone) for m in taken}
    rated = (a.model_copy(update={"mention": keys[a.mention]}) for a in other.assessments if a.mention in keys)
    out.assessments = [*out.assessments, *(a for a in rated if (a.mention, a.milestone) in theirs)]
    return out


def completed(serving: Extraction, other: Extraction) -> Extraction:
    """Return the first build's reading of a page about one commitment with its number and what its words add.

    Where the page draws a value as a graphic and says it in words below, the words fill the gap.
    """
    pairs = {own.key: theirs for own, theirs in _pairs(serving.mentions, other.mentions)}
    said = {(a.mention, a.dimension) for a in serving.assessments if a.null_reason != BLANK}
    theirs = {t.key: key for key, t in pairs.items()}
    told = {(theirs[a.mention], a.dimension) for a in other.assessments if a.mention in theirs and (a.code or a.number)}
    blank = [a for a in serving.assessments if a.null_reason == BLANK and (a.mention, a.dimension) in told - said]
    out = serving.model_copy(update={"assessments": [a for a in serving.assessments if a not in blank]})
    out = supplemented(out, other)
    numbered = [
        m.model_copy(update={"number": n.number, "number_source": n.number_source})
        if m.number is None and (n := pairs.get(m.key)) is not None and n.number
        else m
        for m in out.mentions
    ]
    return out.model_copy(update={"mentions": numbered})


def _repeats(text: str | None, mention: Mention) -> bool:
    """Whether a milestone has no other words than its commitment's title (the row of the commitment as a whole)."""
    return fuzz.ratio(fold(text or ""), fold(mention.title or "")) >= SAME_TITLE


def _doubt_differing(out: Extraction, other: Extraction, keys: dict[str, str]) -> None:
    """Doubt ratings that the other reading states otherwise, and milestones of which it finds another number."""
    theirs: dict[tuple[object, ...], set[str | None]] = defaultdict(set)
    for a in other.assessments:
        if a.mention in keys and a.code:
            theirs[keys[a.mention], a.milestone, a.dimension, a.ogp_value].add(a.code)

    def doubtful(a: Assessment) -> bool:
        codes = theirs.get((a.mention, a.milestone, a.dimension, a.ogp_value))
        one = a.dimension != "early_results"  # stated for each value of OGP, by one reading only
        return bool(one and codes and a.code and a.code not in codes)

    out.assessments = [a.model_copy(update={"flagged": True}) if doubtful(a) else a for a in out.assessments]
    counts = Counter(keys[m.mention] for m in other.milestones if m.mention in keys)
    own = Counter(m.mention for m in out.milestones)
    out.milestones = [
        m.model_copy(update={"flagged": True, "doubts": [*m.doubts, READINGS_DIFFER]})
        if counts[m.mention] and counts[m.mention] != own[m.mention]
        else m
        for m in out.milestones
    ]


def _subject(a: Assessment) -> tuple[object, ...]:
    return a.mention, a.milestone, a.dimension


def _pairs(own: Sequence[Mention], theirs: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    out, used = [], set()
    for mention in own:
        best: tuple[float, int] | None = None
        for i, other in enumerate(theirs):
            alike = fuzz.ratio(fold(mention.title or ""), fold(other.title or ""))
            same = bool(mention.number) and mention.number == other.number
            short = same and is_short(fold(mention.title or ""), fold(other.title or ""))
            if i not in used and (alike >= SAME_TITLE or (same and alike >= NUMBERED) or short):
                best = max(best or (0.0, i), (alike + 50 * same, i))
        if best is not None:
            used.add(best[1])
            out.append((mention, theirs[best[1]]))
    agreeing = sum(bool(a.number) and a.number == b.number for a, b in out)
    if agreeing < MOST * sum(bool(m.number) for m in own):
        return out
    paired = {a.key for a, _ in out}
    for mention in own:  # numbered alike all through: of the rest the number decides, where a word is shared
        rest = [i for i, m in enumerate(theirs) if i not in used and mention.number and m.number == mention.number]
        if (
            mention.key not in paired
            and len(rest) == 1
            and share_word(fold(mention.title or ""), fold(theirs[rest[0]].title or ""))
        ):
            used.add(rest[0])
            out.append((mention, theirs[rest[0]]))
    return out


def _filled(own: Mention, theirs: Mention) -> Mention:
    """Return a commitment with its empty fields filled; doubted where both readings state different values."""
    update: dict[str, object] = {}
    title, other = own.title or "", theirs.title or ""
    if own.number == theirs.number and fuzz.ratio(fold(title), fold(other)) < NUMBERED and len(title) < len(other):
        update |= {"title": other, "title_lang": theirs.title_lang, "evidence": theirs.evidence}  # not the short name
        if not is_short(fold(title), fold(other)):  # only the numbers say that they are one
            update |= {"flagged": True, "doubts": [*own.doubts, READINGS_DIFFER]}
    for name in (*TEXTS, *DATES):
        if getattr(own, name) is None and getattr(theirs, name) is not None:
            update[name] = getattr(theirs, name)
    if not own.support_institutions and theirs.support_institutions:
        lead = fold(str(update.get("lead_institution") or own.lead_institution or ""))
        update["support_institutions"] = [s for s in theirs.support_institutions if fold(s) != lead]
    differ = any(
        a and b and fuzz.token_set_ratio(fold(a), fold(b)) < DIFFERENT
        for a, b in ((own.lead_institution, theirs.lead_institution), (own.area, theirs.area))
    ) or any(a and b and a.value != b.value for a, b in ((getattr(own, n), getattr(theirs, n)) for n in DATES))
    if differ:
        update |= {"flagged": True, "doubts": [*own.doubts, READINGS_DIFFER]}
    return own.model_copy(update=update)
