"""The reader of HTML pages. A place is the path of the nearest block element or cell (``/html/body/p[3]``)."""

from __future__ import annotations

from extractors.layout import Block, Layout
from extractors.readers._headings import mark_headings
from extractors.readers._htmlflow import Flow
from extractors.readers._htmltree import decode, metadata, parse
from extractors.readers._lines import Setting
from extractors.readers._stitch import assemble
from extractors.readers.errors import ReadError


def read(data: bytes, charset: str | None = None) -> Layout:
    """Read an HTML page; ``charset`` is what the server says of it, for pages that do not say it themselves.

    The page around the document (navigation, foot, forms) and text it does not show go to ``Layout.running``;
    scripts, styles and tooltips are left out. Nothing is fetched or run.

    Raises:
        ReadError: ``empty_file`` for a page without elements, ``no_text`` for one that shows no words.
    """
    layout = Layout("text/html")
    root = parse(decode(data, charset, layout.problems), layout.problems)
    layout.metadata = metadata(root)
    flow = Flow.of_document(root)
    flow.walk(root)
    if not any(isinstance(part, Block) and part.kind == "heading" for part in flow.parts):
        mark_headings(flow.parts, Setting())
    layout.running = flow.running
    layout.elements = assemble(flow.parts, layout.problems)
    if not layout.elements:
        raise ReadError("no_text", "The page shows no words; scripts may load its content")
    return layout
