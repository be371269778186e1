"""From what a person names (files, folders, addresses) to the documents to read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

SAMPLES = frozenset({".pdf", ".html", ".htm", ".xhtml", ".txt", ".md", ".docx", ".csv", ".xlsx"})
"""Endings of the sample documents that come with this program; what else lies beside them is no document."""


class NoSuchSourceError(Exception):
    """A name that is no file, folder or address."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to read: its address (a local file: its file URI), and where its bytes are.

    ``sha256`` names bytes in the archive, ``path`` a local file; with neither they are fetched from
    ``uri``. ``media_type`` is what the sender said, ``fetched_at`` when (UTC).
    """

    uri: str
    name: str
    path: Path | None = None
    sha256: str | None = None
    media_type: str | None = None
    fetched_at: dt.datetime | None = None


def is_address(text: str) -> bool:
    """Whether the text is a web address."""
    return urlsplit(text).scheme.lower() in ("http", "https")


def address(url: str) -> Source:
    """Return the source of a web address, named after the last part of its path."""
    parts = urlsplit(url)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc
    return Source(url, name)


def local(path: Path) -> Source:
    """Return the source of a local file; links in its path are kept as named.

    Bytes of its name that are no UTF-8 stand as U+FFFD in the document's name; its address has them as they are.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links and change the document's id
    return Source(whole.as_uri(), os.fsencode(whole.name).decode("utf-8", "replace"), path=whole)


def discover(names: Iterable[str | Path]) -> Iterator[Source]:
    """Yield the documents behind files, folders (all levels, in order of names) and addresses.

    A document that is named twice comes once. In folders, hidden files are left out; a file named itself always
    comes. What a file is, its bytes say when it is read: one of a kind that is not read fails then, with its name.

    Raises NoSuchSourceError before anything is yielded.
    """
    named = [name if isinstance(name, str) and is_address(name) else _path(name) for name in names]
    seen: set[str] = set()
    for name in named:
        for found in [address(name)] if isinstance(name, str) else _below(name):
            if found.uri not in seen:
                seen.add(found.uri)
                yield found


def _path(name: str | Path) -> Path:
    if name == "":  # a variable of a script that was never set; as a path it would be this folder
        raise NoSuchSourceError("an empty name: name a file, a folder ('.' for this one) or an address")
    parts = urlsplit(str(name))
    path = Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(name)
    if not (path.is_file() or path.is_dir()):  # a pipe would be waited for without end
        raise NoSuchSourceError(f"{name}: no such file or folder")
    return path


def _below(path: Path) -> Iterator[Source]:
    if not path.is_dir():
        yield local(path)
        return
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        if any(part.startswith(".") for part in file.relative_to(path).parts):
            continue
        yield local(file)


def samples(folder: Path) -> Iterator[Source]:
    """Yield the sample documents in a folder, all levels, in order of names."""
    return (found for found in _below(folder) if found.path and found.path.suffix.lower() in SAMPLES)
