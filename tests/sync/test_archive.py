"""What this device holds, all or nothing, under tags that say nothing."""

import os
import sqlite3
from pathlib import Path

import pytest

from events.ids import event_id
from sync.archive import Archive, Place
from sync.errors import Newer, NoVault, WriteFailed
from sync.format.segment import NOTHING
from sync.log import Log
from sync.tags import Tags
from tests.sync.drafts import about, person


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.create(tmp_path / "archive.db")


def test_a_transaction_that_fails_leaves_nothing(archive: Archive) -> None:
    def commit_half() -> None:
        with archive.writing():
            archive.set_meta(clock=7)
            archive.add_segment(b"d" * 16, 1, b"h" * 32, b"body")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        commit_half()
    assert (archive.meta("clock"), archive.position(), archive.last_segment()) == (None, 0, 0)
    archive.close()


def test_what_sqlite_refuses_is_a_failed_write(archive: Archive) -> None:
    with archive.writing():
        archive.add_segment(b"d" * 16, 1, b"h" * 32, b"body")
    with pytest.raises(WriteFailed), archive.writing():
        archive.add_segment(b"d" * 16, 1, b"h" * 32, b"body")
    assert archive.position() == 1
    archive.close()


def test_a_missing_a_damaged_and_a_newer_archive_are_told_apart(archive: Archive, tmp_path: Path) -> None:
    archive.db.execute("PRAGMA user_version=99")
    archive.close()
    with pytest.raises(Newer):
        Archive(tmp_path / "archive.db")
    (tmp_path / "damaged.db").write_bytes(b"not a database " * 1000)
    with pytest.raises(WriteFailed):
        Archive(tmp_path / "damaged.db")
    with pytest.raises(NoVault):
        Archive(tmp_path / "missing.db")
    assert not (tmp_path / "missing.db").exists()


def test_readers_and_a_writer_do_not_wait_for_each_other(archive: Archive, tmp_path: Path) -> None:
    with archive.writing():
        for n in range(1, 100):
            archive.add_segment(b"d" * 16, n, n.to_bytes(32, "big"), b"body")
    other = Archive(tmp_path / "archive.db")
    reading = other.segments_after(0)
    assert next(reading).n == 1
    with archive.writing():
        archive.add_segment(b"d" * 16, 100, bytes(32), b"body")
    assert [each.n for each in reading] == list(range(2, 101))
    other.close()
    archive.close()


def test_event_tags_keep_ids_with_one_beginning_together_and_all_apart() -> None:
    tags = Tags(os.urandom(32))
    ids = [event_id(os.urandom(16)) for _ in range(2000)]
    assert len({tags.event(each) for each in ids}) == len(ids)
    for each in ids[:20]:
        lowest, highest = tags.events_from(each[:4])
        together = {other for other in ids if lowest <= tags.event(other) <= highest}
        assert together == {other for other in ids if other[:4] == each[:4]}


def test_tags_of_another_device_are_others() -> None:
    one, two = Tags(bytes(32)), Tags(b"\1" * 32)
    assert one.subject(b"x" * 17) != two.subject(b"x" * 17)
    assert one.subject(b"x" * 16) != one.person(b"x" * 16) != one.person_key(b"x" * 16)
    assert -(1 << 63) <= one.subject(b"x" * 17) < 1 << 63


def test_no_id_of_anything_stands_in_the_archive(log: Log) -> None:
    dana = person()
    recorded = log.record([about(dana)])
    log._archive.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    from events.ids import unbase32

    body = (log.home / "archive.db").read_bytes()
    assert unbase32(dana[1:]) not in body
    assert unbase32(recorded[0].id) not in body
    assert recorded[0].blind not in body


def test_sorting_never_spills_into_a_temporary_file(log: Log) -> None:
    (store,) = log._archive.db.execute("PRAGMA temp_store").fetchone()
    (mode,) = log._archive.db.execute("PRAGMA journal_mode").fetchone()
    (flush,) = log._archive.db.execute("PRAGMA synchronous").fetchone()
    assert (store, mode, flush) == (2, "wal", 2)


def test_what_is_done_again_after_a_power_cut_is_committed_without_a_flush_and_only_that(
    archive: Archive,
) -> None:
    with archive.writing_soon():
        assert archive.db.execute("PRAGMA synchronous").fetchone() == (1,)
        archive.set_meta(clock=1)
    assert archive.db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert archive.number("clock") == 1
    archive.close()


def test_the_database_of_a_locked_home_holds_no_readable_index(log: Log) -> None:
    log.record([about(person()) for _ in range(3)])
    tables = {
        name for (name,) in log._archive.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    }
    assert {"segments", "tables", "records", "outbox", "journal"} < tables
    columns = [
        (name, kind)
        for table in ("subject_index", "event_index", "key_index")
        for _, name, kind, *_ in log._archive.db.execute(f"PRAGMA table_info({table})")
    ]
    assert {kind for _, kind in columns} == {"INTEGER"}
    assert Place(1, len(NOTHING)) in log._archive.places_between(-(1 << 63), (1 << 63) - 1)


def test_side_files_have_the_mode_of_the_database(archive: Archive, tmp_path: Path) -> None:
    with archive.writing():
        archive.set_meta(clock=1)
    modes = {each.name: oct(each.stat().st_mode & 0o777) for each in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("archive.db", "archive.db-wal", "archive.db-shm"), "0o600")
    archive.close()


def test_sqlite_itself_can_do_what_is_needed() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35)
