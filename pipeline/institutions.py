"""Which institution a printed name means: lists split, acronyms resolved, aliases and old names known.

Inside one country two names are one institution when they differ in case, accents, function words,
titles of courtesy or the country's name only; when one is the acronym that the other states ("Name
(ACR)") and no other name there states the same one; or when ``institutions.yml`` says so, this
package's or the home's. What is merely alike is not joined but listed for review.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import resources
from itertools import combinations
from pathlib import Path

import babel
import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from extractors.lexicon import institution_words
from extractors.words import fold
from warehouse.model import InstitutionDoubt, InstitutionName, InstitutionNames

_SMALL = frozenset("a al and ante con de del e el en for in la las lo los of on para por the y &".split())
_COURTESY = frozenset("excma excmo excelentisima excelentisimo exma honorable h hon ilustre".split())
_UNITS = frozenset(
    "unidad unit area programa program programme division seccion section equipo team centro center centre banco bank "
    "ministerios ministries universidad university fundacion foundation camara chamber gobernacion intendencia "
    "municipio alcaldia junta registro fiscalia poder comite committee red asociacion association federacion "
    "colegio alta consejeria".split()
)
_NONE = re.compile(
    r"(none|not|no)( (specified|stated|available|especificad[oa]s?|indicad[oa]s?))?|n a|nd|unclear|tbd|varios|various|"
    r"(and |y |e )?(others?|otr[oa]s?)( .*)?|ningun[oa]"
)
_ACRONYM = re.compile(r"(?=\w*[A-ZÁÉÍÓÚÑ]\w*[A-ZÁÉÍÓÚÑ])[^\W\d_][\w.&-]{1,14}")
_BRACKET = re.compile(r"\(([^()]*)\)")
_GAP = re.compile(r"\s+[-–—]\s+|\s*,\s*(?:(?:y|e|and|&)\s+)?|\.\s+|\s+(?:y|e|and|&)\s+")
_LEADING = re.compile(r"^(?:(?:y|e|and|el|la|los|las|[Tt]he)\s+)+")
_DASH = re.compile(r"\s+[-–—]\s+|\s*:\s+")
_ALIKE = 88  # of 100, by sorted words: worth a look
_HOLDS = 0.6  # of the longer name's words


class InstitutionEntry(BaseModel):
    """What a person says about an institution; ``apart``: names that are not it, however alike."""

    model_config = ConfigDict(extra="forbid")
    country: str = Field(pattern="^[A-Z]{2}$")
    name: str
    acronym: str | None = None
    aliases: list[str] = Field(default_factory=list)
    formerly: list[str] = Field(default_factory=list)
    apart: list[str] = Field(default_factory=list)


class InstitutionsError(ValueError):
    """An ``institutions.yml`` that cannot be understood; the message names file and field."""


@dataclass(slots=True)
class _Part:
    """One name of a printed list: the name itself and the acronym printed with it."""

    name: str
    acronym: str | None = None


@dataclass
class _Country:
    """What is known about the names of one country."""

    code: str
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> canonical key, method
    names: dict[str, str] = field(default_factory=dict)  # canonical key -> name of the file
    acronyms: dict[str, str] = field(default_factory=dict)  # canonical key -> acronym
    apart: set[frozenset[str]] = field(default_factory=set)

    def key(self, name: str) -> str:
        """What two spellings of one name have in common."""
        words = re.findall(r"[^\W_]+", fold(_BRACKET.sub(" ", name)))
        text = " ".join(w for w in words if w not in _SMALL and w not in _COURTESY)
        for country in _country_names(self.code):
            if text.endswith(f" {country}"):
                text = text[: -len(country) - 1]
            elif text.startswith(f"{country} "):
                text = text[len(country) + 1 :]
        return text.replace(" ", "")


def namer(
    file: Path | None = None,
) -> Callable[[duckdb.DuckDBPyConnection, Collection[str] | None], InstitutionNames | None]:
    """Return the function that :func:`warehouse.load.load` calls to name institutions.

    ``file`` is the home's ``institutions.yml``; raises :class:`InstitutionsError` for one that is wrong.
    """
    entries = read_institutions(file)
    return partial(name_institutions, entries=entries)


def read_institutions(file: Path | None = None) -> list[InstitutionEntry]:
    """Return the reviewed institutions: this package's, then those of ``file``, where it is there."""
    shipped = resources.files("pipeline").joinpath("institutions.yml")
    found: list[InstitutionEntry] = []
    texts = [("institutions.yml", shipped.read_text(encoding="utf-8"))]
    if file is not None and file.exists():
        texts.append((file.name, file.read_text(encoding="utf-8")))
    for name, text in texts:
        try:
            found += TypeAdapter(list[InstitutionEntry]).validate_python(yaml.safe_load(text) or [])
        except (yaml.YAMLError, ValidationError) as error:
            raise InstitutionsError(f"{name}: {error}") from error
    return found


