"""`netlog inbox` by the real program: texts are offered one by one, and the folder stays as it is."""

import os
import sys
from pathlib import Path

import pytest

from tests.netlog.program import Program

at_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
TEXT = "met Dana Wu (Acme) for coffee\nshe named Ravi Patel\nher dog is called Rex\n"
ASKED = r"record this\?"


@pytest.fixture
def notes(own: Program) -> Path:
    """The inbox of the test's vault, with one text."""
    folder = own.place / "Notes"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    own.ok("inbox", "Notes")
    return folder


def waiting(program: Program) -> list[str]:
    return [each["file"] for each in program.json("inbox")["waiting"]]


def left(program: Program) -> dict[str, str]:
    return {each["file"]: each["why"] for each in program.json("inbox")["left"]}


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in folder.iterdir()}


def test_a_folder_is_named_once_and_its_texts_are_never_read_silently(own: Program, notes: Path) -> None:
    assert waiting(own) == ["a.txt"]
    assert "one text waits" in own.ok("inbox").out
    assert own.json("config", "inbox")[0]["value"] == str(notes)
    assert own.json("status")["events"] == 0


@at_a_terminal
def test_a_text_is_recorded_on_enter_offered_once_and_left_where_it_is(own: Program, notes: Path) -> None:
    before = contents(notes)
    code, screen = own.on_a_terminal("inbox", answers=[(ASKED, "\r")])
    assert code == 0, screen
    assert "  | she named Ravi Patel" in screen
    assert [each["name"] for each in own.json("who")] == ["Dana Wu", "Ravi Patel"]
    assert own.json("search", "Rex")[0]["person"]["name"] == "Dana Wu"
    assert contents(notes) == before
    (notes / "copy.txt").write_text(TEXT)
    assert waiting(own) == []


@at_a_terminal
def test_one_undo_takes_a_text_back_and_it_is_offered_again(own: Program, notes: Path) -> None:
    own.on_a_terminal("inbox", answers=[(ASKED, "\r")])
    assert "a note from the inbox" in own.ok("undo").out
    assert own.json("who") == []
    assert waiting(own) == [each.name for each in notes.iterdir()]


@at_a_terminal
@pytest.mark.parametrize(("key", "remains"), [("s", []), ("l", ["a.txt"]), ("q", ["a.txt"])])
def test_a_text_can_be_skipped_for_good_or_put_off(
    key: str, remains: list[str], own: Program, notes: Path
) -> None:
    assert own.on_a_terminal("inbox", answers=[(ASKED, key)])[0] == 0
    assert waiting(own) == remains
    assert own.json("who") == []
    assert (notes / "a.txt").read_text() == TEXT


@at_a_terminal
def test_a_text_can_be_kept_whole_as_a_note(own: Program, notes: Path) -> None:
    own.add("Lee Park")
    code, screen = own.on_a_terminal("inbox", answers=[(ASKED, "k"), (r"about whom\?", "Lee\n")])
    assert code == 0, screen
    assert own.json("search", "coffee")[0]["person"]["name"] == "Lee Park"
    assert waiting(own) == []
    assert notes.is_dir()


@at_a_terminal
def test_a_file_is_deleted_only_where_that_was_asked_for(own: Program, notes: Path) -> None:
    (notes / "b.txt").write_text("remember the milk")
    own.on_a_terminal("inbox", "--delete", answers=[(ASKED, "\r"), (ASKED, "s")])
    assert [each.name for each in notes.iterdir()] == ["b.txt"]


@at_a_terminal
def test_dates_are_seen_from_the_day_on_which_the_text_was_written(own: Program, notes: Path) -> None:
    (notes / "a.txt").write_text("met Dana Wu yesterday")
    os.utime(notes / "a.txt", (1_772_712_000, 1_772_712_000))  # 5 March 2026
    _, screen = own.on_a_terminal("inbox", answers=[(ASKED, "\r")])
    assert "met         Dana Wu, Wed 4 Mar 2026" in screen


def test_what_is_no_whole_text_is_named_and_left(own: Program, notes: Path) -> None:
    bad = {
        "binary.txt": b"a\0b",
        "empty.md": b"",
        "huge.txt": b"a" * 70_000,
        "latin.txt": "Müller".encode("latin-1"),
        "photo.jpg": b"x",
        "a.sync-conflict-20260305-101500-ABCDEFG.txt": b"met Dana",
        ".syncthing.b.txt.tmp": b"met D",
        "c.txt.part": b"met D",
        ".d.txt.icloud": b"bplist",
        "~$e.txt": b"x",
    }
    for name, raw in bad.items():
        (notes / name).write_bytes(raw)
    (notes / "link.txt").symlink_to(notes / "a.txt")
    os.mkfifo(notes / "pipe.txt")
    (notes / "folder.txt").mkdir()
    assert waiting(own) == ["a.txt"]
    assert left(own).keys() == {*bad, "link.txt", "pipe.txt"}
    assert all(left(own).values())


def test_the_inbox_lies_apart_from_the_vault_and_from_the_home(own: Program) -> None:
    inside, in_home = own.folder / "notes", own.home / "notes"
    for each in (inside, in_home):
        each.mkdir()
    (own.place / "link").symlink_to(inside)
    for unfit in (inside, in_home, own.folder, own.home, own.place, own.place / "link"):
        done = own.run("inbox", str(unfit))
        assert (done.code, "apart" in done.err) == (2, True), unfit


def test_an_inbox_that_is_not_there_or_was_never_named_is_an_error_of_use(
    own: Program, nowhere: Program
) -> None:
    assert own.run("inbox").code == 2
    assert own.run("inbox", "nothing-here").code == 2
    assert nowhere.run("inbox", str(nowhere.place)).code == 10
