"""Office Open XML packages of other kinds as the plain ones: with macros, templates, and ISO's "Strict" form."""

from __future__ import annotations

import io
import re
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/schemaLibrary/", b"http://schemas.openxmlformats.org/schemaLibrary/2006/"),
)
_PLAIN = (
    (
        re.compile(
            rb"application/vnd\.ms-word\.(?:document|template)\.macroEnabled\.main\+xml|"
            rb"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.template\.main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
)
_TYPES = "[Content_Types].xml"


def plain(data: bytes) -> bytes:
    """Return a package as one of plain documents; the same bytes where it is one. It was opened as an archive before.

    Raises what ``zipfile`` raises for a damaged one.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if _TYPES not in names:
            return data
        types = archive.read(_TYPES)
        strict = any(
            name.endswith(".rels") and _STRICT in archive.read(name) for name in names if name == "_rels/.rels"
        )
        if not strict and not any(kind.search(types) for kind, _ in _PLAIN):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
            for name in dict.fromkeys(names):
                part = archive.read(name)
                if strict and name.endswith((".xml", ".rels")):
                    for old, new in _NAMESPACES:
                        part = part.replace(old, new)
                if name == _TYPES:
                    for kind, normal in _PLAIN:
                        part = kind.sub(normal, part)
                copy.writestr(name, part)
        return out.getvalue()
