"""Documents and the sheets that say what each states: where :mod:`benchmarks.unseen` finds them.

A sheet is a dictionary in the form that ``../shared/tools/score.py`` scores. Those of ``../shared`` and of
``fixtures/fresh*`` were made by hand; those of the project's own fixtures are made here from their expected
records, those of generated reports from what was drawn.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_args

from extractors.records import Dimension
from fixtures.generator.case import Truth
from fixtures.generator.random_reports import FAMILIES, draw
from fixtures.measure import Job, jobs, print_files
from pipeline.discover import READABLE

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
ORIGINS = ("corpus", "unseen", "media", "fixtures", "fresh", "generated")
SEED = 7  # of the generated reports
_FIELDS = ("doc_type", "assessor", "language", "country_code", "locality", "plan_number", "plan_start", "plan_end")
_IDENTITY = (*_FIELDS, "phase", "version_status")
_ASSESSED = ("milestone", "dimension", "phase", "ogp_value", "code", "number")
_MENTIONED = ("number", "group", "ogp_id", "title", "area", "lead_institution", "support_institutions")
_BATCH = 20  # reports drawn by a process at a time

Sheet = dict[str, Any]
Records = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Item:
    """A document and its sheet. ``name`` tells it from the others of its origin, also from run to run."""

    origin: str
    name: str
    path: Path
    sheet: Sheet

    @property
    def medium(self) -> str:
        """The end of the file's name: ``pdf``."""
        return self.path.suffix.lstrip(".").lower()

    @property
    def family(self) -> str:
        """The type of the document, as the sheet has it; ``none`` where it has none."""
        return str(self.sheet["document"].get("doc_type") or "none")

    @property
    def language(self) -> str:
        """The language of the document, as the sheet has it."""
        return str(self.sheet["document"].get("language") or "none")


def collect(origin: str, scratch: Path, *, count: int, workers: int, shared: Path = SHARED) -> list[Item]:
    """Return the documents of an origin that have sheets; none where its folder is absent.

    ``scratch`` takes the files of ``count`` generated reports, which ``workers`` processes draw.
    """
    if origin == "generated":
        return generated(count, scratch, workers)
    if origin == "fixtures":
        return list(fixtures())
    folders = sorted(ROOT.glob("fixtures/fresh*")) if origin == "fresh" else [shared / origin]
    return [item for folder in folders for item in by_hand(origin, folder)]


def by_hand(origin: str, folder: Path) -> Iterator[Item]:
    """Yield the documents of a folder that has sheets in ``gold``; they lie in ``documents`` or in the folder itself.

    Raises FileNotFoundError for a sheet without its document.
    """
    for path in sorted((folder / "gold").glob("*.json")):
        sheet = json.loads(path.read_text(encoding="utf-8"))
        places = [folder / "documents" / sheet["file"], folder / sheet["file"]]
        file = next((p for p in places if p.is_file()), None)
        if file is None:
            raise FileNotFoundError(f"{path}: there is no document {sheet['file']}")
        name = path.stem if origin != "fresh" else f"{folder.name}/{path.stem}"
        yield Item(origin, name, file, sheet)


def fixtures(folder: Path = ROOT / "fixtures") -> Iterator[Item]:
    """Yield each rendering of the project's own fixtures, with the expected records of its case as the sheet.

    A document's own title, date of publication and author are left out: renderings differ in them by nature.
    """
    for path in sorted(folder.glob("*/*")):
        expected = path.with_name(f"{path.name.split('.')[0]}.expected.json")
        if path.suffix in READABLE and expected.exists():
            records = json.loads(expected.read_text(encoding="utf-8"))
            yield Item("fixtures", f"{path.parent.name}/{path.name}", path, from_records(path.name, records))


def from_records(file: str, records: Mapping[str, Any]) -> Sheet:
    """Return the sheet of a document from its expected records (``*.expected.json``).

    They leave out what is empty, so that a value that is not there is stated to be none; and the number 0, so that
    a statement with nothing else has that.
    """
    identity = records["identity"]
    full = {"milestone": None, "phase": None, "ogp_value": None, "code": None}
    nought = {"number": 0.0}
    return _sheet(
        file,
        {key: identity[key] for key in _IDENTITY if key in identity},
        records["mentions"],
        [full | ({} if a.keys() & {"code", "number", "null_reason"} else nought) | a for a in records["assessments"]],
        records["milestones"],
        [({} if f.keys() & {"number", "text"} else nought) | f for f in records["facts"]],
        [m["key"] for m in records["mentions"]],
    )


