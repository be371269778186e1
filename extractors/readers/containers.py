"""Files that hold documents: archives, mails, PDF portfolios. Each part is a document of its own.

The address of a container names its main part: the first document of an archive or portfolio, of a mail its first
attachment or, where it has none, its words. The other parts are named beside it. What unpacks to more than is
sane is refused.
"""

from __future__ import annotations

import bz2
import contextlib
import email
import email.policy
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from pathlib import PurePosixPath

from extractors.readers.errors import ReadError
from extractors.readers.sniff import sniff

MAX_DEPTH = 3
"""Containers inside containers that are opened."""

MAX_PARTS = 500
"""Parts of one container."""

MAX_BYTES = 400 * 2**20
"""Bytes that a container may unpack to."""

MAX_RATIO = 200
"""So many times its packed size may a part have, from a megabyte on."""

COVER_PAGES, COVER_CHARACTERS = 2, 1200
"""A PDF with attachments that has no more pages and characters is their cover, no document of its own."""

_PDF = "application/pdf"
ARCHIVES = frozenset(
    {
        "application/zip",
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/x-tar",
        "message/rfc822",
    }
)
_LEFT = ("__macosx/", "thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a container: its path in it and its bytes."""

    name: str
    data: bytes

    @property
    def base(self) -> str:
        """The name without folders."""
        return PurePosixPath(self.name).name or self.name


def is_container(media_type: str, data: bytes) -> bool:
    """Whether a file holds other documents; ``media_type`` is what its bytes are."""
    return media_type in ARCHIVES or (media_type == _PDF and _attachments(data) > 0)


def documents(data: bytes, name: str | None = None, depth: int = 0) -> list[Part]:
    """Return the documents that a container holds, those of containers inside it too, the main one first.

    Raises:
        ReadError: ``too_large`` for one that holds or unpacks to more than is sane, ``corrupt``, ``encrypted``, or
            ``empty_file`` where it holds nothing.
    """
    media_type = sniff(data, name)
    parts = list(_limited(_PARTS[media_type](data, name)))
    out: list[Part] = []
    for part in parts:
        if sniff(part.data, part.base) in ARCHIVES:
            if depth + 1 >= MAX_DEPTH:
                raise ReadError("too_large", f"Archives nest deeper than {MAX_DEPTH} levels ({part.name})")
            out += [Part(f"{part.name}/{p.name}", p.data) for p in documents(part.data, part.base, depth + 1)]
        else:
            out.append(part)
        if len(out) > MAX_PARTS:
            raise ReadError("too_large", f"The archive holds more than {MAX_PARTS} files")
    if not out:
        raise ReadError("empty_file", "The archive holds no file")
    return out


def _limited(parts: Iterator[Part]) -> Iterator[Part]:
    size = count = 0
    for part in parts:
        size, count = size + len(part.data), count + 1
        if size > MAX_BYTES:
            raise ReadError("too_large", f"The archive unpacks to more than {MAX_BYTES // 2**20} MiB")
        if count > MAX_PARTS:
            raise ReadError("too_large", f"The archive holds more than {MAX_PARTS} files")
        if part.data.strip(b"\0 \t\r\n") and not _is_left(part.name):
            yield part


def _is_left(name: str) -> bool:
    folded = name.lower()
    return any(folded.startswith(w) or folded.endswith(f"/{w}") or folded == w for w in _LEFT)


def _zip(data: bytes, _: str | None) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
            if len(entries) > MAX_PARTS:
                raise ReadError("too_large", f"The archive holds {len(entries)} files; at most {MAX_PARTS} are read")
            for info in sorted(entries, key=lambda i: i.filename):
                if info.file_size > 2**20 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
                    raise ReadError("too_large", f"{info.filename} unpacks to {info.file_size} bytes from next to none")
                if info.flag_bits & 1:
                    raise ReadError("encrypted", "The archive is encrypted: unpack it and ingest the files")
                with archive.open(info) as file:
                    yield Part(info.filename, _all_of(file, MAX_BYTES))
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        zlib.error,
        EOFError,
        lzma.LZMAError,
    ) as error:
        raise ReadError("corrupt", f"The archive is damaged: {error}") from error


def _all_of(file: object, limit: int) -> bytes:
    out = file.read(limit + 1)  # type: ignore[attr-defined]
    if len(out) > limit:
        raise ReadError("too_large", f"The archive unpacks to more than {limit // 2**20} MiB")
    return bytes(out)


def _packed(data: bytes, name: str | None) -> Iterator[Part]:
    """One file, packed: gzip, bzip2 or xz; a tar in it is opened."""
    import gzip

    opener = {b"\x1f": gzip.open, b"B": bz2.open, b"\xfd": lzma.open}[data[:1]]
    limit = min(MAX_BYTES, max(MAX_RATIO * len(data), 2**20))
    try:
        with opener(io.BytesIO(data)) as file:  # type: ignore[operator]
            out = _all_of(file, limit)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise ReadError("corrupt", f"The packed file is damaged: {error}") from error
    base = PurePosixPath(name or "document").name
    path = PurePosixPath(base)
    ending = path.suffix.lower()
    yield Part(path.stem + (".tar" if ending in (".tgz", ".tbz", ".txz") else "") if ending else base, out)


