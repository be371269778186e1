"""What is drawn is what is read: reports of every family, drawn from seeds, read as any document is.

The seeds are the same at every run; ``python -m fixtures.measure`` draws as many others as one likes.
"""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from extractors.extract import extract
from fixtures.compare import compare
from fixtures.generator.build import render
from fixtures.generator.case import Medium
from fixtures.generator.random_reports import FAMILIES, draw
from fixtures.generator.terms import Lang
from tests.conftest import cases


@pytest.mark.parametrize("family", sorted(FAMILIES))
@settings(
    derandomize=True,
    max_examples=cases(2, 5),
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 10**6), lang=st.sampled_from(get_args(Lang)), as_pdf=st.booleans())
def test_what_is_drawn_is_read(family: str, seed: int, lang: Lang, as_pdf: bool) -> None:
    case = draw(family, lang, seed)
    medium: Medium = "pdf" if as_pdf and "pdf" in case.media else "html"
    found = compare(case.truth, extract(render(case, medium), name=f"document.{medium}"))
    note("\n".join([f"--only {family}:{lang}:{'reportlab' if medium == 'pdf' else medium}:{seed}", *found.lines()]))
    assert not [words for words, flagged in found.wrong if not flagged]
    assert not found.identity or found.identity_flagged
    for kind in ("mentions", "assessments", "facts"):
        assert found.found[kind] >= 0.99 * found.drawn[kind], kind
