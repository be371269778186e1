"""What the first document of a process costs, paid once: importing this reads a small page.

The server that readers are forked from imports it where many documents are to be read (``reading.start_server``). Word
lists are then parsed, patterns compiled, the pipelines of sentences made and the model of languages unpacked before
there are readers. They share these, also those that take the place of one that a document ended. Whatever goes wrong
here goes wrong again, and is told, where a document is read.
"""

from __future__ import annotations

import contextlib
import importlib

_PAGE = """<!doctype html><html lang="en"><head><title>Open wells</title></head><body><main>
<h1>Open wells</h1><h2>1. Publish the level of each well</h2>
<table><tr><th>Commitment</th><th>Lead institution</th><th>Completion</th></tr>
<tr><td>1. Publish the level of each well</td><td>Office of Wells</td><td>Limited</td></tr></table>
<p>Of two commitments one was completed in 2015.</p></main></body></html>"""
_NO_LANGUAGE = "kwa " * 20  # words of neither language: the model must tell

with contextlib.suppress(Exception):
    from extractors.extract import extract

    extract(_PAGE.encode(), name="page.html", media_type="text/html")
with contextlib.suppress(Exception):
    from extractors._roles import parts_of

    for language in ("en", "es"):
        parts_of("2015", language)
with contextlib.suppress(Exception):
    importlib.import_module("extractors.readers.docx")
with contextlib.suppress(Exception):
    from extractors.language import document_language

    document_language(_NO_LANGUAGE)
