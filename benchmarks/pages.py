"""Documents for measurements: commitment pages with made-up commitments, any number of them, a dozen a plan."""

from __future__ import annotations

_COMPLETION = ("Not Started", "Limited", "Substantial", "Complete")
_PLANS = [
    (code, country, start)
    for start in (2014, 2016, 2018, 2020)
    for code, country in (
        *(("CL", "Chile"), ("CO", "Colombia"), ("MX", "Mexico"), ("UY", "Uruguay"), ("PY", "Paraguay")),
        *(("AR", "Argentina"), ("BR", "Brazil"), ("PE", "Peru"), ("ES", "Spain"), ("IT", "Italy")),
        *(("GH", "Ghana"), ("KE", "Kenya"), ("NO", "Norway"), ("FI", "Finland"), ("EE", "Estonia")),
        *(("LV", "Latvia"), ("CA", "Canada"), ("HR", "Croatia"), ("RO", "Romania"), ("GE", "Georgia")),
    )
]
_RESULTS = ("Marginal", "Major", "Outstanding", "Did Not Change")


def commitment_page(number: int, version: int = 0) -> bytes:
    """Return the page of one commitment as HTML; each version states another completion."""
    code, country, start = _PLANS[number // 12 % len(_PLANS)]
    plan = f"{country} Action Plan {start}-{start + 2}"
    ogp_id = f"{code}{number:04d}"
    completion = _COMPLETION[(number + version) % len(_COMPLETION)]
    title = f"Measure the level of river number {number} ({ogp_id})"
    text = " ".join(f"Step {step}: gauges of reach {step} report to the river office." for step in range(1, 20))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>
<main>
<h1>{title}</h1>
<h2>Overview</h2>
<h3>At-a-Glance</h3>
<p>Action Plan: {plan}</p>
<p>Action Plan Cycle: {start}</p>
<p>Status: Inactive</p>
<h3>Institutions</h3>
<p>Lead Institution: Office of Rivers</p>
<p>Support Institution(s): Agency of Lakes</p>
<h3>Policy Areas</h3>
<p>Open Data, Public Participation</p>
<h3>IRM Review</h3>
<p>IRM Report: {country} Design Report {start}-{start + 2}</p>
<p>Early Results: {_RESULTS[number % len(_RESULTS)]}</p>
<h4>Design i</h4>
<p>Verifiable: Yes</p>
<p>Relevant to OGP Values: Yes</p>
<p>Ambition (see definition): Low</p>
<h4>Implementation i</h4>
<p>Completion: {completion}</p>
<h3>Description</h3>
<p>{text}</p>
</main>
</body></html>
""".encode()


def listing(hrefs: list[str]) -> bytes:
    """Return a page that links documents."""
    links = "".join(f'<li><a href="{href}">{href}</a></li>' for href in hrefs)
    return f"<!doctype html><html><head><title>All pages</title></head><body><ul>{links}</ul></body></html>".encode()
