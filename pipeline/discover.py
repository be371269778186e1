"""From what a person names (files, folders, addresses) to the documents to read."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from pipeline.addresses import ADVICE, has_password, without_password

READABLE = frozenset({".pdf", ".html", ".htm", ".xhtml", ".txt", ".md", ".docx", ".csv", ".xlsx"})


class NoSuchSourceError(Exception):
    """A name that is no file, folder or address, or an address with a password."""


class RefusedFileError(OSError):
    """A file that is not read: it is none (a pipe, a device), or it is not where it may be."""


class TooLargeError(OSError):
    """A file of more bytes than are read."""


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


@dataclass(frozen=True, slots=True)
class Passed:
    """A file met in a folder that is not read: of another kind, or a link that leads out of the folder (``out``)."""

    path: Path
    out: bool = False


def is_address(text: str) -> bool:
    """Whether the text is a web address."""
    return urlsplit(text).scheme.lower() in ("http", "https")


def address(url: str) -> Source:
    """Return the source of a web address, named after the last part of its path.

    Raises NoSuchSourceError for an address with a user or password.
    """
    if has_password(url):
        raise NoSuchSourceError(f"{without_password(url)}: {ADVICE}")
    parts = urlsplit(url)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc
    return Source(url, name)


def local(path: Path) -> Source:
    """Return the source of a local file; links in its path are kept as named.

    Bytes of its name that are no UTF-8 stand as U+FFFD in the document's name; its address has them as they are.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links and change the document's id
    return Source(whole.as_uri(), os.fsencode(whole.name).decode("utf-8", "replace"), path=whole)


def discover(names: Iterable[str | Path]) -> Iterator[Source | Passed]:
    """Yield the documents behind files, folders (all levels, in order of names) and addresses.

    A document that is named twice comes once. In folders, hidden files are left out and files of
    other kinds come as :class:`Passed`; a file named itself always comes.

    Raises NoSuchSourceError before anything is yielded.
    """
    named = [address(name) if isinstance(name, str) and is_address(name) else _path(name) for name in names]
    seen: set[str] = set()
    for name in named:
        for found in [name] if isinstance(name, Source) else _below(name):
            key = found.uri if isinstance(found, Source) else str(found.path)
            if key not in seen:
                seen.add(key)
                yield found


def _path(name: str | Path) -> Path:
    if name == "":  # a variable of a script that was never set; as a path it would be this folder
        raise NoSuchSourceError("an empty name: name a file, a folder ('.' for this one) or an address")
    parts = urlsplit(str(name))
    path = Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(name)
    if not (path.is_file() or path.is_dir()):  # a pipe would be waited for without end
        raise NoSuchSourceError(f"{name}: no such file or folder")
    return path


def _below(path: Path) -> Iterator[Source | Passed]:
    if not path.is_dir():
        yield local(path)
        return
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        if any(part.startswith(".") for part in file.relative_to(path).parts):
            continue
        if file.suffix.lower() not in READABLE:
            yield Passed(file)
        elif not is_inside(file, [path]):
            yield Passed(file, out=True)
        else:
            yield local(file)


def is_inside(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a file lies below one of the folders when all links are followed."""
    real = path.resolve()
    return any(real.is_relative_to(folder.resolve()) for folder in folders)


def read_file(path: Path, most: int, folders: Iterable[Path] | None = None) -> bytes:
    """Return the bytes of a regular file of at most so many; with ``folders`` only of one below these.

    It is looked at before it is read. Raises RefusedFileError, TooLargeError, and OSError where it cannot be opened.
    """
    if folders is not None:
        if not is_inside(path, folders):
            raise RefusedFileError(f"{path.name} lies outside the folders that the source names, or links out of them")
        path = path.resolve()
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if folders is None else os.O_NOFOLLOW))
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise RefusedFileError(f"{path.name} is no regular file")
        if found.st_size > most:
            raise TooLargeError(f"{found.st_size} bytes; the limit is {most}")
        data = file.read(most + 1)
    if len(data) > most:  # it grew meanwhile
        raise TooLargeError(f"more than {most} bytes")
    return data