def name_institutions(
    db: duckdb.DuckDBPyConnection, countries: Collection[str] | None = None, entries: Sequence[InstitutionEntry] = ()
) -> InstitutionNames | None:
    """Name the institutions of these countries (None: of all); None: nothing came or went.

    All countries are named where the rules or the reviewed entries are other than at the last load.
    """
    known = "\0".join(e.model_dump_json() for e in entries)
    stamp = hashlib.sha256((known + Path(__file__).read_text(encoding="utf-8")).encode()).hexdigest()[:16]
    old = db.execute("SELECT value FROM meta.settings WHERE name = 'institutions_digest'").fetchone()
    everything = countries is None or old != (stamp,)
    if not everything and not countries:
        return None
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    asked = None if everything else sorted(countries or ())
    for code, words, times in db.execute(_PRINTED, {"countries": asked}).fetchall():
        printed[code][words] = times
    result = InstitutionNames(digest=stamp, countries=asked or sorted(printed), everything=everything)
    for code in result.countries:
        names, doubts = resolve(code, printed.get(code, Counter()), [e for e in entries if e.country == code])
        result.names += names
        result.doubts += doubts
    return result


_PRINTED = """
    WITH own AS (
        SELECT split_part(commitment_id, '-', 1) AS code, lead_institution, support_institutions
        FROM core.mentions
        WHERE commitment_id IS NOT NULL AND ($countries IS NULL OR list_contains($countries, code))
    )
    SELECT code, printed, count(*) AS times
    FROM (
        SELECT code, lead_institution AS printed FROM own
        UNION ALL
        SELECT code, unnest(support_institutions) FROM own
    )
    WHERE printed IS NOT NULL AND trim(printed) <> ''
    GROUP BY ALL
"""


def resolve(
    code: str, printed: Counter[str], entries: Iterable[InstitutionEntry] = ()
) -> tuple[list[InstitutionName], list[InstitutionDoubt]]:
    """Return each name of the printed strings of a country with its institution, and the pairs to look at."""
    country = _reviewed(code, entries)
    lists = {words: [_read(part) for part in split(words)] for words in sorted(printed)}
    seen: dict[str, Counter[str]] = defaultdict(Counter)  # canonical key -> names as printed
    stated: dict[str, set[str]] = defaultdict(set)  # acronym -> keys of the names that state it
    for words, parts in lists.items():
        for part in parts:
            key = country.key(part.name)
            key = country.aliases.get(key, (key, ""))[0]
            seen[key][part.name] += printed[words]
            if part.acronym and not _is_acronym(part.name):
                stated[fold(part.acronym)].add(key)
                country.acronyms.setdefault(key, part.acronym)
    names: list[InstitutionName] = []
    shown: dict[str, str] = {}
    for words, parts in lists.items():
        for position, part in enumerate(parts, 1):
            key = country.key(part.name)
            key, method = country.aliases.get(key, (key, "printed"))
            means = stated.get(fold(part.name), set()) - {key}
            if method == "printed" and _is_acronym(part.name) and len(means) == 1:
                (key,), method = means, "acronym"
            name = country.names.get(key) or min(seen[key], key=lambda n: (-seen[key][n], -len(n), n))
            shown[key] = name
            names.append(
                InstitutionName(
                    country_code=code,
                    printed=words,
                    position=position,
                    name=part.name,
                    institution_id=f"{code}-{_slug(name)}",
                    institution=name,
                    acronym=country.acronyms.get(key),
                    method=method,
                )
            )
    return names, list(_doubts(country, shown, stated))


