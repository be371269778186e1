"""Institutions: lists split, spellings and acronyms joined, nothing joined on a mere likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.institutions import (
    InstitutionEntry,
    InstitutionsError,
    name_institutions,
    namer,
    read_institutions,
    resolve,
)
from pipeline.printed import split
from tests.warehouse_samples import Sample
from warehouse.load import load
from warehouse.model import Document, InstitutionNames
from warehouse.query import ask, rows


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("Ministerio de Salud, Ministerio de Hacienda y Contraloría General", 3),
        ("Ministerio de Ciencia, Tecnología, Conocimiento e Innovación", 1),
        ("Ministry of Labour and Social Security", 1),
        ("Ministry of Labour and Office of the Ombudsman", 2),
        ("Office of Roads (OR), General Bridges Administration (GBA)", 2),
        ("GBA, OR", 2),
        ("Harbour Health Service/Ministry of Health", 2),
        ("Ministerio de Obras/Dirección de Puertos", 2),
        ("Ministry of Water/Sanitation", 1),
        ("GBA/General Bridges Administration", 1),
        ("MinTIC – DNP", 2),
        ("Excma. Corte Suprema", 1),
        ("Oficina de Planes (Presidencia, Gabinete); Instituto de Estadística", 2),
        ("Ministerio de Obras. Ministerio de Minas", 2),
        ("None Specified", 0),
        ("Ministerio de Minas y otros", 1),
        ("No especificado", 0),
    ],
)
def test_lists_are_split_where_a_name_begins(printed: str, parts: int) -> None:
    assert len(split(printed)) == parts, split(printed)


@given(st.lists(st.sampled_from(["Ministerio de Salud", "Contraloría General", "Instituto de Aguas"]), min_size=1))
def test_a_list_of_plain_names_comes_apart_as_it_was_put_together(names: list[str]) -> None:
    assert split(", ".join(names)) == names
    assert split("; ".join(names)) == names


def meant(code: str, *printed: str, entries: tuple[InstitutionEntry, ...] = ()) -> list[str]:
    """The institution of the first name of each printed string."""
    found = {n.printed: n.institution for n in resolve(code, Counter(printed), entries)[0] if n.position == 1}
    return [found[p] for p in printed]


@pytest.mark.parametrize(
    "printed",
    [
        ("Ministerio de Economía", "MINISTERIO DE ECONOMIA", "el Ministerio de Economía."),
        ("Ministerio del Medio Ambiente", "Ministerio del Medioambiente"),
        ("Departamento para la Función Pública", "Departamento de la Función Pública"),
        ("Banco Central del Uruguay", "Banco Central"),
        ("Honorable Cámara de Diputados", "Cámara de Diputados"),
        (
            "Agencia de Aguas Abiertas (AAA)",
            "AAA",
            "AAA (Agencia de Aguas Abiertas)",
            "Agencia de Aguas Abiertas – AAA",
        ),
        ("Dirección de Contratos (ComprasYa)", "ComprasYa"),
        ("Department of Roads and Harbour Services (RHS)", "RHS"),
        ("Ministerio del Interior – Dirección de Puertos", "Ministerio del Interior"),
    ],
)
def test_spellings_and_acronyms_of_one_institution(printed: tuple[str, ...]) -> None:
    assert len(set(meant("UY", *printed))) == 1, meant("UY", *printed)


@pytest.mark.parametrize(
    "printed",
    [
        ("Department of Energy (DOE)", "Department of Education (DoE)", "DOE"),
        ("Ministerio de Salud", "Ministerio de Salud Pública"),
        ("Ministerio de Salud - INS", "INS"),
        ("Instituto de Ciencia Política (UDELAR)", "UDELAR"),
        ("Secretaría de Gobierno", "Secretaría de la Presidencia"),
        ("Ministry of Rivers", "Ministerio de Ríos"),
        ("Ministry of Finance", "Ministerio de Economía y Finanzas"),
        ("Ministry of Economy and Finance", "Ministerio de Economía"),
        ("Ministry of Finance", "Ministerio de Hacienda", "Ministerio de Finanzas"),
        ("Ministry of Justice", "Fiscalía de Justicia"),
        ("Ministry of Health (MOH)", "Ministry of Housing (MOH)"),
        ("Supreme Court", "Corte Suprema Electoral"),
        ("Secretariat of Planning (SEP)", "Ministerio de Ríos (SEP)"),
    ],
)
def test_weak_evidence_joins_nothing(printed: tuple[str, ...]) -> None:
    assert len(set(meant("UY", *printed))) == len(printed)


@pytest.mark.parametrize(
    "printed",
    [
        ("Ministerio de Ambiente", "Ministry of Environment", "Ministry of the Environment of Uruguay"),
        ("Ministerio de Hacienda", "Ministry of Finance"),
        ("Ministerio de Trabajo y Seguridad Social", "Ministry of Labour and Social Security"),
        ("Ministerio de Trabajo y Seguridad Social", "Ministry of Labor and Social Security"),
        ("Secretaría de Salud", "Ministry of Health"),
        ("Corte Suprema de Justicia", "Supreme Court"),
        ("Ministerio de Relaciones Exteriores (MRE)", "Ministry of Foreign Affairs (MFA)", "MFA"),
        ("Ministerio de Ríos (MRI)", "Ministry of Inland Waters (MRI)"),
    ],
)
def test_english_and_spanish_names_of_one_office(printed: tuple[str, ...]) -> None:
    """Under the name in the country's own language, whichever is printed more often."""
    assert set(meant("UY", *printed, *printed[1:])) == {printed[0].split(" (")[0]}


