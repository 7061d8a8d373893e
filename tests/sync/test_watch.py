"""Hints of the real system: whatever way a file comes, and what there is where no hints are."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync import watch
from sync.alone import alone, somebody_watches
from sync.watch import QUIET, Hints

SOON = 10.0
"""Seconds that a machine under load may take for what is told at once."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder" / "log").mkdir(parents=True)
    return tmp_path / "folder"


@pytest.fixture
def hints(folder: Path) -> Iterator[Hints]:
    with Hints(folder) as found:
        assert not found.silent
        yield found


def renamed(folder: Path) -> None:
    (folder.parent / "unfinished").write_bytes(b"x")
    (folder.parent / "unfinished").rename(folder / "log" / "s-1.nls")


def renamed_inside(folder: Path) -> None:
    (folder / "log" / ".syncthing.s-1.nls.tmp").write_bytes(b"x")
    (folder / "log" / ".syncthing.s-1.nls.tmp").rename(folder / "log" / "s-1.nls")


def linked(folder: Path) -> None:
    (folder.parent / "unfinished").write_bytes(b"x")
    os.link(folder.parent / "unfinished", folder / "log" / "s-1.nls")


def written_in_place(folder: Path) -> None:
    (folder / "log" / "s-1.nls").write_bytes(b"x" * 100_000)


def in_a_new_directory(folder: Path) -> None:
    (folder / "log" / "aa" / "bb").mkdir(parents=True)
    (folder / "log" / "aa" / "bb" / "s-1.nls").write_bytes(b"x")


def a_directory_renamed(folder: Path) -> None:
    (folder.parent / "shard").mkdir()
    (folder.parent / "shard" / "s-1.nls").write_bytes(b"x")
    (folder.parent / "shard").rename(folder / "log" / "aa")


WAYS = [renamed, renamed_inside, linked, written_in_place, in_a_new_directory, a_directory_renamed]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_whatever_way_a_file_comes_there_is_a_hint(
    hints: Hints, folder: Path, way: Callable[[Path], None]
) -> None:
    way(folder)
    assert hints.wait(SOON)


def test_a_file_in_a_directory_that_came_before_is_a_hint_of_its_own(hints: Hints, folder: Path) -> None:
    (folder / "log" / "aa").mkdir()
    assert hints.wait(SOON)
    (folder / "log" / "aa" / "s-1.nls").write_bytes(b"x")
    assert hints.wait(SOON)


def test_without_a_change_there_is_no_hint(hints: Hints, folder: Path) -> None:
    assert not hints.wait(0.3)


def test_reading_is_no_hint(hints: Hints, folder: Path) -> None:
    written_in_place(folder)
    assert hints.wait(SOON)
    (folder / "log" / "s-1.nls").read_bytes()
    assert not hints.wait(0.3)


def test_what_comes_in_one_go_is_one_hint(hints: Hints, folder: Path) -> None:
    for number in range(20):
        (folder / "log" / f"s-{number}.nls").write_bytes(b"x")
    assert hints.wait(SOON)
    assert not hints.wait(0.3)


def test_a_hint_does_not_wait_for_the_end_of_a_long_burst(hints: Hints, folder: Path) -> None:
    told, exhausted = threading.Event(), threading.Event()

    def burst() -> None:
        end = time.monotonic() + SOON
        while not told.wait(QUIET / 10):
            written_in_place(folder)
            if time.monotonic() > end:
                exhausted.set()
                return

    writer = threading.Thread(target=burst)
    writer.start()
    hinted = hints.wait(SOON)
    told.set()
    writer.join()
    assert hinted
    assert not exhausted.is_set()


def test_two_thousand_files_at_once_are_hinted_at(hints: Hints, folder: Path) -> None:
    for number in range(2_000):
        (folder / "log" / f"s-{number}.nls").write_bytes(b"x")
    assert hints.wait(SOON)


def test_hints_that_were_lost_are_a_hint(hints: Hints) -> None:
    logging.getLogger("watchdog").warning("Inotify queue overflowed; filesystem events were lost")
    assert hints.wait(SOON)


def test_a_folder_that_was_replaced_is_followed(hints: Hints, folder: Path) -> None:
    folder.rename(folder.parent / "before")
    (folder / "log").mkdir(parents=True)
    hints.renew()
    hints.wait(0.3)
    written_in_place(folder)
    assert hints.wait(SOON)


def test_a_folder_that_comes_later_is_followed_from_then_on(tmp_path: Path) -> None:
    with Hints(tmp_path / "folder") as hints:
        assert hints.silent
        (tmp_path / "folder" / "log").mkdir(parents=True)
        hints.renew()
        assert not hints.silent
        written_in_place(tmp_path / "folder")
        assert hints.wait(SOON)


def test_on_the_file_system_of_another_machine_there_are_no_hints(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "file_system", lambda _: "nfs4")
    with Hints(folder) as hints:
        assert hints.silent
        before = time.monotonic()
        assert not hints.wait(0.05)
        assert time.monotonic() - before >= 0.05


def test_where_the_system_has_no_watches_left_there_are_no_hints(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog.observers import Observer

    def refused(_: object) -> None:
        raise OSError(24, "inotify instance limit reached")

    monkeypatch.setattr(Observer, "start", refused)
    with Hints(folder) as hints:
        assert hints.silent


def test_one_watcher_is_alone_until_it_ends(tmp_path: Path) -> None:
    assert not somebody_watches(tmp_path)
    with alone(tmp_path) as first:
        assert first
        assert somebody_watches(tmp_path)
        with alone(tmp_path) as second:
            assert not second
    assert not somebody_watches(tmp_path)
    with alone(tmp_path) as again:
        assert again
