"""From the archive into the folder: a retry that can be interrupted anywhere and never raises."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sync import appearing
from sync.log import Created, Log
from tests.sync.drafts import about, person


def sealed(folder: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and each.parent.parent.name in {"log", "people"}
    }


def held(log: Log) -> set[bytes]:
    return {each.body for each in [*log._archive.segments_after(0), *log._archive.all_tables()]}


def test_everything_recorded_is_in_the_folder_byte_for_byte(log: Log) -> None:
    for _ in range(3):
        log.record([about(person())])
    assert set(sealed(log.folder.path).values()) == held(log)
    assert log.count().outbox == 0


def test_without_its_folder_an_entry_is_safe_here_and_goes_out_later(
    log: Log, reopen: Callable[[], Log]
) -> None:
    kept = log.folder.path.rename(log.folder.path.with_name("kept"))
    recorded = log.record([about(person())])
    report = log.publish()
    assert (report.published, report.pending) == (0, 2)
    assert report.trouble == f"the folder is missing: {log.folder.path}"
    later = reopen()
    assert list(later.everything()) == recorded
    assert later.count().outbox == 2
    kept.rename(log.folder.path)
    assert later.publish() == (2, 0, None)
    assert set(sealed(log.folder.path).values()) == held(log)
    assert later.verify().bad == []


def test_nothing_is_ever_written_into_an_empty_or_replaced_folder(
    log: Log, make_vault: Callable[..., Created]
) -> None:
    folder = log.folder.path
    folder.rename(folder.with_name("kept"))
    folder.mkdir()
    log.record([about(person())])
    assert list(folder.iterdir()) == []
    assert "empty" in (log.publish().trouble or "")
    folder.rmdir()
    shutil.copytree(make_vault("two").log.folder.path, folder)
    before = sorted(folder.rglob("*"))
    assert "another vault" in (log.publish().trouble or "")
    assert sorted(folder.rglob("*")) == before
    assert log.count().outbox == 2


def test_a_folder_without_permission_to_write_is_told(
    log: Log, as_nobody: Callable[[Callable[[], str]], str]
) -> None:
    folder, kept = log.folder.path, log.folder.path.with_name("kept")
    folder.rename(kept)
    log.record([about(person())])
    kept.rename(folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in [log.home, *log.home.iterdir()]:
        path.chmod(0o777)
    said = as_nobody(lambda: str(log.publish().trouble))
    assert said == f"there is no permission for the folder: {folder}"
    assert log.publish() == (2, 0, None)


@pytest.mark.parametrize("call", ["mkdir", "open", "write", "utime", "fsync", "link"])
@pytest.mark.parametrize(
    "trouble", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE]
)
def test_trouble_at_any_step_leaves_no_half_file_and_heals(
    log: Log, monkeypatch: pytest.MonkeyPatch, call: str, trouble: int
) -> None:
    """Only calls that concern the folder fail; SQLite makes its own."""
    before = sealed(log.folder.path)

    def failing(*_args: object, **_more: object) -> None:
        raise OSError(trouble, os.strerror(trouble))

    with monkeypatch.context() as patched:
        patched.setattr(appearing if call == "fsync" else os, "flush" if call == "fsync" else call, failing)
        (recorded,) = log.record([about(person())])
        report = log.publish()
    assert report.pending == 2
    assert str(log.folder.path) in (report.trouble or "")
    assert set(sealed(log.folder.path).values()) - set(before.values()) <= held(log)
    assert log.publish() == (2, 0, None)
    assert set(sealed(log.folder.path).values()) == held(log)
    assert log.last_command() == [recorded]


def test_short_writes_are_continued(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, body: write(descriptor, bytes(body)[:100]))
    log.record([about(person())])
    monkeypatch.undo()
    assert set(sealed(log.folder.path).values()) == held(log)


def test_publishing_again_what_is_there_changes_nothing(log: Log) -> None:
    """As after a kill between the folder and the outbox."""
    log.record([about(person())])
    before = sealed(log.folder.path)
    with log._archive.writing():
        log._archive.post("segment", [1])
        log._archive.post("table", [1])
    assert log.publish() == (2, 0, None)
    assert sealed(log.folder.path) == before


def test_a_key_table_is_on_the_disk_before_the_segments_that_need_it(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    put, settle = appearing.Appearing.put, appearing.Appearing.settle

    def noted_put(self: appearing.Appearing, name: str, body: bytes) -> str:
        happened.append(name[:3])
        return put(self, name, body)

    def noted_settle(self: appearing.Appearing) -> None:
        happened.append("settle")
        settle(self)

    monkeypatch.setattr(appearing.Appearing, "put", noted_put)
    monkeypatch.setattr(appearing.Appearing, "settle", noted_settle)
    log.record([about(person(), text="x" * 60_000) for _ in range(10)])
    assert happened[:2] == ["peo", "settle"]
    assert set(happened[2:]) == {"log", "settle"}
    assert happened[-1] == "settle"


def test_what_another_process_records_while_this_one_publishes_stays_in_the_outbox(
    log: Log, reopen: Callable[[], Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, away = reopen(), log.folder.path.with_name("away")
    settle = appearing.Appearing.settle

    def meanwhile(self: appearing.Appearing) -> None:
        settle(self)
        monkeypatch.setattr(appearing.Appearing, "settle", settle)
        other.publish()
        log.folder.path.rename(away)
        other.record([about(person())])
        away.rename(log.folder.path)

    monkeypatch.setattr(appearing.Appearing, "settle", meanwhile)
    log.record([about(person())])
    assert log.count().outbox == 2
    assert log.publish() == (2, 0, None)
    assert log.verify().missing == []


def test_an_outbox_that_cannot_be_emptied_is_told_and_the_entry_stays(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    def full(_positions: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(log._archive, "take_out", full)
        (recorded,) = log.record([about(person())])
        assert "full" in (log.publish().trouble or "")
    assert log.publish().trouble is None
    assert list(log.everything()) == [recorded]
