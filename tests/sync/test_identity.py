"""A home that is copied, moved or restored goes on as a new device, and nothing that any of them wrote is
lost.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from events.ids import SubjectId, unbase32
from sync import identity, place, renewing
from sync.errors import WriteFailed
from sync.folder import member_name
from sync.format.common import file_hash
from sync.format.membership import EPOCH
from sync.log import Created, Log
from sync.membership import epoch_id
from sync.statements import signed_record, wraps_body
from tests.sync.drafts import about, person


@pytest.fixture
def someone() -> SubjectId:
    return person()


@pytest.fixture
def opened(vault: Created) -> Iterator[Callable[[Path], Log]]:
    """Opens a home that is a copy of the vault's, as the next command in it does."""
    logs: list[Log] = []

    def open_home(home: Path) -> Log:
        logs.append(Log.open(home, wrapping_key=vault.wrapping_key))
        return logs[-1]

    yield open_home
    for log in logs:
        log.close()


def copied(home: Path, name: str) -> Path:
    """As `cp -r` does while nothing is running."""
    return Path(shutil.copytree(home, home.with_name(name)))


def restored(backup: Path, home: Path) -> None:
    shutil.rmtree(home)
    shutil.copytree(backup, home)


def ids(log: Log) -> set[str]:
    return {each.id for each in log.everything()}


def exchanged(*logs: Log) -> None:
    """Until nothing more comes."""
    for _ in range(3):
        for log in logs:
            log.publish()
            log.receive()


def alike(*logs: Log) -> bool:
    return len({(log.digest(), frozenset(ids(log)), log.membership.heads) for log in logs}) == 1


def numbers(log: Log) -> list[tuple[bytes, int, bytes]]:
    return [(each.device, each.n, each.hash) for each in log._archive.segments_after(0)]


def test_an_undisturbed_home_stays_the_device_that_it_is(
    vault: Created, join: Callable[..., Log], reopen: Callable[[], Log], someone: SubjectId
) -> None:
    phone = join(vault)
    for log in (vault.log, phone, reopen(), reopen()):
        log.record([about(someone)])
        exchanged(vault.log, phone)
    again = reopen()
    again.receive()
    assert not again.renewed
    assert (again.device, again.former_identities()) == (vault.log.device, [])
    assert len(again.membership.members) == 2


def test_a_copied_home_is_another_device_before_it_writes_anything(
    vault: Created, opened: Callable[[Path], Log], someone: SubjectId
) -> None:
    vault.log.record([about(someone)])
    copy = opened(copied(vault.log.home, "copy"))
    assert copy.renewed
    assert copy.device != vault.log.device
    assert copy.device_name == "Annas Laptop 2"
    (event,) = copy.record([about(someone)])
    assert event.device == copy.device
    former = copy.former_identities()
    assert [(each.device, each.n, each.why) for each in former] == [
        (unbase32(vault.log.device), 1, identity.MOVED)
    ]


def test_original_and_copy_write_while_apart_and_both_end_with_everything(
    vault: Created, opened: Callable[[Path], Log], join: Callable[..., Log], someone: SubjectId
) -> None:
    phone = join(vault)
    original = vault.log
    original.record([about(someone)])
    copy = opened(copied(original.home, "copy"))
    away = original.folder.path.rename(original.folder.path.with_name("away"))
    for log in (original, copy, original, copy):
        log.record([about(someone)])
    away.rename(original.folder.path)
    exchanged(original, copy, phone)
    assert alike(original, copy, phone)
    assert len(ids(phone)) == 5
    assert original.verify().bad == copy.verify().bad == phone.verify().bad == []


def test_the_original_of_a_copy_becomes_another_device_as_well(
    vault: Created, opened: Callable[[Path], Log]
) -> None:
    """Both hold the same secrets; only an identity that nobody writes under any more is out of doubt."""
    copy = opened(copied(vault.log.home, "copy"))
    exchanged(copy, vault.log)
    assert vault.log.renewed
    assert [each.why for each in vault.log.former_identities()] == [identity.SECOND]
    names = [each.name for each in vault.log.devices()]
    assert sorted(names) == ["Annas Laptop", "Annas Laptop 2", "Annas Laptop 3"]
    exchanged(copy, vault.log)
    assert len(copy.former_identities()) == len(vault.log.former_identities()) == 1


