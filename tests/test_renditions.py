"""One report in several media, as draft and final, in two languages: counted once, whatever comes first."""

from __future__ import annotations

import hashlib
import itertools
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.link import linker, rendition_decisions
from tests.conftest import cases
from tests.warehouse_samples import Sample
from warehouse.load import load
from warehouse.model import Document, RenditionDecision, document_id
from warehouse.query import rows

TITLES = {"en": "Open data on rivers", "es": "Datos abiertos sobre los ríos"}
ALL = ("complete", "limited", "substantial", "not_started", "limited", "complete", "limited", "limited")
CHANGED = ("complete", "complete", "complete", "substantial", "complete", "complete", "substantial", "limited")


def report(name: str, codes: Sequence[str] = ALL, *, media: str = "application/pdf", **identity: Any) -> Document:
    sample = Sample(name, **({"title": "Results Report 2020-2022"} | identity))
    words = TITLES[str(sample.records.identity.language)]
    for number, code in enumerate(codes, 1):
        sample.mention(str(number), f"{words} {number}").say(str(number), "completion", code)
    sample.fact("commitments_total", len(codes))
    sha = hashlib.sha256(f"{name.split('/')[-1]} {codes} {identity}".encode()).hexdigest()
    return sample.document(media_type=media, content_sha256=sha)


def uri(name: str) -> str:
    return document_id(f"https://example.org/{name}")


def use(path: Path) -> dict[str, str]:
    return {r["name"]: r["why"] for r in rows(path, "FROM documents")}


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[..., Path]:
    def go(*documents: Document, **options: Any) -> Path:
        load(tmp_path / "w.duckdb", list(documents), **options)
        return tmp_path / "w.duckdb"

    return go


def test_three_media_count_once(loaded: Callable[..., Path]) -> None:
    path = loaded(
        report("a.md", media="text/markdown"), report("b.html", media="text/html"), report("c.pdf"), report("d/c.pdf")
    )
    assert use(path) == {"a.md": "duplicate", "b.html": "duplicate", "c.pdf": "used", "d/c.pdf": "duplicate"}
    (winner,) = rows(path, "FROM documents WHERE used")
    assert (winner["renditions"], winner["duplicate_of"]) == (4, None)
    (plan,) = rows(path, "FROM action_plans")
    assert (plan["documents"], plan["commitments"]) == (1, 8)
    assert {r["documents"] for r in rows(path, "FROM commitments")} == {1}
    assert sum(r["commitments"] for r in rows(path, "FROM coverage")) == 8
    (copy,) = rows(path, "FROM documents WHERE name = 'd/c.pdf'")
    assert (copy["duplicate_of"], copy["reason"]) == (uri("c.pdf"), "the same file as c.pdf")
    (text,) = rows(path, "FROM documents WHERE name = 'a.md'")
    assert text["reason"] == "9 of 9 values and 8 of 8 titles agree with c.pdf"


def test_richer_wins_over_poorer_in_the_same_language(loaded: Callable[..., Path]) -> None:
    path = loaded(report("page.html", ALL[:5], media="text/html"), report("whole.txt", media="text/plain"))
    assert use(path)["whole.txt"] == "used"
    # The totals differ, and all else agrees: not enough to merge in silence.
    assert use(path)["page.html"] == "used"
    (pair,) = rows(path, "FROM meta.renditions")
    assert pair["relation"] == "doubtful"
    poorer = Sample("page.html", title="Results Report 2020-2022")
    for number in range(1, 6):
        poorer.mention(str(number), f"{TITLES['en']} {number}").say(str(number), "completion", ALL[number - 1])
    path = loaded(poorer.document(media_type="text/html"))
    assert use(path) == {"page.html": "duplicate", "whole.txt": "used"}


def test_final_wins_over_draft_and_the_draft_returns_when_the_final_goes(loaded: Callable[..., Path]) -> None:
    path = loaded(report("draft.pdf", version_status="draft"), report("final.pdf", ("limited", *ALL[1:])))
    assert use(path) == {"draft.pdf": "final_version_used", "final.pdf": "used"}
    assert {r["code"] for r in rows(path, "FROM commitment_status WHERE commitment_id = 'XA-2020-1'")} == {"limited"}
    path = loaded(remove=[uri("final.pdf")])
    assert use(path) == {"draft.pdf": "used"}
    assert {r["code"] for r in rows(path, "FROM commitment_status WHERE commitment_id = 'XA-2020-1'")} == {"complete"}
    assert not rows(path, "FROM meta.renditions")