def split(printed: str) -> list[str]:
    """Split a printed list of institutions; commas and "and" part only where a name begins after them."""
    parts: list[str] = []
    for piece in re.split(r";|\n|\s/\s|•", printed):
        start = depth = 0
        for at in range(len(piece)):
            depth += (piece[at] == "(") - (piece[at] == ")")
            gap = None if depth > 0 else _GAP.match(piece, at)
            if gap and _parts(piece[start:at], gap[0], piece[gap.end() :]):
                parts.append(piece[start:at])
                start = gap.end()
        parts.append(piece[start:])
    cleaned = [
        re.sub(r"^(?:(?:y|e|and|el|la|los|las|[Tt]he)\s+)+", "", " ".join(p.split()).strip(" ,.;")) for p in parts
    ]
    return [p for p in cleaned if p and not _NONE.fullmatch(" ".join(re.findall(r"\w+", fold(p))))]


def _parts(left: str, gap: str, right: str) -> bool:
    """Whether what stands between two texts parts two institutions."""
    mark = gap.strip()[:1]
    if mark in "-–—":
        return _is_acronym(left.strip()) and _is_acronym(right.strip())
    if mark == ".":
        last = (re.findall(r"\w+", left) or [""])[-1]
        return len(last) > 3 and fold(last) not in _COURTESY and _opens(right)
    if mark == ",":
        return _opens(right) or _closes(right) or (left.endswith(")") and right[:1].isupper())
    return _opens(right) and _opens(left)


def _opens(text: str) -> bool:
    """Whether text begins with the name of an institution: an opening word in capitals, or an acronym."""
    words = re.findall(r"[\w.&-]+", text)
    while words and fold(words[0]).strip(".") in _SMALL | _COURTESY | {"u.s", "us"}:
        words = words[1:]
    if not words:
        return False
    first = words[0].rstrip(".,")
    end = re.match(r"\W*(?:(?:el|la|los|las|the)\s+)?[\w.&-]+\s*(?:\(|,|;|\.|$|\s[-–—]\s|y\s|e\s|and\s)", text)
    return (first[:1].isupper() and fold(first) in _heads()) or bool(_ACRONYM.fullmatch(first) and end)


def _closes(text: str) -> bool:
    """Whether the words up to the next comma or bracket end as English names do: "General Services Administration"."""
    words = re.findall(r"\w+", re.split(r"[,;(]", text)[0])
    return len(words) > 1 and words[0][:1].isupper() and words[-1][:1].isupper() and fold(words[-1]) in _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset(institution_words("en")["heads"]) | frozenset(institution_words("es")["heads"]) | _UNITS


def _is_acronym(name: str) -> bool:
    return bool(_ACRONYM.fullmatch(name.strip()))


