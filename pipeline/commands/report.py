"""``report``: a brief on one plan to hand out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import REVIEW, CommandError, language, load_settings, say, warehouse_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=REVIEW)(report)


def report(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(help="A plan id, such as CL-2020.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the brief as one HTML file.")
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option(
            "--pdf",
            metavar="FILE",
            help="Write a PDF (needs WeasyPrint; 'compromiso doctor' says whether it is there).",
        ),
    ] = None,
    md: Annotated[Path | None, typer.Option("--md", metavar="FILE", help="Write Markdown.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of the brief, en or es; else that of LANG.")] = None,
) -> None:
    """Write a two-page brief on one plan: promises, results by assessor, disagreements, quotes with pages.

    Without a file the Markdown is printed.
    """
    from warehouse.explorer.brief import NoPlanError, brief

    lang = lang or language()
    if lang not in ("en", "es"):
        raise CommandError(f"--lang is en or es, not {lang!r}", exit_code=2)
    warehouse = warehouse_of(load_settings(ctx))
    try:
        if html:
            html.write_text(brief(warehouse, plan, lang), encoding="utf-8")
        if pdf:
            _pdf(brief(warehouse, plan, lang), pdf)
        if md or not (html or pdf):
            text = brief(warehouse, plan, lang, markdown=True)
            if md:
                md.write_text(text, encoding="utf-8")
            else:
                say(text)
    except NoPlanError as error:
        raise CommandError(str(error)) from error
    for file in (html, pdf, md):
        if file:
            say(f"{plan} -> {file}", err=True)


def _pdf(html: str, file: Path) -> None:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise CommandError(
            "a PDF needs WeasyPrint and Pango: pip install weasyprint and the Debian package libpangoft2-1.0-0;"
            " --html gives a file that any browser prints"
        ) from error
    HTML(string=html).write_pdf(file, pdf_variant="pdf/ua-1")
