"""How well documents are classified, field by field: ``python -m benchmarks.classes GOLD... [--verbose]``.

``GOLD`` are folders of gold sheets or single sheets; documents lie beside them (``../documents``, ``..``). Without any,
the authored fixtures and ``--drawn`` generated reports are read. A field is right, wrong (with a doubt), silent (wrong
without one) or missing; titles are right from 85 points of likeness, dates where what is stated begins alike.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from rich.console import Console

from extractors.backends import read
from extractors.classify import classify, gate, to_identity
from extractors.document import Text
from extractors.readers.errors import ReadError
from extractors.records import Identity
from extractors.segment.outline import Outline, Section, Span

CODES = {
    "country_code": {"unknown_country", "uncertain_country"},
    "locality": {"unknown_country", "uncertain_country"},
    "plan_start": {"unknown_plan", "uncertain_plan"},
    "plan_end": {"unknown_plan", "uncertain_plan"},
    "plan_number": {"unknown_plan", "uncertain_plan", "uncertain_number"},
    "doc_type": {"unknown_type", "unknown_template", "template_tie", "uncertain_type"},
    "assessor": {"unknown_type", "unknown_template", "template_tie", "uncertain_type"},
    "language": {"unknown_language"},
    "version_status": {"uncertain_version"},
    "phase": {"unclear_phase", "unknown_type"},
    "published_on": {"uncertain_date"},
    "title": {"uncertain_title"},
}
"""Issue codes that warn of a wrong field."""
SAME_TITLE = 85
OUTCOMES = ("right", "wrong", "silent", "missing")


def folded(text: Any) -> str:
    """Return words without case, accents and marks."""
    plain = unicodedata.normalize("NFKD", str(text or "")).casefold()
    plain = "".join(" " if c in "‐‑–—-/·•*“”\"'’‘«»" else c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.split()).strip(" .:;,")


def outcome(key: str, want: Any, got: Any, doubted: bool, sheet: dict[str, Any]) -> str:
    """Return what became of one field."""
    also = sheet.get("document_accept", {}).get(key, [])
    if key == "published_on":
        good = (str(got or "").startswith(str(want)) if want else got is None) or any(
            str(got).startswith(str(v)) for v in also
        )
    elif key == "title":
        titles = [want, *sheet.get("document_other_titles", [])]
        good = max(fuzz.ratio(folded(t), folded(got)) for t in titles) >= SAME_TITLE
    elif key == "author":
        good = folded(want) in folded(got)
    else:
        good = got == want or got in also
    if good:
        return "right"
    if got is None or (key == "doc_type" and got == "unknown"):
        return "missing"
    return "wrong" if doubted else "silent"


def stub(commitments: int) -> Outline:
    """Return an outline with so many commitments, for classification without segmentation."""
    section = Section(None, Span(Text()), None, 0, 0)
    return Outline((section,) * commitments)


def new(data: bytes, name: str, commitments: int) -> tuple[dict[str, Any], set[str]]:
    """Return the fields and doubts of a document by gate and classify."""
    document = read(data, name=name)
    found = classify(document, stub(commitments), gate(document, name=name), name=name)
    fields = to_identity(found).model_dump()
    fields["locality"] = found.locality.value
    fields["published_on"] = fields["published_on"] and fields["published_on"]["value"].isoformat()
    return fields, set(found.doubts)


def documents(gold: Path) -> Iterator[tuple[str, bytes, str, dict[str, Any], dict[str, Any]]]:
    """Yield name, bytes, file name, wanted fields and sheet of each document of a gold folder."""
    for path in sorted(gold.glob("*.json")) if gold.is_dir() else [gold]:
        sheet = json.loads(path.read_text(encoding="utf-8"))
        roots = [path.parent.parent / "documents", path.parent.parent]
        file = next((r / sheet["file"] for r in roots if (r / sheet["file"]).is_file()), None)
        if file is None:
            continue
        want = dict(sheet["document"])
        if sheet.get("author"):
            want["author"] = sheet["author"]
        yield path.stem, file.read_bytes(), file.name, want, sheet | {"n": len(sheet["commitments"])}


def fixtures() -> Iterator[tuple[str, bytes, str, dict[str, Any], dict[str, Any]]]:
    """Yield the authored fixtures with the fields that their cases state, and the title they print."""
    from fixtures.generator.build import all_cases, files

    known = set(Identity.model_fields)
    for case in all_cases():
        for path, _, _ in files(case):
            want = {k: v for k, v in case.truth.document.items() if k in known and k != "template"}
            yield f"{case.key}/{path.name}", path.read_bytes(), path.name, want, {"n": len(case.truth.mentions)}


def drawn(count: int, seed: int) -> Iterator[tuple[str, bytes, str, dict[str, Any], dict[str, Any]]]:
    """Yield generated reports of all families."""
    from fixtures.generator.random_reports import FAMILIES, draw
    from fixtures.measure import jobs, print_files

    known = set(Identity.model_fields)
    for job in jobs(count, seed, sorted(FAMILIES), ["reportlab"], ["pdf", "html", "md"]):
        case = draw(job.family, job.lang, job.seed, job.producer)
        want = {k: v for k, v in case.truth.document.items() if k in known and k != "template"}
        yield job.name, print_files([(job, case)])[0], f"document.{job.medium}", want, {"n": len(case.truth.mentions)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--drawn", type=int, default=0)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--fixtures", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    sources: list[tuple[str, Iterator[Any]]] = [(str(g), documents(g)) for g in args.gold]
    if args.fixtures:
        sources.append(("fixtures", fixtures()))
    if args.drawn:
        sources.append((f"drawn {args.drawn}", drawn(args.drawn, args.seed)))
    for label, source in sources:
        table: dict[str, Counter[str]] = defaultdict(Counter)
        stated = doubted_values = 0
        for name, data, file, want, sheet in source:
            if args.only and args.only not in name:
                continue
            try:
                fields, codes = new(data, file, sheet["n"])
            except ReadError as error:
                table["(file)"]["missing"] += 1
                if args.verbose:
                    console.print(f"  {name}: {error}")
                continue
            for key, value in want.items():
                if key not in CODES and key != "author":
                    continue
                doubted = bool(CODES.get(key, set()) & codes)
                got = fields.get(key)
                result = outcome(key, value, got, doubted, sheet)
                table[key][result] += 1
                stated += got is not None
                doubted_values += doubted and got is not None
                if args.verbose and result != "right":
                    console.print(f"  {result:8} {name}: {key}: want {value!r} got {got!r}")
        console.print(label)
        total: Counter[str] = Counter()
        for key, counts in table.items():
            total += counts
            console.print(f"  {key:16}" + "".join(f"{o} {counts[o]:4}  " for o in OUTCOMES))
        n = sum(total.values()) or 1
        console.print(
            f"  {'all':16}"
            + "".join(f"{o} {total[o]:4}  " for o in OUTCOMES)
            + f"right {total['right'] / n:.3f}  doubted {doubted_values / max(stated, 1):.3f}"
        )


if __name__ == "__main__":
    main()
