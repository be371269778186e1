from pathlib import Path

import pytest

from pipeline.archive import Archive, ArchiveError, sha256


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def test_bytes_come_back_by_their_sha256(archive: Archive) -> None:
    digest = archive.put(b"compromiso 1")
    assert digest == sha256(b"compromiso 1")
    assert digest in archive
    assert archive.get(digest) == b"compromiso 1"
    assert archive.path(digest) == archive.root / digest[:2] / digest


def test_a_file_is_written_once(archive: Archive) -> None:
    place = archive.path(archive.put(b"as received"))
    before = place.stat()
    archive.put(b"as received")
    after = place.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not after.st_mode & 0o222, "nobody may write to it"
    assert [p.name for p in place.parent.iterdir()] == [place.name], "no temporary file is left"


def test_damaged_and_missing_bytes_are_noticed(archive: Archive) -> None:
    digest = archive.put(b"as received")
    archive.path(digest).chmod(0o644)
    archive.path(digest).write_bytes(b"as changed")
    with pytest.raises(ArchiveError, match="damaged"):
        archive.get(digest)
    with pytest.raises(ArchiveError, match="not in the archive"):
        archive.get("0" * 64)


def test_a_path_is_made_from_a_sha256_only(archive: Archive) -> None:
    with pytest.raises(ValueError, match="not a sha256"):
        archive.path("../../etc/passwd")


def test_notes_say_whose_bytes_they_are_and_survive_a_torn_line(archive: Archive) -> None:
    digest = archive.put(b"report")
    for _ in range(2):
        archive.note(digest, "https://example.org/a", name="a")
    archive.note(digest, "https://example.org/b", name="b")
    place = archive.path(digest).with_suffix(".jsonl")
    with place.open("a") as file:
        file.write('{"uri": "https://exa')
    assert [(found, note["name"]) for found, note in archive.noted()] == [(digest, "a"), (digest, "b")]


def test_a_damaged_file_is_replaced_by_the_bytes_themselves(archive: Archive) -> None:
    digest = archive.put(b"as received")
    archive.path(digest).chmod(0o644)
    archive.path(digest).write_bytes(b"as changed")
    with pytest.raises(ArchiveError, match="ingesting the document again"):
        archive.get(digest)
    archive.put(b"as received")
    assert archive.get(digest) == b"as received"


def test_the_note_after_a_torn_one_is_whole(archive: Archive) -> None:
    digest = archive.put(b"report")
    archive.note(digest, "https://example.org/a", name="a")
    place = archive.path(digest).with_suffix(".jsonl")
    with place.open("ab") as file:
        file.write('{"uri": "https://example.org/ñ'.encode()[:-1])  # a full disk ends it within a letter
    archive.note(digest, "https://example.org/b", name="b")
    assert [note["name"] for _, note in archive.noted()] == ["a", "b"]


def test_a_name_with_a_line_separator_is_noted_once_and_found(archive: Archive) -> None:
    digest = archive.put(b"report")
    for _ in range(2):
        archive.note(digest, "https://example.org/a", name="Plan\u20282020\x85.pdf")
    assert [note["name"] for _, note in archive.noted()] == ["Plan\u20282020\x85.pdf"]
