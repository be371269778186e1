"""Which institution a printed name means: lists split, acronyms resolved, aliases and old names known.

Inside one country two names are one institution when they differ in case, accents, function words,
titles of courtesy or the country's name only; when one is the acronym that the other states ("Name
(ACR)") and no other name there states the same one; when an English and a Spanish name mean the same
office (:mod:`pipeline.offices`), or open alike and state one acronym; or when ``institutions.yml`` says
so, this package's or the home's. A list of short names ("Hacienda, Interior y Salud") comes apart where
each is known there. What is merely alike is not joined but listed for review.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import combinations
from pathlib import Path

import babel
import duckdb
from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from extractors.words import fold
from pipeline.entries import EntriesError
from pipeline.entries import entries as entries_of
from pipeline.offices import one_each, own_language, tail, twins
from pipeline.printed import BRACKET, COURTESY, SMALL, Part, hard, is_acronym, opens, read, short_names, split
from pipeline.printed import key as key_of
from warehouse.model import InstitutionDoubt, InstitutionName, InstitutionNames

RULES = ("institutions.py", "offices.py", "offices.yml", "printed.py")  # files that decide names
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


@dataclass
class _Country:
    """What is known about the names of one country."""

    code: str
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> canonical key, method
    names: dict[str, str] = field(default_factory=dict)  # canonical key -> name of the file
    acronyms: dict[str, str] = field(default_factory=dict)  # canonical key -> acronym
    apart: set[frozenset[str]] = field(default_factory=set)

    @property
    def own(self) -> str:
        """The language in which its offices are called by their own names."""
        return own_language(self.code)

    def key(self, name: str) -> str:
        """What two spellings of one name have in common."""
        return "".join(self.words(name))

    def words(self, name: str) -> list[str]:
        """The words of a name that tell it from others in the country."""
        words = re.findall(r"[^\W_]+", fold(BRACKET.sub(" ", name)))
        text = " ".join(w for w in words if w not in SMALL and w not in COURTESY)
        for country in _country_names(self.code):
            if text.endswith(f" {country}"):
                text = text[: -len(country) - 1]
            elif text.startswith(f"{country} "):
                text = text[len(country) + 1 :]
        return text.split()

    def canonical(self, name: str) -> tuple[str, str]:
        """The key of the institution that a name means as far as reviewed files say, and how it is known."""
        key = self.key(name)
        return self.aliases.get(key, (key, "printed"))


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
    files = [Path(__file__).with_name("institutions.yml"), *([file] if file is not None else [])]
    try:
        return [entry for each in files for entry in entries_of(each, InstitutionEntry)]
    except EntriesError as error:
        raise InstitutionsError(str(error)) from error


def name_institutions(
    db: duckdb.DuckDBPyConnection, countries: Collection[str] | None = None, entries: Sequence[InstitutionEntry] = ()
) -> InstitutionNames | None:
    """Name the institutions of these countries (None: of all); None: nothing came or went.

    All countries are named where the rules or the reviewed entries are other than at the last load.
    """
    known = "\0".join(e.model_dump_json() for e in entries)
    rules = "\0".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in RULES)
    stamp = hashlib.sha256((known + rules).encode()).hexdigest()[:16]
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
    entries_ = list(entries)
    country = _reviewed(code, entries_)
    whole = _whole(printed, [name for e in entries_ for name in (e.name, *e.aliases, *e.formerly)])
    lists = {words: [read(part) for part in split(words, whole)] for words in sorted(printed)}
    short = _ShortNames(country, lists)
    for words in lists:
        lists[words] = short.parts(words) or lists[words]
    seen, stated, words_of = _gather(country, lists, printed)
    one, perhaps = _two_languages(country, words_of, stated)
    stated = {acronym: {one.get(key, key) for key in keys} for acronym, keys in stated.items()}
    names: list[InstitutionName] = []
    shown: dict[str, str] = {}
    for words, parts in lists.items():
        for position, part in enumerate(parts, 1):
            key, method = (part.means, "short") if part.means else country.canonical(part.name)
            means = stated.get(fold(part.name), set()) - {key}
            if method == "printed" and is_acronym(part.name) and len(means) == 1:
                (key,), method = means, "acronym"
            if key in one:
                key, method = one[key], "two_languages" if method == "printed" else method
            known = seen.get(key) or Counter([part.name])
            name = country.names.get(key) or min(known, key=lambda n: (-known[n], -len(n), n))
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
    return names, list(_doubts(country, shown, stated, perhaps + short.perhaps))


def _whole(printed: Counter[str], reviewed: Iterable[str]) -> set[str]:
    """The names with a comma or "and" inside that stay whole: a register has them, or two strings print them as one.

    Not where each of the parts is printed alone, too: that is a list.
    """
    pieces: dict[str, set[str]] = defaultdict(set)  # key of a piece -> the strings that print it between hard marks
    shown: dict[str, str] = {}
    for words in printed:
        for piece in hard(words):
            pieces[key_of(piece)].add(words)
            shown.setdefault(key_of(piece), piece)
    found = {key_of(name) for name in reviewed if len(split(name)) > 1}
    for name, strings in pieces.items():
        parts = split(shown[name])
        if len(parts) > 1 and len(strings) > 1 and not all(key_of(part) in pieces for part in parts):
            found.add(name)
    return found


_Seen = dict[str, Counter[str]]  # canonical key -> names as printed
_Stated = dict[str, set[str]]  # acronym -> keys of the names that state it


def _gather(
    country: _Country, lists: dict[str, list[Part]], printed: Counter[str]
) -> tuple[_Seen, _Stated, dict[str, list[str]]]:
    """Collect the names and acronyms that the country's strings print, and the words of each name by its own key."""
    seen: _Seen = defaultdict(Counter)
    stated: _Stated = defaultdict(set)
    words_of: dict[str, list[str]] = {}
    for words, parts in lists.items():
        for part in parts:
            if part.means:
                continue
            key, _ = country.canonical(part.name)
            seen[key][part.name] += printed[words]
            words_of.setdefault(country.key(part.name), country.words(part.name))
            if part.acronym and not is_acronym(part.name):
                stated[fold(part.acronym)].add(key)
                country.acronyms.setdefault(key, part.acronym)
    return seen, stated, words_of