def from_truth(file: str, truth: Truth) -> Sheet:
    """Return the sheet of a generated report from what was drawn."""
    document = {key: truth.document[key] for key in _IDENTITY if key in truth.document}
    assessed = [{"milestone": None} | a for a in truth.assessments]
    names = range(len(truth.mentions))
    free = {a["metric"] for a in truth.allowed}
    facts = [f for f in truth.facts if f["metric"] not in free]
    return _sheet(file, document, truth.mentions, assessed, truth.milestones, facts, names)


def _sheet(
    file: str,
    document: Sheet,
    mentions: Records,
    assessments: Records,
    milestones: Records,
    facts: Records,
    names: Iterable[Any],
) -> Sheet:
    """Return a sheet that lists everything; ``names`` are those by which records name their commitment."""
    commitments = []
    for name, mention in zip(names, mentions, strict=True):
        own = [a for a in assessments if a["mention"] == name]
        steps = [m for m in milestones if m["mention"] == name]
        commitments.append(
            {key: mention[key] for key in _MENTIONED if mention.get(key) is not None}
            | {"title": mention.get("title") or ""}
            | ({} if mention.get("title") else {"titles": "none"})
            | _dates(mention)
            | {"assessments": [_kept(a) for a in own if a.get("code") or a.get("number") is not None]}
            | {"milestones": [{key: m.get(key) for key in ("milestone", "text")} | _dates(m) for m in steps]}
            | {"may": _implied(own)}
        )
    return {
        "file": file,
        "document": document,
        "exhaustive": ["commitments", "milestones", *get_args(Dimension)],
        "commitments": commitments,
        "facts": [
            {key: f[key] for key in ("metric", "phase", "number", "text") if f.get(key) is not None} for f in facts
        ],
    }


def _kept(assessment: Mapping[str, Any]) -> Sheet:
    return {key: assessment[key] for key in _ASSESSED if key in assessment}


def _dates(record: Mapping[str, Any]) -> Sheet:
    """Return the dates of a record as a sheet has them: 2016, 2016-05 or 2016-05-01, as precise as they are stated.

    Expected records have a date as its first day and precision ("2016-05-01 month").
    """
    length = {"year": 4, "month": 7, "quarter": 7, "day": 10}
    out = {}
    for key in ("starts_on", "ends_on"):
        day, _, precision = str(record.get(key) or "").partition(" ")
        if day:
            out[key] = day[: length[precision]] if precision else day
    return out


def _implied(own: Records) -> Records:
    """Return what follows from the statements about a commitment and may be stated: no star, relevant at all."""
    stated = {(a["dimension"], a.get("code")) for a in own}
    out: Records = []
    if ("starred", "yes") not in stated:
        out.append({"dimension": "starred", "code": "no"})
    if ("relevance", "yes") in stated:
        out.append({"dimension": "relevance", "code": "yes", "ogp_value": None})
    return out


def generated(count: int, folder: Path, workers: int) -> list[Item]:
    """Draw reports of all families, languages and media into ``folder``; the first are the same whatever ``count``."""
    work = jobs(count, SEED, list(FAMILIES), ["reportlab"], ["pdf", "html", "md"])
    folder.mkdir(parents=True, exist_ok=True)
    batches = [work[i : i + _BATCH] for i in range(0, len(work), _BATCH)]
    with ProcessPoolExecutor(workers) as pool:
        return [item for items in pool.map(partial(_drawn, folder), batches) for item in items]


def _drawn(folder: Path, batch: list[Job]) -> list[Item]:
    """Draw and write some reports, under names that say nothing of what they are."""
    cases = [(job, draw(job.family, job.lang, job.seed, job.producer)) for job in batch]
    out = []
    for (job, case), data in zip(cases, print_files(cases), strict=True):
        path = folder / f"{re.sub('[0-9]', _letter, str(job.seed))}.{job.medium}"
        path.write_bytes(data)
        out.append(Item("generated", job.name, path, from_truth(path.name, case.truth)))
    return out


def _letter(digit: re.Match[str]) -> str:
    """Return a letter for a digit: numbers in names of files may be years."""
    return "abcdefghij"[int(digit.group())]
