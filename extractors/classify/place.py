"""Which country, and which OGP Local member, a document is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from extractors.annotate.vocabulary import word_set
from extractors.classify import cues
from extractors.classify.passages import Passage, Reading
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.classify.title import is_date
from extractors.classify.weigh import Decision, Evidence, weigh
from extractors.places import OGP_ID, country_code, country_of, country_table, local_members
from extractors.words import fold, fold_with_offsets

_WORD = re.compile(r"\w+")
_HOST = re.compile(r"\.(?:gov|gob|gub|gouv|go|govt)\.(?P<country>[a-z]{2})(?![\w-])", re.IGNORECASE)
_LOCAL_PLAN = re.compile(r"^.*[-–—:]\s*(?P<place>[^,\d:–—-]{3,60}),\s*(?P<country>[^,\d]{3,40}),\s*20\d\d")
_NAME = re.compile(
    r"\s*(?P<place>[A-ZÁÉÍÓÚÑ][\wáéíóúñü'’-]+(?:\s+(?:(?:de|del|la|las|los|el|of)\s+)*[A-ZÁÉÍÓÚÑ][\wáéíóúñü'’-]+){0,3})"
)
_NAME_BEFORE = re.compile(r"(?P<place>[A-ZÁÉÍÓÚÑ][\w'’-]++(?:[ -][A-ZÁÉÍÓÚÑ][\w'’-]++){0,2})\s*+$")
_BODY_AT_MOST = 8.0
_LONG_LINE = 150  # characters of a line of the cover that is a sentence
_RIVAL, _CROWD = 0.3, 3
"""So many countries with so large a share of the best, in running text alone: the document is about none of them."""
_ID_AT_END = re.compile(r"\(([A-Z]{2})\d{4}\)\s*$")


@cache
def _countries() -> dict[str, str]:
    return {name: code for name, code in country_table().items() if name != "usa"}


@cache
def _by_first_word() -> dict[str, list[str]]:
    """Return the names of all places by their first word, the longest first."""
    out: dict[str, list[str]] = defaultdict(list)
    for name in sorted({*_countries(), *local_members()}, key=lambda n: (-len(n), n)):
        first = _WORD.match(name)
        if first:
            out[first.group()].append(name)
    return dict(out)


@lru_cache(maxsize=8192)
def places_in(folded: str) -> tuple[tuple[str, str | None], ...]:
    """Return the countries, and slugs of local members, that folded words name, in order."""
    named = _by_first_word()
    out: list[tuple[str, str | None]] = []
    end = 0
    for m in _WORD.finditer(folded):
        if m.start() < end:
            continue
        for name in named.get(m.group(), ()):
            after = m.start() + len(name)
            if folded.startswith(name, m.start()) and not _WORD.match(folded[after : after + 1]):
                out.append(local_members().get(name) or (_countries()[name], None))
                end = after
                break
    return tuple(out)


@cache
def _cities() -> dict[str, str]:
    """Return the cities that name time zones, folded, and their countries: mostly capitals."""
    zones: dict[str, str] = get_global("zone_territories")
    out: dict[str, str] = {}
    for zone, country in zones.items():
        names = {zone.rpartition("/")[2].replace("_", " ")}
        names |= {str(Locale(language).time_zones.get(zone, {}).get("city", "")) for language in ("en", "es")}
        out.update({fold(name): country for name in names if len(name) > 3 and len(country) == 2})
    return out


def city_of(line: str) -> str | None:
    """Return the country of the city in a line of place and date: "Lima, 30 de diciembre de 2019"."""
    if not is_date(line):
        return None
    words = re.split(r"[,\d]", fold(line))[0].strip()
    return _cities().get(words)


def country_evidence(reading: Reading, title: str | None) -> Iterator[Evidence[str]]:
    """Yield the signs for the country."""
    body: dict[str, float] = defaultdict(float)
    for passage in reading.passages(title):
        found = list(dict.fromkeys(country for country, _ in places_in(passage.folded)))
        if passage.place == "field" and passage.label in _country_fields():
            for country in found[:1]:
                yield Evidence(country, 12.0, f"field {passage.label}", "field country")
        elif passage.place in ("title", "cover", "running", "metadata", "imprint"):
            weight = SETTINGS.places[passage.place] * (0.4 if len(passage.text) > _LONG_LINE else 1.0)
            for country in found:
                yield Evidence(country, weight / len(found), f"{passage.place}: {country}", passage.place)
        else:
            for country, points in _in_text(passage):
                body[country] += points
        city = city_of(passage.text) if passage.place in ("cover", "body") else None
        if city:
            yield Evidence(city, 2.5, "place and date", "city")
    for country, points in body.items():
        yield Evidence(country, min(points, _BODY_AT_MOST), "text", "text")
    yield from _by_code(reading)


def _by_code(reading: Reading) -> Iterator[Evidence[str]]:
    """Yield the country of the address's host, and of an OGP id in the title."""
    known = set(_countries().values())
    for m in _HOST.finditer(" ".join(reading.document.metadata.values())):
        if country_of(m["country"]) in known:
            yield Evidence(country_of(m["country"]), 3.0, "address", "address")
    for field in reading.fields:
        named = OGP_ID.fullmatch(field.text.strip())
        if named and country_of(named.group(1)) in known:
            yield Evidence(country_of(named.group(1)), 8.0, f"field {field.label}", "field id")
    for line in reading.cover[:12]:
        titled = _ID_AT_END.search(line.text)
        if titled and country_of(titled.group(1)) in known:
            yield Evidence(country_of(titled.group(1)), 20.0, "OGP id in the title", "id")