def _two_languages(
    country: _Country, words_of: dict[str, list[str]], stated: _Stated
) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Return which canonical keys are the same office in the country's own language, and the pairs in doubt."""
    joined, perhaps = twins(country.code, words_of)
    spanish = dict((a, b) if country.own == "es" else (b, a) for a, b in one_each(stated, words_of))
    one: dict[str, str] = {}
    for key, target in (joined | {k: v for k, v in spanish.items() if k not in joined}).items():
        a, b = (country.aliases.get(x, (x, ""))[0] for x in (key, target))
        reviewed = a in country.names and b in country.names
        if a != b and not reviewed and frozenset((a, b)) not in country.apart and b not in one:
            one[a] = b
    said = "perhaps one office in two languages"
    return one, [(country.aliases.get(a, (a, ""))[0], country.aliases.get(b, (b, ""))[0], said) for a, b in perhaps]


class _ShortNames:
    """Takes lists of short names apart: each is an acronym or the end of a ministry's name known in the country."""

    def __init__(self, country: _Country, lists: dict[str, list[Part]]) -> None:
        self.country = country
        self.perhaps: list[tuple[str, str, str]] = []
        self.full: set[str] = set()
        self.acronyms: dict[str, set[str]] = defaultdict(set)
        self.tails: dict[str, set[str]] = defaultdict(set)
        named = [part for parts in lists.values() for part in parts] + [Part(n) for n in country.names.values()]
        for part in named:
            key, _ = country.canonical(part.name)
            if opens(part.name) and not is_acronym(part.name):
                self.full.add(key)
            if part.acronym:
                self.acronyms[fold(part.acronym)].add(key)
            after = tail(country.words(part.name))
            if after:
                self.tails[after].add(key)
        for key, acronym in country.acronyms.items():
            self.acronyms[fold(acronym)].add(key)

    def parts(self, printed: str) -> list[Part] | None:
        """Return the names of a list of short names, each with the institution that it means; None for all else."""
        pieces = short_names(printed)
        whole = self.country.canonical(printed)[0]
        if len(pieces) < 2 or whole in self.tails:
            return None
        means = [self._means(piece) for piece, _ in pieces]
        known = [key for key, _ in filter(None, means)]
        kinds = [m[1] if m else "" for m in means]
        if "tail" not in kinds:
            return None
        runs_on = any(
            a == "full" and b == "tail" and not sure
            for a, b, (_, sure) in zip(kinds, kinds[1:], pieces[1:], strict=False)
        )
        if len(known) == len(pieces) and not runs_on:
            return [Part(piece, None, key) for (piece, _), key in zip(pieces, known, strict=True)]
        if len(known) == len(pieces) or (kinds[0] != "full" and 2 * len(known) >= len(pieces)):
            self.perhaps += [(whole, key, "perhaps a list that names it") for key in known if key != whole]
            return None if any(sure for _, sure in pieces) else [Part(printed)]
        return None

    def _means(self, piece: str) -> tuple[str, str] | None:
        """The one institution that a piece of a list means, and whether by a full name, an acronym or a tail."""
        key, method = self.country.canonical(piece)
        if method != "printed" or (key in self.full and opens(piece)):
            return key, "full"
        if is_acronym(piece):
            keys = self.acronyms.get(fold(piece), set())
            return (next(iter(keys)), "acronym") if len(keys) == 1 else None
        keys = self.tails.get(key, set())
        return (next(iter(keys)), "tail") if len(keys) == 1 else None


def _slug(name: str) -> str:
    return "-".join(w for w in re.findall(r"[a-z0-9]+", fold(name)) if w not in SMALL) or "x"


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


def _doubts(
    country: _Country, shown: dict[str, str], stated: _Stated, perhaps: Iterable[tuple[str, str, str]]
) -> Iterable[InstitutionDoubt]:
    """Yield pairs that may be one institution: one acronym for both, alike words, or one name inside the other."""
    pairs: dict[tuple[str, str], tuple[str, float]] = {}
    for one, two, why in perhaps:
        if one in shown and two in shown and one != two:
            a, b = sorted((one, two))
            pairs[a, b] = (why, 1.0)
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
