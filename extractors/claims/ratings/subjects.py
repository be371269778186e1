"""Which commitment or milestone a heading or row title speaks of.

Numbers stay strings ("2.10" is not "2.1"; "3.2A", "SC12" and "1M2" occur). Letters that stand for
digits ("Compromiso I0.") are read as digits only right after the word for commitment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from extractors.builder import Builder
from extractors.titles import tidy_title
from extractors.words import fold

STARS = "\u2605\u2606\u272a\u2b50\u272f\u2730\U0001f31f\uf0ab"
_STAR_WORDS = re.compile(r"^\s*(?:starred commitment|compromiso estelar|compromiso destacado)\b[\s:.-]*", re.IGNORECASE)
# A star counts before the title, in parentheses or at its end, or as the empty parentheses it leaves when lost.
_STARRED = re.compile(
    rf"^[\s*\ufffc]*[{STARS}]|\(\s*+(?:[{STARS}]++\s*+)?\)\s*+(?:\)\s*+)?(?:[.:]\s*+)?$|[{STARS}]\s*+$"
)
_SHORT = 12  # characters
_LOST_STAR = re.compile(r"\(\s*+\)\s*+(?:\)\s*+)?(?:[.:]\s*+)?$")
_LEAD = re.compile(rf"^[\s{STARS}\ufffc\uf000-\uf0ff*•·\u25cf-]+")
_WORD = (
    r"(?:(?P<commitment>(?:promising\s+|noteworthy\s+|starred\s+)?commitments?|cluster|"
    r"compromisos?(?:\s+(?:prometedor(?:es)?|destacados?|estelar(?:es)?))?|agrupaci[oó]n)"
    r"|(?P<milestone>milestones?|hitos?|metas?|actividad(?:es)?|activit(?:y|ies)))"
    r"\s*(?:n(?:[°ºo]|ro|úm|um|umber|úmero|umero)?\b[°º.]*\s*|no\.\s*|#\s*)?"
)
_NUMBER = r"(?P<number>[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,3}(?:[A-Za-z]\d{0,2})?)"
_SLIP = r"(?P<slip>(?=[IlOo|.]*\d)(?=[\d.]*[IlOo|])[\dIlOo|]{1,3}(?:\.[\dIlOo|]{1,3})?)"
_END = r"(?![\w%/])(?!,\d)(?P<stop>\s*[.:)\-–—|]+)?\s*"
_LIST = r"(?P<more>(?:\s*(?:,|and|&|y|e|to|a|-|–)\s*\d{1,3}(?:\.\d{1,3})?(?![\w.]*%))*)"
_PREFIXED = re.compile(rf"^{_WORD}(?:{_SLIP}|{_NUMBER}{_LIST}){_END}(?P<title>.*)$", re.IGNORECASE | re.DOTALL)
# A cluster is numbered apart from the commitments that it holds: "Cluster 2: Budgets (Commitments 3, 4 and 5)".
_CLUSTER = re.compile(r"\W*(?:cluster|agrupaci[oó]n)\b", re.IGNORECASE)
_HELD = re.compile(
    rf"[(\[:–—-]?(?:(?<!\s)\s++)?\b(?:commitments?|compromisos?)\s+{_NUMBER}{_LIST}\s*[)\]]?", re.IGNORECASE
)
_PLAIN = re.compile(rf"^{_NUMBER}{_END}(?P<title>.*)$", re.DOTALL)
_LEFTOVERS = frozenset(
    "titulo del compromiso|titulo de compromiso|nombre del compromiso|commitment title|title of commitment|"
    "title of the commitment|name of commitment|insert title|insert commitment title|insertar titulo".split("|")
)


@dataclass(frozen=True, slots=True)
class Named:
    """A heading or row title taken apart.

    ``kind`` says which word stood before the number, if any; ``numbers`` holds the further numbers
    of a joint heading ("Commitments 2 and 5"); ``at`` is where the title starts in the text.
    """

    number: str | None
    title: str
    kind: Literal["commitment", "milestone"] | None = None
    numbers: tuple[str, ...] = ()
    starred: bool = False
    stopped: bool = False
    at: int = 0

    @property
    def leftover(self) -> bool:
        """Whether the title is what the report's template had there ("Commitment title")."""
        return fold(self.title).strip(" .:[]<>()\"'") in _LEFTOVERS


def number_alone(text: str) -> str | None:
    """Return the number in a cell that holds nothing else ("1.2", "3.", "Commitment 4"), else None.

    A narrow column breaks "1.10" into "1." and "10", which are one number.
    """
    words = re.sub(r"(?<=[\d.])\s+(?=[\d.])", "", text.strip())
    named = take_apart(words)
    return named.number if named.number and not named.title and not named.numbers else None


