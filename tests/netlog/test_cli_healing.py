"""What is gone from the folder, by the real program: what `sync` and `status` say, and what to type."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.netlog.program import Places, Program


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Program]:
    places = Places(tmp_path)
    program = places.program("laptop")
    program.init()
    for name in ("Dana Wu", "Ana Silva", "Kofi Mensah", "Noor Haddad"):
        program.add(name)
    yield program
    places.clear()


def sealed(program: Program) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in program.folder.rglob("*.nl?")}


def test_a_lost_file_is_told_and_comes_back_at_once_when_asked_for(laptop: Program) -> None:
    before = sealed(laptop)
    min(laptop.folder.glob("log/*/s-*")).unlink()
    said = laptop.ok("sync").out
    assert "One file is gone from the folder, and put back after a day" in said
    assert "Everything is in the folder" not in said
    assert laptop.json("status")["lacking"] == 1
    assert "one file that was gone is in the folder again" in laptop.ok("sync", "--publish-again").out
    assert sealed(laptop) == before
    assert "Everything is in the folder" in laptop.ok("status").out


def test_much_that_is_lost_is_asked_about_with_the_command_to_type(laptop: Program) -> None:
    before = sealed(laptop)
    for path in [*laptop.folder.glob("log/*/s-*"), *laptop.folder.glob("people/*/*")]:
        path.unlink()
    done = laptop.run("sync", "--json")
    document = done.document
    assert (done.code, document["alarms"][0]["kind"]) == (13, "went-back")
    assert (document["lacking"], document["asks"], document["returned"]) == (8, True, 0)
    said = laptop.ok("status").out
    assert "8 files are gone from the folder: more than a quarter of it." in said
    assert "did nobody mean to delete them? netlog sync --publish-again" in said
    assert laptop.json("sync", "--publish-again")["returned"] == 8
    assert sealed(laptop) == before


def test_a_lost_genesis_is_explained_and_put_back(laptop: Program) -> None:
    before = sealed(laptop)
    next(laptop.folder.glob("vault-*")).unlink()
    done = laptop.run("sync")
    assert done.code == 15
    assert (
        "its vault-….nlv file is gone; it is put back in a day, or now: netlog sync --publish-again"
        in done.err
    )
    assert laptop.ok("sync", "--publish-again").code == 0
    assert sealed(laptop) == before


def test_an_empty_folder_gets_nothing_even_when_asked_to(laptop: Program) -> None:
    laptop.folder.rename(laptop.place / "kept")
    laptop.folder.mkdir()
    assert laptop.run("sync", "--publish-again").code == 15
    assert list(laptop.folder.iterdir()) == []
