"""Backends: a file's bytes to a :class:`~extractors.document.Document`, without judgement."""

from __future__ import annotations

from collections.abc import Callable

from extractors.backends import html, markdown
from extractors.backends.adapter import from_layout
from extractors.document import Document
from extractors.readers import read as read_layout
from extractors.readers import sniff

_BACKENDS: dict[str, Callable[[bytes], Document]] = {"text/html": html.read, "text/markdown": markdown.read}


def read(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Document:
    """Return the document that the bytes hold.

    ``name`` is the file name or address, ``media_type`` what the sender said: clues where the bytes leave it open.
    Raises :class:`extractors.readers.errors.ReadError` for a file that cannot be read.
    """
    backend = _BACKENDS.get(sniff(data, name))
    if backend is not None:
        return backend(data)
    return from_layout(read_layout(data, name=name, media_type=media_type))
