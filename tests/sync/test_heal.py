"""What disappears from the folder comes back byte for byte a day later; where it should not, nothing does."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from events.ids import SubjectId
from sync.errors import FolderUnavailable
from sync.heal import Healing, is_much
from sync.log import Created, Log
from sync.tending import Tended
from tests.sync.clocked import Clock
from tests.sync.drafts import about, person


@pytest.fixture
def someone() -> SubjectId:
    return person()


@pytest.fixture
def log(vault: Created, someone: SubjectId, clock: Clock) -> Log:
    """A device with twenty segments, three key tables and three records in its folder."""
    clock.of(vault.log)
    for number in range(20):
        vault.log.record([about(person() if number in {7, 9} else someone)])
    return vault.log


def files(log: Log, pattern: str = "*/**/*.nl?") -> list[Path]:
    return sorted(log.folder.path.glob(pattern))


def contents(log: Log) -> dict[str, bytes]:
    return {str(one.relative_to(log.folder.path)): one.read_bytes() for one in log.folder.path.rglob("*.nl?")}


def test_a_folder_that_lacks_nothing_is_left_alone(log: Log, clock: Clock) -> None:
    before = {path: path.stat().st_ino for path in files(log)}
    for _ in range(5):
        assert log.tend()[:4] == (0, 26, 0, False)
        clock.days(3)
    assert {path: path.stat().st_ino for path in files(log)} == before
    assert log._archive.ask("SELECT * FROM absent") == []


@pytest.mark.parametrize("pattern", ["log/*/s-0000000007-*", "people/*/t-0000000002-*", "members/r-*"])
def test_what_was_deleted_comes_back_byte_for_byte_after_a_day(log: Log, clock: Clock, pattern: str) -> None:
    before = contents(log)
    files(log, pattern)[0].unlink()
    assert (log.tend().lacking, len(contents(log))) == (1, len(before) - 1)
    clock.days(0.9)
    assert (log.tend().returned, len(contents(log))) == (0, len(before) - 1)
    clock.days(0.2)
    assert log.tend().returned == 1
    assert contents(log) == before
    assert log.tend().lacking == 0


def test_what_a_client_brings_back_in_time_is_not_published_again(
    log: Log, clock: Clock, tmp_path: Path
) -> None:
    path = files(log, "log/*/s-0000000007-*")[0]
    away = shutil.move(path, tmp_path / "away")
    log.tend()
    clock.days(0.5)
    shutil.move(away, path)
    assert log.tend().lacking == 0
    shutil.move(path, away)
    clock.days(0.6)
    assert log.tend().returned == 0


def test_a_device_brings_back_what_another_one_wrote(
    log: Log, vault: Created, join: Callable[..., Log], clock: Clock
) -> None:
    phone = join(vault)
    clock.of(phone)
    phone.receive()
    before = contents(log)
    files(log, "log/*/s-0000000007-*")[0].unlink()
    phone.tend()
    clock.days(1)
    assert phone.tend().returned == 1
    assert contents(log) == before


def test_what_vanishes_again_and_again_is_waited_for_longer_each_time(log: Log, clock: Clock) -> None:
    path = files(log, "log/*/s-0000000007-*")[0]
    days = []
    for _ in range(4):
        path.unlink()
        log.tend()
        waited = 0
        while not path.exists():
            clock.days(1)
            waited += 1
            log.tend()
        days.append(waited)
    assert days == [1, 2, 4, 8]


def test_a_torn_file_is_published_beside_its_rest_once(log: Log, clock: Clock) -> None:
    path = files(log, "log/*/s-0000000007-*")[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    log.tend()
    clock.days(1)
    log.tend()
    assert [one.read_bytes() for one in files(log, "log/*/s-0000000007-*")] == [whole, whole[:100]]
    clock.days(40)
    assert log.tend().lacking == 0
    assert len(files(log, "log/*/s-0000000007-*")) == 2


def test_what_still_waits_in_the_outbox_is_not_missing(log: Log, someone: SubjectId, clock: Clock) -> None:
    away = log.folder.path.rename(log.folder.path.with_name("away"))
    log.record([about(someone)])
    away.rename(log.folder.path)
    report = log.tend()
    assert (report.lacking, report.pending) == (0, 0)


def test_much_that_is_gone_at_once_comes_back_only_when_somebody_says_so(log: Log, clock: Clock) -> None:
    before = contents(log)
    for path in files(log, "log/*/s-*")[:10]:
        path.unlink()
    for _ in range(3):
        report = log.tend()
        assert (report.lacking, report.holding, report.returned, report.asks) == (10, 26, 0, True)
        assert log.lacking().is_much
        clock.days(2)
    report = log.tend(publish_again=True)
    assert (report.returned, report.asks) == (10, False)
    assert contents(log) == before
    assert not log.tend().asks
    assert log.lacking().files == 0


@pytest.mark.parametrize(
    ("missing", "total", "much"), [(7, 7, False), (8, 31, True), (8, 32, False), (9, 32, True), (0, 0, False)]
)
def test_a_handful_never_asks_and_more_than_a_quarter_does(missing: int, total: int, *, much: bool) -> None:
    assert is_much(missing, total) == much


def test_an_empty_a_missing_and_a_replaced_folder_get_nothing(
    log: Log, make_vault: Callable[..., Created], clock: Clock
) -> None:
    folder = log.folder.path
    other = make_vault("two").log.folder.path
    folder.rename(folder.with_name("kept"))
    for replacement in (None, "empty", "another"):
        if replacement == "empty":
            folder.mkdir()
        elif replacement == "another":
            folder.rmdir()
            shutil.copytree(other, folder)
        held = sorted(folder.rglob("*")) if folder.exists() else []
        for _ in range(3):
            report = log.tend(publish_again=True)
            assert report.trouble
            assert (report.returned, report.lacking) == (0, 0)
            clock.days(2)
        assert (sorted(folder.rglob("*")) if folder.exists() else []) == held
    assert log._archive.ask("SELECT * FROM absent") == []
    assert log.count().outbox == 0


def test_a_listing_that_breaks_off_says_nothing_about_what_is_missing(
    log: Log, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(log.folder.listing())

    def broken(_: object) -> object:
        yield from whole[:3]
        raise FolderUnavailable(log.folder.path, "the drive was pulled out")

    with monkeypatch.context() as patched:
        patched.setattr(type(log.folder), "listing", broken)
        for _ in range(2):
            assert "pulled out" in (log.tend().trouble or "")
            clock.days(2)
    assert log.tend().lacking == 0
    assert log._archive.ask("SELECT * FROM absent") == []


def test_a_deleted_genesis_comes_back_into_a_folder_that_is_ours_by_what_lies_in_it(
    log: Log, clock: Clock
) -> None:
    before = contents(log)
    files(log, "vault-*")[0].unlink()
    report = log.tend()
    assert (report.genesis, report.returned, report.lacking) == (True, 0, 1)
    assert "holds no vault" in (report.trouble or "")
    clock.days(1)
    assert log.tend()[:3] == (0, 26, 1)
    assert contents(log) == before
    assert log.tend() == Tended(0, 26)


def test_a_deleted_genesis_does_not_make_a_vault_of_some_other_folder(log: Log, clock: Clock) -> None:
    folder = log.folder.path
    folder.rename(folder.with_name("kept"))
    folder.mkdir()
    shutil.copytree(folder.with_name("kept") / "members", folder / "members")
    for _ in range(3):
        report = log.tend(publish_again=True)
        assert not report.genesis
        assert "holds no vault" in (report.trouble or "")
        clock.days(2)
    assert [path.name for path in folder.iterdir()] == ["members"]


def test_key_tables_that_nobody_needs_are_never_put_back(log: Log, clock: Clock) -> None:
    (number,) = [table.id for table in log._archive.all_tables() if table.n == 2]
    files(log, "people/*/t-0000000002-*")[0].unlink()
    for _ in range(3):
        found = Healing(log._archive, log.folder, now_ms=clock(), needless={number}).run()
        assert (found.files, found.returned) == (0, 0)
        clock.days(2)


def test_what_lies_in_a_pack_is_not_missing(log: Log, clock: Clock) -> None:
    (number,) = [each.id for each in log._archive.segments_after(0) if each.n == 7]
    files(log, "log/*/s-0000000007-*")[0].unlink()
    found = Healing(log._archive, log.folder, now_ms=clock(), in_packs=lambda _: {number}).run()
    assert (found.files, found.total) == (0, 26)


def test_a_stub_that_a_client_left_is_the_file(log: Log, clock: Clock) -> None:
    path = files(log, "log/*/s-0000000007-*")[0]
    path.write_bytes(b"")
    path.rename(path.with_name(f"{path.name}.nextcloud"))
    assert log.tend().lacking == 0


def test_a_clock_that_was_ahead_does_not_delay_for_ever(log: Log, clock: Clock) -> None:
    path = files(log, "log/*/s-0000000007-*")[0]
    path.unlink()
    clock.days(4_000)
    log.tend()
    clock.days(-4_000)
    log.tend()
    clock.days(1)
    assert log.tend().returned == 1


def test_an_archive_of_the_version_before_is_taken_over(vault: Created, reopen: Callable[[], Log]) -> None:
    vault.log.record([about(person())])
    db = vault.log._archive.db
    for table in ("identities", "absent", "again", "published", "heard"):
        db.execute(f"DROP TABLE {table}")
    db.execute("PRAGMA user_version=3")
    log = reopen()
    assert log._archive.ask("SELECT at FROM published") == [(0,)]
    assert log.tend().lacking == 0
    assert log.record([about(person())])
