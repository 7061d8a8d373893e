"""A disk that is full or read-only: nothing is acknowledged that is not safe, nothing is half-done, and it
goes on afterwards.
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.errors import FolderUnavailable, VaultError, WriteFailed
from sync.format.device import LOWEST_COST
from sync.log import Log
from tests.sync.drafts import about, person


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mounts small file systems."""
    mounted: list[Path] = []

    def mount(name: str, options: str) -> Path:
        place = tmp_path / name
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        if subprocess.run(command, check=False, capture_output=True).returncode != 0:
            pytest.skip("mounting is not permitted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


def create(home: Path, folder: Path) -> Log:
    return Log.create(home, folder, passphrase="x", device_name="laptop", cost=LOWEST_COST).log


def until_full(log: Log) -> int:
    """How many events were acknowledged."""
    recorded = 0
    try:
        while True:
            log.record([about(person(), text="x" * 5000)])
            recorded += 1
    except WriteFailed:
        return recorded


def test_a_full_home_refuses_the_entry_and_goes_on_when_there_is_space(
    small_disk: Callable[..., Path], tmp_path: Path
) -> None:
    disk = small_disk("disk", "size=1m")
    with create(disk / "home", tmp_path / "folder") as log:
        recorded = until_full(log)
        events = list(log.everything())
        assert 10 < len(events) == recorded == log.count().events
        with pytest.raises(WriteFailed):
            log.record([about(person(), text="x" * 5000)])
        remount(disk, "size=8m")
        (after,) = log.record([about(person(), text="x" * 5000)])
        assert list(log.everything()) == [*events, after]
        report = log.verify()
        assert (report.bad, report.missing, report.waiting, log.count().outbox) == ([], [], [], 0)


def test_a_large_import_that_does_not_fit_leaves_nothing(
    small_disk: Callable[..., Path], tmp_path: Path
) -> None:
    disk = small_disk("disk", "size=2m")
    with create(disk / "home", tmp_path / "folder") as log:
        (before,) = log.record([about(person())])
        with pytest.raises(WriteFailed):
            log.record(about(person(), text="x" * 20_000) for _ in range(1000))
        assert list(log.everything()) == [before]
        assert log.verify().bad == []
        (after,) = log.record([about(person())])
        assert list(log.everything()) == [before, after]


@pytest.mark.parametrize("options", ["size=64k", "nr_inodes=14"])
def test_a_full_folder_costs_nothing_but_a_word(
    small_disk: Callable[..., Path], tmp_path: Path, options: str
) -> None:
    """Out of bytes, and out of names."""
    disk = small_disk("disk", options)
    with create(tmp_path / "home", disk / "folder") as log:
        recorded = [each for _ in range(40) for each in log.record([about(person(), text="x" * 2000)])]
        report = log.publish()
        assert report.pending > 10
        assert report.trouble == f"the folder's disk is full: {disk / 'folder'}"
        assert log.verify().bad == []
        remount(disk, "size=8m,nr_inodes=1000")
        assert log.publish().pending == 0
        assert list(log.everything()) == recorded
        after = log.verify()
        assert (after.bad, after.missing, after.waiting) == ([], [], [])


def test_a_read_only_folder_costs_nothing_but_a_word(small_disk: Callable[..., Path], tmp_path: Path) -> None:
    disk = small_disk("disk", "size=8m")
    with create(tmp_path / "home", disk / "folder") as log:
        remount(disk, "ro")
        (recorded,) = log.record([about(person())])
        assert log.publish().trouble == f"the folder is read-only: {disk / 'folder'}"
        assert list(log.everything()) == [recorded]
        remount(disk, "rw")
        assert log.publish() == (2, 0, None)


def test_a_read_only_home_refuses_the_entry(small_disk: Callable[..., Path], tmp_path: Path) -> None:
    disk = small_disk("disk", "size=8m")
    create(disk / "home", tmp_path / "folder").close()
    from sync.log import unlock

    key = unlock(disk / "home", "x")
    remount(disk, "ro")
    before = sorted((tmp_path / "folder").rglob("*"))
    with pytest.raises(WriteFailed), Log.open(disk / "home", wrapping_key=key) as log:
        log.record([about(person())])
    assert sorted((tmp_path / "folder").rglob("*")) == before


def test_an_unmounted_folder_is_neither_filled_nor_begun_again(
    small_disk: Callable[..., Path], tmp_path: Path
) -> None:
    disk = small_disk("disk", "size=8m")
    with create(tmp_path / "home", disk) as log:
        log.record([about(person())])
        subprocess.run(["umount", str(disk)], check=True)
        (recorded,) = log.record([about(person())])
        assert log.publish().trouble == f"the folder is empty (not mounted, or not synced yet): {disk}"
        assert list(disk.iterdir()) == []
        assert recorded in list(log.everything())


@pytest.mark.parametrize("size", ["4k", "12k", "40k", "52k", "56k", "60k", "100k"])
def test_a_vault_that_does_not_fit_is_not_begun(
    small_disk: Callable[..., Path], tmp_path: Path, size: str
) -> None:
    disk = small_disk("disk", f"size={size}")
    with pytest.raises((FolderUnavailable, WriteFailed)):
        create(disk / "home", tmp_path / "folder")
    assert not (disk / "home" / "device.key").exists()
    remount(disk, "size=8m")
    with create(disk / "home", tmp_path / "folder") as log:
        assert log.verify().bad == []


@pytest.mark.parametrize("size", ["4k", "8k", "12k"])
def test_a_folder_that_a_vault_does_not_fit_into_is_left_empty(
    small_disk: Callable[..., Path], tmp_path: Path, size: str
) -> None:
    disk = small_disk("disk", f"size={size}")
    with pytest.raises(VaultError, match="full"):
        create(tmp_path / "home", disk / "folder")
    assert list((disk / "folder").iterdir()) == []
    remount(disk, "size=8m")
    with create(tmp_path / "home", disk / "folder") as log:
        assert log.verify().bad == []
