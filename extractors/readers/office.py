"""Office files of other kinds as ones that are read here, through LibreOffice without a window."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from extractors.readers.errors import ReadError
from extractors.readers.outside import OFFICE, kept, run

SECONDS = 120
"""Time limit for one file; most take one to six seconds."""

Target = Literal["docx", "xlsx", "pdf"]

_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
TARGETS: dict[str, tuple[str, Target]] = {
    "application/msword": ("doc", "docx"),
    "application/rtf": ("rtf", "docx"),
    _ODF + "text": ("odt", "docx"),
    _ODF + "text-template": ("ott", "docx"),
    _ODF + "text-master": ("odm", "docx"),
    "application/vnd.ms-excel": ("xls", "xlsx"),
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": ("xlsb", "xlsx"),
    _ODF + "spreadsheet": ("ods", "xlsx"),
    _ODF + "spreadsheet-template": ("ots", "xlsx"),
    "application/vnd.ms-powerpoint": ("ppt", "pdf"),
    _OOXML + "presentationml.presentation": ("pptx", "pdf"),
    _ODF + "presentation": ("odp", "pdf"),
    _ODF + "presentation-template": ("otp", "pdf"),
    _ODF + "graphics": ("odg", "pdf"),
}
"""By media type: the ending of its files, and what a copy of it is made as."""

FLAT = _ODF + "flat"
_FLAT: tuple[tuple[bytes, str, Target], ...] = (
    (b'office:mimetype="' + (_ODF + "spreadsheet").encode(), "fods", "xlsx"),
    (b'office:mimetype="' + (_ODF + "presentation").encode(), "fodp", "pdf"),
)
# No macros, nothing fetched that a file links to, nothing asked.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>\n"
)
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)


def target_of(media_type: str, data: bytes) -> tuple[str, Target] | None:
    """Return the ending of an office file's kind and what a copy is made as; None for a kind that needs no copy."""
    if media_type == FLAT:
        head = data[:8192]
        return next(((ending, to) for word, ending, to in _FLAT if word in head), ("fodt", "docx"))
    found = TARGETS.get(media_type)
    if found and found[0] in ("xls", "doc") and data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        return "xml", found[1]
    return found


def convert(data: bytes, ending: str, to: Target) -> bytes:
    """Return a copy of an office file as .docx, .xlsx or PDF.

    Raises:
        ReadError: ``unsupported_type`` without LibreOffice, ``timeout``, or ``corrupt`` where it cannot open the file.
    """
    return kept(f"soffice 1 {ending} {to}", data, lambda: _convert(data, ending, to))


def _convert(data: bytes, ending: str, to: Target) -> bytes:
    with tempfile.TemporaryDirectory(prefix="compromiso-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        user = home / "profile" / "user"
        user.mkdir(parents=True)
        items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
        (user / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), "utf-8")
        source = home / f"file.{ending}"
        source.write_bytes(data)
        made = home / "out" / f"file.{to}"
        options = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--convert-to", to)
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        run(OFFICE, [profile, *options, "--outdir", str(made.parent), str(source)], SECONDS, home=home)
        if not made.exists():
            raise ReadError("corrupt", "LibreOffice cannot open the file: save it as .docx, .xlsx or PDF")
        return made.read_bytes()
