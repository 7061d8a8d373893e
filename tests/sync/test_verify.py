"""Every altered byte is found, named once, and never ends the examination."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.errors import FolderUnavailable
from sync.format.common import NO_HASH, SEGMENT_MAGIC, file_hash
from sync.format.sealed import Header
from sync.format.segment import HEARTBEAT, SegmentContent
from sync.log import Created, Log
from sync.pack import packed
from sync.seal import Writer, seal
from tests.sync.drafts import about, person


@pytest.fixture
def used(log: Log) -> Log:
    for _ in range(4):
        log.record([about(person())])
    return log


def one(log: Log, pattern: str) -> Path:
    return min(log.folder.path.glob(pattern))


def bad_names(log: Log) -> list[str]:
    return [each.path for each in log.verify().bad]


def test_a_whole_vault_has_nothing_bad(used: Log) -> None:
    told: list[int] = []
    report = used.verify(progress=told.append)
    assert report == (22, 4, [], [], [], None)
    assert told == list(range(1, 23))


@pytest.mark.parametrize("pattern", ["vault-*", "members/r-*", "log/*/s-*", "people/*/t-*"])
def test_any_flipped_bit_of_a_file_in_the_folder_is_found_by_name(used: Log, pattern: str) -> None:
    path, chance = one(used, pattern), random.Random(3)
    body = path.read_bytes()
    extra = one(used, "vault-*").with_name("vault-copy.nlv")
    shutil.copy(one(used, "vault-*"), extra)
    for offset in [*range(0, 160, 7), *chance.sample(range(len(body)), 20), len(body) - 1]:
        changed = bytearray(body)
        changed[offset] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        report = used.verify()
        named = [*(each.path for each in report.bad), *report.waiting]
        assert named == [str(path.relative_to(used.folder.path))], offset
        assert (report.events, len(report.missing)) == (4, 0 if pattern == "vault-*" else 1)


@pytest.mark.parametrize("pattern", ["vault-*", "members/r-*", "log/*/s-*", "people/*/t-*"])
def test_a_shorter_file_is_waiting_and_a_longer_or_zeroed_one_altered(used: Log, pattern: str) -> None:
    path = one(used, pattern)
    shutil.copy(one(used, "vault-*"), used.folder.path / "vault-copy.nlv")
    body, name = path.read_bytes(), str(path.relative_to(used.folder.path))
    for length in [0, 1, 7, 8, 9, 143, 144, len(body) // 2, len(body) - 1]:
        path.write_bytes(body[:length])
        report = used.verify()
        assert (report.bad, report.waiting) == ([], [name]), length
    for altered in (body + b"\0", bytes(len(body)), b"\0" + body[:-1]):
        path.write_bytes(altered)
        report = used.verify()
        assert ([each.path for each in report.bad], report.waiting) == ([name], [])


def test_a_flipped_bit_in_the_archive_is_found(used: Log) -> None:
    db = used._archive.db
    for table, word in (("segments", "/s-"), ("tables", "/t-"), ("records", "r-")):
        column = "hash" if table == "records" else "id"
        question = f"SELECT {column}, body FROM {table} ORDER BY length(body) LIMIT 1"  # noqa: S608 - names
        (key, body) = db.execute(question).fetchone()
        change = f"UPDATE {table} SET body = ? WHERE {column} = ?"  # noqa: S608 - names
        for offset in (9, 60, len(body) // 2, len(body) - 1):
            changed = bytearray(body)
            changed[offset] ^= 1
            db.execute(change, (bytes(changed), key))
            named = bad_names(used)
            assert named, (table, offset)
            assert named[0].startswith("archive: ")
            assert word in named[0]
        db.execute(change, (body, key))
    assert bad_names(used) == []


def test_a_lost_segment_of_the_archive_leaves_a_gap_that_is_named(used: Log) -> None:
    db = used._archive.db
    db.execute("DELETE FROM segments WHERE n = 2")
    said = [each.why for each in used.verify().bad]
    assert "its predecessor is another one, or not here" in said
    assert f"entries 2 to 2 of {used.device} are gone" in said
    assert "altered: written by this device, but not in its archive" in said


def test_an_archive_that_went_back_is_found(used: Log, tmp_path: Path) -> None:
    """A restored backup: the folder holds what this device wrote and no longer knows."""
    used._archive.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = (used.home / "archive.db").read_bytes()
    used.record([about(person())])
    used._archive.close()
    for path in used.home.glob("archive.db-*"):
        path.unlink()
    (used.home / "archive.db").write_bytes(kept)
    from sync.archive import Archive
    from sync.verify import Verifier

    archive = Archive(used.home / "archive.db")
    used._reader._archive = used._keyring._archive = archive
    report = Verifier(archive, used.membership, used._reader, used.folder).run()
    assert {each.why for each in report.bad} == {"altered: written by this device, but not in its archive"}
    assert len(report.bad) == 2
    archive.close()


@pytest.mark.parametrize("table", ["subject_index", "event_index"])
def test_a_lost_row_of_an_index_is_found_and_mended(used: Log, table: str) -> None:
    lost = list(used.everything())[2]
    used._archive.db.execute(f"DELETE FROM {table} WHERE segment = 3")  # noqa: S608 - one of two names
    assert [each.why for each in used.verify().bad] == [f"the index lacks event {lost.id}"]
    used.reindex()
    assert used.verify().bad == []
    assert list(used.envelopes(lost.subjects)) == used.find(lost.id) == [lost]


def test_a_lost_row_of_the_key_index_is_found_and_mended(used: Log, reopen: Callable[[], Log]) -> None:
    lost = list(used.everything())[1]
    used._archive.db.execute("DELETE FROM key_index WHERE table_id = 2")
    assert [each.why for each in used.verify().bad] == ["the index lacks a person's key"]
    assert list(reopen().envelopes(lost.subjects)) == []
    used.reindex()
    assert used.verify().bad == []
    assert list(reopen().envelopes(lost.subjects)) == [lost]


def test_files_that_left_the_folder_are_missing_but_not_what_never_went_out(used: Log) -> None:
    path = one(used, "log/*/s-*")
    path.unlink()
    kept = used.folder.path.rename(used.folder.path.with_name("kept"))
    used.record([about(person())])
    kept.rename(used.folder.path)
    report = used.verify()
    assert (report.bad, report.missing) == ([], [str(path.relative_to(used.folder.path))])


def test_without_a_folder_the_archive_is_examined_all_the_same(used: Log) -> None:
    used.folder.path.rename(used.folder.path.with_name("kept"))
    report = used.verify()
    assert isinstance(report.trouble, FolderUnavailable)
    assert (report.events, report.bad, report.missing) == (4, [], [])


def test_files_of_another_vault_are_bad_whatever_their_kind(
    used: Log, make_vault: Callable[..., Created]
) -> None:
    other = make_vault("two").log
    other.record([about(person())])
    for path in other.folder.path.rglob("*"):
        if path.is_file() and path.name != "README.txt":
            target = used.folder.path / path.relative_to(other.folder.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    report = used.verify()
    assert len(report.bad) == 5
    assert (report.waiting, report.missing) == ([], [])


def test_swapped_and_repeated_names_harm_nothing(used: Log) -> None:
    """Names carry no authority."""
    paths = sorted(used.folder.path.glob("log/*/s-*"))
    bodies = [path.read_bytes() for path in paths]
    for path, body in zip(paths, bodies[1:] + bodies[:1], strict=True):
        path.write_bytes(body)
    paths[0].with_name("s-0000000099-0000000000000000.nls").write_bytes(bodies[0])
    report = used.verify()
    assert (report.bad, report.missing, report.waiting, report.events) == ([], [], [], 4)


def test_a_file_of_one_kind_under_the_name_of_another_is_bad_or_not_counted(used: Log) -> None:
    paths = {each.relative: used.folder.path / each.relative for each in used.folder.listing()}
    kinds = {name.rsplit("/", 1)[-1][:2]: path for name, path in paths.items()}
    for kind, source in kinds.items():
        body = source.read_bytes()
        for other, target in kinds.items():
            if kind != other:
                planted = target.with_name(f"{target.name.split('-')[0]}-planted")
                planted.write_bytes(body[:-1] + b"x")
                report = used.verify()
                named = [*(each.path for each in report.bad), *report.waiting]
                assert str(planted.relative_to(used.folder.path)) in named, (kind, other)
                planted.unlink()


def heartbeat(
    log: Log, *, n: int, previous: bytes, device: bytes | None = None, seed: bytes | None = None
) -> bytes:
    """A segment that the archive does not hold, sealed under the epoch and signed by the device, or another
    seed.
    """
    keys, member = log._keys, log._archive.meta("device") or b""
    writer = Writer(
        seed or keys.pairs.signing_seed, keys.nonce_key, log.membership.epoch or b"", log.membership.epoch_key
    )
    bare = Header(SEGMENT_MAGIC, log.vault, device or member, n, previous, bytes(16), bytes(32), 0)
    return seal(bare, SegmentContent(1, HEARTBEAT, {}, ()).encode(), writer, bytes).body


def test_whoever_has_the_epoch_key_but_not_the_device_cannot_write_for_it(used: Log) -> None:
    """A removed device, or one that was stolen."""
    last = list(used._archive.segments_after(0))[-1]
    planted = one(used, "log/*/s-*").with_name("s-planted.nls")
    planted.write_bytes(heartbeat(used, n=5, previous=last.hash, seed=b"s" * 32))
    (bad,) = used.verify().bad
    assert bad.why == "altered: signature"


def test_a_fork_of_the_own_chain_is_found(used: Log) -> None:
    planted = one(used, "log/*/s-*").with_name("s-planted.nls")
    planted.write_bytes(heartbeat(used, n=1, previous=NO_HASH))
    (bad,) = used.verify().bad
    assert bad.why == "altered: written by this device, but not in its archive"


def test_a_segment_of_nobody_known_is_waiting(used: Log) -> None:
    planted = one(used, "log/*/s-*").with_name("s-planted.nls")
    planted.write_bytes(heartbeat(used, n=1, previous=NO_HASH, device=b"stranger" * 2))
    report = used.verify()
    assert (report.bad, len(report.waiting)) == ([], 1)


def test_segments_in_a_pack_count_as_present_and_are_examined_one_by_one(used: Log) -> None:
    device = used._archive.meta("device") or b""
    stored = list(used._archive.segments_after(0))
    ((name, pack),) = packed(used.vault, device, [(each.n, each.body) for each in stored])
    used.folder.publish(name, pack)
    for path in used.folder.path.glob("log/*/s-*"):
        path.unlink()
    assert used.verify()[2:] == ([], [], [], None)
    last = heartbeat(used, n=5, previous=stored[-1].hash)
    ((_, forged),) = packed(used.vault, device, [*((each.n, each.body) for each in stored), (5, last)])
    (used.folder.path / name).write_bytes(forged)
    assert [each.path for each in used.verify().bad] == [name]
    assert file_hash(last) not in {each.hash for each in stored}


def test_a_damaged_database_is_bad_and_not_a_crash(used: Log) -> None:
    used._archive.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    roots = used._archive.db.execute("SELECT rootpage - 1 FROM sqlite_schema WHERE type='table'").fetchall()
    used._archive.close()
    path = used.home / "archive.db"
    body = bytearray(path.read_bytes())
    for (page,) in roots:
        body[page * 4096 : page * 4096 + 64] = bytes(64)
    path.write_bytes(body)
    from sync.archive import Archive
    from sync.verify import Verifier

    archive = Archive(path)
    used._reader._archive = archive
    report = Verifier(archive, used.membership, used._reader, used.folder).run()
    assert any(each.path == "archive" and "damaged" in each.why for each in report.bad)
    archive.close()


def test_the_indexes_of_an_older_version_are_made_again(used: Log, reopen: Callable[[], Log]) -> None:
    events, db = list(used.everything()), used._archive.db
    for table, place in (("subject_index", "segment"), ("event_index", "segment"), ("key_index", "table_id")):
        db.execute(f"DROP TABLE {table}")
        db.execute(f"CREATE TABLE {table}(tag INTEGER, {place} INTEGER, number INTEGER)")
    db.execute("PRAGMA user_version=1")
    newer = reopen()
    assert newer.verify().bad == []
    assert [newer.find(event.id) for event in events] == [[event] for event in events]


@pytest.mark.parametrize("placeholder", [".{name}.icloud", "{name}.owncloud"])
def test_a_placeholder_of_an_online_file_is_waiting(used: Log, placeholder: str) -> None:
    path = one(used, "log/*/s-*")
    (path.parent / placeholder.format(name=path.name)).write_bytes(b"bplist00\x01")
    path.unlink()
    report = used.verify()
    assert report.bad == []
    assert [Path(each).name for each in report.waiting] == [placeholder.format(name=path.name)]
