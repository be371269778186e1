"""What is read from each document in fixtures/, beside what is expected: `<case>.expected.json`.

``pytest --accept`` (``make accept``) writes the files anew and fails the run, so that the diff is
reviewed. Words are compared exactly, coordinates to the whole point.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.extract import extract
from extractors.families import FAMILIES
from extractors.records import Evidence, Extraction, Record, TableRecord
from fixtures.compare import compare
from fixtures.generator import case as authored
from fixtures.generator.build import all_cases
from pipeline.archive import sha256
from pipeline.discover import SAMPLES
from tests.conftest import FIXTURES, ROOT, shared_home
from tests.readings import kept

Case = tuple[str, str]  # folder (the template's key) and name


def _cases() -> dict[Case, list[Path]]:
    """Return the files of each case; ``name.chromium.pdf`` is another rendering of ``name``."""
    cases: dict[Case, list[Path]] = defaultdict(list)
    for path in sorted(FIXTURES.glob("*/*")):
        if path.suffix in SAMPLES and not path.name.startswith("."):
            cases[path.parent.name, path.name.split(".")[0]].append(path)
    return dict(cases)


CASES = _cases()


def _main(paths: list[Path]) -> Path:
    """Return the rendering whose places are in the expected file: the plain PDF, else the first."""
    return next((p for p in paths if p.suffix == ".pdf" and p.name.count(".") == 1), paths[0])


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


HOMES: list[Path] = []  # where what was read of the samples is kept


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    HOMES.append(shared_home(tmp_path_factory, "fixtures"))
    yield
    HOMES.clear()


@functools.cache
def _read(path: Path) -> Extraction:
    """Read a sample; what the readers of the warehouse of samples made of it in this run serves as well."""
    data = path.read_bytes()
    found = [kept(home, sha256(data), path.name) for home in HOMES]
    return found[0] if found and found[0] else extract(data, name=path.name)


def _evidence(evidence: Evidence) -> dict[str, str]:
    if evidence.x0 is None:
        at = evidence.locator or ""
    else:
        box = (evidence.x0, evidence.top, evidence.x1, evidence.bottom)
        at = f"page {evidence.page}: " + " ".join(str(round(v)) for v in box if v is not None)
    return {"at": at, "quote": evidence.quote, "rule": evidence.rule}


def _plain(record: Record) -> dict[str, Any]:
    """Return a record without what is empty; dates with their precision, evidence in short."""
    out: dict[str, Any] = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Evidence):
            out[name] = _evidence(value)
        elif isinstance(value, Record):
            out[name] = " ".join(str(v) for v in value.model_dump(mode="json").values())
        elif value not in (None, [], {}, False):
            out[name] = value
    return out


def _table(table: TableRecord) -> dict[str, Any]:
    out = _plain(table)
    del out["cells"]
    return out


def readable(extraction: Extraction) -> dict[str, Any]:
    """Return what a document states as a person reviews it."""
    identity = _plain(extraction.identity)
    identity.pop("reasons", None)
    return {
        "identity": identity,
        "mentions": [_plain(r) for r in extraction.mentions],
        "assessments": [_plain(r) for r in extraction.assessments],
        "milestones": [_plain(r) for r in extraction.milestones],
        "facts": [_plain(r) for r in extraction.facts],
        "recommendations": [_plain(r) for r in extraction.recommendations],
        "tables": [_table(t) for t in extraction.tables],
        "issues": [_plain(r) for r in extraction.issues],
    }


def _apart_from_places(value: Any) -> Any:
    """Return the records without what differs between media by nature: places, pages and how words are quoted."""
    if isinstance(value, dict):
        places = {"evidence", "page_first", "page_last"}
        return {k: _apart_from_places(v) for k, v in value.items() if k not in places}
    return [_apart_from_places(v) for v in value] if isinstance(value, list) else value


def _ids(case: Case) -> str:
    return "/".join(case)


@pytest.mark.parametrize("case", CASES, ids=_ids)
def test_expected_records(case: Case, accepted: list[Path] | None) -> None:
    main = _main(CASES[case])
    expected = main.with_name(f"{case[1]}.expected.json")
    found = readable(_read(main))
    if accepted is not None:
        words = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        if not expected.exists() or expected.read_text(encoding="utf-8") != words:
            expected.write_text(words, encoding="utf-8")
            accepted.append(expected)
        return
    assert expected.exists(), f"no {_shown(expected)}: 'make accept' writes it, then review it"
    assert found == json.loads(expected.read_text(encoding="utf-8")), f"{_shown(main)}: 'make accept' shows the change"


@pytest.mark.parametrize(
    ("case", "path"),
    [pytest.param(c, p, id=_shown(p)) for c, paths in CASES.items() for p in paths if p != _main(paths)],
)
def test_the_same_document_in_another_dress_states_the_same(case: Case, path: Path) -> None:
    one, other = (_apart_from_places(readable(_read(p))) for p in (_main(CASES[case]), path))
    for key in ("author", "published_on"):  # some files say so in their metadata, where others have none
        if key not in one["identity"] or key not in other["identity"]:
            one["identity"].pop(key, None)
            other["identity"].pop(key, None)
    if path.suffix == ".md":  # a page's and a PDF's own title and sizes of type weigh in; these files have neither
        for key in ("title", "doubts"):
            one["identity"].pop(key, None)
            other["identity"].pop(key, None)
    for records in one:
        assert other[records] == one[records], records


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.key}/{case.name}")
def test_what_is_read_is_what_the_author_states(case: authored.Case) -> None:
    paths = CASES.get((case.key, case.name))
    assert paths, f"no file in fixtures/: python -m fixtures.generator --only {case.key}"
    found = _read(_main(paths))
    assert compare(case.truth, found).lines() == []
    assert found.identity.template == case.key


@pytest.mark.parametrize("key", sorted(FAMILIES))
def test_every_family_has_a_fixture_that_it_reads(key: str) -> None:
    own = [paths for (folder, _), paths in CASES.items() if folder == key]
    assert own, f"no document in fixtures/{key}/"
    for paths in own:
        assert _read(_main(paths)).identity.template == key, _shown(_main(paths))


def test_every_expected_file_belongs_to_a_document() -> None:
    for path in FIXTURES.glob("*/*.expected.json"):
        assert (path.parent.name, path.name.split(".")[0]) in CASES, f"{_shown(path)} has no document"
