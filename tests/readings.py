"""What was read of a document once in a run of the tests, for all processes that share them."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

from extractors.records import Extraction
from pipeline.reading import Reading, read


def read_and_keep(root: Path, digest: str, name: str, media_type: str | None) -> Reading:
    """Read as readers do, and keep the records beside the home whose archive is at ``root``."""
    reading = read(root, digest, name, media_type)
    if reading.extraction is not None:
        file = _file(root.parent, name)
        file.parent.mkdir(exist_ok=True)
        half = file.with_suffix(f".{os.getpid()}")
        half.write_bytes(pickle.dumps((digest, reading.extraction)))
        half.rename(file)
    return reading


def kept(home: Path, digest: str, name: str) -> Extraction | None:
    """Return what was read of a document into a home, None where it has not been."""
    file = _file(home, name)
    if not file.exists():
        return None
    of, extraction = pickle.loads(file.read_bytes())
    return extraction if of == digest else None


def _file(home: Path, name: str) -> Path:
    return home.with_name(f"{home.name}-read") / f"{name}.pickle"
