"""Pages about one commitment on OGP's site, in designs that nobody drew before."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Extraction

REDESIGNED = """<html lang="en"><head><title>MW0023 | Malawi | Commitments | Open Government
Partnership</title></head><body>
<nav><a href="/">Home</a> › <a href="/m">Members</a> › <a>Malawi</a></nav>
<main><p>Malawi · Commitment MW0023</p><h1>Village wells on an open map</h1>
<table><tr><th>Action plan</th>
<td>Malawi Action Plan 2023-2025</td>
</tr>
<tr><th>Commitment number</th>
<td>4</td>
</tr>
<tr><th>Lead institution</th>
<td>Ministry of Water and Sanitation</td>
</tr>
<tr><th>Supporting institutions</th>
<td>Malawi Bureau of Standards, Wells for All</td>
</tr>
<tr><th>Start date</th>
<td>January 2024</td>
</tr>
<tr><th>End date</th>
<td>November 2025</td>
</tr>
</table>
<h2>IRM review</h2>
<ul><li><b>Verifiable:</b> Yes</li>
<li><b>Relevant to OGP values:</b> Yes</li>
<li><b>Potential for results:</b> Modest</li>
<li><b>Completion:</b> Limited</li>
<li><b>Early results:</b> No notable results</li>
</ul>
<h2>Milestones</h2><table><thead><tr><th>#</th>
<th>Milestone</th>
<th>Start</th>
<th>End</th>
</tr>
</thead><tbody>
<tr><td>1</td>
<td>Survey of 900 wells</td>
<td>Jan 2024</td>
<td>Aug 2024</td>
</tr>
<tr><td>2</td>
<td>Map on line</td>
<td>Sep 2024</td>
<td>Jun 2025</td>
</tr>
</tbody></table>
<h2>What is the problem?</h2><p>Commitment 2 of the last plan (MW0009) was left with limited completion. Half of the
wells are on no map.</p>
<h2>More from Malawi</h2><ul><li><a>Budget in five languages</a> MW0020</li>
<li><a>Court lists</a> MW0021</li>
<li><a>Open forests</a> MW0022</li>
</ul></main></body></html>"""

PLAIN = """# Village wells on an open map (MW0023)

- **Action plan:** Malawi Action Plan 2023-2025
- **Commitment number:** 4
- **Lead institution:** Ministry of Water and Sanitation
- **Supporting institutions:** Malawi Bureau of Standards; Wells for All

## Description

**What problem does the commitment aim to address?** Half of the wells are on no map.

### Milestones

1. Survey of 900 wells (January 2024 – August 2024)
2. Map on line (September 2024 – June 2025)

## IRM Implementation report: status summary

**Completion: Limited.** Four hundred wells were surveyed.

**Did it open government?** Access to information: Marginal.

## Malawi's commitments

Budget in five languages
MW0020, 2023, Fiscal openness

Court lists
MW0021, 2023, Justice"""

METER = """<html lang="es"><head><title>PY0044 – Paraguay | Compromisos</title>
<style>.on {font-weight: bold; color: #fff}</style></head><body><main>
<p>Compromiso PY0044</p><h1>Obras con vigilancia vecinal</h1>
<h2>¿Cómo va?</h2><div><span>No iniciado</span></div><div><span class="on">Limitado</span></div>
<div><span>Sustancial</span></div><div><span>Completo</span></div>
<h2>¿Qué dice el IRM?</h2><dl><dt>Verificable</dt><dd>Sí</dd><dt>Primeros resultados</dt><dd>Marginal</dd></dl>
<h2>Recorrido</h2><ul><li><time>marzo 2023</time> → <time>julio 2023</time><br>Registro de obras</li>
<li><time>agosto 2023</time> → <time>mayo 2024</time><br>Comités vecinales</li></ul>
<div><p>Plan de acción</p><p>Plan de acción de Paraguay 2022-2024</p><p>Número en el plan</p><p>9</p>
<p>¿Quién lidera?</p><p>Ministerio de Obras Públicas y Comunicaciones</p></div></main></body></html>"""


def read(page: str, name: str) -> Extraction:
    return extract(page.encode(), name=name)


def stated(result: Extraction) -> set[tuple[str, str | None, str | None]]:
    return {(a.dimension, a.ogp_value, a.code) for a in result.assessments if a.milestone is None}


def stones(result: Extraction) -> list[tuple[str | None, str, str]]:
    return [
        (m.text, str(m.starts_on and m.starts_on.value)[:7], str(m.ends_on and m.ends_on.value)[:7])
        for m in result.milestones
    ]


def test_the_id_may_stand_in_the_stated_title_alone() -> None:
    result = read(REDESIGNED, "page.html")
    assert result.identity.doc_type == "commitment_page"
    (own,) = result.mentions
    assert (own.number, own.ogp_id, own.title) == ("4", "MW0023", "Village wells on an open map")
    assert own.lead_institution == "Ministry of Water and Sanitation"
    assert own.support_institutions == ["Malawi Bureau of Standards", "Wells for All"]
    assert stones(result) == [("Survey of 900 wells", "2024-01", "2024-08"), ("Map on line", "2024-09", "2025-06")]
    assert stated(result) == {
        ("verifiability", None, "yes"),
        ("relevance", None, "yes"),
        ("potential_for_results", None, "modest"),
        ("completion", None, "limited"),
        ("early_results", None, "no_notable_results"),
    }


def test_both_readings_complete_each_other() -> None:
    result = read(PLAIN, "page.md")
    own = result.mentions[0]
    assert (own.number, own.ogp_id, own.title) == ("4", "MW0023", "Village wells on an open map")
    assert [m.ogp_id for m in result.mentions[1:]] == ["MW0020", "MW0021"]
    assert stones(result) == [("Survey of 900 wells", "2024-01", "2024-08"), ("Map on line", "2024-09", "2025-06")]
    assert ("completion", None, "limited") in stated(result)
    assert ("early_results", "access_to_information", "marginal") in stated(result)


def test_of_a_scale_printed_whole_the_lit_step_counts() -> None:
    result = read(METER, "page.html")
    (own,) = result.mentions
    assert (own.number, own.ogp_id, own.title) == ("9", "PY0044", "Obras con vigilancia vecinal")
    assert own.lead_institution == "Ministerio de Obras Públicas y Comunicaciones"
    assert stated(result) == {
        ("completion", None, "limited"),
        ("verifiability", None, "yes"),
        ("early_results", None, "marginal"),
    }
    assert stones(result) == [("Registro de obras", "2023-03", "2023-07"), ("Comités vecinales", "2023-08", "2024-05")]


def test_a_scale_without_a_lit_step_says_nothing() -> None:
    result = read(METER.replace(' class="on"', ""), "page.html")
    assert not [a for a in result.assessments if a.dimension == "completion" and a.code]
