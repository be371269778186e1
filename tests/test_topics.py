"""What commitments are about: printed, flagged in the dataset, shown by words; each with its origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.records import CellRecord, Evidence, Extraction, Mention, TableRecord
from tests.conftest import CORPUS
from tests.warehouse_samples import Sample
from warehouse import schema
from warehouse.load import load
from warehouse.query import rows
from warehouse.topic_words import SIGNS, found, plain
from warehouse.topics import derived, looked, measure, topics_of


def mention(title: str, text: str = "", **fields: object) -> Mention:
    evidence = Evidence(quote=title or "-", rule="test", table=1, row=1, col=0)
    return Mention.model_validate(
        {"key": "1", "title": title, "description": text or None, "evidence": evidence} | fields
    )


@pytest.mark.parametrize(
    ("title", "text", "topic", "flagged"),
    [
        ("Open contracting", "Tender notices and public contracts go on line.", "public_procurement", False),
        ("Compras públicas abiertas", "Las licitaciones y contrataciones se publican.", "public_procurement", False),
        ("Procurement", "", "public_procurement", False),
        ("Dialogue", "", "public_participation", True),
        (
            "A new law",
            "It protects whistleblowers, and whistleblowing is explained.",
            "whistleblower_protections",
            False,
        ),
        ("A new law", "Journalists, schools, farms, hospitals, roads, banks and courts are asked.", "education", None),
        ("A plan", "Citizens may search it.", "public_participation", None),
        ("Water wells", "", "water_sanitation", False),
    ],
)
def test_words_show_topics(title: str, text: str, topic: str, flagged: bool | None) -> None:
    topics = {t.topic: t for t in derived(mention(title, text))}
    assert (topics[topic].flagged if topic in topics else None) is flagged
    if topic in topics:
        assert all(set(word.split()) <= set(plain(f"{title} {text}").split()) for word in topics[topic].words)


def test_a_word_must_begin_as_its_phrase_does() -> None:
    assert "aid" not in found("They said that the paid raid was afraid")
    assert "open_data" in found("Open Data for all")
    assert not found("Open the data centre door")["open_data"].words


def test_tags_headings_and_goals_are_printed_topics() -> None:
    told = mention("Roads", policy_areas=["Datos abiertos", "SDG 16: Peace", "Bridges"], area="Fiscal Openness")
    records = Extraction.model_validate({"identity": {}, "mentions": [told]})
    printed = {(t.scheme, t.topic) for _, t in topics_of(records) if t.origin == "printed"}
    assert printed == {
        ("ogp_policy_area", "open_data"),
        ("ogp_policy_area", "fiscal_openness"),
        ("sdg", "sdg_16"),
        ("printed_theme", "bridges"),
    }


def test_flags_of_the_dataset_name_their_cells() -> None:
    heading = ["Commitment Title", "Open Data", "Education", "Aid", "Labor", "OGP", "Defense"]
    cells = [CellRecord(row=0, col=c, text=t, is_header=True) for c, t in enumerate(heading)]
    cells += [CellRecord(row=1, col=c, text=t) for c, t in enumerate(["Roads", "1", "0", "NR", "1", "", "0"])]
    table = TableRecord(ordinal=1, n_rows=1, n_cols=len(heading), cells=cells)
    records = Extraction.model_validate({"identity": {"doc_type": "ogp_dataset"}, "mentions": [mention("Roads")]})
    records.tables = [table]
    flags = {t.topic: t.evidence for _, t in topics_of(records) if t.origin == "dataset"}
    assert {topic: (e.col, e.quote, e.section) for topic, e in flags.items()} == {
        "open_data": (1, "1", "Open Data"),
        "labor": (4, "1", "Labor"),
    }


def test_one_row_a_commitment_topic_and_origin(tmp_path: Path) -> None:
    plan = Sample("plan.pdf", assessor="government", doc_type="action_plan").mention(
        "1", "Open contracting", description="Tender notices and public contracts.", policy_areas=["Public Procurement"]
    )
    report = Sample("irm.pdf").mention("1", "Open contracting", policy_areas=["public procurement"])
    path = tmp_path / "w.duckdb"
    load(path, [plan.document(), report.document()])
    said = rows(path, "SELECT commitment_id, topic, origin, flagged FROM commitment_topics ORDER BY origin, topic")
    assert [tuple(r.values()) for r in said if r["topic"] == "public_procurement"] == [
        ("XA-2020-1", "public_procurement", "derived", False),
        ("XA-2020-1", "public_procurement", "printed", False),
    ]
    (row,) = rows(path, "SELECT topics FROM commitment_ratings")
    assert "public_procurement" in row["topics"]


def test_any_ending_stands_where_a_star_does_in_each_word_of_a_phrase() -> None:
    assert found("Declaraciones patrimoniales")["asset_disclosure"].words
    assert found("conflicts of interests")["conflicts_of_interest"].words
    assert "conflicts_of_interest" not in found("a conflict of the interested")


def test_hints_alone_show_no_topic() -> None:
    hint = found("Quality")["public_service_delivery"]
    assert hint.hints
    assert not hint.words
    assert not list(derived(mention("Quality", "Quality and procedures of delivery.")))


def test_a_title_alone_is_as_likely_as_a_title_that_the_text_repeats() -> None:
    (alone,) = (t for t in derived(mention("Open contracting")) if t.topic == "public_procurement")
    (both,) = (t for t in derived(mention("Open contracting", "Open contracting")) if t.topic == "public_procurement")
    assert alone.flagged == both.flagged
    assert looked(mention("Open contracting")).likelihood("public_procurement") > 0.5


def test_a_topic_nobody_flagged_weighs_what_any_does() -> None:
    assert "beneficial_ownership" not in schema.topic_weights()["topics"]
    assert "beneficial_ownership" in {t.topic for t in derived(mention("Register of beneficial owners"))}


def test_every_weight_belongs_to_a_word() -> None:
    """Words that are taken out of topics.yml leave no weights behind: learn again after such a change."""
    for topic, entry in schema.topic_weights()["topics"].items():
        assert set(entry["signs"]) == set(SIGNS)
        if topic != "any":
            known = schema.topics()[topic]
            assert set(entry["words"]) <= {*known["words"], *known["hints"]}


def test_words_and_hints_are_folded_and_apart() -> None:
    for topic, entry in schema.topics().items():
        for name in (*entry["words"], *entry["hints"]):
            assert " ".join(plain(word) + "*" * word.endswith("*") for word in name.split()) == name, topic
        assert not set(entry["words"]) & set(entry["hints"]), topic


def test_learning_finds_what_a_word_is_worth() -> None:
    """Of two words of a topic, the one that goes with the flag weighs more; a topic of few flags stays near any."""
    from benchmarks.topics import Row, learn

    rows = [
        Row(f"C{n % 7}", title, text, frozenset(flags), looked(mention(title, text)))
        for n in range(40)
        for title, text, flags in (
            ("Hospital beds", "Beds in every hospital.", {"health_nutrition"}),
            ("Medicine cupboards", "A cupboard for each office.", set[str]()),
            ("Schools", "Teachers and students.", {"education"} if n % 2 else set[str]()),
        )
    ]
    words = learn(rows)["health_nutrition"]["words"]
    assert words["hospital*"][0] > 0.1
    assert words["medicin*"][0] < -0.1


def test_every_topic_has_names_words_and_one_meaning_a_tag() -> None:
    printed = [plain(name) for topic in schema.topics().values() for name in topic["printed"]]
    assert len(printed) == len(set(printed))
    for topic in schema.topics().values():
        assert len(topic["name"]) == 2
        assert topic["words"]


def test_derived_topics_beside_the_flags_of_2016() -> None:
    """Weights that were learnt from other countries: the docs have the figures by topic."""
    path = CORPUS / "documents" / "ogp-commitments-dataset-2016.csv"
    if not path.exists():
        pytest.skip("no corpus beside the repository")
    from benchmarks.topics import judge, read

    rows_ = read(path)
    judged = judge(rows_)

    def against(least: bool) -> dict[str, float]:
        given: list[set[str]] = [set() for _ in rows_]
        for j in judged:
            if j.sure >= least:
                given[j.row].add(j.topic)
        return measure([(set(row.flags), topics) for row, topics in zip(rows_, given, strict=True)])

    sure, everything = against(True), against(False)
    assert sure["precision"] >= 0.84
    assert sure["recall"] >= 0.38
    assert everything["precision"] >= 0.67
    assert everything["recall"] >= 0.63
