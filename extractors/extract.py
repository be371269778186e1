"""From a document's bytes to its records: read, identify, extract. Pure and repeatable."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from extractors import lexicon as vocabulary
from extractors import road
from extractors._collection import without_collection
from extractors.builder import Builder
from extractors.consistency import review
from extractors.identify import identify
from extractors.layout import Layout
from extractors.lexicon import Lexicon
from extractors.recognized import doubt_open_rows, doubt_recognized
from extractors.records import Extraction, Identity, Severity

_OPEN: dict[str, tuple[Severity, str]] = {
    "unknown_template": ("error", "no template knows this document; the closest: {reasons}"),
    "template_tie": ("warning", "two templates bid the same: {reasons}"),
    "unknown_type": ("warning", "nothing in the document says which type of report it is"),
    "unknown_country": ("warning", "no country name found in the title or text"),
    "uncertain_country": ("warning", "another country is named about as often as {country}"),
    "unknown_plan": ("warning", "no years of an action plan found"),
    "uncertain_plan": (
        "warning",
        "the plan from {start} on is likeliest: another is named as often, or only the report's years are",
    ),
    "unknown_language": ("warning", "the text is neither clearly English nor Spanish ({language})"),
}


@cache
def digest() -> str:
    """Return the digest of everything that turns bytes into records: code, templates, vocabulary.

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
    judged = road.judge(data, name=name, media_type=media_type)
    extraction = road.extract(judged)
    doubt_recognized(extraction, judged.document.pages, judged.document.problems)
    doubt_open_rows(extraction, judged.document.problems)
    return extraction


def extract_layout(layout: Layout, *, name: str | None = None, identity: Identity | None = None) -> Extraction:
    """Return the records of a document that has been read; ``identity`` is what it is, where that is known."""
    lexicon = Lexicon()
    found, template, codes = identify(layout, lexicon, name)
    if identity is not None and identity.doc_type in (found.doc_type, found.template):
        kept = {"template": found.template, "template_version": found.template_version, "reasons": found.reasons}
        identity = identity.model_copy(update=kept)
        agreed = (identity.plan_start, identity.plan_end) == (found.plan_start, found.plan_end)
        settled = ("_country", "_language", "_type") if agreed else ("_plan", "_country", "_language", "_type")
        codes = [code for code in codes if not code.endswith(settled)]
    else:
        identity = found
    build = Builder(layout, identity, lexicon)
    for code in codes:
        severity, message = _OPEN[code]
        build.issue(
            None,
            "identify",
            code,
            severity,
            message.format(
                reasons=" | ".join(identity.reasons),
                country=identity.country_code,
                start=identity.plan_start,
                end=identity.plan_end,
                language=identity.language,
            ),
        )
    template.read(layout, build)
    review(build)
    if not build.mentions():
        build.issue(None, "extract", "no_commitments", "warning", template.nothing_found(layout))
    return build.finish()
