"""README and docs say what the program does: parts of them are made from it.

``pytest --accept`` (``make accept``) writes those parts anew and fails the run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from extractors.readers.errors import ReadErrorCode
from flows.cli import app
from pipeline._fetch.faults import FetchErrorCode
from pipeline.commands.maintain import template_rows
from pipeline.settings import Settings
from tests.conftest import ROOT
from warehouse.docs import queries_page
from warehouse.query import rows

README = ROOT / "README.md"
QUERIES = ROOT / "docs" / "queries.md"
ISSUES = ROOT / "docs" / "issues.md"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _usage(command: Any) -> str:
    words = [f"compromiso {command.name}"]
    for p in command.params:
        if p.param_type_name == "argument":
            name = p.metavar or p.name.upper()
            words.append((name if p.required else f"[{name}]") + ("..." if p.nargs == -1 else ""))
    return " ".join(words)


def _options(command: Any) -> str:
    longest = [max(p.opts, key=len) for p in command.params if p.param_type_name == "option"]
    return " ".join(f"`{name}`" for name in longest if name not in ("--help", "--json"))


def commands_block() -> str:
    """Return the table of commands: how each is called, what it does, its options."""
    group: Any = typer.main.get_command(app)
    lines = ["| command | does | options |", "|---|---|---|"]
    for name in group.list_commands(None):
        command = group.commands[name]
        does = (command.help or "").split("\n\n")[0]
        lines.append(f"| `{_usage(command)}` | {_cell(does)} | {_options(command)} |")
    return "\n".join(lines)


def templates_block() -> str:
    """Return the table of document families: what is read of each, what is not, and their samples."""
    lines = ["| family | template | read | not read | samples |", "|---|---|---|---|---|"]
    for row in template_rows():
        cells = [_cell(row[key]) for key in ("families", "reads", "skips")]
        documents = {name.partition(".")[0] for name in row["fixtures"]}
        languages = sorted({name.rpartition("-")[2] for name in documents} & {"en", "es"})
        samples = f"[{len(documents)}](fixtures/{row['template']}) {', '.join(languages)}".strip()
        lines.append(f"| {cells[0]} | `{row['template']}` | {cells[1]} | {cells[2]} | {samples} |")
    return "\n".join(lines)


@pytest.mark.parametrize("block", [commands_block, templates_block], ids=["commands", "templates"])
def test_readme_holds_what_is_generated(
    block: Any, accepted: list[Path] | None, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    text = README.read_text(encoding="utf-8")
    fence = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    assert fence.search(text), f"README.md has no <!-- {name} --> block"
    wanted = fence.sub(lambda m: m[1] + block() + "\n" + m[2], text)
    if accepted is not None:
        if wanted != text:
            README.write_text(wanted, encoding="utf-8")
            accepted.append(README)
        return
    assert text == wanted, "'make accept' writes it anew"


def test_the_page_of_queries_shows_what_the_samples_answer(
    warehouse_of_fixtures: Path, accepted: list[Path] | None
) -> None:
    page = queries_page(warehouse_of_fixtures)
    if accepted is not None:
        if not QUERIES.exists() or QUERIES.read_text(encoding="utf-8") != page:
            QUERIES.write_text(page, encoding="utf-8")
            accepted.append(QUERIES)
        return
    assert QUERIES.read_text(encoding="utf-8") == page, "'make accept' writes it anew"


def test_readme_names_the_commands_that_are_tested() -> None:
    text = README.read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for target in ("make demo", "make test"):
        assert f"\n{target}\n" in text or f"`{target}`" in text
    assert "make test" in ci


def test_links_in_the_documents_lead_somewhere() -> None:
    for path in [README, *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def _documented() -> set[str]:
    return set(re.findall(r"^\| `([a-z_]+)` \|", ISSUES.read_text(encoding="utf-8"), re.M))


def _codes(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expressions that stand where a code belongs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("Problem", "ReadError"):
                yield from node.args[:1]
            elif called in ("issue", "Reading") and len(node.args) >= 4:
                yield node.args[2] if called == "issue" else node.args[3]
            elif called == "Issue":
                yield from (k.value for k in node.keywords if k.arg == "code")
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if re.fullmatch(r"(\w+_)?CODE|REFUSED", node.targets[0].id):
                yield node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "_OPEN":
            yield from (key for key in getattr(node.value, "keys", []) if key)


def _written() -> Iterator[tuple[str, Path]]:
    """Yield the codes that the program writes as literals, with the file that does."""
    for layer in ("extractors", "warehouse", "pipeline", "flows"):
        for path in (ROOT / layer).rglob("*.py"):
            for code in _codes(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, path


def test_every_code_is_explained() -> None:
    known, written = _documented(), list(_written())
    assert {"unknown_word", "no_text", "load_refused"} <= {code for code, _ in written}
    for code, path in written:
        assert code in known, f"docs/issues.md does not explain {code} ({path.relative_to(ROOT)})"
    for code in (*ReadErrorCode.__args__, *FetchErrorCode.__args__):  # type: ignore[attr-defined]
        assert code in known, f"docs/issues.md does not explain {code}"


def test_every_code_met_is_explained(warehouse_of_fixtures: Path) -> None:
    met = {r["code"] for r in rows(warehouse_of_fixtures, "SELECT DISTINCT code FROM meta.issues")}
    assert met <= _documented()


def test_every_code_explained_is_used() -> None:
    source = "\n".join(
        p.read_text(encoding="utf-8")
        for layer in ("extractors", "warehouse", "pipeline", "flows")
        for suffix in ("*.py", "*.sql", "*.yml")
        for p in (ROOT / layer).rglob(suffix)
    )
    for code in _documented():
        assert f'"{code}"' in source or f"'{code}'" in source or f"{code}:" in source, f"{code} is used nowhere"


def test_the_automations_in_the_docs_are_what_prefect_takes() -> None:
    from prefect.events.schemas.automations import AutomationCore

    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", text, re.S) if b.startswith("# automations.yaml"))
    found = [AutomationCore.model_validate(one) for one in yaml.safe_load(block)["automations"]]
    assert [one.actions[0].type for one in found] == ["send-notification"] * 2


def test_every_setting_of_an_operator_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for group in ("health", "notify", "log", "keep"):
        policy = Settings.model_fields[group].default
        for name in type(policy).model_fields:
            assert f"COMPROMISO_{group}__{name}`".upper() in text.upper(), f"{group}.{name}"
