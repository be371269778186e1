"""Page images of archived documents that have pages, for the explorer and for reports."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pipeline.archive import ArchiveError
from warehouse import query
from warehouse.explorer import PageImage

if TYPE_CHECKING:
    from pipeline.archive import Archive

_SCALE = 1.6  # pixels a point: small print stays readable, a page about 100 kB


def pages_of(archive: Archive, digest: str, name: str) -> bytes | None:
    """Return the PDF whose pages the evidence of an archived document names; None for one without pages.

    It is the document itself, the one in a portfolio or archive, or the copy of slides or pictures that was read.
    Raises ArchiveError where its bytes are not there.
    """
    from extractors.readers import ReadError, prepared
    from extractors.readers.outside import keep_in

    data = archive.get(digest)
    try:
        with keep_in(archive.root.parent / "cache"):
            data = prepared(data, name).data
    except ReadError:
        return None
    return data if b"%PDF-" in data[:1024] else None


class Pictures:
    """Draws pages of the documents of a warehouse; a context manager that keeps one file open.

    It can be pickled; the copy opens files of its own.

    Calling it with a document id and a page (from 1) returns the image, or None for a document that
    has no pages or whose bytes are not in the archive.
    """

    def __init__(self, warehouse: Path, archive: Archive) -> None:
        self._archive = archive
        self._documents = {
            row["document_id"]: (row["content_sha256"], row["name"])
            for row in query.rows(
                warehouse,
                "SELECT document_id, content_sha256, name FROM core.documents WHERE media_type NOT LIKE 'text/%'",
            )
        }
        self._open: tuple[str, Any] | None = None

    def __call__(self, document_id: str, page: int) -> PageImage | None:
        """Return the image of a page."""
        pdf = self._pdf(document_id)
        if pdf is None or not 1 <= page <= len(pdf):
            return None
        sheet = pdf[page - 1]
        width, height = sheet.get_size()
        image = sheet.render(scale=_SCALE).to_pil().convert("RGB")
        sheet.close()
        out = io.BytesIO()
        image.save(out, "WEBP", quality=72, method=4)
        return PageImage(out.getvalue(), ".webp", width, height)

    def _pdf(self, document_id: str) -> Any:
        if self._open and self._open[0] == document_id:
            return self._open[1]
        self.close()
        held = self._documents.get(document_id)
        if held is None:
            return None
        import pypdfium2

        with contextlib.suppress(ArchiveError, pypdfium2.PdfiumError):
            pages = pages_of(self._archive, *held)
            if pages is None:
                return None
            self._open = (document_id, pypdfium2.PdfDocument(pages))
            return self._open[1]
        return None

    def __getstate__(self) -> dict[str, Any]:
        """Another process opens its own file."""
        return vars(self) | {"_open": None}

    def close(self) -> None:
        """Close the file that is open."""
        if self._open:
            self._open[1].close()
            self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
