"""Own loose segments become packs, and leave the folder a week later; nothing else ever does."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from events.ids import short_name, unbase32
from sync import pack, packing
from sync.folder import Folder
from sync.format.device import LOWEST_COST
from sync.log import Created, Log
from sync.pack import packed, unpacked
from sync.pack_index import known_packs
from tests.sync.drafts import about, person

DAY_MS = 86_400_000
NOON = 1_800_000_000_000


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


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


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack is due after eight segments, and packs are merged from the fourth on."""
    monkeypatch.setattr(packing, "LOOSE", 8)
    monkeypatch.setattr(packing, "SMALL_PACKS", 4)


def record(log: Log, count: int) -> None:
    for _ in range(count):
        log.record([about(person())])


def loose(log: Log) -> list[str]:
    return files(log, "log")


def packs(log: Log) -> list[str]:
    return files(log, "packs")


def files(log: Log, directory: str) -> list[str]:
    root = log.folder.path
    return sorted(str(path.relative_to(root)) for path in (root / directory).rglob("*") if path.is_file())


def numbers(name: str) -> tuple[int, int]:
    """The first and the last n that the name of a pack says."""
    _, first, last, _ = Path(name).name.split("-")
    return int(first, 16), int(last, 16)


def bodies(log: Log) -> set[bytes]:
    """Every segment that can be read in the folder, loose or in a pack."""
    root = log.folder.path
    found = {(root / name).read_bytes() for name in loose(log)}
    for name in packs(log):
        found |= set(unpacked((root / name).read_bytes(), log.vault))
    return found


def held(log: Log) -> set[bytes]:
    return {each.body for each in log._archive.segments_after(0)}


def tended(log: Log) -> tuple[int, int, str | None]:
    found = log.tend()
    return found.packed, found.removed, found.trouble


def test_a_few_loose_segments_stay_loose(log: Log) -> None:
    record(log, 7)
    assert tended(log) == (0, 0, None)
    assert (len(loose(log)), packs(log)) == (7, [])


def test_enough_loose_segments_become_one_pack_and_stay_for_a_week(log: Log, clock: Clock) -> None:
    record(log, 8)
    assert tended(log) == (8, 0, None)
    assert [numbers(name) for name in packs(log)] == [(1, 8)]
    for _ in range(6):
        clock.now += DAY_MS
        assert tended(log) == (0, 0, None)
    assert len(loose(log)) == 8
    clock.now += DAY_MS
    assert tended(log) == (0, 8, None)
    assert loose(log) == []
    assert bodies(log) == held(log)
    assert log.verify()[2:] == ([], [], [], None)


def test_a_mebibyte_of_segments_becomes_a_pack_however_few_they_are(log: Log) -> None:
    text = "x" * 60_000
    log.record([about(person(), text=text) for _ in range(18)])
    assert len(loose(log)) < 8
    assert log.tend().packed == len(loose(log))


def test_only_new_segments_go_into_the_next_pack(log: Log) -> None:
    for _ in range(3):
        record(log, 8)
        log.tend()
    assert sorted(numbers(name) for name in packs(log)) == [(1, 8), (9, 16), (17, 24)]


def test_in_a_crowded_folder_packs_are_made_earlier(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "CROWD", 5)
    monkeypatch.setattr(packing, "LOOSE_IN_A_CROWD", 3)
    record(log, 6)
    assert log.tend().packed == 6


def test_small_packs_become_one_and_leave_a_week_later(log: Log, clock: Clock) -> None:
    for _ in range(4):
        record(log, 8)
        log.tend()
    assert sorted(numbers(name) for name in packs(log)) == [(1, 8), (1, 32), (9, 16), (17, 24), (25, 32)]
    assert log.tend().packed == 0
    clock.now += 7 * DAY_MS
    assert tended(log) == (0, 36, None)
    assert [numbers(name) for name in packs(log)] == [(1, 32)]
    assert bodies(log) == held(log)


def test_years_of_entries_leave_few_files(log: Log, clock: Clock) -> None:
    most_loose = most_packs = 0
    for _ in range(60):
        record(log, 3)
        log.tend()
        clock.now += DAY_MS
        most_loose, most_packs = max(most_loose, len(loose(log))), max(most_packs, len(packs(log)))
    assert most_loose <= 8 + 8 * 3
    assert most_packs <= 8
    assert bodies(log) == held(log)
    assert log.verify()[2:] == ([], [], [], None)


