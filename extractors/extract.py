"""From a document's bytes to its records: read, classify, segment, claim, resolve. Pure and repeatable."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from extractors import lexicon as vocabulary
from extractors import road
from extractors._collection import without_collection
from extractors.backends.adapter import from_layout
from extractors.layout import Layout
from extractors.recognized import doubt_open_rows, doubt_recognized
from extractors.records import Extraction


@cache
def digest() -> str:
    """Return the digest of everything that turns bytes into records: code and vocabulary.

    Records made under another digest are out of date.
    """
    out = hashlib.sha256(vocabulary.digest().encode())
    pending = [resources.files("extractors")]
    while pending:
        for item in sorted(pending.pop().iterdir(), key=lambda p: p.name):
            if item.is_dir() and item.name != "__pycache__":
                pending.append(item)
            elif item.name.endswith(".py"):
                out.update(item.name.encode() + item.read_bytes())
    return out.hexdigest()


@without_collection()
def extract(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Extraction:
    """Return everything that the document states.

    ``name`` is its file name or address: a clue where the bytes leave the medium open. Raises
    :class:`extractors.readers.errors.ReadError` for a file that cannot be read at all; everything
    else that is wrong with a document is an issue of the result.
    """
    return _doubted(road.judge(data, name=name, media_type=media_type))


def extract_layout(layout: Layout, *, name: str | None = None) -> Extraction:
    """Return everything that a document states which a reader has laid out; see :func:`extract`."""
    return _doubted(road.judge_document(from_layout(layout), name=name))


def _doubted(judged: road.Judged) -> Extraction:
    """Return the records of a document with the doubts that come from how it was read."""
    extraction = road.extract(judged)
    doubt_recognized(extraction, judged.document.pages, judged.document.problems)
    doubt_open_rows(extraction, judged.document.problems)
    return extraction