def test_the_own_language_is_that_of_the_country() -> None:
    assert set(meant("US", "Departamento del Tesoro", "Department of the Treasury")) == {"Department of the Treasury"}


def test_what_two_languages_may_mean_is_listed() -> None:
    printed = Counter(["Ministry of Finance", "Ministerio de Hacienda", "Ministerio de Finanzas"])
    doubts = {(d.institution_a, d.institution_b, d.why) for d in resolve("UY", printed)[1]}
    assert {(a, b) for a, b, why in doubts if "two languages" in why} == {
        ("Ministerio de Hacienda", "Ministry of Finance"),
        ("Ministerio de Finanzas", "Ministry of Finance"),
    }
    entry = InstitutionEntry(country="UY", name="Ministerio de Hacienda", apart=["Ministry of Finance"])
    assert len(set(meant("UY", "Ministry of Finance", "Ministerio de Hacienda", entries=(entry,)))) == 2


_KNOWN = {
    "US": ("Department of State", "Department of Justice (DOJ)", "Department of the Treasury", "Office of Roads"),
    "CL": (
        "Ministerio de Hacienda",
        "Ministerio del Interior",
        "Ministerio de Salud",
        "Ministerio de Salud y Deportes",
    ),
}


@pytest.mark.parametrize(
    ("code", "printed", "institutions"),
    [
        ("US", "State, DOJ, Treasury", ("Department of State", "Department of Justice", "Department of the Treasury")),
        ("US", "Office of Roads and Treasury", None),  # "Roads and Treasury" may be one office
        ("US", "Treasury, Office of Roads", ("Department of the Treasury", "Office of Roads")),
        ("US", "State, DOJ, Harbours", None),
        (
            "CL",
            "Hacienda, Interior y Salud",
            ("Ministerio de Hacienda", "Ministerio del Interior", "Ministerio de Salud"),
        ),
        ("CL", "Ministerio de Salud; Hacienda", ("Ministerio de Salud", "Ministerio de Hacienda")),
        ("CL", "Hacienda / Salud", ("Ministerio de Hacienda", "Ministerio de Salud")),
        ("CL", "Hacienda, Puertos y Salud", None),
        ("CL", "Salud y Deportes", None),  # the end of one ministry's name
        ("CL", "Ministerio de Hacienda, Salud", None),
    ],
)
def test_lists_of_short_names(code: str, printed: str, institutions: tuple[str, ...] | None) -> None:
    names, doubts = resolve(code, Counter([printed, *_KNOWN[code]]))
    found = tuple(n.institution for n in names if n.printed == printed)
    if institutions:
        assert found == institutions
        assert not [d for d in doubts if "list" in d.why]
    else:
        assert not {n.method for n in names} & {"short"}
    listed = {n for d in doubts if "list" in d.why for n in (d.institution_a, d.institution_b)}
    assert (printed in listed) == (institutions is None and printed != "Salud y Deportes")


