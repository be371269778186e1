"""The sources file: what it may say, and errors that name line and field."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.corrections import Correction
from pipeline.entries import EntriesError, entries
from pipeline.sources import SHIPPED, FolderSource, PageSource, SourcesError, load_sources, sources_file


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.yml"
    path.write_text(text, "utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SourcesError) as caught:
        load_sources(write(folder, text))
    return [problem.removeprefix(f"{folder / 'sources.yml'}:") for problem in caught.value.problems]


def test_the_list_that_is_shipped_is_sound_and_covers_several_members() -> None:
    sources = load_sources(SHIPPED)
    text = SHIPPED.read_text("utf-8")
    assert {source.kind for source in sources} >= {"document", "page", "listing"}
    assert sum("/members/" in line for line in text.splitlines() if "url:" in line) >= 5
    chile = next(source for source in sources if source.id == "ogp-chile")
    assert isinstance(chile, PageSource)


def test_every_kind_is_read(tmp_path: Path) -> None:
    sources = load_sources(
        write(
            tmp_path,
            """
sources:
  - {id: a, kind: document, url: https://example.org/a.pdf}
  - {id: b, kind: page, url: https://example.org/, links: '\\.pdf$'}
  - {id: c, kind: listing, url: 'https://example.org/page/{page}', links: ['/report/'], pages: 3}
  - {id: d, kind: sitemap, url: https://example.org/sitemap.xml}
  - {id: e, kind: index, path: list.csv, field: url}
  - {id: f, kind: folder, path: in, enabled: false}
""",
        )
    )
    assert [source.kind for source in sources] == ["document", "page", "listing", "sitemap", "index", "folder"]
    folder = sources[-1]
    assert isinstance(folder, FolderSource)
    assert folder.path == tmp_path / "in"
    assert not folder.enabled


def test_all_faults_are_told_with_line_and_field(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """sources:
  - id: a
    kind: page
    url: https://example.org/
    link: "x"
  - id: B B
    kind: document
    url: example.org
  - id: c
    kind: pages
  - id: d
    kind: index
    field: url
  - id: e
    kind: page
    url: https://example.org/
    links:
      - ok
      - "(("
  - just text
surplus: 1
""",
    )
    assert found == [
        "2: sources[0].links: is missing",
        "5: sources[0].link: is not known here; 'links' is",
        "6: sources[1].id: must be lower-case letters, digits and hyphens",
        "8: sources[1].url[0]: must be a web address (http:// or https://)",
        "10: sources[2].kind: must be one of document, page, listing, sitemap, index, folder",
        "11: sources[3]: needs either url or path",
        "19: sources[4].links[1]: is no regular expression: missing ), unterminated subpattern at position 1",
        "20: sources[5]: must be a mapping of fields",
        "21: surplus: is not known here; known are sources",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources:\n  - id: a\n    id: b\n", "3: sources[0].id: stands there twice"),
        ("sources: [\n", "2: is no YAML: expected the node content, but found '<stream end>'"),
        ("", "1: file: must be a mapping of fields"),
        ("sources: 3\n", "1: sources: must be a list"),
        (
            "sources:\n  - {id: a, kind: folder, path: x}\n  - {id: a, kind: folder, path: y}\n",
            "3: sources[1].id: 'a' is the id of sources[0], too",
        ),
    ],
)
def test_what_is_no_sources_file_is_told_too(tmp_path: Path, text: str, said: str) -> None:
    assert problems(tmp_path, text) == [said]


_NINE = "- &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_NINE, "more than 500000 values"),
        ("- &a [*a]\n", "50 levels"),
        ("[" * 100_000, "50 levels"),
        ("[" * 900 + "]" * 900, "50 levels"),
        ("".join(f"{' ' * n}a:\n" for n in range(200)), "50 levels"),
        ("- {a: b}\n" * 700_000, "larger than 5 MB"),
    ],
    ids=["laughs", "itself", "open", "closed", "mappings", "long"],
)
def test_a_bomb_of_yaml_is_a_fault_of_its_file(tmp_path: Path, text: str, said: str) -> None:
    begun = time.process_time()
    (problem,) = problems(tmp_path, text)
    assert said in problem
    (tmp_path / "corrections.yml").write_text(text)
    with pytest.raises(EntriesError, match=said):
        entries(tmp_path / "corrections.yml", Correction)
    assert time.process_time() - begun < 30


def test_an_own_list_wins_over_the_one_shipped(tmp_path: Path) -> None:
    assert sources_file(None, tmp_path) == SHIPPED
    own = write(tmp_path, "sources: []\n")
    assert sources_file(None, tmp_path) == own
    assert sources_file(tmp_path / "other.yml", tmp_path) == tmp_path / "other.yml"
