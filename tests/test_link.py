"""Linking: one commitment under several ids, languages and numberings; measured on real documents."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.discover import Source
from pipeline.explain import NotOneError, doubtful, find, statements
from pipeline.link import LinkDecision, LinkDecisionsError, find_links, read_decisions
from pipeline.outcome import settle
from pipeline.publish import publish
from pipeline.reading import Reading
from pipeline.same import unrivalled
from pipeline.settings import Settings
from pipeline.stated import unplaced
from pipeline.titles import alike, concepts, similarity
from tests.warehouse_samples import Sample
from warehouse import load as loading
from warehouse.load import load
from warehouse.model import Document, Link
from warehouse.query import rows


def links_of(tmp_path: Path, *documents: Document, decisions: tuple[LinkDecision, ...] = ()) -> list[Link]:
    path = tmp_path / "w.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_follow", lambda *_, **__: None)  # most of a load, and nothing that links read
        load(path, list(documents))
    with duckdb.connect(str(path), read_only=True) as db:
        return find_links(db, decisions)


def pairs(links: list[Link], kind: str = "same") -> set[tuple[str, str]]:
    return {(x.commitment_id_a, x.commitment_id_b) for x in links if x.kind == kind}


def listed(name: str, *titles: str, start: int = 1) -> Sample:
    sample = Sample(name, language="en")
    for place, title in enumerate(titles, start):
        sample.mention(None, title, ogp_id=f"XA{place:04}", key=title)
    return sample


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Digital Identity", "Identidad digital"),
        ("Strengthening Environmental Democracy", "Fortalecimiento de la democracia ambiental"),
        ("National Archives Policy", "Política Nacional de Archivos"),
        ("Draft Law on Political Parties", "Proyecto de Ley sobre Partidos Políticos"),
        ("Open municipal budgets", "Presupuesto municipal abierto"),
    ],
)
def test_titles_meet_across_languages(english: str, spanish: str) -> None:
    assert similarity(english, spanish) >= 0.62


def test_titles_that_share_only_small_talk_do_not_meet() -> None:
    assert similarity("Open data on rivers", "Open data on hospitals") < 0.8
    assert similarity("Register of lobbyists", "Mapa de escuelas") == 0
    assert not concepts("of the 2014")


def test_numbers_in_another_language_meet_ids(tmp_path: Path) -> None:
    government = Sample("plan.pdf", language="es", assessor="government", doc_type="action_plan")
    for number, title in (("1", "Identidad digital"), ("2", "Mapa de escuelas"), ("3", "Registro de cabilderos")):
        government.mention(number, title)
    site = listed("site.html", "Digital identity", "Map of schools", "Register of lobbyists")
    found = pairs(links_of(tmp_path, government.document(), site.document()))
    assert ("XA-2020-1", "XA-2020-XA0001") in found
    assert all(a[-1] == b[-1] for a, b in found)


def test_what_one_document_lists_side_by_side_is_not_one(tmp_path: Path) -> None:
    sample = Sample("plan.pdf").mention("1", "Open data portal").mention("7", "Open data portal")
    assert not pairs(links_of(tmp_path, sample.document()))


def test_two_rivals_for_one_title_are_left_alone(tmp_path: Path) -> None:
    first = Sample("a.pdf").mention("1.1", "Transparency of spending").mention("2.4", "Transparency of spending")
    second = Sample("b.pdf").mention("9", "Transparency of spending")
    assert not pairs(links_of(tmp_path, first.document(), second.document()))


def test_the_lead_institution_decides_between_equal_titles(tmp_path: Path) -> None:
    first = Sample("a.pdf").mention("1.1", "Transparency of spending", lead_institution="Ministry of Finance")
    first.mention("2.4", "Transparency of spending", lead_institution="Institute of Health")
    second = Sample("b.pdf").mention(
        "9", "Transparency of spending", lead_institution="Ministry of Finance, Audit Office"
    )
    assert pairs(links_of(tmp_path, first.document(), second.document())) == {("XA-2020-1.1", "XA-2020-9")}


def test_order_settles_what_titles_leave_open(tmp_path: Path) -> None:
    titles = ["Road prices", "River gauges", "Court calendar", "School meals", "Harbour fees"]
    site = listed("site.html", *titles)
    report = Sample("report.pdf")
    other = Sample("other.pdf")
    for number, title in zip(["1.1", "1.2", "2.1", "2.10", "2.2"], [*titles[:4], "Tasas portuarias"], strict=True):
        lang = "es" if title not in titles else "en"
        report.mention(number, title, title_lang=lang)
        other.mention(number, title if title in titles else "An entirely different name")
    found = links_of(tmp_path, site.document(), report.document())
    # As strings the numbers run 1.1, 1.2, 2.1, 2.10, 2.2: the order of the ids.
    assert ("XA-2020-2.2", "XA-2020-XA0005") in pairs(found)
    assert {x.method for x in found} == {"title", "order"}
    # In one language the titles deny it.
    (tmp_path / "w.duckdb").unlink()
    found = links_of(tmp_path, site.document(), other.document())
    assert ("XA-2020-2.2", "XA-2020-XA0005") in pairs(found, "doubtful")


def test_a_commitment_goes_on_in_the_next_plan(tmp_path: Path) -> None:
    first = Sample("one.pdf").mention("4", "Portal of public contracts")
    second = Sample("two.pdf", plan_start=2022, plan_end=2024).mention("2", "Portal of public contracts")
    assert pairs(links_of(tmp_path, first.document(), second.document()), "continued") == {("XA-2020-4", "XA-2022-2")}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("This commitment continues commitment 4 of the previous action plan.", "continued"),
        ("Es la continuación del compromiso N° 4 del plan de acción anterior.", "continued"),
        ("It was carried forward from commitment 4 in the 2020-2022 action plan.", "continued"),
        ("It was merged from commitments 4 and 5 of the last plan.", "merged"),
        ("Fusiona los compromisos 4 y 5 del plan 2020-2022.", "merged"),
        ("It was split from commitment 4 of the third national action plan.", "split"),
    ],
)
def test_words_that_name_a_commitment_of_an_earlier_plan_link_it(tmp_path: Path, words: str, kind: str) -> None:
    first = Sample("one.pdf", plan_number=3).mention("4", "Road prices").mention("5", "River gauges")
    second = Sample("two.pdf", plan_number=4, plan_start=2022, plan_end=2024).mention("1", "Fees", description=words)
    found = links_of(tmp_path, first.document(), second.document())
    assert pairs(found, kind) >= {("XA-2020-4", "XA-2022-1")}
    assert len(found) == (2 if "5" in words else 1)
    assert {x.method for x in found} == {"stated"}
    assert found[0].evidence["quote"] == words


def test_words_that_name_a_commitment_of_a_later_plan_link_it(tmp_path: Path) -> None:
    words = "The commitment was carried forward to the next action plan as commitment 7."
    first = Sample("one.pdf").mention("4", "Road prices", description=words)
    second = Sample("two.pdf", plan_start=2022, plan_end=2024).mention("7", "Fees")
    found = links_of(tmp_path, first.document(), second.document())
    assert pairs(found, "carried_over") == {("XA-2020-4", "XA-2022-7")}


@pytest.mark.parametrize(
    "words",
    [
        "It was not carried forward from commitment 4 of the previous plan.",
        "Unlike commitment 4 of the previous action plan, it has milestones.",
        "It continues commitment 9 of the previous action plan.",
        "It continues commitment 4 of the second action plan.",
        "It continues commitment 4 of the 2014-2016 action plan.",
        "No es la continuación del compromiso 4 del plan anterior.",
    ],
)
def test_words_that_deny_or_name_what_is_not_known_link_nothing(tmp_path: Path, words: str) -> None:
    first = Sample("one.pdf", plan_number=3).mention("4", "Road prices")
    second = Sample("two.pdf", plan_number=4, plan_start=2022, plan_end=2024).mention("1", "Fees", description=words)
    assert not links_of(tmp_path, first.document(), second.document())


_ROADS, _RIVERS = "Publish road prices", "Publish river levels"


@pytest.mark.parametrize("words", ["It was merged from commitments 3 and 5.", "Es fusión de los compromisos 3 y 5."])
@pytest.mark.parametrize(
    ("before", "own", "linked"),
    [
        ({"3": _ROADS, "5": _RIVERS}, {}, True),
        ({"3": _ROADS, "5": _RIVERS}, {"3": "Train judges", "5": "Open courts"}, True),
        ({"3": _ROADS, "5": "Train judges"}, {}, False),  # another matter
        ({"3": _ROADS}, {}, False),  # not all are there
        ({"3": _ROADS, "5": _RIVERS}, {"3": "Publish prices of roads"}, False),  # it may be the own plan's
    ],
)
def test_what_was_merged_from_commitments_of_no_named_plan(
    tmp_path: Path, words: str, before: dict[str, str], own: dict[str, str], linked: bool
) -> None:
    first = Sample("one.pdf", plan_number=3)
    for number, title in before.items():
        first.mention(number, title)
    second = Sample("two.pdf", plan_number=4, plan_start=2022, plan_end=2024)
    second.mention("1", "Publish road prices and river levels", description=words)
    for number, title in own.items():
        second.mention(number, title)
    found = links_of(tmp_path, first.document(), second.document())
    merged = {("XA-2020-3", "XA-2022-1"), ("XA-2020-5", "XA-2022-1")}
    assert pairs(found, "merged") == (merged if linked else set())


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        (
            "It began late. It was merged from commitments 3 and 5. It ended.",
            ["It was merged from commitments 3 and 5."],
        ),
        ("It was merged from commitments 3 and 5 of the previous plan.", []),
        ("No es una fusión de los compromisos 3 y 5.", []),
        ("It was merged from two proposals.", []),
    ],
)
def test_a_merge_without_a_plan_is_told(words: str, sentences: list[str]) -> None:
    assert list(unplaced(words)) == sentences
    records = Sample().mention("1", description=words).records
    outcome = settle(Source("file:///a.txt", "a.txt"), "0" * 64, 1, "key", Reading(records, None, 0.0))
    assert outcome.document
    assert [i.code for i in outcome.document.extraction.issues] == ["merge_without_plan"] * len(sentences)


def test_the_previous_plan_is_not_one_further_off(tmp_path: Path) -> None:
    """Of the plans between nothing is known: "the previous plan" is none of those at hand."""
    words = "It continues commitment 4 of the previous action plan."
    first = Sample("one.pdf", plan_start=2014, plan_end=2016).mention("4", "Road prices")
    second = Sample("two.pdf", plan_start=2022, plan_end=2024).mention("1", "Fees", description=words)
    assert not links_of(tmp_path, first.document(), second.document())


def test_a_person_has_the_last_word(tmp_path: Path) -> None:
    first = Sample("a.pdf").mention("1", "Road prices")
    second = Sample("b.pdf").mention("9", "Road prices").mention("3", "Tolls")
    reject = LinkDecision(a="XA-2020-9", b="XA-2020-1", decision="reject", author="R. Soto", reason="two roads")
    confirm = LinkDecision(a="XA-2020-1", b="XA-2020-3", decision="confirm", author="R. Soto", reason="renamed")
    found = links_of(tmp_path, first.document(), second.document(), decisions=(reject, confirm))
    assert pairs(found) == {("XA-2020-1", "XA-2020-3")}
    assert found[0].decided_by == "R. Soto"


def four_promises() -> tuple[Sample, Sample]:
    """Two documents of one plan whose second commitments have nothing in common but the number."""
    plan = Sample("plan.pdf", assessor="government", doc_type="action_plan", phase=None)
    plan.mention("1", "Road prices").mention("2", "Town hall radio hours")
    report = Sample("self.pdf", assessor="government", doc_type="self_assessment")
    report.mention("1", "Road prices").say("1", "completion", "complete")
    report.mention("2", "Single window for permits").say("2", "completion", "complete")
    return plan, report


def published(tmp_path: Path, *samples: Sample, links: str = "") -> Path:
    """A warehouse made as every run makes it."""
    home = Settings(home=tmp_path / "home")
    home.home.mkdir(exist_ok=True)
    if links:
        home.links.write_text(links)
    publish(home, [sample.document() for sample in samples])
    return home.warehouse


def test_what_has_only_the_number_in_common_is_not_compared(tmp_path: Path) -> None:
    """Seen: four promises under one id, and gaps between the government's word on one and the IRM's on another."""
    irm = Sample("irm.pdf").mention("2", "Community review of school repairs").say("2", "completion", "limited")
    irm.mention("1", "Road prices").say("1", "completion", "limited")
    path = published(tmp_path, *four_promises(), irm)
    assert [r["commitment_id"] for r in rows(path, "FROM self_vs_irm ORDER BY ALL")] == ["XA-2020-1"]
    listed_ = rows(path, "SELECT commitment_id, number, title, also_known_as FROM commitments ORDER BY title")
    assert [r["title"] for r in listed_] == [
        "Community review of school repairs",
        "Road prices",
        "Single window for permits",
        "Town hall radio hours",
    ]
    assert [r["number"] for r in listed_] == ["2", "1", "2", "2"]
    assert listed_[3]["commitment_id"] == "XA-2020-2"
    assert not any(r["also_known_as"] for r in listed_)
    doubtful_ = rows(path, "SELECT method, evidence->>'reason' AS reason FROM meta.links WHERE kind = 'doubtful'")
    assert len(doubtful_) == 3
    assert {r["method"] for r in doubtful_} == {"number_only"}
    with duckdb.connect(str(path), read_only=True) as db:
        said = statements(db, find(db, "XA-2020-2"))
        assert {s.document for s in said} == {"plan.pdf"}
        assert len(doubtful(db, "XA-2020-2")) == 2
        with pytest.raises(NotOneError):
            find(db, "2")


def test_a_person_joins_what_is_doubtful_and_parts_what_is_not(tmp_path: Path) -> None:
    plan, report = four_promises()
    path = published(tmp_path, plan, report)
    (doubt,) = rows(path, "SELECT commitment_id_a AS a, commitment_id_b AS b FROM meta.links WHERE kind = 'doubtful'")
    entry = "- {{a: {}, b: {}, decision: {}, author: R. Soto, reason: read both}}\n"
    joined = published(tmp_path, links=entry.format(doubt["a"], doubt["b"], "confirm"))
    assert {r["commitment_id"] for r in rows(joined, "FROM commitments")} == {"XA-2020-1", "XA-2020-2"}
    assert not rows(joined, "FROM meta.links WHERE kind = 'doubtful'")
    why = rows(joined, "SELECT method, reason FROM meta.same_as WHERE commitment_id = 'XA-2020-2' ORDER BY ALL")
    assert {"method": "decision", "reason": "read both"} in why
    parted = published(tmp_path, links=entry.format("XA-2020-1 in plan.pdf", "XA-2020-1 in self.pdf", "reject"))
    assert rows(parted, "SELECT count(*) AS n FROM commitments") == [{"n": 4}]
    rejected = published(tmp_path, links=entry.format(doubt["a"], doubt["b"], "reject"))
    assert rows(rejected, "SELECT count(*) AS n FROM commitments") == [{"n": 3}]
    assert not rows(rejected, "FROM meta.links WHERE kind = 'doubtful'")


def test_a_rendition_follows_the_document_that_counts(tmp_path: Path) -> None:
    plan, report = four_promises()
    again = four_promises()[1]
    again.name = "self.html"
    path = published(tmp_path, plan, report, again)
    known = "SELECT DISTINCT s.canonical_id FROM meta.same_as s JOIN core.documents d USING (document_id)"
    assert len(rows(path, f"{known} WHERE s.commitment_id = 'XA-2020-2' AND d.name LIKE 'self.%'")) == 1


def test_a_decision_file_that_is_wrong_says_where(tmp_path: Path) -> None:
    path = tmp_path / "links.yml"
    path.write_text("- {a: XA-2020-1, b: XA-2020-3, decision: perhaps, author: x, reason: y}\n")
    with pytest.raises(LinkDecisionsError, match="decision"):
        read_decisions(path)
    assert read_decisions(tmp_path / "none.yml") == []


def test_real_numberings_meet(warehouse_of_corpus: Path) -> None:
    """Chile 1 and 2: OGP ids run in the order of the plan's numbers, as strings and as numbers.
    United States 2: the government's numbers restart in each of three sections, the IRM's do not."""
    with duckdb.connect(str(warehouse_of_corpus), read_only=True) as db:
        found = pairs(find_links(db))
        numbers = {
            plan: [
                n
                for (n,) in db.execute(
                    "SELECT DISTINCT number FROM core.mentions WHERE plan_id = ? AND number IS NOT NULL",
                    [plan],
                ).fetchall()
            ]
            for plan in ("CL-2012", "CL-2014")
        }
    assert len(numbers["CL-2012"]) == 19
    expected = {
        *((f"CL-2012-{n}", f"CL-2012-CL{i:04}") for i, n in enumerate(sorted(numbers["CL-2012"]), 1)),
        *((f"CL-2014-{n}", f"CL-2014-CL{i:04}") for i, n in enumerate(sorted(numbers["CL-2014"], key=int), 20)),
        # The IRM's list skips the eleventh of the first section and runs on through the others.
        *((f"US-2013-1.{n}", f"US-2013-{n}") for n in range(1, 11)),
        *((f"US-2013-2.{n}", f"US-2013-{n + 10}") for n in range(1, 9)),
        *((f"US-2013-3.{n}", f"US-2013-{n + 18}") for n in range(1, 8)),
    }
    expected |= {("CL-2018-4", "CL-2018-CL0054"), ("CL-2018-5", "CL-2018-CL0055"), ("CL-2018-11", "CL-2018-CL0061")}
    sorted_pairs = {tuple(sorted(p)) for p in found if p[0].startswith(("CL-2012", "CL-2014", "CL-2018", "US-2013"))}
    truth = {tuple(sorted(p)) for p in expected}
    assert sorted_pairs - truth == set()
    assert len(sorted_pairs & truth) >= 0.98 * len(truth)


_WORDS = "open data datos abiertos rivers ríos presupuesto budget de la the 2014 of (SII) school salud health".split()
_titles = st.lists(st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join), max_size=8, unique=True)


@given(_titles, _titles, st.sampled_from([0.3, 0.62, 0.86]))
def test_titles_in_bulk_are_as_alike_as_one_by_one(left: list[str], right: list[str], at_least: float) -> None:
    one_by_one = {
        (i, j): similarity(a, b)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if similarity(a, b) >= at_least
    }
    assert {(i, j): score for i, j, score in alike(left, right, at_least)} == one_by_one
    among_themselves = {(i, j) for i, j, _ in alike(left, left, at_least)}
    assert {pair for pair in among_themselves if pair[0] <= pair[1]} == among_themselves


def settled_in_rounds(pairs: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """What ``unrivalled`` promises, in so many words."""
    accepted: dict[tuple[int, int], float] = {}
    while True:
        taken = {k for pair in accepted for k in pair}
        left = {pair: s for pair, s in pairs.items() if not taken & set(pair)}
        sure = {
            pair: score
            for pair, score in left.items()
            if not any(
                set(pair) & set(other) and other != pair and s > score - (0.12 if score < 0.98 else 0.001)
                for other, s in left.items()
            )
        }
        if not sure:
            return accepted
        accepted |= sure


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(7, 13)), st.sampled_from([0.62, 0.7, 0.8, 0.9, 0.98, 1.0, 1.15])
    )
)
def test_pairs_without_a_rival(pairs: dict[tuple[int, int], float]) -> None:
    assert unrivalled(pairs) == settled_in_rounds(pairs)


def test_a_file_that_confirms_and_rejects_one_link_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "links.yml"
    entry = "- {{a: {}, b: {}, kind: continued, decision: {}, author: x, reason: y}}\n"
    path.write_text(entry.format("CL-1", "CL-2", "confirm") + entry.format("CL-2", "CL-1", "reject"))
    with pytest.raises(
        LinkDecisionsError, match=r"links.yml:2: reject continued of CL-2 and CL-1: line 1 says confirm"
    ):
        read_decisions(path)
