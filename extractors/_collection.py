"""Holding Python's garbage collector while a document's many small objects are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold the collector while hundreds of thousands of words or cells are made: it would walk them all each time.

    What is no longer used is freed all the same but for cycles, of which reading a document makes few.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