def test_what_another_device_wrote_is_never_packed_or_unlinked(
    created: Created, clock: Clock, tmp_path: Path
) -> None:
    laptop = created.log
    joined = Log.join(
        tmp_path / "phone", laptop.folder.path, created.recovery_code, passphrase="x y z",
        device_name="phone", cost=LOWEST_COST, clock_ms=clock,
    )  # fmt: skip
    with joined.log as phone:
        laptop.receive()
        record(laptop, 8)
        record(phone, 8)
        laptop.receive()
        device = unbase32(phone.device)
        written = [each for each in laptop._archive.segments_after(0) if each.device == device]
        ((name, body),) = packed(laptop.vault, device, [(each.n, each.body) for each in written])
        laptop.folder.publish(name, body)
        laptop.receive()
        before = [each for each in loose(laptop) if short_name(device) in each]
        laptop.tend()
        clock.now += 8 * DAY_MS
        assert laptop.tend().removed == 8
        assert [each for each in loose(laptop) if short_name(device) in each] == before
        assert phone.receive().bad == ()
        assert phone.verify()[2:] == ([], [], [], None)


@pytest.fixture
def week_old(log: Log, clock: Clock) -> Path:
    """A pack that is about to take the place of eight loose segments."""
    record(log, 8)
    log.tend()
    clock.now += 7 * DAY_MS
    return log.folder.path / packs(log)[0]


@pytest.mark.parametrize("damage", ["gone", "changed", "shorter", "a link"])
def test_as_long_as_the_pack_does_not_read_the_same_nothing_leaves(
    log: Log, week_old: Path, damage: str
) -> None:
    body = week_old.read_bytes()
    week_old.unlink()
    if damage == "changed":
        week_old.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    elif damage == "shorter":
        week_old.write_bytes(body[:-1])
    elif damage == "a link":
        week_old.with_name("kept").write_bytes(body)
        week_old.symlink_to(week_old.with_name("kept"))
    assert log.tend().removed == 0
    assert len(loose(log)) == 8


