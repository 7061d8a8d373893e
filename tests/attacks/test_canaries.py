"""Rows F1, F38, D7, L1, L3, L7 of the table of attacks: nothing that was said can be found on any disk.

Every field of every command gets a canary. Then every byte of the folder, of the home, of temporary places
and of memory-backed storage is searched, in several spellings.
"""

from __future__ import annotations

import base64
import getpass
import re
import socket
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.netlog.program import Places, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

OUR_NAMES = re.compile(
    r"README\.txt|vault-[0-9a-z]{16}\.nlv|members|members/r-[0-9a-z]{16}\.nlm"
    r"|(log|people)(/[0-9a-z]{16}(/[st]-[0-9a-f]{10}-[0-9a-z]{16}\.nl[sk])?)?"
)
"""All that may lie in a folder."""


class Canaries:
    """Words that stand nowhere else."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, kind: str) -> str:
        self.words.append(f"Canary{kind}{len(self.words):03}Zq")
        return self.words[-1]

    def spellings(self) -> dict[bytes, str]:
        found = {}
        for word in self.words:
            for text in (word, word.lower(), word.upper()):
                raw = text.encode()
                for spelling in (raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.hex().encode()):
                    found[spelling] = word
                for shift in range(3):  # what is left of base64, wherever the word begins
                    found[base64.b64encode(bytes(shift) + raw)[4:-4]] = word
        return found


def say_everything(program: Program, canary: Canaries) -> None:
    name = canary("Name")
    program.ok(
        "add", name, "--role", canary("Role"), "--at", canary("Employer"),
        "--email", f"{canary('Mail')}@example.com",
        "--phone", canary("Phone"), "--url", f"https://example.com/{canary('Url')}", "--tag", canary("Tag"),
        "--aim", canary("Aim"), "--how", "event",
    )  # fmt: skip
    program.ok("approach", name, "--by", canary("Channel"), "--purpose", canary("Purpose"))
    program.ok("answered", name, "yes")
    program.ok(
        "met", name, "--medium", canary("Medium"), "--learned", canary("Insight"), "--note", canary("Note"),
        "--named", f"{canary('Named')} @ {canary('There')}", "--asked", "advice",
    )  # fmt: skip
    program.ok("thank", name, "--detail", canary("Detail"))
    program.ok("give", name, "link", canary("Given"))
    program.ok("got", name, "advice", canary("Got"))
    program.ok("ask", name, "advice", canary("Asked"))
    program.ok("note", name, canary("Written"))
    program.ok("touch", name, "--by", canary("By"))
    program.ok("todo", canary("Todo"), "--for", name)
    say_talks(program, canary, name)
    for asking in ("next", "funnel", "who", "show", "prep", "log", "status", "verify", "rebuild"):
        program.ok(asking, *([name] if asking in {"show", "prep"} else []))


def say_talks(program: Program, canary: Canaries, name: str) -> None:
    program.ok("invite", name, "--network", canary("Network"), "--variant", canary("Variant"))
    program.ok("plan", name, "tomorrow", "--medium", canary("Place"), "--purpose", canary("Why"))
    program.ok("prep", name, "--question", "big", canary("Question"), "--closing", canary("Closing"))
    program.ok("prep", name, "--research", "profile", "--note", canary("Read"), "--offer", canary("Offer"))
    program.ok("prep", name, "--need", canary("Need"))
    other = canary("Other")
    program.ok("named", name, other, "--at", canary("Elsewhere"), "--why", canary("Because"))
    program.ok("introduced", name, "--to", other, "--by", canary("Way"))
    program.ok("reported-back", name, canary("Report"))
    program.ok("promise", name, canary("Promise"))


def hits(place: Path, spellings: dict[bytes, str]) -> list[tuple[str, str]]:
    found = []
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.is_symlink():
            body = path.read_bytes()
            found += [(path.name, word) for spelling, word in spellings.items() if spelling in body]
            found += [(path.name, word) for word in inflated(body, spellings)]
    return found


def inflated(body: bytes, spellings: dict[bytes, str]) -> Iterator[str]:
    """Words inside a deflated stream, at whatever offset one seems to begin."""
    for start in (
        at for at in range(len(body) - 1) if body[at] == 0x78 and body[at + 1] in (0x01, 0x9C, 0xDA)
    ):
        try:
            text = zlib.decompressobj().decompress(body[start:], 1 << 16)
        except zlib.error:
            continue
        yield from (word for spelling, word in spellings.items() if spelling in text)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Canaries]]:
    places, canary = Places(tmp_path_factory.mktemp("canaries")), Canaries()
    program = places.program("vault")
    program.init()
    say_everything(program, canary)
    yield program, canary
    places.clear()


def test_the_folder_never_shows_a_word(told: tuple[Program, Canaries]) -> None:
    program, canary = told
    spellings = canary.spellings()
    assert len(canary.words) >= 20
    assert hits(program.folder, spellings) == []
    whole = b"".join(path.read_bytes() for path in program.folder.rglob("*.nl?"))
    for known in (getpass.getuser(), socket.gethostname(), str(program.home)):
        assert len(known) < 4 or known.encode() not in whole


def test_names_in_the_folder_fit_one_grammar(told: tuple[Program, Canaries]) -> None:
    program, _ = told
    names = [path.relative_to(program.folder).as_posix() for path in program.folder.rglob("*")]
    assert [name for name in names if not OUR_NAMES.fullmatch(name)] == []
    assert max(map(len, names)) < 70
    assert {path.stat().st_mtime for path in program.folder.rglob("*.nl?")} == {946_684_800.0}


def test_while_locked_nothing_that_was_said_rests_on_this_device(told: tuple[Program, Canaries]) -> None:
    program, canary = told
    program.ok("lock")
    spellings = canary.spellings()
    try:
        assert hits(program.place, spellings) == []
        assert hits(program.runtime, spellings) == []
        for path in Path(tempfile.gettempdir()).glob("netlog*"):
            assert hits(path, spellings) == []
        assert program.alone().run("who").code == 11
    finally:
        program.ok("unlock")


def test_the_search_would_find_what_it_looks_for(tmp_path: Path) -> None:
    canary = Canaries()
    word = canary("Own")
    for number, body in enumerate(
        (
            word.encode(),
            word.lower().encode("utf-16-le"),
            b"x" + zlib.compress(b"y" + word.encode()),
            base64.b64encode(b"ab" + word.encode() + b"cdef"),
        )
    ):
        (tmp_path / str(number)).write_bytes(b"before" + body + b"after")
    assert {name for name, _ in hits(tmp_path, canary.spellings())} == {"0", "1", "2", "3"}
