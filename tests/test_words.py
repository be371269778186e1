"""What users read is in words that they know, in their language, and in the singular where it is one.

Words of documents (their titles, quotes, tables, names of institutions and files) are theirs and do not count.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
import pytest
import yaml
from typer.testing import CliRunner

from flows.cli import app
from tests.conftest import ROOT, build_pages
from tests.test_cli import names
from warehouse import query
from warehouse.explorer.brief import brief
from warehouse.explorer.facts import Facts
from warehouse.explorer.words import strings

NOT_MET = yaml.safe_load((Path(__file__).parent / "words_not_met.yml").read_text(encoding="utf-8"))
ISO = re.compile(r"\bISO code|código ISO\b")
ASKED = (  # commands that a person runs to look around, in the home of the samples
    ["status"],
    ["documents"],
    ["runs"],
    ["health"],
    ["doctor"],
    ["issues"],
    ["ask"],
    ["ask", "self-vs-irm", "--plan", "UY-2014"],
    ["ask", "contradictions"],
    ["ask", "coverage"],
    ["show", "UY-2014-1.2"],
    ["explain", "UY-2014-3", "completion"],
    ["sources", "list"],
    ["templates"],
    ["report", "UY-2014"],
    ["show", "no such promise"],
    ["report", "ZZ-1999"],
    ["ask", "selfvsirm"],
)
SPANISH = ("ask", "report")


def unknown(lang: str, *, page: bool = False) -> re.Pattern[str]:
    """The words that nobody should meet in a language; on pages and in briefs more than elsewhere."""
    words = [*NOT_MET[lang], *(NOT_MET["pages"][lang] if page else [])]
    return re.compile("|".join(rf"\b(?:{word})\b" for word in words), re.I)


MACHINE = re.compile(r"(?<![\w./])[a-z]+(?:_[a-z]+)+(?![\w.])")
ENGLISH = re.compile(
    r"\b(the|of|and|from|not|with|by|which|is|says?|pages?|commitments?|documents?|read|stated)\b", re.I
)
ONE = re.compile(
    r"(?<![\d.,/–+-])\b1 (?:more |other |otros |otras )?(documents|plans|commitments|rows|countries|statements|"
    r"disagreements|contradictions|places|values|tables|milestones|sources|nights|are|"
    r"documentos|planes|compromisos|filas|países|afirmaciones|discrepancias|contradicciones|lugares|valores|tablas|"
    r"hitos|fuentes|noches)\b"
)
_THEIRS = """
SELECT text FROM core.cells UNION SELECT quote FROM core.evidence UNION SELECT section FROM core.evidence
UNION SELECT locator FROM core.evidence UNION SELECT source_uri FROM core.documents
UNION SELECT title FROM core.mentions UNION SELECT area FROM core.mentions
UNION SELECT lead_institution FROM core.mentions UNION SELECT unnest(support_institutions) FROM core.mentions
UNION SELECT description FROM core.mentions UNION SELECT problem FROM core.mentions
UNION SELECT objective FROM core.mentions UNION SELECT text FROM core.milestones
UNION SELECT raw FROM core.assessments
UNION SELECT caption FROM core.tables UNION SELECT title FROM core.documents UNION SELECT name FROM core.documents
UNION SELECT institution FROM meta.institution_names UNION SELECT printed FROM meta.institution_names
"""


@pytest.fixture(scope="module")
def site(warehouse_of_fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words") / "site"
    build_pages(warehouse_of_fixtures, folder, named=True)
    return folder


@pytest.fixture(scope="module")
def theirs(warehouse_of_fixtures: Path) -> str:
    """All words of documents, a text a line."""
    rows = query.rows(warehouse_of_fixtures, _THEIRS)
    return "\n".join(" ".join(str(text).split()) for row in rows for text in row.values() if text)


@pytest.fixture(scope="module")
def facts(warehouse_of_fixtures: Path) -> Facts:
    """What all briefs are written from, read once."""
    return Facts(warehouse_of_fixtures)


@functools.cache
def texts(page: Path) -> tuple[str, ...]:
    """Return the texts of a page, and of its drawings for those who cannot see them."""
    root = lxml.html.fromstring(page.read_bytes())
    for left_out in root.xpath("//script|//style|//code|//td[@class='id']|//span[@class='id']"):
        left_out.drop_tree()
    found = [*root.itertext(), *root.xpath("//@aria-label|//@alt|//@title|//@placeholder")]
    return tuple(" ".join(text.split()) for text in found if isinstance(text, str) and text.strip())


@functools.cache
def said_in(theirs: str, text: str) -> bool:
    """Whether documents say it; asked once for what stands on many pages."""
    return text in theirs


def ours(page: Path, theirs: str, met: Callable[[str], object]) -> Iterator[str]:
    """Yield the texts of a page in which something is met and which are no words of documents."""
    for text in filter(met, texts(page)):
        core = re.sub(r"^[✪⚑“\s]*(\d[\d.]*\s*[.·]?\s*)?", "", text).rstrip("”… .")
        core = re.sub(r"^(Table|Tabla) \d+: ", "", core)
        core = re.sub(r": \d[\d.]*%?$", "", core)  # the number at a mark of a chart
        core = core.removesuffix("· compromiso").removesuffix("· Commitment").strip()
        if core and not said_in(theirs, core) and not re.search(r"\.(csv|parquet|pdf|html|md|xlsx|json)\b", text):
            yield text


def pages(site: Path, lang: str) -> list[Path]:
    return sorted((site / lang).rglob("*.html"))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_pages_hold_no_word_that_nobody_knows(site: Path, theirs: str, lang: str) -> None:
    words = unknown(lang, page=True)
    met = {
        (page.relative_to(site).as_posix(), text)
        for page in pages(site, lang)
        for text in ours(page, theirs, lambda text: words.search(ISO.sub("", text)) or MACHINE.search(text))
    }
    assert not met, sorted(met)[:10]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_one_is_singular(site: Path, lang: str) -> None:
    met = {(p.name, text) for p in pages(site, lang) for text in texts(p) if ONE.search(text)}
    for page in pages(site, lang):  # a number and its word in elements side by side
        root = lxml.html.fromstring(page.read_bytes())
        for line in root.xpath("//li|//p"):
            said = " ".join(line.text_content().split())
            if len(said) < 60 and ONE.search(said):
                met.add((page.name, said))
    assert not met, sorted(met)[:10]


def test_spanish_pages_hold_no_english(site: Path, theirs: str) -> None:
    spanish = set(strings()["es"].values())
    met = {
        (page.relative_to(site).as_posix(), text)
        for page in pages(site, "es")
        for text in ours(page, theirs, ENGLISH.search)
        if text not in spanish and "English" not in text and not re.search(r"[“«✎|·]", text)
    }
    left = {
        (page, text)
        for page, text in met
        if not any(part and part in theirs for part in re.split(r"[;:(),]\s*", text) if ENGLISH.search(part))
    }
    assert not left, sorted(left)[:10]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_briefs_hold_neither(
    warehouse_of_fixtures: Path, theirs: str, facts: Facts, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = unknown(lang, page=True)
    monkeypatch.setattr(sys.modules[brief.__module__], "Facts", lambda _: facts)
    for plan in ("UY-2014", "CR-2015", "GH-2015", "KE-2020"):
        text = brief(warehouse_of_fixtures, plan, lang, markdown=True)
        for line in text.splitlines():
            said = re.sub(r"“[^”]*”|\([^)]*\)", "", line)
            assert not words.search(said), line
            assert not MACHINE.search(said), line
            assert not ONE.search(said), line


def test_the_command_line_and_readme_hold_neither() -> None:
    words = unknown("en")
    said = {"README": (ROOT / "README.md").read_text(encoding="utf-8").partition("## Documents that are read")[0]}
    for command in names():
        said[command] = CliRunner().invoke(app, [command, "--help"], terminal_width=200).output
    for where, text in said.items():
        met = [line for line in text.splitlines() if words.search(re.sub(r"`[^`]*`", "", line))]
        assert not met, f"{where}: {met[:5]}"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_commands_answer_holds_neither(
    warehouse_of_fixtures: Path, theirs: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = unknown(lang)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for command in (c for c in ASKED if lang == "en" or c[0] in SPANISH):
        ran = CliRunner().invoke(
            app, ["--home", str(warehouse_of_fixtures.parent), *command], env={"LANG": lang, "COLUMNS": "80"}
        )
        assert ran.exception is None or isinstance(ran.exception, SystemExit), command
        assert "u001b" not in ran.output, f"{command}: a sign for terminals, written out"
        columns = command[:1] == ["ask"]  # the first line names columns
        for line in ran.output.splitlines()[columns:]:
            line = line.partition(" ")[2] if command == ["ask"] else line  # the names of questions are names
            said = re.sub(r"“[^”]*”|\"[^\"]*\"|\S*[/_.]\S*", "", line)
            met = words.search(said)
            assert not met or met[0] in theirs, f"{command}: {line}"
            assert not ONE.search(said), f"{command}: {line}"
