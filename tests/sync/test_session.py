"""The key of a session: in memory, of this user alone, for this home alone."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync import session

KEY = bytes(range(32))
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the keychain of the system is used"
)


SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the place itself is what is tested


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime directory as systemd makes it: in memory, and the user's alone."""
    import tempfile

    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY) as path:
        if not session._in_memory(Path(path)):
            pytest.skip("no file system in memory")
        monkeypatch.setenv("XDG_RUNTIME_DIR", path)
        yield Path(path)


def test_a_stored_key_is_loaded_until_the_session_ends(runtime: Path, tmp_path: Path) -> None:
    assert session.load(tmp_path) is None
    assert session.store(tmp_path, KEY)
    assert session.load(tmp_path) == KEY
    assert session.store(tmp_path, KEY[::-1])
    assert session.load(tmp_path) == KEY[::-1]
    session.end(tmp_path)
    assert session.load(tmp_path) is None
    session.end(tmp_path)


def test_only_this_user_can_get_at_it_whatever_the_umask(runtime: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        session.store(tmp_path, KEY)
    finally:
        os.umask(before)
    (kept,) = (runtime / "netlog").iterdir()
    assert (runtime / "netlog").stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_session_belongs_to_the_real_path_of_its_home(runtime: Path, tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    copy.mkdir()
    (tmp_path / "link").symlink_to(home)
    session.store(home, KEY)
    assert session.load(tmp_path / "link") == KEY
    assert session.load(copy) is None


@pytest.mark.parametrize("mode", [0o755, 0o701, 0o777])
def test_a_directory_that_others_can_enter_is_not_used(
    runtime: Path, tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_SHARED_MEMORY", runtime / "none")
    (runtime / "netlog").mkdir()
    (runtime / "netlog").chmod(mode)
    assert not session.store(tmp_path, KEY)
    assert list((runtime / "netlog").iterdir()) == []


def test_a_directory_that_somebody_else_made_is_not_used(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("making a directory for somebody else needs root")
    monkeypatch.setattr(session, "_SHARED_MEMORY", runtime / "none")
    (runtime / "netlog").mkdir(mode=0o700)
    os.chown(runtime / "netlog", 65_534, 65_534)
    assert not session.store(tmp_path, KEY)


def test_a_link_in_place_of_the_directory_or_the_file_is_not_followed(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_SHARED_MEMORY", runtime / "none")
    (tmp_path / "target").mkdir(mode=0o700)
    (runtime / "netlog").symlink_to(tmp_path / "target")
    assert not session.store(tmp_path, KEY)
    (runtime / "netlog").unlink()
    session.store(tmp_path, KEY)
    (kept,) = (runtime / "netlog").iterdir()
    kept.rename(runtime / "moved")
    kept.symlink_to(runtime / "moved")
    assert session.load(tmp_path) is None


def test_a_file_that_others_can_read_or_of_another_length_is_no_session(
    runtime: Path, tmp_path: Path
) -> None:
    session.store(tmp_path, KEY)
    (kept,) = (runtime / "netlog").iterdir()
    kept.chmod(0o644)
    assert session.load(tmp_path) is None
    kept.chmod(0o600)
    kept.write_bytes(KEY + b"x")
    assert session.load(tmp_path) is None


def test_without_anything_in_memory_there_is_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home of these tests may itself lie in memory, so the kernel's list is replaced."""
    monkeypatch.setattr(session, "_in_memory", lambda _directory: False)
    assert not session.store(tmp_path, KEY)
    assert session.load(tmp_path) is None
    session.end(tmp_path)


def test_a_runtime_directory_on_a_disk_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if session._in_memory(tmp_path):
        pytest.skip("the disk of these tests is in memory")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    session.store(tmp_path, KEY)
    assert not (tmp_path / "netlog").exists()
    session.end(tmp_path)


def test_without_a_runtime_directory_shared_memory_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not session._in_memory(SHARED_MEMORY):
        pytest.skip("no shared memory")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert session.store(tmp_path, KEY)
    assert (SHARED_MEMORY / f"netlog-{os.getuid()}").stat().st_mode & 0o777 == 0o700
    assert session.load(tmp_path) == KEY
    session.end(tmp_path)


def test_another_user_gets_no_session(
    runtime: Path, tmp_path: Path, as_nobody: Callable[[Callable[[], str]], str]
) -> None:
    session.store(tmp_path, KEY)
    runtime.chmod(0o711)
    assert as_nobody(lambda: repr(session.load(tmp_path))) == "None"


def test_locking_ends_sessions_that_began_in_another_environment(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when one terminal has a runtime directory and the other one has none."""
    if not session._in_memory(SHARED_MEMORY):
        pytest.skip("no shared memory")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    session.store(tmp_path, KEY)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    assert session.load(tmp_path) == KEY
    session.store(tmp_path, KEY[::-1])
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert session.load(tmp_path) is None
    session.store(tmp_path, KEY)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    session.end(tmp_path)
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert session.load(tmp_path) is None