def test_acronyms_hold_in_their_country_only() -> None:
    assert meant("PE", "MEF") == ["MEF"]
    assert meant("UY", "Ministerio de Economía y Finanzas (MEF)", "MEF")[1] == "Ministerio de Economía y Finanzas"


def test_what_is_alike_is_listed_until_a_person_says_it_is_not() -> None:
    printed = Counter(["Ministerio de Salud", "Ministerio de Salud Pública"])
    (doubt,) = resolve("UY", printed)[1]
    assert (doubt.institution_a, doubt.institution_b) == ("Ministerio de Salud", "Ministerio de Salud Pública")
    apart = InstitutionEntry(country="UY", name="Ministerio de Salud", apart=["Ministerio de Salud Pública"])
    assert not resolve("UY", printed, [apart])[1]


def test_reviewed_names(tmp_path: Path) -> None:
    """Names of the issue: an acronym that nobody states, courtesy, and a ministry renamed by the home's file."""
    home = tmp_path / "institutions.yml"
    home.write_text("- {country: CL, name: Ministerio de las Aguas, formerly: [Ministerio de Regadío]}\n")
    entries = [e for e in read_institutions(home) if e.country == "CL"]
    names = resolve(
        "CL",
        Counter(
            [
                "ChileCompra",
                "Dirección de Compras y Contratación Pública (ChileCompra)",
                "Excma. Corte Suprema de Justicia",
                "Corte Suprema",
                "Ministerio de Regadío",
                "Ministerio de las Aguas",
            ]
        ),
        entries,
    )[0]
    assert len({n.institution_id for n in names}) == 3
    assert {n.method for n in names if n.name == "Ministerio de Regadío"} == {"renamed"}
    home.write_text("- {country: Chile, name: x}\n")
    with pytest.raises(InstitutionsError, match="country"):
        read_institutions(home)


