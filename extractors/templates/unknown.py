"""Documents of no known family: what their words alone tell.

Source: anyone; a new design of a known publisher, a translation, a page about commitments.
Layout: unknown. Tables whose headings name a commitment and its status, institution or dates; headings
and lines such as "Commitment 3: ..."; labels and sentences below them.
Quirks: never bids, and reads only what no template bids for. Every assessment is flagged, every
commitment and fact has the issue ``read_by_words``, and the issue ``unknown_template`` says which templates came
closest and why they lost. A document that does not speak of open government or an action plan is read
only where it says "commitment" itself.
Not read: whatever says nothing in known words; who assesses, unless the document says who wrote it.
"""

from __future__ import annotations

import re

from extractors.builder import Builder
from extractors.identify import Clues
from extractors.layout import Layout
from extractors.lexicon import phrases
from extractors.parts.clues import phase_in_title
from extractors.parts.government import GovernmentReader
from extractors.records import Assessor, Identity
from extractors.templates import Score, Template
from extractors.words import fold

_OPEN_GOVERNMENT = re.compile(phrases("open_government"))
_WRITERS: dict[Assessor, re.Pattern[str]] = {
    "irm": re.compile(phrases("irm_name")),
    "government": re.compile(phrases("written_by_government")),
    "third_party": re.compile(phrases("written_by_others")),
}


class Unknown(Template):
    """See the module's docstring."""

    families = "documents of no known family"
    reads = "commitments in tables and under headings that say so, with what known words say of them, all flagged"
    skips = "what stands in unknown words; who assesses, unless stated"

    def score(self, clues: Clues) -> Score:  # noqa: ARG002 - it never bids
        """Return no bid: this template reads what is left over."""
        return Score()

    def settle(self, identity: Identity, clues: Clues) -> None:
        """Nothing is known but what is printed: no type; an assessor where one writer is named."""
        identity.doc_type, identity.assessor = "unknown", _writer(identity)
        identity.phase = phase_in_title(clues)

    def read(self, layout: Layout, build: Builder) -> None:
        """Read by words; outside open government only what calls itself a commitment."""
        build.doubtful = True
        speaks = any(_OPEN_GOVERNMENT.search(fold(str(text))) for text in layout.texts())
        GovernmentReader(build, layout, proof="columns" if speaks else "word").read()
        for fact in build.facts_of():
            build.issue(
                fact.evidence, "unknown", "read_by_words", "warning",
                f"{fact.metric} {fact.number if fact.text is None else fact.text}: read by its words alone",
            )  # fmt: skip
        for mention in build.mentions():
            build.issue(
                mention.evidence, "unknown", "read_by_words", "warning",
                f"commitment {mention.number or repr(mention.title)}: read by its words alone",
            )  # fmt: skip

    def nothing_found(self, layout: Layout) -> str:
        """Say that nothing was found, and what was kept."""
        return (
            "no commitment found: no heading or table says the word with a number, a status or an institution; "
            f"tables kept cell by cell: {len(layout.tables)}"
        )


def _writer(identity: Identity) -> Assessor | None:
    words = fold(identity.author or "")
    found: list[Assessor] = [who for who, pattern in _WRITERS.items() if pattern.search(words)]
    return found[0] if len(found) == 1 else None


TEMPLATE = Unknown()
