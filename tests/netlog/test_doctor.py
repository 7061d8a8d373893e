"""What somebody worried reads, in every state that can be brought about, letter by letter."""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import pytest

from events.envelope import Draft
from events.ids import SubjectId
from sync import session
from sync.log import Log
from tests.netlog.days import Days
from tests.netlog.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.netlog.program import Program

GOLDEN = ROOT / "tests/netlog/golden/doctor.txt"
MASKED = (
    (re.compile(r"(Python|SQLite|cryptography) [0-9.]+"), r"\1 N"),
    (re.compile(r"log/[0-9a-z]{16}/\.?s-[0-9a-f]{10}-[0-9a-z]{16}"), "log/DEVICE/SEGMENT"),
)


class Ill(NamedTuple):
    """`also`: what surrounds the call and cannot be brought about by files."""

    days: Days
    also: ExitStack

    @property
    def home(self) -> Path:
        return self.days.program.home

    @property
    def folder(self) -> Path:
        return self.days.program.folder


def fine(ill: Ill) -> None:
    """Nothing happened."""


def the_folder_is_away(ill: Ill) -> None:
    ill.folder.rename(ill.folder.with_name("away"))
    ill.days.ok('add "Lee Park"')


def the_folder_is_empty(ill: Ill) -> None:
    the_folder_is_away(ill)
    ill.folder.mkdir()


def the_folder_is_another(ill: Ill) -> None:
    shutil.rmtree(ill.folder)
    ill.folder.mkdir()
    other = ill.home.with_name("other")
    ill.days.ok(f"init {ill.folder} --home {other}")


def the_folder_is_read_only(ill: Ill) -> None:
    ill.also.enter_context(patch("netlog.checks.os.access", lambda *_: False))


def segment(ill: Ill) -> Path:
    return next((ill.folder / "log").rglob("*.nls"))


def flip(path: Path, at: int) -> None:
    path.chmod(0o600)
    body = bytearray(path.read_bytes())
    body[at] ^= 1
    path.write_bytes(body)


def a_file_is_damaged(ill: Ill) -> None:
    flip(segment(ill), 200)


def a_file_is_gone(ill: Ill) -> None:
    segment(ill).unlink()


def a_file_has_arrived_in_part(ill: Ill) -> None:
    path = segment(ill)
    (path.parent / "s-0000000002-0000000000000000.nls").write_bytes(path.read_bytes()[:300])


def files_are_of_no_use_for_days(ill: Ill) -> None:
    a_file_has_arrived_in_part(ill)
    (segment(ill).parent / "s-0000000003-0000000000000000.nls").write_bytes(b"")
    (segment(ill).parent / ".s-0000000004-0000000000000000.nls.icloud").write_bytes(b"stub")
    ill.days.ok("sync")
    ill.days.at("2026-06-04T12:00")


def copies_and_foreign_files(ill: Ill) -> None:
    path = segment(ill)
    shutil.copy(path, path.with_name(f"{path.stem} (conflicted copy).nls"))
    (ill.folder / "notes.docx").write_text("somebody's")
    (ill.folder / ".DS_Store").write_bytes(b"\0")


def the_disk_is_nearly_full(ill: Ill) -> None:
    usage = shutil.disk_usage(ill.home)._replace(free=12_345_678)
    ill.also.enter_context(patch("netlog.checks.shutil.disk_usage", lambda _: usage))


def the_clock_is_wrong(ill: Ill) -> None:
    ill.days.now = ill.days.now.replace(year=2020)


def others_may_read(ill: Ill) -> None:
    (ill.home / "archive.db").chmod(0o644)


def the_settings_are_damaged(ill: Ill) -> None:
    path = ill.home / "config.toml"
    path.write_text("languages = ")
    path.chmod(0o600)


def unknown_and_unreadable_entries(ill: Ill) -> None:
    person = ill.days.json("who")[0]["person"]["id"]
    with patch.dict("os.environ", ill.days.program.environment()):
        key = session.load(ill.home)
    assert key is not None
    now = int(ill.days.now.timestamp() * 1000)
    with Log.open(ill.home, wrapping_key=key, clock_ms=lambda: now) as log:
        for name, data in (("planet-discovered", b'{"moons":2}'), ("insight-noted", b"\x00\xff")):
            log.record([Draft(name, 1, (SubjectId(person),), "2026-11-10", data)])


def the_archive_is_gone(ill: Ill) -> None:
    (ill.home / "archive.db").unlink()


def the_archive_is_damaged(ill: Ill) -> None:
    flip(ill.home / "archive.db", 3)


def locked(ill: Ill) -> None:
    ill.days.ok("lock")
    ill.days.program = ill.days.program.alone()


def the_passphrase_is_wrong(ill: Ill) -> None:
    ill.days.ok("lock")
    ill.days.program = replace(ill.days.program, passphrase_command="echo no")


def there_is_no_vault(ill: Ill) -> None:
    shutil.rmtree(ill.home)


STATES: tuple[Callable[[Ill], None], ...] = (
    fine,
    the_folder_is_away,
    the_folder_is_empty,
    the_folder_is_another,
    the_folder_is_read_only,
    a_file_is_damaged,
    a_file_is_gone,
    a_file_has_arrived_in_part,
    files_are_of_no_use_for_days,
    copies_and_foreign_files,
    the_disk_is_nearly_full,
    the_clock_is_wrong,
    others_may_read,
    the_settings_are_damaged,
    unknown_and_unreadable_entries,
    the_archive_is_gone,
    the_archive_is_damaged,
    locked,
    the_passphrase_is_wrong,
    there_is_no_vault,
)


def page_of(state: Callable[[Ill], None], program: Program) -> str:
    days = Days(program, "2026-06-01T09:00")
    days.ok('add "Dana Wu"')
    with ExitStack() as also:
        state(Ill(days, also))
        done = days.run("doctor")
    page = done.out.replace(str(program.place), "PLACE")
    for pattern, instead in MASKED:
        page = pattern.sub(instead, page)
    return f"{page}(exit code {done.code})\n"


def golden() -> dict[str, str]:
    """The pages by what had happened."""
    pages = GOLDEN.read_text(encoding="utf-8").split("==== ")[1:]
    return dict(page.split("\n", 1) for page in pages)


def title(state: Callable[[Ill], None]) -> str:
    return state.__name__.replace("_", " ")


@pytest.mark.parametrize("state", STATES, ids=title)
def test_the_doctor_says_what_a_worried_person_needs(state: Callable[[Ill], None], own: Program) -> None:
    assert page_of(state, own) == golden()[title(state)].removesuffix("\n")


def test_every_page_is_of_a_state_that_is_tried() -> None:
    assert list(golden()) == [title(state) for state in STATES]


def test_the_first_sentence_stands_in_the_document_too(own: Program) -> None:
    days = Days(own, "2026-06-01T09:00")
    assert days.json("doctor")["summary"] == days.ok("doctor").out.splitlines()[0]
