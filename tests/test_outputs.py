"""What strangers wrote stays words: on a terminal, in pages, in spreadsheets, in queries."""

from __future__ import annotations

import csv
import html.parser
import json
import logging
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from pipeline.ingest import ingest_many
from pipeline.logs import JsonLines, TextLines
from pipeline.notify import notice
from pipeline.settings import Settings
from warehouse import query
from warehouse.explorer.brief import brief
from warehouse.explorer.build import build
from warehouse.export import export
from warehouse.plain import spreadsheet_safe, visible, visible_json

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
EVIL = "&#27;[31m&#155;2J&#x202e;&#x2066;&#8206;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;"
PAGE = f"""<!doctype html><html lang="en"><head><title>Self-assessment report: Chile 2014-2016 {EVIL}</title></head>
<h1>Self-assessment report: Chile 2014-2016 {EVIL}</h1>
<table><tr><th>Commitment</th><th>Lead institution</th><th>Completion</th></tr>
<tr><td>1. =HYPERLINK("http://a.example","open") {EVIL}</td><td>@SUM(1+1) Ministry of {EVIL}</td><td>Complete</td></tr>
<tr><td>2. +1+cmd|' /C calc'!A0 data {EVIL}</td><td>=2+5 Office</td><td>Limited {EVIL}</td></tr>
<tr><td>3. -Open budgets</td><td>Ministry of Finance</td><td>Not a status {EVIL}</td></tr>
</table></body></html>"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("outputs")
    (folder / "a\x1b[2J\u202efdp.html").write_text(PAGE)
    settings = Settings(home=folder / "home")
    (outcome,) = ingest_many([folder / "a\x1b[2J\u202efdp.html"], settings)
    assert outcome.status != "failed"
    return settings


@pytest.mark.parametrize(
    "command",
    [
        ["documents"],
        ["documents", "--json"],
        ["status"],
        ["issues"],
        ["issues", "--json"],
        ["sql", "SELECT * FROM core.mentions"],
        ["sql", "SELECT * FROM core.mentions", "--format", "json"],
        ["sql", "SELECT title FROM core.mentions"],
        ["show", "CL-2014-1"],
        ["explain", "CL-2014-1"],
        ["runs"],
        ["rerun", "fdp"],
        ["diff", "fdp"],
    ],
    ids=" ".join,
)
def test_nothing_of_a_document_acts_on_a_terminal(home: Settings, command: list[str]) -> None:
    result = CliRunner().invoke(app, ["--home", str(home.home), *command])
    assert result.output.strip()
    found = ACTING.findall(result.output)
    assert not found, (found, result.output[:500])


def test_what_acts_is_written_out_and_the_rest_stays() -> None:
    assert visible("a\x1b[31m\u202eb\tc\nd á “q” \U0001f600") == "a\\u001b[31m\\u202eb\tc\nd á “q” \U0001f600"
    assert visible_json('"a\u202e\U000e0041"') == '"a\\u202e\\udb40\\udc41"'


def test_nothing_of_a_document_acts_in_a_log_or_a_notice() -> None:
    said = "\x1b[2J\x9b31m\u202e.pdf\n2026-01-01 00:00:00 ERROR   all is lost\r\u2028x"
    record = logging.LogRecord("pipeline", logging.WARNING, __file__, 1, "%s: failed", (said,), None)
    vars(record)["document"] = said
    text, line = TextLines().format(record), JsonLines().format(record)
    assert not ACTING.search(text + line)
    assert len(text.splitlines()) == len(line.split("\n")) == 1
    assert json.loads(line)["document"] == said
    told = notice("failure", "/home", said)["text"]
    assert not ACTING.search(told)
    assert len(told.splitlines()) == 1


class _Seen(html.parser.HTMLParser):
    """Gathers what a page could run."""

    def __init__(self) -> None:
        super().__init__()
        self.policy = ""
        self.inline: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given.get("content") or ""
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.inline += [f"{tag} {v}" for n, v in attrs if n in ("href", "src") and str(v).startswith("javascript:")]
        if tag == "script" and not given.get("src") and given.get("type") != "application/json":
            self.inline.append("script")
        if tag == "style":
            self.inline.append("style")


def test_pages_have_a_policy_and_no_code_of_their_own(home: Settings, tmp_path: Path) -> None:
    build(home.warehouse, tmp_path / "site")
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 10
    for path in pages:
        text = path.read_text("utf-8")
        seen = _Seen()
        seen.feed(text)
        assert "default-src 'none'" in seen.policy, path
        assert "unsafe-inline" not in seen.policy.replace("style-src-attr 'unsafe-inline'", ""), path
        assert seen.inline == [], path
        assert not ACTING.search(text), path
    for path in (tmp_path / "site").rglob("*"):
        assert not ACTING.search(path.name), path
    assert not ACTING.search((tmp_path / "site" / "commitments.js").read_text("utf-8"))
    _no_formulas(tmp_path / "site" / "data" / "csv")


def test_a_brief_allows_its_own_style_alone(home: Settings) -> None:
    seen = _Seen()
    text = brief(home.warehouse, "CL-2014", "en")
    seen.feed(text)
    assert seen.inline == ["style"]
    assert re.search(r"style-src 'sha256-[\w+/=]{44}'", seen.policy)
    assert not ACTING.search(text)


def _no_formulas(folder: Path) -> int:
    texts = 0
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    texts += 1
                    assert spreadsheet_safe(cell) == cell, (path.name, cell)
    return texts


def test_csv_has_a_variant_for_spreadsheets_and_one_with_the_words_as_they_are(home: Settings, tmp_path: Path) -> None:
    export(home.warehouse, tmp_path / "as-is")
    export(home.warehouse, tmp_path / "safe", safe=True)
    assert _no_formulas(tmp_path / "safe" / "csv") > 100
    as_is = (tmp_path / "as-is" / "csv" / "core.mentions.csv").read_text("utf-8")
    assert '=HYPERLINK(""http' in as_is
    result = CliRunner().invoke(
        app,
        ["--home", str(home.home), "sql", "SELECT '=1+1' AS a, '-5' AS b, -5 AS c", "-f", "csv", "--spreadsheet-safe"],
    )
    assert "'=1+1,-5,-5" in result.output


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", False),
        (" =1+1", False),
        ("+cmd|x", False),
        ("-2+3", False),
        ("@SUM(A1)", False),
        ("\t=1", False),
        ("\uff1d1+1", False),
        ("-5", True),
        ("+3.5%", True),
        ("-1 234,5", True),
        ("Open data", True),
        ("", True),
        ("1-2", True),
    ],
)
def test_both_ways_to_make_a_text_safe_agree(text: str, safe: bool) -> None:
    from warehouse.export import _SAFE

    made = spreadsheet_safe(text)
    assert (made == text) is safe
    row = duckdb.execute(f"SELECT {_SAFE.format('$t')}", {"t": text}).fetchone()
    assert row == (made,)


# --- queries of others ------------------------------------------------------------------------------


def _select(home: Settings, sql: str, **limits: Any) -> Any:
    return query.select(home.warehouse, sql, **({"seconds": 20, "most_rows": 1000} | limits))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('https://example.org/a.csv')",
        "COPY core.documents TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA memory_limit = '100GB'",
        "EXPORT DATABASE '/tmp/out'",
        "DELETE FROM core.documents",
        "CREATE TABLE warehouse.core.x (a INT)",
    ],
)
def test_a_query_reaches_nothing_but_the_warehouse(home: Settings, sql: str) -> None:
    with pytest.raises((duckdb.Error, query.QueryError)):
        _select(home, sql)
    assert not Path("/tmp/out.csv").exists()


def test_a_query_is_one_statement_within_limits(home: Settings) -> None:
    with pytest.raises(query.QueryError, match="2 statements"):
        _select(home, "SELECT 1; SELECT 2")
    with pytest.raises(query.QueryError, match="more than 1000 rows"):
        _select(home, "SELECT * FROM range(100000)")
    with pytest.raises(query.QueryError, match="took longer"):
        _select(home, "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a, b) = 1", seconds=0.5)
    with pytest.raises((duckdb.Error, query.QueryError)):
        _select(home, "SELECT list(a) FROM range(100000000) t(a)", megabytes=50)
    assert _select(home, "SELECT name FROM core.documents").num_rows == 1
    assert _select(home, "SHOW TABLES").num_rows > 5


def test_questions_are_asked_the_same_way(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = query.named()["self-vs-irm"] if "self-vs-irm" in query.named() else next(iter(query.named().values()))
    evil = query.Named(asked.name, "", "", {}, "SELECT * FROM read_text('/etc/hostname')")
    monkeypatch.setattr(query, "named", lambda: {asked.name: evil})
    with pytest.raises(duckdb.Error):
        query.ask(home.warehouse, asked.name)