def _tar(data: bytes, _: str | None) -> Iterator[Part]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for count, member in enumerate(archive):
                if count > MAX_PARTS * 4:
                    raise ReadError("too_large", f"The archive holds more than {MAX_PARTS} files")
                file = archive.extractfile(member) if member.isreg() else None
                if file is not None:
                    yield Part(member.name, _all_of(file, MAX_BYTES))
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise ReadError("corrupt", f"The archive is damaged: {error}") from error


def message_of(data: bytes) -> EmailMessage:
    """Return a mail or web archive as a message. Raises ReadError ``corrupt``."""
    try:
        message = email.message_from_bytes(data.lstrip(b"\r\n"), policy=email.policy.default)
    except Exception as error:  # its parsers of headers raise whatever they meet
        raise ReadError("corrupt", f"The mail cannot be opened: {error}") from error
    return message


def _mail(data: bytes, _: str | None) -> Iterator[Part]:
    """The attachments of a mail, then its words."""
    message = message_of(data)
    body = _body(message)
    for k, part in enumerate(p for p in message.walk() if not p.is_multipart() or p.get_content_type() == _NESTED):
        if part is body:
            continue
        kind = part.get_content_type()
        content: object = None
        file = _header(part.get_filename)
        if kind == _NESTED:
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            content = inner.as_bytes() if isinstance(inner, Message) else b""
            file = file or f"message-{k}.eml"
        else:
            content = part.get_payload(decode=True)
        shown = part.get_content_disposition() == "inline" or (part.get("Content-ID") and kind.startswith("image/"))
        if isinstance(content, bytes) and content and (file or part.get_content_disposition() == "attachment"):
            if shown and kind.startswith("image/"):
                continue  # a logo or a signature's picture
            yield Part(file or f"part-{k}", content)
    if body is not None:
        html = body.get_content_subtype() == "html"
        words = _words(body)
        if words.strip():
            yield Part("message.html" if html else "message.txt", _headed(message, words, html=html))


_NESTED = "message/rfc822"


def _header(get: object) -> str:
    with contextlib.suppress(Exception):  # headers are strangers' text
        return str(get() or "")  # type: ignore[operator]
    return ""


def _body(message: EmailMessage) -> EmailMessage | None:
    with contextlib.suppress(Exception):
        return message.get_body(("html", "plain"))  # type: ignore[return-value]
    return None


def _words(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset)
    except (LookupError, UnicodeError):  # some codecs are of no text, and say so in their own way
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("cp1252", "replace")


def _headed(message: EmailMessage, words: str, *, html: bool) -> bytes:
    """The words of a mail as a document; its subject is the title where the words are plain."""
    if html:
        return b"\xef\xbb\xbf" + words.encode("utf-8", "replace")
    subject = _header(lambda: message.get("Subject"))
    return b"\xef\xbb\xbf" + f"{' '.join(subject.split())}\n\n{words}".lstrip().encode("utf-8", "replace")


def _attachments(data: bytes) -> int:
    """Return how many files a PDF holds; 0 for one that cannot be opened: what is wrong is said where it is read."""
    import pypdfium2

    try:
        with contextlib.closing(pypdfium2.PdfDocument(data)) as pdf:
            return int(pdf.count_attachments())
    except pypdfium2.PdfiumError:
        return 0


def _portfolio(data: bytes, name: str | None) -> Iterator[Part]:
    """A PDF and the documents that it holds as attachments; it is none itself where it is but their cover."""
    import pypdfium2

    own = Part(name or "document.pdf", data)
    with contextlib.closing(pypdfium2.PdfDocument(data)) as pdf:
        cover = len(pdf) <= COVER_PAGES and sum(_characters(pdf, k) for k in range(len(pdf))) <= COVER_CHARACTERS
        if not cover:
            yield own
        for k in range(min(pdf.count_attachments(), MAX_PARTS)):
            with contextlib.suppress(pypdfium2.PdfiumError, ValueError):
                attachment = pdf.get_attachment(k)
                part = Part(attachment.get_name() or f"attachment-{k + 1}", bytes(attachment.get_data()))
                if sniff(part.data, part.base) not in _DATA:
                    yield part


def _characters(pdf: object, index: int) -> int:
    page = pdf[index]  # type: ignore[index]
    try:
        return int(page.get_textpage().count_chars())
    finally:
        page.close()


_DATA = frozenset({"application/xml", "application/octet-stream"})  # what machines put beside a document

_PARTS = {
    "application/zip": _zip,
    "application/gzip": _packed,
    "application/x-bzip2": _packed,
    "application/x-xz": _packed,
    "application/x-tar": _tar,
    "message/rfc822": _mail,
    _PDF: _portfolio,
}
