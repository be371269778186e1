"""What readers share before they begin, and when they are started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.reading import Readers
from pipeline.settings import Settings
from tests.conftest import ROOT


def _fresh(code: str) -> str:
    """Run code in a process that has imported nothing yet; return what it prints."""
    made = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return made.stdout.strip()


def test_what_is_slow_the_first_time_is_there_before_the_first_document() -> None:
    said = _fresh(
        "import pipeline.warm, sys\n"
        "from extractors import _roles, language\n"
        "from extractors.annotate import role_table\n"
        "print(_roles._pipeline.cache_info().currsize, language._identifier.cache_info().currsize,"
        " 'docx' in sys.modules)"
    )
    assert said == "2 1 True"


def test_a_defect_met_while_warming_does_not_end_the_server() -> None:
    said = _fresh(
        "import extractors.extract as e, extractors._roles as r\n"
        "def broken(*a, **k): raise ValueError\n"
        "e.extract = r.parts_of = broken\n"
        "import pipeline.warm; print('imported')"
    )
    assert said == "imported"


def test_nothing_is_started_where_nothing_is_read(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with Readers(settings, 1, many=True) as readers:
        assert readers._pool is None
        digest = settings.archive.put(b"<html><body><p>words</p></body></html>")
        assert readers.submit(digest, "page.html", None).result().media_type == "text/html"
        assert readers._pool is not None
