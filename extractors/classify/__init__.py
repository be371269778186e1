"""Gate and classify: whether a document can be a report on commitments, and what it is."""

from __future__ import annotations

from extractors.classify.decide import Class, classify, to_identity
from extractors.classify.gate import Gate, gate

__all__ = ["Class", "Gate", "classify", "gate", "to_identity"]
