"""The vocabulary: folded, bilingual, and never a default."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import extractors.lexicon
from extractors.language import document_language, language_of
from extractors.lexicon import Lexicon, all_entries, phrases


@pytest.mark.parametrize(
    ("dimension", "words", "code", "scale"),
    [
        ("completion", "Completo o avance sustancial", "substantial_or_complete", "government_colour"),
        ("completion", "AVANCE LIMITADO.", "limited", "completion"),
        ("completion", "c. Substantial", "substantial", "completion"),
        ("completion", "No empezado o con retrasos importantes", "not_started_or_delayed", "government_colour"),
        ("early_results", "Major Major", "major", "diog"),
        ("early_results", "Significativamente", "major", "diog"),
        ("potential_impact", "Transformativo", "transformative", "potential_impact"),
        ("specificity", "Ninguna", "none", "specificity"),
        ("ogp_value", "Rendición de cuentas", "public_accountability", "ogp_value"),
    ],
)
def test_printed_words_have_a_code(dimension: str, words: str, code: str, scale: str) -> None:
    found = Lexicon().code(dimension, words)
    assert found is not None
    assert (found.code, found.scale) == (code, scale)


def test_significant_depends_on_the_scale() -> None:
    lexicon = Lexicon()
    old, new = (lexicon.code("early_results", "Significant", scale) for scale in ("diog", "early_results"))
    assert old is not None
    assert new is not None
    assert (old.code, new.code) == ("major", "significant")


def test_unknown_words_have_no_code() -> None:
    lexicon = Lexicon()
    assert lexicon.code("completion", "ready when the moon is full") is None
    assert lexicon.label("a heading that nobody listed") is None


def test_the_four_kinds_of_nothing() -> None:
    lexicon = Lexicon()
    reasons = [lexicon.missing(words) for words in ("N/A", "NR", "ND", "", "Limited")]
    assert reasons == ["not_applicable", "not_reviewed", "no_data", "blank_in_source", None]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Evaluación del avance 1", "completion"),
        ("¿Se avanzó en la apertura del gobierno?", "early_results"),
        ("Institución (es) de apoyo", "support"),
        ("% de cumplimiento", "percent"),
    ],
)
def test_labels_tolerate_marks_and_footnotes(words: str, label: str) -> None:
    assert Lexicon().label(words) == label


def test_split_label_finds_where_the_value_starts() -> None:
    words = "Institución responsable: Ministerio de Salud"
    split = Lexicon().split_label(words)
    assert split is not None
    assert (split[0], words[split[1] :]) == ("lead", "Ministerio de Salud")


def test_found_words_are_at_their_offsets() -> None:
    words = "Acceso a la información y participación ciudadana"
    found = Lexicon().find("ogp_value", words)
    assert [(f.code.code, words[f.start : f.end]) for f in found] == [
        ("access_to_information", "Acceso a la información"),
        ("civic_participation", "participación ciudadana"),
    ]


def test_hits_are_counted_by_entry() -> None:
    lexicon = Lexicon()
    lexicon.code("completion", "Limited")
    lexicon.code("completion", "Limited")
    assert lexicon.hits["completion/limited/limited"] == 2
    assert set(lexicon.hits) <= set(all_entries())


def test_languages_that_are_neither_english_nor_spanish_are_named() -> None:
    french = "Les ministères publient chaque mois les dépenses de leurs bureaux dans un registre ouvert aux citoyens"
    assert document_language(french) == "fr"
    assert language_of("Mapa de escuelas y hospitales del país") == "es"
    assert language_of("Register of public contracts for the roads") == "en"
    assert language_of("ChileAtiende") is None


def test_words_that_a_narrow_column_broke_are_known_whole() -> None:
    lexicon = Lexicon()
    broken = lexicon.code("potential_impact", "Transformati vo")
    assert broken == lexicon.code("potential_impact", "Transformativo") is not None
    assert lexicon.label("Nivel de cu mplimiento") == "completion"
    assert lexicon.label("no ta") is None


def test_phrases_are_whole_words_unless_a_star_says_that_a_word_begins() -> None:
    of_plan = re.compile(phrases("about_the_plan"))
    assert not of_plan.search("planting and unfollowed trees")
    assert of_plan.search("the plan and its monitoring")
    assert of_plan.search("introducing the report")
    assert re.compile(phrases("about_the_plan", "closing_report")).search("end of term report")


def test_every_entry_of_phrases_is_used() -> None:
    folder = Path(extractors.lexicon.__file__).parent
    entries = yaml.safe_load((folder / "vocabulary/phrases.yml").read_text(encoding="utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    families = {"ask_": 'phrases(f"ask_'}
    unused = [e for e in entries if f'"{e}"' not in code and f"'{e}'" not in code]
    named = {start + e for start, use in families.items() if use in code for e in re.findall(r'"(\w+)"', code)}
    assert [e for e in unused if e not in named] == []


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Interoperability Framework", "en"),
        ("Identidad Digital", "es"),
        ("National Archives Policy", "en"),
        ("Portal 2.0", None),
    ],
)
def test_a_title_without_function_words_is_told_by_its_spelling(title: str, language: str | None) -> None:
    """Seen: English titles stood as Spanish ones because the page's other titles were Spanish."""
    assert language_of(title) == language


@pytest.mark.parametrize("path", sorted(Path("extractors/vocabulary").glob("*.yml")), ids=lambda p: p.name)
def test_no_key_of_a_vocabulary_file_is_given_twice(path: Path) -> None:
    """The loader would keep the last one without a word."""

    def twice(node: yaml.Node | None) -> list[str]:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            below = [found for _, value in node.value for found in twice(value)]
            return [*(k for k in dict.fromkeys(keys) if keys.count(k) > 1), *below]
        return [found for value in node.value for found in twice(value)] if isinstance(node, yaml.SequenceNode) else []

    assert twice(yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)) == []
