"""Where documents are looked for: ``sources.yml``, checked, with errors that name line and field."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from pipeline.addresses import ADVICE, has_password
from pipeline.discover import is_address
from pipeline.entries import EntriesError, Lines, dotted, line_of, parse

SHIPPED = Path(__file__).with_name("sources.yml")


class SourcesError(Exception):
    """A sources file that is wrong; ``problems`` are its faults, each with line and field."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def _web(text: str) -> str:
    if not is_address(text):
        raise ValueError("must be a web address (http:// or https://)")
    if has_password(text):
        raise ValueError(ADVICE)
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return text


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_web)]
Patterns = Annotated[list[Annotated[str, AfterValidator(_pattern)]], BeforeValidator(_listed)]
Words = Annotated[list[str], BeforeValidator(_listed)]


class _Source(BaseModel):
    """What every source has. ``id`` names it in reports; ``enabled: false`` leaves it out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str | None = None
    enabled: bool = True


class LinkSource(_Source):
    """A source whose documents are links.

    ``links``: patterns, one of which the whole address of a document must contain; ``exclude``:
    patterns of what is none. Links to other hosts count only where ``hosts`` names these ("*": all).
    """

    links: Patterns = Field(default_factory=list)
    exclude: Patterns = Field(default_factory=list)
    hosts: Words = Field(default_factory=list)
    max_documents: int = Field(default=5000, ge=1)


class DocumentSource(_Source):
    """Documents named by their addresses."""

    kind: Literal["document"]
    url: Annotated[list[Url], BeforeValidator(_listed)] = Field(min_length=1)


class PageSource(LinkSource):
    """A page whose links are documents.

    ``follow``: patterns of links that are pages to look through, too, such as a report's own page with
    the PDF on it; they may be documents besides. ``itself``: the page is a document, too.
    """

    kind: Literal["page"]
    url: Url
    links: Patterns = Field(min_length=1)
    follow: Patterns = Field(default_factory=list)
    itself: bool = False


class ListingSource(LinkSource):
    """Pages of a list: ``{page}`` in the address counts from ``first``, or each page links the next (rel=next).

    The list ends at a page that is not there or offers nothing new, or after ``pages``.
    """

    kind: Literal["listing"]
    url: Url
    links: Patterns = Field(min_length=1)
    follow: Patterns = Field(default_factory=list)
    first: int = 1
    pages: int = Field(default=50, ge=1)


class SitemapSource(LinkSource):
    """A sitemap or an index of sitemaps (XML, plain text or gzip)."""

    kind: Literal["sitemap"]
    url: Url


class IndexSource(LinkSource):
    """A CSV or JSON file that names documents: on the web (``url``) or here (``path``).

    ``field`` is the column, or in JSON the key of each entry (a.b for nested ones); ``items`` leads to
    the list of entries in JSON. Addresses that are not whole are taken from the file's own. A file that is named here
    may name other files, below its own folder and the ``folders`` given; what is on the web may not.
    """

    kind: Literal["index"]
    url: Url | None = None
    path: Path | None = None
    field: str
    items: str | None = None
    folders: Annotated[list[Path], BeforeValidator(_listed)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_place(self) -> IndexSource:
        if (self.url is None) == (self.path is None):
            raise ValueError("needs either url or path")
        if self.folders and self.path is None:
            raise ValueError("folders go with path: a list on the web names no files of this machine")
        return self


class FolderSource(_Source):
    """A folder that is watched: new and changed files are read. ``exclude``: patterns of file paths."""

    kind: Literal["folder"]
    path: Path
    exclude: Patterns = Field(default_factory=list)


Source = Annotated[
    DocumentSource | PageSource | ListingSource | SitemapSource | IndexSource | FolderSource,
    Field(discriminator="kind"),
]


_KINDS: dict[str, type[BaseModel]] = {
    "document": DocumentSource,
    "page": PageSource,
    "listing": ListingSource,
    "sitemap": SitemapSource,
    "index": IndexSource,
    "folder": FolderSource,
}


_SAID = {
    "missing": "is missing",
    "model_type": "must be a mapping of fields",
    "model_attributes_type": "must be a mapping of fields",
    "list_type": "must be a list",
    "string_pattern_mismatch": "must be lower-case letters, digits and hyphens",
}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sources: list[Source]


def load_sources(path: Path) -> list[Source]:
    """Return the sources of a file; paths in it count from its folder.

    Raises SourcesError with every fault found, and OSError where the file cannot be read.
    """
    try:
        data, lines = parse(path)
    except EntriesError as error:
        raise SourcesError(error.problems) from error
    try:
        found = _File.model_validate(data).sources
    except ValidationError as error:
        raise SourcesError([_fault(path, e, lines) for e in error.errors()]) from error
    seen: dict[str, int] = {}
    twice = []
    for place, source in enumerate(found):
        if source.id in seen:
            line = lines.get(("sources", place, "id"), 1)
            twice.append(
                f"{path}:{line}: sources[{place}].id: {source.id!r} is the id of sources[{seen[source.id]}], too"
            )
        seen.setdefault(source.id, place)
    if twice:
        raise SourcesError(twice)
    return [_anchored(source, path.parent) for source in found]


def sources_file(chosen: Path | None, home: Path) -> Path:
    """Return the file in force: the one chosen, ``sources.yml`` in the home, or the one shipped."""
    own = home / "sources.yml"
    return chosen or (own if own.exists() else SHIPPED)


def _anchored(source: Source, folder: Path) -> Source:
    path = getattr(source, "path", None)
    if path is None:
        return source
    update: dict[str, Any] = {"path": folder / path}
    if isinstance(source, IndexSource):
        update["folders"] = [folder / path.parent, *(folder / each for each in source.folders)]
    return source.model_copy(update=update)


def _fault(path: Path, error: ErrorDetails, lines: Lines) -> str:
    """Return one fault as a line: where, which field, what is wrong."""
    kind = next((k for k in _KINDS if len(error["loc"]) > 2 and error["loc"][2] == k), None)
    way = [step for place, step in enumerate(error["loc"]) if place != 2 or not kind]  # the kind is no field
    said = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        known = sorted(_KINDS[kind].model_fields) if kind else ["sources"]
        close = difflib.get_close_matches(str(way[-1]), known, n=1)
        said = "is not known here" + (f"; {close[0]!r} is" if close else f"; known are {', '.join(known)}")
    elif error["type"] in _SAID:
        said = _SAID[error["type"]]
    elif error["type"].startswith("union_tag"):
        way.append("kind")
        said = f"must be one of {', '.join(_KINDS)}"
    return f"{path}:{line_of(tuple(way), lines)}: {dotted(tuple(way)) or 'file'}: {said}"