def _read(part: str) -> _Part:
    """Tell name and acronym apart: "Name (ACR)", "ACR (Name)", "Name - ACR"; a unit after a dash is left out."""
    outside = " ".join(_BRACKET.sub(" ", part).split()).strip(" ,.-–") or part
    insides = [i.strip() for i in _BRACKET.findall(part)]
    for inside in insides:
        if _is_acronym(outside) and inside[:1].isupper() and _stands_for(outside, inside):
            return _Part(inside, outside)
    name = outside
    pieces = _DASH.split(outside)
    if len(pieces) > 1 and _opens(pieces[0]) and not _is_acronym(pieces[0]):
        name = pieces[0]
        insides += [p for p in pieces[1:] if _stands_for(p, name)]
    first, _, last = name.rpartition(" ")
    if first and _is_acronym(last) and fold(last) == _initials(first):
        return _Part(first, last)
    acronyms = (i for i in insides if _is_acronym(i) and (not i.isupper() or _stands_for(i, name)))
    return _Part(name, next(acronyms, None) if not _is_acronym(name) else None)


def _stands_for(acronym: str, name: str) -> bool:
    """Whether an acronym can be one of a name: it begins as the name does and its letters follow in it.

    Or it has the initials of all words but the first: HHS for Department of Health and Human Services.
    """
    short = re.sub(r"\W", "", fold(acronym))
    letters = iter("".join(re.findall(r"\w+", fold(name))))
    follows = short[:1] == next(letters, "") and all(letter in letters for letter in short[1:])
    return _is_acronym(acronym) and (follows or (len(short) > 2 and short == _initials(name)[1:]))


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.findall(r"\w+", fold(name)) if w not in _SMALL)


def _slug(name: str) -> str:
    return "-".join(w for w in re.findall(r"[a-z0-9]+", fold(name)) if w not in _SMALL) or "x"


@cache
def _country_names(code: str) -> tuple[str, ...]:
    names = {fold(babel.Locale(language).territories.get(code, "")) for language in ("en", "es")}
    short = {"US": {"u s", "us", "usa", "united states", "estados unidos"}, "GB": {"uk", "united kingdom"}}
    return tuple(sorted(names - {""} | short.get(code, set()), key=lambda n: (-len(n), n)))


def _reviewed(code: str, entries: Iterable[InstitutionEntry]) -> _Country:
    country = _Country(code)
    for entry in entries:
        own = country.key(entry.name)
        own = country.aliases.get(own, (own, ""))[0]
        country.names[own] = entry.name
        if entry.acronym:
            country.acronyms[own] = entry.acronym
        for method, names in (("alias", [*entry.aliases, entry.acronym or ""]), ("renamed", entry.formerly)):
            for name in filter(None, names):
                if country.key(name) != own:
                    country.aliases[country.key(name)] = (own, method)
        country.apart |= {frozenset((own, country.key(name))) for name in entry.apart}
    return country


def _doubts(country: _Country, shown: dict[str, str], stated: dict[str, set[str]]) -> Iterable[InstitutionDoubt]:
    """Yield pairs that may be one institution: one acronym for both, alike words, or one name inside the other."""
    pairs: dict[tuple[str, str], tuple[str, float]] = {}
    for acronym, keys in stated.items():
        for a, b in combinations(sorted(keys & shown.keys()), 2):
            pairs[a, b] = (f"both state the acronym {acronym.upper()}", 1.0)
    ordered = sorted(shown)
    folded = [_slug(shown[k]).replace("-", " ") for k in ordered]
    scores = cdist(folded, folded, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
    for i, j in combinations(range(len(ordered)), 2):
        pair = (ordered[i], ordered[j])
        less, more = sorted((set(folded[i].split()), set(folded[j].split())), key=len)
        if pair in pairs:
            continue
        if scores[i, j] >= _ALIKE:
            pairs[pair] = ("alike", float(scores[i, j]) / 100)
        elif len(less) >= 2 and less < more and len(less) / len(more) >= _HOLDS:
            pairs[pair] = ("one name holds the other", len(less) / len(more))
    for (a, b), (why, score) in sorted(pairs.items()):
        if frozenset((a, b)) not in country.apart:
            first, second = sorted((shown[a], shown[b]))
            yield InstitutionDoubt(
                country_code=country.code, institution_a=first, institution_b=second, why=why, score=round(score, 3)
            )
