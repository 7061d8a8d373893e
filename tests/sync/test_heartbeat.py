"""A device that has nothing to say for a day says that, so that silence means something."""

import shutil
from collections.abc import Callable
from pathlib import Path

from sync.format.device import LOWEST_COST
from sync.log import Created, Log
from tests.sync.clocked import Clock
from tests.sync.drafts import about, person


def loose(log: Log) -> int:
    return len(list(log.folder.path.glob("log/*/s-*")))


def heard(log: Log, of: Log) -> int | None:
    return next(one.heard for one in log.devices() if one.id == of.device)


def test_a_day_after_the_last_word_one_sign_of_life_goes_out(pair: tuple[Log, Log], clock: Clock) -> None:
    laptop, phone = pair
    laptop.record([about(person())])
    assert not laptop.beat()
    clock.days(0.9)
    assert not laptop.beat()
    clock.days(0.2)
    assert [laptop.beat(), laptop.beat()] == [True, False]
    assert loose(laptop) == 2
    phone.receive()
    assert heard(phone, laptop) == clock.ms


def test_whoever_is_alone_and_whoever_was_removed_is_silent(
    vault: Created, join: Callable[..., Log], clock: Clock
) -> None:
    clock.of(vault.log)
    clock.days(3)
    assert not vault.log.beat()
    phone = join(vault)
    clock.of(phone)
    vault.log.receive()
    vault.log.remove(phone.device)
    phone.receive()
    assert not phone.beat()


def test_whoever_has_nothing_of_the_vault_but_its_beginning_is_silent(
    vault: Created, tmp_path: Path, clock: Clock
) -> None:
    half = tmp_path / "half"
    half.mkdir()
    shutil.copy(next(vault.log.folder.path.glob("vault-*")), half)
    made = Log.join(
        tmp_path / "phone", half, vault.recovery_code, passphrase="two", device_name="phone", cost=LOWEST_COST
    )
    with made.log as phone:
        clock.of(phone)
        phone.receive()
        clock.days(3)
        assert not phone.beat()


def test_it_counts_in_no_heads_events_state_or_outbox(pair: tuple[Log, Log], clock: Clock) -> None:
    laptop, phone = pair
    laptop.record([about(person())])
    phone.receive()
    before = laptop.heads(), laptop.digest(), laptop.count()
    clock.days(2)
    assert laptop.beat()
    assert (laptop.heads(), laptop.digest(), laptop.count()) == before
    assert phone.receive().events == 0
    assert (phone.heads(), phone.digest()) == before[:2]
    phone.reindex()
    assert (phone.heads(), phone.digest()) == before[:2]
    assert laptop.verify().bad == phone.verify().bad == []


def test_only_one_waits_for_a_folder_that_is_away_and_nobody_is_told_of_it(
    pair: tuple[Log, Log], clock: Clock
) -> None:
    laptop, _ = pair
    folder = laptop.folder.path
    away = folder.rename(folder.with_name("away"))
    clock.days(2)
    assert [laptop.beat(), laptop.beat()] == [True, False]
    clock.days(2)
    assert not laptop.beat()
    assert laptop.outbox() == 0
    away.rename(folder)
    laptop.publish()
    assert loose(laptop) == 1


def test_it_tells_what_was_seen(pair: tuple[Log, Log], clock: Clock) -> None:
    """As every segment does: without a word of its own, a device that reads along confirms what it read."""
    laptop, phone = pair
    laptop.record([about(person())])
    phone.receive()
    clock.days(3)
    assert phone.beat()
    laptop.receive()
    assert laptop.tend().resent == 0
    assert laptop.gaps() == []


def test_a_clock_that_went_back_does_not_silence_it(pair: tuple[Log, Log], clock: Clock) -> None:
    laptop, _ = pair
    laptop.record([about(person())])
    clock.days(-400)
    assert not laptop.beat()
    laptop.tend()
    clock.days(1)
    assert laptop.beat()