def test_a_copy_of_a_copy_is_one_more_device(
    vault: Created, opened: Callable[[Path], Log], someone: SubjectId
) -> None:
    first = opened(copied(vault.log.home, "first"))
    first.record([about(someone)])
    second = opened(copied(first.home, "second"))
    second.record([about(someone)])
    vault.log.record([about(someone)])
    exchanged(vault.log, first, second)
    assert len({vault.log.device, first.device, second.device}) == 3
    assert len(second.former_identities()) == 2
    assert alike(vault.log, first, second)
    assert len(ids(second)) == 3


def test_a_backup_that_is_older_than_the_folder_takes_no_number_twice(
    vault: Created, opened: Callable[[Path], Log], someone: SubjectId
) -> None:
    """The same machine, the same place: only what lies in the folder tells."""
    home = vault.log.home
    vault.log.record([about(someone)])
    backup = copied(home, "backup")
    later = {event.id for _ in range(3) for event in vault.log.record([about(someone)])}
    vault.log.close()
    restored(backup, home)
    log = opened(home)
    assert not log.renewed
    log.receive()
    assert log.renewed
    (event,) = log.record([about(someone)])
    assert later | {event.id} < ids(log)
    places = [(device, n) for device, n, _ in numbers(log)]
    assert len(places) == len(set(places))


def test_a_backup_whose_folder_is_away_keeps_both_branches_once_it_is_back(
    vault: Created, opened: Callable[[Path], Log], join: Callable[..., Log], someone: SubjectId
) -> None:
    phone, home, folder = join(vault), vault.log.home, vault.log.folder.path
    vault.log.record([about(someone)])
    backup = copied(home, "backup")
    lost = vault.log.record([about(someone)])[0].id
    phone.receive()
    vault.log.close()
    restored(backup, home)
    away = folder.rename(folder.with_name("away"))
    log = opened(home)
    branch = log.record([about(someone)])[0]
    assert (branch.device, log.renewed) == (vault.log.device, False)
    away.rename(folder)
    log.receive()
    assert log.renewed
    new = log.record([about(someone)])[0].id
    exchanged(log, phone)
    assert {lost, branch.id, new} < ids(log)
    assert alike(log, phone)
    assert log.verify().bad == phone.verify().bad == []
    assert [each.why for each in log.former_identities()] == [identity.SECOND]


def test_a_backup_is_found_out_by_what_another_device_has_seen(
    vault: Created, opened: Callable[[Path], Log], join: Callable[..., Log], someone: SubjectId
) -> None:
    """The lost segments themselves are nowhere in the folder any more."""
    phone, home = join(vault), vault.log.home
    backup = copied(home, "backup")
    vault.log.record([about(someone)])
    phone.receive()
    phone.record([about(someone)])
    vault.log.close()
    restored(backup, home)
    for path in (phone.folder.path / "log").glob("*/s-*"):
        if path.parent.name not in {each.parent.name for each in own_files(phone)}:
            path.unlink()
    log = opened(home)
    log.receive()
    assert log.renewed
    assert log.record([about(someone)])[0].device != vault.log.device


def own_files(log: Log) -> list[Path]:
    from events.ids import short_name

    return list((log.folder.path / "log" / short_name(unbase32(log.device))).glob("*"))


def machines(make_vault: Callable[..., Created], monkeypatch: pytest.MonkeyPatch, *names: bytes) -> list[Log]:
    """One home, opened on one machine after another."""
    monkeypatch.setattr(place, "machine_id", lambda: names[0])
    made, logs = make_vault(), []
    for name in names:
        monkeypatch.setattr(place, "machine_id", lambda name=name: name)
        logs.append(Log.open(made.log.home, wrapping_key=made.wrapping_key))
        logs[-1].close()
    return logs