def test_a_pack_that_the_folder_does_not_give_back_counts_for_nothing(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(log, 8)
    publish = Folder.publish

    def publish_the_first_half(folder: Folder, relative: str, body: bytes) -> None:
        publish(folder, relative, body[: len(body) // 2])

    monkeypatch.setattr(Folder, "publish", publish_the_first_half)
    assert log.tend().packed == 0
    assert known_packs(log._archive) == {}


def test_of_two_packs_each_stands_only_for_what_is_in_it(
    log: Log, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "MAX_PACK", 6_000)
    record(log, 8)
    log.tend()
    first, *others = packs(log)
    assert others
    for name in others:
        (log.folder.path / name).unlink()
    clock.now += 7 * DAY_MS
    removed = log.tend().removed
    assert removed == numbers(first)[1]
    assert len(loose(log)) == 8 - removed
    assert bodies(log) == held(log)


def test_a_file_with_our_name_and_other_bytes_stays(log: Log, week_old: Path) -> None:
    name = log.folder.path / loose(log)[3]
    name.unlink()
    name.write_bytes(b"somebody's")
    link = log.folder.path / loose(log)[5]
    elsewhere = log.home / "elsewhere"
    elsewhere.write_bytes(link.read_bytes())
    link.unlink()
    link.symlink_to(elsewhere)
    assert log.tend().removed == 6
    assert loose(log) == sorted(str(path.relative_to(log.folder.path)) for path in (name, link))
    assert elsewhere.exists()


def test_a_copy_under_another_name_stays(log: Log, week_old: Path) -> None:
    first = log.folder.path / loose(log)[0]
    copy = first.with_name(f"{first.stem} (1).nls")
    shutil.copy(first, copy)
    assert log.tend().removed == 8
    assert loose(log) == [str(copy.relative_to(log.folder.path))]


def test_what_this_home_wrote_before_it_was_restored_stays(
    created: Created, log: Log, clock: Clock, tmp_path: Path
) -> None:
    """Under the same id and the same numbers as what it wrote afterwards, while the folder was away."""
    record(log, 4)
    backup = shutil.copytree(log.home, tmp_path / "backup")
    before = set(loose(log))
    record(log, 6)
    branch = set(loose(log)) - before
    log.close()
    shutil.rmtree(log.home)
    backup.rename(log.home)
    away = log.folder.path.rename(tmp_path / "away")
    with Log.open(log.home, wrapping_key=created.wrapping_key, clock_ms=clock) as restored:
        record(restored, 6)
        away.rename(log.folder.path)
        restored.receive()
        restored.publish()
        assert restored.tend().packed == 10
        clock.now += 7 * DAY_MS
        assert restored.tend().removed == 10
        assert set(loose(restored)) == branch
        assert bodies(restored) == held(restored)


def test_a_segment_that_came_back_leaves_again(log: Log, week_old: Path, clock: Clock) -> None:
    path = log.folder.path / loose(log)[0]
    body = path.read_bytes()
    log.tend()
    path.write_bytes(body)
    clock.now += DAY_MS
    assert log.tend().removed == 1


def test_a_clock_that_jumps_costs_only_the_wait(log: Log, clock: Clock) -> None:
    clock.now = NOON + 3650 * DAY_MS
    record(log, 8)
    log.tend()
    clock.now = NOON
    assert log.tend().removed == 0
    clock.now += 7 * DAY_MS
    assert log.tend().removed == 8


def test_trouble_with_the_folder_is_said(log: Log) -> None:
    record(log, 8)
    log.folder.path.rename(log.folder.path.with_name("kept"))
    assert tended(log) == (0, 0, f"the folder is missing: {log.folder.path}")


class Killed(BaseException):
    pass


STEPS = (
    ("sync.archive.Archive", "writing"),
    ("sync.archive.Archive", "writing_soon"),
    ("sync.folder.Folder", "publish"),
    ("sync.folder.Folder", "listing"),
    ("sync.appearing.Appearing", "put"),
    ("sync.appearing.Appearing", "settle"),
    ("sync.vanishing.Vanishing", "still_reads"),
    ("sync.vanishing.Vanishing", "remove"),
    ("sync.vanishing.Vanishing", "settle"),
)


def kill_at(monkeypatch: pytest.MonkeyPatch, number: int) -> list[str]:
    """Ends everything on entry of the step of this number; the steps that were begun."""
    from importlib import import_module

    begun: list[str] = []

    def killing(whole: Callable[..., object], name: str) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            begun.append(name)
            if len(begun) >= number:
                raise Killed
            return whole(*args, **kwargs)

        return step

    for place, name in STEPS:
        module, _, cls = place.rpartition(".")
        owner = getattr(import_module(module), cls)
        monkeypatch.setattr(owner, name, killing(getattr(owner, name), name))
    return begun


def round_of_everything(log: Log, clock: Clock) -> None:
    """Removes, packs and merges."""
    clock.now += 7 * DAY_MS
    log.tend()


def test_an_end_between_any_two_steps_loses_nothing(
    created: Created, log: Log, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        record(log, 8)
        log.tend()
    record(log, 8)
    log.close()
    places = [tmp_path / "home", tmp_path / "folder"]
    for place in places:
        shutil.copytree(place, tmp_path / "kept" / place.name)
    ends: set[tuple[str, ...]] = set()
    begun: list[str] = []
    for number in range(1, 1000):
        for place in places:
            shutil.rmtree(place)
            shutil.copytree(tmp_path / "kept" / place.name, place)
        clock.now = NOON
        with Log.open(tmp_path / "home", wrapping_key=created.wrapping_key, clock_ms=clock) as again:
            with monkeypatch.context() as patch, suppress(Killed):
                begun = kill_at(patch, number)
                round_of_everything(again, clock)
            assert bodies(again) == held(again), begun
        with Log.open(tmp_path / "home", wrapping_key=created.wrapping_key, clock_ms=clock) as again:
            for _ in range(2):
                again.tend()
                clock.now += 7 * DAY_MS
            again.tend()
            assert bodies(again) == held(again), begun
            ends.add((*loose(again), *packs(again)))
            assert again.verify()[2:] == ([], [], [], None)
        if len(begun) < number:
            break
    assert number > 40  # the last one reached the end
    assert {len(end) for end in ends} == {1}
    assert len({"put", "settle", "remove", "still_reads"} & set(begun)) == 4
