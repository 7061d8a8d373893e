"""Files that appear whole under names that did not exist, whatever was planted there."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import appearing
from sync.appearing import UNFINISHED, Appearing
from sync.errors import FolderUnavailable, Waiting
from sync.folder import Folder
from sync.log import Log

NAME = "log/0123456789abcdef/s-0000000001-0123456789abcdef.nls"


@pytest.fixture
def folder(log: Log) -> Folder:
    return log.folder


@pytest.fixture
def place(folder: Folder) -> Path:
    """The directory in which NAME appears."""
    folder.publish(NAME, b"first")
    (folder.path / NAME).unlink()
    return (folder.path / NAME).parent


def test_a_file_appears_whole_with_one_constant_time(folder: Folder) -> None:
    folder.publish(NAME, b"body" * 1000)
    status = (folder.path / NAME).stat()
    assert (folder.path / NAME).read_bytes() == b"body" * 1000
    assert (status.st_mtime, status.st_nlink) == (946_684_800, 1)
    assert [each.name for each in folder.path.rglob(f"{UNFINISHED}*")] == []


def test_publishing_the_same_bytes_twice_is_done(folder: Folder) -> None:
    folder.publish(NAME, b"body")
    before = (folder.path / NAME).stat()
    folder.publish(NAME, b"body")
    after = (folder.path / NAME).stat()
    assert (after.st_ino, after.st_ctime_ns) == (before.st_ino, before.st_ctime_ns)
    assert len(list((folder.path / NAME).parent.iterdir())) == 1


def test_a_foreign_file_under_our_name_stays_and_ours_gets_a_copy_name(folder: Folder, place: Path) -> None:
    (folder.path / NAME).write_bytes(b"foreign")
    folder.publish(NAME, b"ours")
    folder.publish(NAME, b"ours")
    names = {each.name: each.read_bytes() for each in place.iterdir()}
    assert names == {
        "s-0000000001-0123456789abcdef.nls": b"foreign",
        "s-0000000001-0123456789abcdef-2.nls": b"ours",
    }


def test_a_placeholder_of_a_sync_client_under_our_name_does_not_stop_us(folder: Folder, place: Path) -> None:
    (folder.path / NAME).touch()
    folder.publish(NAME, b"ours")
    assert (place / "s-0000000001-0123456789abcdef-2.nls").read_bytes() == b"ours"


@pytest.mark.parametrize("kind", ["symlink", "dangling", "hard link", "fifo", "directory"])
def test_whatever_was_planted_at_our_name_is_not_written_through(
    folder: Folder, place: Path, tmp_path: Path, kind: str
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    planted = folder.path / NAME
    if kind == "symlink":
        planted.symlink_to(victim)
    elif kind == "dangling":
        planted.symlink_to(tmp_path / "not there")
    elif kind == "hard link":
        planted.hardlink_to(victim)
    elif kind == "fifo":
        os.mkfifo(planted)
    else:
        planted.mkdir()
    folder.publish(NAME, b"ours")
    assert (place / "s-0000000001-0123456789abcdef-2.nls").read_bytes() == b"ours"
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "not there").exists()


def test_a_link_in_place_of_a_directory_is_not_followed(folder: Folder, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (folder.path / "log").symlink_to(target)
    with pytest.raises(FolderUnavailable):
        folder.publish(NAME, b"ours")
    with pytest.raises(FolderUnavailable):
        list(folder.listing())
    with pytest.raises(Waiting):
        folder.read(NAME, 100)
    assert list(target.iterdir()) == []


@pytest.fixture
def without_anonymous_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS."""
    monkeypatch.setattr(appearing, "_ANONYMOUS", 0)


def watch_names(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """The names in the folder while a file is being flushed."""
    seen: list[str] = []
    fill = appearing._fill

    def watched(descriptor: int, body: bytes) -> None:
        fill(descriptor, body)
        seen.extend(each.name for each in folder.rglob("*") if each.name.startswith(UNFINISHED))

    monkeypatch.setattr(appearing, "_fill", watched)
    return seen


def test_an_unfinished_file_has_no_name(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = watch_names(monkeypatch, folder.path)
    folder.publish(NAME, b"ours")
    assert seen == []


@pytest.mark.usefixtures("without_anonymous_files")
def test_without_anonymous_files_an_unfinished_one_lies_in_the_home(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_folder = watch_names(monkeypatch, log.folder.path)
    in_home = watch_names(monkeypatch, log.home)
    log.folder.publish(NAME, b"ours")
    assert (log.folder.path / NAME).read_bytes() == b"ours"
    assert in_folder == []
    assert len(in_home) == 1
    assert list(log.home.glob(f"{UNFINISHED}*")) == []


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A directory on another file system."""
    import tempfile

    with tempfile.TemporaryDirectory(dir="/dev/shm") as path:
        yield Path(path)


@pytest.mark.usefixtures("without_anonymous_files")
def test_with_the_home_on_another_file_system_it_has_a_name_that_clients_can_ignore(
    folder: Folder, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if elsewhere.stat().st_dev == folder.path.stat().st_dev:
        pytest.skip("there is only one file system")
    seen = watch_names(monkeypatch, folder.path)
    folder._scratch = elsewhere
    folder.publish(NAME, b"ours")
    assert (folder.path / NAME).read_bytes() == b"ours"
    assert len(seen) == 1
    assert [each.name for each in folder.path.rglob(f"{UNFINISHED}*")] == []


@pytest.mark.usefixtures("without_anonymous_files")
def test_unfinished_files_of_dead_writers_are_removed_but_not_those_of_others(log: Log) -> None:
    import fcntl

    own = f"{UNFINISHED}{log.device[:16]}-"
    dead, living = log.home / f"{own}1-0", log.home / f"{own}2-0"
    foreign = log.home / f"{UNFINISHED}zzzzzzzzzzzzzzzz-1-0"
    for path in (dead, living, foreign):
        path.touch()
    with living.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        log.folder.publish(NAME, b"ours")
    assert [each.exists() for each in (dead, living, foreign)] == [False, True, True]


@pytest.mark.usefixtures("without_anonymous_files")
def test_where_links_do_not_exist_a_rename_must_do(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_args: object, **_more: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    folder.publish(NAME, b"ours")
    folder.publish(NAME, b"ours")
    (folder.path / NAME).write_bytes(b"foreign")
    folder.publish(NAME, b"ours")
    assert sorted(each.read_bytes() for each in (folder.path / NAME).parent.iterdir()) == [
        b"foreign",
        b"ours",
    ]
    assert [each.name for each in folder.path.rglob(f"{UNFINISHED}*")] == []


def test_a_failed_write_leaves_no_name(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _body: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(appearing, "_fill", full)
    for anonymous in (appearing._ANONYMOUS, 0):
        monkeypatch.setattr(appearing, "_ANONYMOUS", anonymous)
        with pytest.raises(FolderUnavailable, match="full"):
            folder.publish(NAME, b"ours")
    assert [each for each in folder.path.rglob("*") if each.name.startswith((UNFINISHED, "s-"))] == []


def test_what_was_put_can_be_taken_back(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    with Appearing(descriptor, tmp_path, "owner") as files:
        files.put("a/b/one", b"1")
        files.put("two", b"2")
        files.take_back()
    os.close(descriptor)
    assert list(tmp_path.iterdir()) == []
