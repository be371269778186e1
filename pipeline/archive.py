"""The archive: the bytes of every document as received, by their sha256.

A file is written once, beside its place and renamed into it, and never changed or deleted. What a
parser gets wrong today can be read again tomorrow from the same bytes. Beside the bytes a file of
notes says whose they are, so that a warehouse can be made from the archive alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class ArchiveError(Exception):
    """Bytes that should be in the archive are missing or damaged, or cannot be written there."""


def sha256(data: bytes) -> str:
    """Return the sha256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise ArchiveError(
            f"{place} cannot be written: {why}; make room or mend that, then run the same again"
        ) from error


class Archive:
    """Bytes by sha256 below a folder: ``ab/ab12…``. The folder is made when the first bytes come."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Return where the bytes of a sha256 stand, or would.

        Raises ValueError for what is no sha256: a path is never made from anything else.
        """
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise ValueError(f"not a sha256: {digest!r}")
        return self.root / digest[:2] / digest

    def __contains__(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def put(self, data: bytes) -> str:
        """Keep some bytes and return their sha256. A file that holds them stays; one that is damaged is replaced.

        Raises ArchiveError where they cannot be written.
        """
        digest = sha256(data)
        place = self.path(digest)
        if place.exists() and place.read_bytes() == data:
            return digest
        with _writing(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).chmod(0o444)
                Path(name).replace(place)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        return digest

    def size(self, digest: str) -> int:
        """Return how many bytes a sha256 stands for. Raises ArchiveError where they are missing."""
        try:
            return self.path(digest).stat().st_size
        except FileNotFoundError:
            raise self._missing(digest) from None

    def get(self, digest: str) -> bytes:
        """Return the bytes of a sha256.

        Raises ArchiveError when they are missing or do not have that sha256 any more.
        """
        place = self.path(digest)
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            raise self._missing(digest) from None
        if sha256(data) != digest:
            raise ArchiveError(
                f"{place} is damaged: its content does not have the sha256 that it is named after; ingesting the "
                "document again, or 'compromiso rerun DOCUMENT --refetch', replaces it"
            )
        return data

    def note(self, digest: str, uri: str, **what: str | None) -> None:
        """Note whose bytes these are: the document's address, and what else is known of it; the same note once.

        Raises ArchiveError where that cannot be written.
        """
        note = {"uri": uri, **what}
        place = self.path(digest).with_suffix(".jsonl")
        if note in self._noted(place):
            return
        with _writing(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            torn = place.exists() and not place.read_bytes().endswith(b"\n")
            with place.open("ab") as file:
                file.write(b"\n" * torn + json.dumps(note, ensure_ascii=False).encode() + b"\n")

    def noted(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield all notes with the sha256 of their bytes, in no particular order of time."""
        for place in sorted(self.root.glob("??/*.jsonl")):
            for note in self._noted(place):
                yield place.stem, note

    def _missing(self, digest: str) -> ArchiveError:
        return ArchiveError(
            f"{digest[:12]} is not in the archive {self.root}; ingesting the document again, or 'compromiso rerun "
            "DOCUMENT --refetch', puts it there"
        )

    def _noted(self, place: Path) -> Iterator[dict[str, Any]]:
        if not place.exists():
            return
        for line in place.read_bytes().splitlines():  # of bytes: U+2028 and the like in names end no line
            try:
                yield json.loads(line)
            except ValueError:  # a line that a power cut or a full disk left half written
                continue