def test_a_home_on_another_machine_is_another_device(
    make_vault: Callable[..., Created], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, still = machines(make_vault, monkeypatch, b"one", b"two", b"two")
    assert [one.renewed, two.renewed, still.renewed] == [False, True, False]
    assert one.device != two.device == still.device


def test_a_machine_without_a_name_leads_to_no_conclusion(
    make_vault: Callable[..., Created], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = machines(make_vault, monkeypatch, b"", b"one", b"", b"one")
    assert len({log.device for log in logs}) == 1


def test_neither_the_machine_nor_the_path_stands_readable_in_the_archive(log: Log) -> None:
    log.close()
    stored = b"".join(each.read_bytes() for each in log.home.glob("archive.db*"))
    assert str(log.home).encode() not in stored
    assert place.machine_id() not in stored or not place.machine_id()


def test_a_process_that_runs_on_writes_under_the_identity_that_another_one_took(
    vault: Created, opened: Callable[[Path], Log], reopen: Callable[[], Log], someone: SubjectId
) -> None:
    watcher, command = reopen(), reopen()
    copy = opened(copied(vault.log.home, "copy"))
    copy.publish()
    command.receive()
    assert command.renewed
    (event,) = watcher.record([about(someone)])
    assert event.device == command.device
    assert watcher.device == command.device
    exchanged(watcher, command, copy)
    assert watcher.verify().bad == []
    assert alike(command, copy)


def test_a_full_disk_at_the_moment_of_doubt_stops_recording_and_nothing_else(
    vault: Created, opened: Callable[[Path], Log], someone: SubjectId, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.log.record([about(someone)])

    def full(*_: object, **__: object) -> None:
        raise WriteFailed("the disk is full")

    home = copied(vault.log.home, "copy")
    with monkeypatch.context() as patched:
        patched.setattr(renewing, "renew", full)
        copy = opened(home)
        assert len(ids(copy)) == 1
        with pytest.raises(WriteFailed):
            copy.record([about(someone)])
    (event,) = copy.record([about(someone)])
    assert event.device != vault.log.device
    assert copy.renewed


def test_two_copies_that_draw_the_same_random_numbers_become_two_devices(
    vault: Created, someone: SubjectId
) -> None:
    made = []
    for name in ("one", "two"):
        home = copied(vault.log.home, name)
        with Log.open(home, wrapping_key=vault.wrapping_key, entropy=bytes, clock_ms=lambda: 7) as log:
            made.append(log.device)
    assert len(set(made)) == 2


@pytest.mark.parametrize(
    ("label", "taken", "expected"),
    [
        ("laptop", {"laptop"}, "laptop 2"),
        ("laptop 2", {"laptop", "laptop 2"}, "laptop 3"),
        ("laptop", {"laptop", "laptop 2", "laptop 3"}, "laptop 4"),
        ("", {""}, " 2"),
        ("ü" * 31, {"ü" * 31}, "ü" * 30 + " 2"),
    ],
)
def test_the_name_of_a_new_identity_is_the_old_one_with_the_next_number(
    label: str, taken: set[str], expected: str
) -> None:
    assert renewing.next_label(label, taken) == expected


def test_an_epoch_that_was_sealed_to_the_former_identity_alone_opens(
    vault: Created, opened: Callable[[Path], Log], join: Callable[..., Log], someone: SubjectId
) -> None:
    """Whoever began it had not heard of the new one yet."""
    phone = join(vault)
    vault.log.receive()
    home = copied(vault.log.home, "copy")
    known = phone.membership.members
    recipients = {one: member.identity for one, member in known.items()}
    epoch = signed_record(
        EPOCH, phone.vault, unbase32(phone.device), phone.membership.heads,
        wraps_body(EPOCH, phone.vault, bytes(32), recipients), phone._keys.pairs.signing_seed,
    )  # fmt: skip
    copy = opened(home)
    phone.folder.publish(member_name(file_hash(epoch)), epoch)
    exchanged(phone, copy)
    phone.record([about(someone)])
    exchanged(phone, copy)
    assert copy.membership.epoch == phone.membership.epoch == epoch_id(phone.vault, bytes(32))
    assert ids(copy) == ids(phone)
    copy.close()
    assert len(ids(opened(home))) == 1