def test_a_final_that_holds_little_does_not_hide_its_draft(loaded: Callable[..., Path]) -> None:
    path = loaded(report("draft.pdf", version_status="draft"), report("page.html", ALL[:2], media="text/html"))
    assert set(use(path).values()) == {"used"}
    (pair,) = rows(path, "FROM meta.renditions")
    assert pair["relation"] == "doubtful"
    assert "less than half" in pair["reason"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"title": "Progress Report 2020-21"}, {"title": "Progress Report 2021-22"}),
        ({"title": "Progress Report 2020"}, {"title": "Progress Report 2022"}),
        ({"phase": "midterm"}, {"phase": "end_of_term"}),
        ({"version_status": "draft", "title": "Progress Report, 2021"}, {"title": "Progress Report, 2023"}),
        ({"plan_start": 2018}, {"plan_start": 2020}),
        ({"assessor": "government", "doc_type": "self_assessment"}, {}),
        ({"doc_type": "irm_progress_report"}, {"doc_type": "irm_end_of_term_report"}),
    ],
)
def test_other_reports_on_one_plan_are_never_one(
    loaded: Callable[..., Path], one: dict[str, Any], two: dict[str, Any]
) -> None:
    path = loaded(report("one.pdf", **one), report("two.pdf", **two))
    assert set(use(path).values()) == {"used"}
    assert not rows(path, "FROM meta.renditions WHERE relation <> 'doubtful'")


def test_years_of_the_plan_are_no_years_of_the_report(loaded: Callable[..., Path]) -> None:
    path = loaded(report("one.pdf", title="Results Report 2020-22"), report("two.pdf", title="Results: 2020 to 2022"))
    assert sorted(use(path).values()) == ["duplicate", "used"]


def test_a_second_year_with_other_findings_is_another_report(loaded: Callable[..., Path]) -> None:
    """No year in the title and no date: what it finds tells the years apart."""
    path = loaded(report("one.pdf", title="Report"), report("two.pdf", CHANGED, title="Report"))
    assert set(use(path).values()) == {"used"}


def test_a_tracker_printed_again_with_one_status_moved_is_another_state(loaded: Callable[..., Path]) -> None:
    kind: dict[str, Any] = {"doc_type": "tracker", "assessor": "government", "phase": None}
    path = loaded(
        report("june.html", ALL * 5, **kind), report("december.html", ("limited", *ALL[1:], *ALL * 4), **kind)
    )
    assert set(use(path).values()) == {"used"}
    assert [r["relation"] for r in rows(path, "FROM meta.renditions")] == ["doubtful"]


def test_a_dataset_as_table_and_workbook_is_one_and_its_next_edition_another(loaded: Callable[..., Path]) -> None:
    kind: dict[str, Any] = {"doc_type": "ogp_dataset", "phase": None, "country_code": None, "plan_start": None}

    def edition(name: str, codes: Sequence[str]) -> Document:
        sample = Sample(name, **kind, title=name)
        for number, code in enumerate(codes, 1):
            sample.mention(str(number), plan_id="XA-2020").say(str(number), "completion", code)
        return sample.document(content_sha256=hashlib.sha256(name.encode()).hexdigest())

    path = loaded(edition("a.csv", ALL * 9), edition("a.xlsx", ALL * 9), edition("b.csv", (*ALL * 9, *ALL)))
    assert use(path) == {"a.csv": "used", "a.xlsx": "duplicate", "b.csv": "used"}


def test_editions_in_two_languages_are_one_statement_with_two_titles(loaded: Callable[..., Path]) -> None:
    where = {"country_code": "CL"}
    path = loaded(
        report("en.pdf", **where),
        report("es.pdf", language="es", **where),
        report("es.html", language="es", media="text/html", **where),
    )
    assert use(path) == {"en.pdf": "translation", "es.pdf": "used", "es.html": "duplicate"}
    first = rows(path, "FROM commitments ORDER BY number")[0]
    assert (first["title_es"], first["title_en"]) == (f"{TITLES['es']} 1", f"{TITLES['en']} 1")
    assert (first["title"], first["documents"]) == (f"{TITLES['es']} 1", 1)
    assert len(rows(path, "FROM commitment_status")) == 8
    (plan,) = rows(path, "FROM action_plans")
    assert plan["irm_documents"] == 1
    (winner,) = rows(path, "FROM documents WHERE used")
    assert winner["renditions"] == 3
    (reason,) = rows(path, "SELECT reason FROM documents WHERE name = 'en.pdf'")
    assert "agree with es.pdf" in reason["reason"]


def test_a_much_richer_translation_counts_before_the_original(loaded: Callable[..., Path]) -> None:
    brief = Sample("es.html", language="es", country_code="CL", title="Results Report 2020-2022")
    for number in range(1, 5):
        brief.mention(str(number), f"{TITLES['es']} {number}").say(str(number), "completion", ALL[number - 1])
    path = loaded(report("en.pdf", country_code="CL"), brief.document())
    assert use(path) == {"en.pdf": "used", "es.html": "translation"}


def test_editions_that_disagree_are_listed(loaded: Callable[..., Path]) -> None:
    """Two languages of one report that state another code: a contradiction of one document against another."""
    codes = (*ALL * 3, "limited")
    path = loaded(report("en.pdf", codes), report("es.pdf", (*codes[:-1], "complete"), language="es"))
    assert sorted(use(path).values()) == ["translation", "used"]
    (found,) = rows(path, "FROM contradictions WHERE kind = 'across_documents'")
    assert found["subject"].startswith("XA-2020-25 ")
    assert {found["document_a"], found["document_b"]} == {"en.pdf", "es.pdf"}


