"""Files of this device alone, whole or not at all."""

import os
from pathlib import Path

import pytest

from sync.home import create_private, make_private, write_private
from sync.recent import Recent


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("durable", [True, False])
def test_a_private_file_is_private_whatever_the_umask(tmp_path: Path, umask: int, *, durable: bool) -> None:
    before = os.umask(umask)
    try:
        write_private(tmp_path / "cache", b"one", durable=durable)
        write_private(tmp_path / "cache", b"two", durable=durable)
        make_private(tmp_path / "home")
    finally:
        os.umask(before)
    assert (tmp_path / "cache").read_bytes() == b"two"
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cache", "home"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    write_private(tmp_path / "device.key", b"old")
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input"):
        write_private(tmp_path / "device.key", b"new")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("device.key", b"old")]


def test_a_private_file_is_never_made_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "link")
    assert not (tmp_path / "target").exists()


def test_only_a_bounded_number_of_bytes_is_kept() -> None:
    recent: Recent[str] = Recent(10)
    for key, size in [(1, 4), (2, 4), (3, 4)]:
        recent.keep(key, str(key), size)
    assert [recent.get(key) for key in (1, 2, 3)] == [None, "2", "3"]
    recent.get(2)
    recent.keep(4, "4", 4)
    assert [recent.get(key) for key in (2, 3, 4)] == ["2", None, "4"]
    recent.keep(5, "large", 100)
    assert [recent.get(key) for key in (2, 4, 5)] == [None, None, "large"]
    recent.keep(5, "small", 1)
    recent.keep(6, "6", 9)
    assert [recent.get(key) for key in (5, 6)] == ["small", "6"]
