"""A listing alone tells which segments lie in the packs of a folder."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from events.ids import unbase32
from sync.folder import Folder
from sync.log import Created, Log
from sync.pack import packed
from sync.pack_index import known_packs, segments_in_listed
from tests.sync.drafts import about, person


@pytest.fixture
def phone(vault: Created, join: Callable[..., Log]) -> Log:
    phone = join(vault)
    vault.log.receive()
    return phone


def pack_all(log: Log) -> Path:
    """Moves everything that a device wrote into one pack."""
    device = unbase32(log.device)
    stored = [each for each in log._archive.segments_after(0) if each.device == device]
    ((name, body),) = packed(log.vault, device, [(each.n, each.body) for each in stored])
    log.folder.publish(name, body)
    shutil.rmtree(log.folder.path / "log")
    return log.folder.path / name


def in_packs(log: Log) -> set[tuple[str, int]]:
    """(device, n) of what the folder's packs hold, by their names."""
    listed = {found.relative for found in log.folder.listing()}
    numbers = segments_in_listed(log._archive, listed)
    stored = [log._archive.segment(number) for number in numbers]
    return {(each.device.hex(), each.n) for each in stored if each is not None}


@pytest.fixture
def pack(log: Log, phone: Log) -> Path:
    for _ in range(5):
        log.record([about(person())])
    path = pack_all(log)
    for each in (log, phone):
        each.receive()
    return path


def test_every_device_knows_what_is_in_a_pack_that_it_read(log: Log, phone: Log, pack: Path) -> None:
    everything = {(unbase32(log.device).hex(), n) for n in range(1, 6)}
    assert in_packs(log) == everything
    assert in_packs(phone) == everything
    pack.unlink()
    assert in_packs(phone) == set()


def test_a_pack_is_read_once(log: Log, phone: Log, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    reads = Folder.read

    def reading(folder: Folder, relative: str, cap: int) -> bytes:
        read.append(relative)
        return reads(folder, relative, cap)

    monkeypatch.setattr(Folder, "read", reading)
    for each in (log, phone):
        each.receive()
    assert read == []
    os.utime(pack, (1, 1))
    phone.receive()
    assert read == [f"packs/{pack.parent.name}/{pack.name}"]


@pytest.mark.parametrize("damage", ["zeros", "shorter", "another pack", "a link"])
def test_a_pack_that_holds_something_else_now_is_not_in_the_folder(
    log: Log, phone: Log, pack: Path, damage: str
) -> None:
    body = pack.read_bytes()
    pack.unlink()
    if damage == "a link":
        pack.symlink_to("/dev/null")
    elif damage == "another pack":
        segments = [(each.n, each.body) for each in phone._archive.segments_after(0)][:2]
        ((_, other),) = packed(phone.vault, unbase32(log.device), segments)
        pack.write_bytes(other)
    else:
        pack.write_bytes(bytes(len(body)) if damage == "zeros" else body[:-1])
    phone.receive()
    assert in_packs(phone) == set()
    pack.unlink()
    pack.write_bytes(body)
    phone.receive()
    assert len(in_packs(phone)) == 5


def test_what_is_known_of_packs_outlives_the_indexes(phone: Log, pack: Path) -> None:
    phone.reindex()
    assert list(known_packs(phone._archive)) == [f"packs/{pack.parent.name}/{pack.name}"]
    assert len(in_packs(phone)) == 5