def test_the_scorecard_counts_institutions_under_one_name(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    sample = Sample(country_code="CL", plan_start=2020)
    leads = ["ChileCompra", "Dirección de Compras y Contratación Pública (ChileCompra), Corte Suprema", "Corte Suprema"]
    for number, lead in enumerate(leads, 1):
        sample.mention(str(number), lead_institution=lead, support_institutions=["Contraloría General; None Specified"])
        sample.say(str(number), "completion", "complete")
    load(path, [sample.document()], institutions=namer())
    cards = {r["institution"]: r["commitments"] for r in rows(path, "FROM institution_scorecard")}
    assert cards == {"Dirección de Compras y Contratación Pública": 2, "Corte Suprema": 2}
    known = {r["institution"]: (r["leads"], r["supports"]) for r in rows(path, "FROM institutions")}
    assert known["Contraloría General"] == (0, 3)
    (second,) = rows(path, "FROM commitments WHERE number = '2'")
    assert second["lead_institution"] == leads[1]
    assert second["lead_institutions"] == ["Corte Suprema", "Dirección de Compras y Contratación Pública"]
    assert ask(path, "institution-names", institution="chilecompra")[0]["leads"] == 2
    assert not load(path, institutions=namer()).published
    load(path, remove=[sample.document().document_id], institutions=namer())
    assert not rows(path, "FROM meta.institution_names")


def test_a_load_names_the_institutions_of_the_countries_that_it_touches(tmp_path: Path) -> None:
    def said(name: str, country: str, *leads: str) -> Document:
        sample = Sample(name, country_code=country)
        for number, lead in enumerate(leads, 1):
            sample.mention(str(number), lead_institution=lead)
        return sample.document()

    asked = []

    def name(db: duckdb.DuckDBPyConnection, countries: Collection[str] | None) -> InstitutionNames | None:
        asked.append(countries)
        return name_institutions(db, countries)

    documents = [
        said("a.pdf", "CL", "Ministerio de Salud"),
        said("b.pdf", "PE", "Ministerio de Salud", "MINSA", "Ministerio de Salud (MINSA)"),
        said("c.pdf", "CL", "Ministerio De Salud", "Ministerio De Salud", "Ministerios de Salud"),
    ]
    for document in documents:
        load(tmp_path / "steps.duckdb", [document], institutions=name)
    load(tmp_path / "once.duckdb", documents, institutions=name)
    assert asked == [None, ["PE"], ["CL"], None]
    for table in ("names", "doubts"):
        found = [
            rows(tmp_path / f"{n}.duckdb", f"FROM meta.institution_{table} ORDER BY ALL") for n in ("steps", "once")
        ]
        assert found[0] == found[1]
    # The spelling printed most often is the name, and that may change without any new one.
    assert {
        r["institution"] for r in rows(tmp_path / "steps.duckdb", "FROM institutions WHERE country_code = 'CL'")
    } == {"Ministerio De Salud", "Ministerios de Salud"}


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Ministry of Information Society and Administration (MISA)", 1),
        ("Ministry of Information Society and Administration", 1),
        ("Secretaría de Justicia, Derechos Humanos, Gobernación y Descentralización (SJDHGD), Tribunal de Cuentas", 2),
        ("Ministry of Communications and IT", 1),
        ("Ministry of Trade; Information Technology, Post, and Telecommunications Authority", 2),
        ("Ministry of Finance and Ministry of Justice", 2),
        ("None Specified", 0),
        ("Ninguna", 0),
        ("Ministry of Finance, others", 1),
    ],
)
def test_a_comma_or_and_inside_a_name_does_not_part_it(printed: str, names: int) -> None:
    """Seen: half of a ministry ranked as an institution, and so did "None Specified"."""
    assert len(split(printed)) == names


def test_a_name_that_others_use_whole_stays_whole() -> None:
    listed = Counter(
        ["Ministry of Roads and Board of Bridges", "Ministry of Roads and Board of Bridges; Port Authority"]
    )
    names, _ = resolve("XA", listed)
    assert {n.institution for n in names} == {"Ministry of Roads and Board of Bridges", "Port Authority"}
    listed |= Counter(["Ministry of Roads", "Board of Bridges"])  # each is printed alone: it is a list
    assert "Board of Bridges" in {n.institution for n in resolve("XA", listed)[0]}
    entry = InstitutionEntry(country="XA", name="Ministry of Roads and Board of Bridges")
    names, _ = resolve("XA", listed, [entry])
    assert {n.institution for n in names if n.position == 1} >= {"Ministry of Roads and Board of Bridges"}


def test_who_names_nobody_leads_nothing(tmp_path: Path) -> None:
    sample = Sample("plan.pdf").mention("1", lead_institution="None Specified").mention("2")
    sample.mention("3", lead_institution="Port Authority")
    other = Sample("b.pdf", doc_type="self_assessment", assessor="government").mention(
        "1", lead_institution="Port Authority"
    )
    load(tmp_path / "w.duckdb", [sample.document()], institutions=namer())
    query = "SELECT lead_institution, lead_null_reason FROM commitments ORDER BY commitment_id"
    assert [tuple(r.values()) for r in rows(tmp_path / "w.duckdb", query)] == [
        (None, "none_specified"),
        (None, "not_stated"),
        ("Port Authority", None),
    ]
    load(tmp_path / "w.duckdb", [other.document()], institutions=namer())
    assert rows(tmp_path / "w.duckdb", query)[0] == {"lead_institution": "Port Authority", "lead_null_reason": None}