def take_apart(text: str) -> Named:
    """Return number, title and stars of a heading or row title.

    A star before the title counts, and so do the empty parentheses that a lost star leaves after it.
    """
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    starred = bool(_STARRED.search(text))
    words = _STAR_WORDS.match(text[at:])
    if words:
        at, starred = at + words.end(), True
    rest = text[at:]
    m = _PREFIXED.match(rest)
    if m:
        number = m["number"] or _digits(m["slip"])
        kind: Literal["commitment", "milestone"] = "commitment" if m["commitment"] else "milestone"
        if m["commitment"] and _CLUSTER.match(m["commitment"]):
            return _cluster(number, m["title"], starred, at + m.start("title"))
        more = _more(number, m["more"] or "")
        return Named(number, _title(m["title"]), kind, more, starred, bool(m["stop"]), at + m.start("title"))
    m = _PLAIN.match(rest)
    if m and (m["stop"] or "." in m["number"] or m["title"][:1].isupper() or not m["title"]):
        return Named(m["number"], _title(m["title"]), None, (), starred, bool(m["stop"]), at + m.start("title"))
    return Named(None, _title(rest), None, (), starred, False, at)


def _cluster(number: str, title: str, starred: bool, at: int) -> Named:
    """Name the commitments that a cluster holds; where it names none it is C2, which is no commitment's number."""
    held = _HELD.search(title)
    if not held:
        return Named(f"C{number}", _title(title), "commitment", (), starred, True, at)
    left = f"{title[: held.start()].rstrip()} {title[held.end() :].lstrip(' .:')}".strip()
    return Named(held["number"], _title(left), "commitment", _more(held["number"], held["more"]), starred, True, at)


def _title(words: str) -> str:
    return tidy_title(_LOST_STAR.sub("", words))


def _digits(slip: str) -> str:
    return slip.translate(str.maketrans("IlOo|", "11001"))


def _more(first: str, words: str) -> tuple[str, ...]:
    if not words.strip():
        return ()
    numbers = re.findall(r"\d+(?:\.\d+)?", words)
    ranged = re.fullmatch(r"\s*(?:to|a|-|–)\s*(\d+)", words)
    if ranged and first.isdecimal() and 0 < int(ranged[1]) - int(first) < 12:
        return tuple(str(n) for n in range(int(first) + 1, int(ranged[1]) + 1))
    return tuple(numbers)


def likeness(a: str, b: str) -> float:
    """Return how alike two titles are, 0 to 100; a short form of a title is like it."""
    return float(fuzz.token_set_ratio(fold(a), fold(b)))


def goes_on(number: str, words: str) -> bool:
    """Whether the words of a row go on with the number before or after its own: two rows became one."""
    head, dot, last = number.rpartition(".")
    if last.isdecimal():
        beside = "|".join(re.escape(f"{head}{dot}{n}") for n in (int(last) + 1, int(last) - 1))
    elif len(last) == 1 and last.isalpha():
        beside = re.escape(chr(ord(last) + 1))
    else:
        return False
    return re.search(rf"\s(?:\w+ (?:N[°º.]* ?|#)?)?(?:{beside})[.:)] +[^\W\d_]", words) is not None


def same_title(a: str, b: str) -> bool:
    """Whether two titles are one, letter for letter but for slips; a short one ("Portal") may stand twice."""
    return min(len(a), len(b)) > _SHORT and fuzz.ratio(fold(a), fold(b)) >= 97


def by_likeness(build: Builder, title: str, least: float = 90) -> str | None:
    """Return the one commitment of the document whose title is like the given one, else None.

    Two that are equally alike are none.
    """
    if len(title) < 4:
        return None
    plan = build.identity.plan_id
    scored = sorted(
        ((likeness(title, m.title), m.key) for m in build.mentions() if m.title and m.plan_id == plan), reverse=True
    )
    if not scored or scored[0][0] < least:
        return None
    if len(scored) > 1 and scored[1][0] == scored[0][0]:
        exact = [key for _, key in scored if fold(build.get(key).title or "") == fold(title)]
        return exact[0] if len(exact) == 1 else None
    return scored[0][1]


def resolve(build: Builder, named: Named) -> str | None:
    """Return the key of the known commitment that a row title names, else None.

    The number decides unless another commitment's title is clearly the one printed: a row "11. Map"
    of a plan with 11.1 Map and 11.2, or a number that a star covers. Short titles stand for long
    ones only where no number speaks against it.
    """
    key = build.by_number(named.number) if named.number else None
    if not named.title:
        return key
    titled = by_likeness(build, named.title)
    if named.number is None or titled is None or titled == key:
        return key or titled
    other = build.get(titled)
    akin = (other.number or "").startswith(f"{named.number}.") or named.number.endswith(other.number or " ")
    same = fuzz.ratio(fold(other.title or ""), fold(named.title)) >= 97
    own = build.get(key).title if key else None
    clash = same and (key is None or (bool(own) and likeness(own or "", named.title) < 60))
    if clash and not akin and other.number and same_title(other.title or "", named.title):
        build.misnumbered |= {titled, key or titled}
    if key is None:
        return titled if akin or same else None
    return titled if clash else key
