"""A home that is copied or restored, by the real program: it says what it does, and nothing is lost."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.netlog.program import Places, Program


@dataclass(frozen=True)
class Elsewhere(Program):
    """A program whose home is a copy beside the other one."""

    @property
    def home(self) -> Path:
        return self.place / "copy"


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    places = Places(tmp_path)
    yield places
    places.clear()


@pytest.fixture
def original(places: Places) -> Program:
    program = places.program("laptop")
    program.init()
    program.add("Dana Wu")
    return program


@pytest.fixture
def copy(original: Program) -> Program:
    shutil.copytree(original.home, original.place / "copy")
    return Elsewhere(original.place, original.runtime, original.passphrase_command)


def people(program: Program) -> list[str]:
    return sorted(each["name"] for each in program.json("who"))


def test_a_copied_home_says_once_that_it_goes_on_as_another_device(copy: Program) -> None:
    said = copy.ok("add", "Noor Haddad").err
    assert "copied or moved here from another place" in said
    assert "“device 2”; every entry is kept (netlog devices)" in said
    assert copy.ok("who").err == ""


def test_original_and_copy_record_apart_and_both_show_everything(original: Program, copy: Program) -> None:
    away = original.folder.rename(original.place / "away")
    original.add("Ana Silva")
    copy.add("Noor Haddad")
    original.add("Kofi Mensah")
    away.rename(original.folder)
    for program in (original, copy, original, copy):
        program.ok("sync")
    assert people(original) == people(copy) == ["Ana Silva", "Dana Wu", "Kofi Mensah", "Noor Haddad"]
    assert original.json("status")["state"] == copy.json("status")["state"]
    assert original.run("verify").code == copy.run("verify").code == 0
    assert original.json("status")["alarms"] == []


def test_a_restored_backup_learns_from_the_folder_what_it_was(original: Program) -> None:
    backup = shutil.copytree(original.home, original.place / "backup")
    original.add("Ana Silva")
    shutil.rmtree(original.home)
    shutil.copytree(backup, original.home)
    done = original.ok("sync")
    assert "this one was restored from a backup, so this device goes on as" in done.err
    assert people(original) == ["Ana Silva", "Dana Wu"]
    assert original.run("verify").code == 0


def test_devices_shows_which_one_goes_on_as_which(copy: Program) -> None:
    copy.ok("sync")
    now, before = copy.json("devices")["devices"]
    assert (now["replaced_by"], before["replaced_by"]) == ([], [now["device"]])
    *_, row = copy.ok("devices").out.splitlines()
    assert row.endswith(f"goes on as {now['name']}")


def test_the_passphrase_of_a_copied_home_can_be_changed(copy: Program) -> None:
    copy.ok("sync")
    copy.ok("unlock")
    renewed = Elsewhere(copy.place, copy.runtime, "echo another passphrase")
    assert renewed.ok("passphrase").code == 0
    copy.ok("lock")
    renewed.add("Noor Haddad")
    assert renewed.run("verify").code == 0
