"""Many small key tables become one, and nobody brings the small ones back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import consolidating, heal
from sync.format.device import LOWEST_COST
from sync.log import Created, Log
from tests.sync.test_packing import DAY_MS, Clock, files, record


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def created(tmp_path: Path, clock: Clock) -> Iterator[Created]:
    made = Log.create(
        tmp_path / "home", tmp_path / "folder", passphrase="correct horse", device_name="laptop",
        cost=LOWEST_COST, clock_ms=clock,
    )  # fmt: skip
    yield made
    made.log.close()


@pytest.fixture
def log(created: Created) -> Log:
    return created.log


@pytest.fixture
def phone(created: Created, clock: Clock, tmp_path: Path) -> Iterator[Log]:
    joined = Log.join(
        tmp_path / "phone", created.log.folder.path, created.recovery_code, passphrase="battery staple",
        device_name="phone", cost=LOWEST_COST, clock_ms=clock,
    )  # fmt: skip
    created.log.receive()
    yield joined.log
    joined.log.close()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consolidating, "SMALL_TABLES", 4)


def tables(log: Log) -> list[str]:
    return files(log, "people")


def numbers(log: Log) -> list[int]:
    return [int(name.split("-")[1], 16) for name in tables(log)]


def wait(log: Log, clock: Clock, days: int) -> int:
    """How many files left the folder meanwhile."""
    removed = 0
    for _ in range(days):
        clock.now += DAY_MS
        removed += log.tend().removed
    return removed


def test_small_tables_become_one_and_leave_a_week_later(log: Log, clock: Clock) -> None:
    record(log, 4)
    assert log.tend().tables == 4
    assert numbers(log) == [1, 2, 3, 4, 5]
    assert wait(log, clock, 7) == 0
    assert wait(log, clock, 1) == 4
    assert numbers(log) == [5]
    assert len(list(log.everything())) == 4
    assert log.verify()[2:] == ([], [], [], None)
    assert log.tend().tables == 0


def test_another_device_reads_with_the_new_table_alone(
    created: Created, log: Log, clock: Clock, tmp_path: Path
) -> None:
    record(log, 4)
    log.tend()
    wait(log, clock, 8)
    late = Log.join(
        tmp_path / "late", log.folder.path, created.recovery_code, passphrase="battery staple",
        device_name="late", cost=LOWEST_COST, clock_ms=clock,
    )  # fmt: skip
    with late.log as device:
        device.receive()
        assert {each.id for each in device.everything()} == {each.id for each in log.everything()}
        assert device.verify()[2:] == ([], [], [], None)


def test_every_device_knows_which_tables_are_superseded(log: Log, phone: Log, clock: Clock) -> None:
    record(log, 4)
    phone.receive()
    log.tend()
    position = phone.position()
    phone.receive()
    assert phone.dirty_since(position) == set()
    assert len(phone._archive.superseded()) == 4
    wait(log, clock, 8)
    assert phone.receive().bad == ()
    assert phone.verify()[2:] == ([], [], [], None)


def test_a_small_table_that_arrives_last_is_superseded_too(log: Log, phone: Log, tmp_path: Path) -> None:
    record(log, 4)
    small = [log.folder.path / name for name in tables(log)]
    log.tend()
    for path in small:
        shutil.move(path, tmp_path / path.name)
    phone.receive()
    assert phone._archive.superseded() == set()
    for path in small:
        shutil.move(tmp_path / path.name, path)
    phone.receive()
    assert len(phone._archive.superseded()) == 4
    assert len(list(phone.everything())) == 4


def test_without_the_new_table_in_the_folder_the_small_ones_stay(
    log: Log, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heal, "DAY_MS", 100 * DAY_MS)  # or it would be brought back
    record(log, 4)
    log.tend()
    path = log.folder.path / tables(log)[-1]
    body = path.read_bytes()
    path.unlink()
    assert wait(log, clock, 10) == 0
    path.write_bytes(body[:-1])
    assert wait(log, clock, 10) == 0
    path.write_bytes(body)
    assert wait(log, clock, 8) == 4


def test_a_table_with_other_bytes_stays(log: Log, clock: Clock) -> None:
    record(log, 4)
    log.tend()
    path = log.folder.path / tables(log)[0]
    path.write_bytes(b"somebody's")
    assert wait(log, clock, 10) == 3
    assert path.exists()


def test_what_others_wrote_is_never_consolidated(log: Log, phone: Log, clock: Clock) -> None:
    record(log, 4)
    phone.receive()
    assert phone.tend().tables == 0
    assert wait(phone, clock, 10) == 0
    assert numbers(log) == [1, 2, 3, 4]


def test_what_a_copy_of_this_home_wrote_is_not_consolidated(
    created: Created, log: Log, clock: Clock, tmp_path: Path
) -> None:
    record(log, 1)
    shutil.copytree(log.home, tmp_path / "copy")
    with Log.open(tmp_path / "copy", wrapping_key=created.wrapping_key, clock_ms=clock) as copy:
        before = set(tables(log))
        record(copy, 2)
        branch = set(tables(log)) - before
    record(log, 3)
    log.receive()
    assert log.renewed, "whoever was copied goes on under a new id"
    assert log.tend().tables == 0
    assert wait(log, clock, 10) == 0
    assert branch < set(tables(log))


def test_unpublished_small_tables_are_replaced_before_they_are_published(log: Log) -> None:
    folder = log.folder.path
    kept = folder.rename(folder.with_name("kept"))
    record(log, 4)
    kept.rename(folder)
    assert log.tend().tables == 4
    assert numbers(log) == [5]
    assert log.count().outbox == 0