def _in_text(passage: Passage) -> Iterator[tuple[str, float]]:
    """Yield the countries that running text names, by names, OGP ids and hosts of governments, with points."""
    weight = SETTINGS.places[passage.place]
    if passage.place == "field" and not _of_document(passage):
        weight = SETTINGS.places["body"]
    found = [country for country, _ in places_in(passage.folded)]
    share = 1.0 if len(set(found)) <= 2 else 0.2
    yield from ((country, weight * share) for country in found)
    known = set(_countries().values())
    codes = (
        [] if passage.place in ("navigation", "list") else [(m.group(1), 0.5) for m in OGP_ID.finditer(passage.text)]
    )
    codes += [(m["country"], 1.6) for m in _HOST.finditer(passage.text)]
    yield from ((country_of(c), w) for c, w in codes if country_of(c) in known)


def _of_document(passage: Passage) -> bool:
    """Whether a field speaks of the document or its plan, and not of one of its commitments."""
    return passage.label in _country_fields() or bool(cues.pattern("period_of_the_plan").fullmatch(passage.label))


def _country_fields() -> frozenset[str]:
    return frozenset(cues.words("country_fields"))


def decide_country(reading: Reading, title: str | None, settings: ClassSettings = SETTINGS) -> Decision[str]:
    """Return the country (ISO 3166-1 alpha-2); none where running text alone names several alike."""
    signs = list(country_evidence(reading, title))
    decided = weigh(
        signs,
        least=settings.accept_country,
        near=settings.near,
        unknown="unknown_country",
        uncertain="uncertain_country",
    )
    points: dict[str, float] = defaultdict(float)
    for sign in signs:
        points[sign.value] += sign.weight
    alike = sum(p >= settings.near * decided.score for p in points.values())
    if decided.value and alike >= _CROWD:
        return Decision(None, 0.0, decided.value, decided.score, (), ("unknown_country",))
    rivals = {s.value for s in signs if s.source == "text" and s.weight >= _RIVAL * decided.score}
    if decided.value and all(reason == "text" for reason, _ in decided.reasons) and len(rivals) >= _CROWD:
        return Decision(None, 0.0, decided.value, decided.score, (), ("unknown_country",))
    return decided


def locality_evidence(reading: Reading, title: str | None, country: str | None) -> Iterator[Evidence[str]]:
    """Yield the signs for a local member: a local government whose plan it is, or one of the listed members."""
    for passage in reading.passages(title):
        if passage.place not in ("title", "cover", "running", "metadata", "field", "imprint") or is_date(passage.text):
            continue
        if passage.place == "field" and not _of_document(passage):
            continue
        weight = SETTINGS.places[passage.place]
        for name, share in _localities(passage, country):
            yield Evidence(name, weight * share, f"{passage.place}: {name}", passage.place)


def _localities(passage: Passage, country: str | None) -> Iterator[tuple[str, float]]:
    m = _LOCAL_PLAN.match(passage.text) if len(passage.text) < 2 * _LONG_LINE else None
    known = country_code(m["country"]) if m else None
    if m and known and known[0] == country and list(cues.types_in(passage.folded)):
        yield m["place"].strip(), 1.0
        return
    parts = [p.strip() for p in passage.text.split(",")]
    if passage.place == "field" and passage.label in _country_fields() and len(parts) == 2 and country_code(parts[1]):
        yield parts[0], 1.5
        return
    for of, slug_found in places_in(passage.folded):
        if slug_found and of == country and len(passage.text) < _LONG_LINE:
            name = _printed(passage.text, slug_found)
            behind = passage.text.partition(name)[2].lstrip()
            if not (behind[:1] == "," and is_date(behind[1:].strip())):  # "Tbilisi, October 2024": where it was issued
                yield name, 1.0
    yield from _before_suffix(passage)
    local = bool(cues.pattern("local_plan").search(passage.folded))
    for found in cues.pattern("local_government").finditer(passage.folded):
        after = _NAME.match(passage.text[_offset(passage.text, found.end()) :])
        if after and not country_code(after["place"]):
            yield after["place"], 1.0 if local or passage.place in ("title", "cover", "metadata") else 0.5


def _before_suffix(passage: Passage) -> Iterator[tuple[str, float]]:
    """Yield the name before the word for a local government: "Makueni County"."""
    for m in cues.pattern("local_suffix").finditer(passage.folded):
        before = passage.text[: _offset(passage.text, m.start())]
        name = _NAME_BEFORE.search(before)
        if name and passage.place in ("title", "cover", "running") and not country_code(name["place"]):
            yield name["place"], 1.0


def _offset(text: str, folded_end: int) -> int:
    folded = fold_with_offsets(text)
    return folded.offsets[folded_end - 1] + 1 if 0 < folded_end <= len(folded.offsets) else len(text)


def _printed(text: str, slug: str) -> str:
    folded = fold_with_offsets(text)
    names = sorted((n for n, (_, s) in local_members().items() if s == slug), key=len)
    for name in names:
        at = folded.text.find(name)
        if at >= 0:
            start, end = folded.back(at, at + len(name))
            return text[start:end]
    return slug


def decide_locality(
    reading: Reading, title: str | None, country: str | None, settings: ClassSettings = SETTINGS
) -> Decision[str]:
    """Return the local member's name as printed, but not in capitals: "Nuevo León"."""
    evidence = [replace(e, value=_cased(e.value)) for e in locality_evidence(reading, title, country)]
    return weigh(evidence, least=4.0, near=settings.near, unknown="", uncertain="uncertain_country")


def _cased(name: str) -> str:
    """Return a name without capitals throughout: "NUEVO LEÓN" is "Nuevo León", "LA PAZ" "La Paz"."""
    if not name.isupper():
        return name
    small = word_set("reading.yml", "small")
    return " ".join(w if k and w in small else w.capitalize() for k, w in enumerate(name.lower().split()))