def test_a_page_is_about_its_own_commitment(loaded: Callable[..., Path]) -> None:
    """Each page lists all commitments of the country: pages of two commitments are not one document."""

    def page(name: str, about: str) -> Document:
        sample = Sample(name, doc_type="commitment_page", phase=None)
        for number in map(str, range(1, 30)):
            sample.mention(number, f"Commitment {number}").say(number, "starred", "no")
        return sample.say(about, "completion", "limited").say(about, "relevance", "yes").document()

    path = loaded(page("one.html", "1"), page("two.html", "2"), page("mirror/one.html", "1"))
    assert sorted(use(path).values()) == ["duplicate", "used", "used"]


def test_a_person_confirms_and_rejects(loaded: Callable[..., Path], tmp_path: Path) -> None:
    documents = [report("one.pdf"), report("two.pdf"), report("other.pdf", CHANGED)]
    said = [
        RenditionDecision(
            document_a=uri("one.pdf"),
            document_b=uri("two.pdf"),
            decision="reject",
            author="R. Soto",
            reason="two years",
        ),
        RenditionDecision(
            document_a=documents[2].source_uri,
            document_b=uri("one.pdf"),
            decision="confirm",
            author="R. Soto",
            reason="corrected edition",
        ),
    ]
    path = loaded(*documents)
    assert use(path) == {"one.pdf": "used", "two.pdf": "duplicate", "other.pdf": "used"}
    path = loaded(decisions=said)
    assert use(path) == {"one.pdf": "used", "two.pdf": "used", "other.pdf": "duplicate"}
    (row,) = rows(path, "FROM meta.renditions WHERE relation <> 'doubtful'")
    assert (row["decided_by"], row["reason"]) == ("R. Soto", "corrected edition")
    path = loaded()
    assert use(path) == {"one.pdf": "used", "two.pdf": "duplicate", "other.pdf": "used"}
    file = tmp_path / "links.yml"
    entry = {"a": uri("one.pdf"), "b": uri("two.pdf"), "kind": "rendition", "decision": "reject"}
    file.write_text(json.dumps([entry | {"author": "R. Soto", "reason": "two years"}]))
    path = loaded(decisions=rendition_decisions(file), links=linker(file))
    assert set(use(path).values()) == {"used"}


def state(path: Path) -> dict[str, list[str]]:
    tables = ("meta.renditions", "meta.document_use", "meta.commitments_merged", "meta.status_chosen", "contradictions")
    return {table: sorted(map(repr, rows(path, f"FROM {table}"))) for table in tables}


POOL = [
    report("a.md", media="text/markdown"),
    report("b.html", media="text/html"),
    report("c.pdf"),
    report("d.pdf", version_status="draft"),
    report("e.pdf", language="es", country_code="XA"),
    report("f.pdf", title="Results Report, 2023"),
    report("g.pdf", CHANGED, title="Results Report, 2024"),
    report("h.pdf", ("limited", *ALL[1:])),
    report("i.pdf", phase=None),
]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Callable[[frozenset[int]], dict[str, list[str]]]:
    """What one load of some of the documents gives."""
    known: dict[frozenset[int], dict[str, list[str]]] = {}

    def go(chosen: frozenset[int]) -> dict[str, list[str]]:
        if chosen not in known:
            path = tmp_path_factory.mktemp("rebuilt") / "w.duckdb"
            load(path, [POOL[i] for i in sorted(chosen)])
            known[chosen] = state(path)
        return known[chosen]

    return go


@hypothesis_settings(max_examples=cases(2, 12), deadline=None, derandomize=cases(True, False))
@given(st.permutations(range(len(POOL))), st.sets(st.integers(0, len(POOL) - 1), max_size=3), st.integers(1, 4))
def test_the_order_of_loading_does_not_matter(
    rebuilt: Callable[[frozenset[int]], dict[str, list[str]]], order: list[int], gone: set[int], step: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.duckdb"
        for chunk in itertools.batched(order, step) if hasattr(itertools, "batched") else [order]:
            load(path, [POOL[i] for i in chunk])
        load(path, remove=[POOL[i].document_id for i in gone])
        assert state(path) == rebuilt(frozenset(range(len(POOL))) - gone)


def test_the_samples_are_counted_once_each_and_real_documents_are_not_merged(
    warehouse_of_fixtures: Path, request: pytest.FixtureRequest
) -> None:
    """Each authored report comes in several media; its name says which belong together."""
    joined = rows(
        warehouse_of_fixtures,
        "SELECT a.source_uri AS a, b.source_uri AS b, r.relation FROM meta.renditions r "
        "JOIN core.documents a USING (document_id) JOIN core.documents b ON b.document_id = r.rendition_of",
    )

    def stem(address: str) -> str:
        """The dataset of a year comes as a table (edition) and as a workbook."""
        return address.split(".example/")[1].split(".")[0].replace("workbook", "edition")

    assert [r for r in joined if stem(r["a"]) != stem(r["b"])] == []
    assert len(joined) > 90
    real = request.getfixturevalue("warehouse_of_corpus")
    assert not rows(real, "FROM meta.renditions")
