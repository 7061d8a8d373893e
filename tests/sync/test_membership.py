"""Who may write, and whose keys are believed? The verdict over sets of records, attacked from each side."""

import itertools
import os
from collections.abc import Callable

import pytest

from sync import keys, membership
from sync.errors import Altered, MissingKey, Newer
from sync.format.common import file_hash
from sync.format.membership import ADD, EPOCH, SEAL, parse_membership
from sync.keys import DeviceKeys, KeyPairs, RecoveryCode
from sync.membership import Membership, judge
from sync.statements import Beginning, add_body, begin, signed_record, wraps_body

PHONE, LAPTOP, STRANGER = (DeviceKeys.generate(os.urandom).pairs for _ in range(3))
CODE = RecoveryCode.generate(os.urandom).keys()


def device(pairs: KeyPairs) -> bytes:
    return keys.device_id(pairs.identity())


def recovery(pairs: KeyPairs) -> bytes:
    return keys.recovery_id(pairs.identity())


@pytest.fixture(scope="module")
def beginning() -> Beginning:
    return begin(PHONE, CODE, "phone ☎", os.urandom)


def verdict(
    beginning: Beginning, *more: bytes, me: KeyPairs = PHONE, my_id: bytes | None = None
) -> Membership:
    return judge(beginning.genesis, [beginning.epoch, beginning.add, *more], me, my_id or device(me))


def epoch_key(beginning: Beginning) -> bytes:
    return verdict(beginning).epoch_key


def new_epoch(vault: bytes, key: bytes = b"k" * 32) -> bytes:
    """The body of an *epoch* record, sealed to the phone."""
    return wraps_body(EPOCH, vault, key, {device(PHONE): PHONE.identity()})


def joined(
    beginning: Beginning, *, by: KeyPairs = CODE, author: bytes | None = None, who: KeyPairs = LAPTOP
) -> list[bytes]:
    """The *add* and *seal* records of a device that joins."""
    key, who_id = epoch_key(beginning), device(who)
    author = author or recovery(by)
    add = signed_record(
        ADD,
        beginning.vault,
        author,
        [file_hash(beginning.add)],
        add_body(beginning.vault, who.identity(), "laptop", key, os.urandom),
        by.signing_seed,
    )
    sealing = signed_record(
        SEAL,
        beginning.vault,
        author,
        [file_hash(add)],
        wraps_body(SEAL, beginning.vault, key, {who_id: who.identity()}),
        by.signing_seed,
    )
    return [add, sealing]


def test_a_new_vault_has_one_member_with_its_label_and_one_epoch(beginning: Beginning) -> None:
    seen = verdict(beginning)
    assert list(seen.members) == [device(PHONE)]
    assert seen.members[device(PHONE)].label == "phone ☎"
    assert list(seen.epochs) == [seen.epoch]
    assert seen.heads == (file_hash(beginning.add),)


def test_the_recovery_code_opens_what_the_device_opens(beginning: Beginning) -> None:
    assert verdict(beginning, me=CODE, my_id=recovery(CODE)).epochs == verdict(beginning).epochs


def test_a_stranger_opens_nothing(beginning: Beginning) -> None:
    seen = verdict(beginning, me=STRANGER)
    assert seen.epochs == {}
    assert seen.members[device(PHONE)].label == ""
    with pytest.raises(MissingKey):
        _ = seen.epoch_key


def test_a_device_joins_with_the_recovery_code_and_reads_the_epoch(beginning: Beginning) -> None:
    seen = verdict(beginning, *joined(beginning), me=LAPTOP)
    assert set(seen.members) == {device(PHONE), device(LAPTOP)}
    assert seen.epoch_key == epoch_key(beginning)
    assert seen.members[device(LAPTOP)].label == "laptop"


def test_the_verdict_does_not_depend_on_the_order_of_arrival(beginning: Beginning) -> None:
    records = [beginning.epoch, beginning.add, *joined(beginning)]
    verdicts = [
        judge(beginning.genesis, order, LAPTOP, device(LAPTOP)) for order in itertools.permutations(records)
    ]
    assert all(one == verdicts[0] for one in verdicts)


def test_a_record_whose_parent_is_missing_waits(beginning: Beginning) -> None:
    add, sealing = joined(beginning)
    seen = verdict(beginning, sealing, me=LAPTOP)
    assert seen.waiting == (file_hash(sealing),)
    assert seen.epochs == {}
    assert verdict(beginning, sealing, add, me=LAPTOP).waiting == ()


def stranger_adds_himself(beginning: Beginning) -> bytes:
    return joined(beginning, by=STRANGER, author=device(STRANGER), who=STRANGER)[0]


def stranger_signs_as_the_phone(beginning: Beginning) -> bytes:
    return joined(beginning, by=STRANGER, author=device(PHONE), who=STRANGER)[0]


def laptop_signs_before_it_was_added(beginning: Beginning) -> bytes:
    return signed_record(
        EPOCH,
        beginning.vault,
        device(LAPTOP),
        [file_hash(beginning.add)],
        new_epoch(beginning.vault),
        LAPTOP.signing_seed,
    )


def epoch_by_a_stranger_sealed_to_me(beginning: Beginning) -> bytes:
    return signed_record(
        EPOCH,
        beginning.vault,
        device(STRANGER),
        [file_hash(beginning.add)],
        new_epoch(beginning.vault),
        STRANGER.signing_seed,
    )


def record_of_another_vault(beginning: Beginning) -> bytes:
    other = bytes(16)
    return signed_record(
        EPOCH,
        other,
        device(PHONE),
        [file_hash(beginning.add)],
        new_epoch(other),
        PHONE.signing_seed,
    )


def seal_of_an_epoch_that_nobody_began(beginning: Beginning) -> bytes:
    return signed_record(
        SEAL,
        beginning.vault,
        device(PHONE),
        [file_hash(beginning.add)],
        wraps_body(SEAL, beginning.vault, b"k" * 32, {device(PHONE): PHONE.identity()}),
        PHONE.signing_seed,
    )


@pytest.mark.parametrize(
    "forge",
    [
        stranger_adds_himself,
        stranger_signs_as_the_phone,
        laptop_signs_before_it_was_added,
        epoch_by_a_stranger_sealed_to_me,
        record_of_another_vault,
        seal_of_an_epoch_that_nobody_began,
    ],
)
def test_a_forged_record_is_refused_and_changes_nothing(
    beginning: Beginning, forge: Callable[[Beginning], bytes]
) -> None:
    forged, honest = forge(beginning), joined(beginning)
    seen, before = verdict(beginning, forged, *honest), verdict(beginning, *honest)
    assert seen.refused == (file_hash(forged),)
    assert (seen.members, seen.epochs, seen.epoch, seen.heads) == (
        before.members,
        before.epochs,
        before.epoch,
        before.heads,
    )


def test_every_flipped_byte_of_a_record_is_noticed(beginning: Beginning) -> None:
    add = beginning.add
    for at in range(0, len(add), 7):
        flipped = add[:at] + bytes([add[at] ^ 1]) + add[at + 1 :]
        try:
            seen = judge(beginning.genesis, [beginning.epoch, flipped], PHONE, device(PHONE))
        except Newer:
            assert at in (8, 9, 10, 11)
            continue
        assert seen.members[device(PHONE)].label == ""


@pytest.mark.parametrize("at", [0, 16, 48, 80, 1300, 2543, 2544, 2608, 2671])
def test_a_changed_genesis_is_altered(beginning: Beginning, at: int) -> None:
    genesis = beginning.genesis
    with pytest.raises(Altered):
        judge(genesis[:at] + bytes([genesis[at] ^ 1]) + genesis[at + 1 :], [], PHONE, device(PHONE))


def test_a_key_that_does_not_match_its_epoch_id_is_not_adopted(beginning: Beginning) -> None:
    body = new_epoch(beginning.vault)
    wrong = membership.epoch_id(beginning.vault, b"x" * 32) + body[16:]
    record = signed_record(
        EPOCH, beginning.vault, device(PHONE), [file_hash(beginning.add)], wrong, PHONE.signing_seed
    )
    assert membership.epoch_id(beginning.vault, b"x" * 32) not in verdict(beginning, record).epochs


def test_a_later_epoch_is_used_for_new_events(beginning: Beginning) -> None:
    record = signed_record(
        EPOCH,
        beginning.vault,
        device(PHONE),
        [file_hash(beginning.add)],
        new_epoch(beginning.vault),
        PHONE.signing_seed,
    )
    seen = verdict(beginning, record)
    assert seen.epoch_key == b"k" * 32
    assert len(seen.epochs) == 2


def test_concurrent_epochs_give_the_same_choice_everywhere(beginning: Beginning) -> None:
    records = [
        signed_record(
            EPOCH,
            beginning.vault,
            device(PHONE),
            [file_hash(beginning.add)],
            new_epoch(beginning.vault, letter * 32),
            PHONE.signing_seed,
        )
        for letter in (b"k", b"l")
    ]
    smallest = min(records, key=file_hash)
    assert verdict(beginning, *records).epoch == parse_membership(smallest).body[:16]
    assert verdict(beginning, *records) == verdict(beginning, *reversed(records))


@pytest.mark.parametrize("kind", [6, 200])
def test_a_record_that_only_a_newer_netlog_understands_stops_the_reader(
    beginning: Beginning, kind: int
) -> None:
    record = signed_record(
        kind, beginning.vault, device(PHONE), [file_hash(beginning.add)], bytes(56), PHONE.signing_seed
    )
    with pytest.raises(Newer):
        verdict(beginning, record)


def test_an_unknown_kind_by_a_stranger_stops_nobody(beginning: Beginning) -> None:
    record = signed_record(
        200, beginning.vault, device(STRANGER), [file_hash(beginning.add)], bytes(56), STRANGER.signing_seed
    )
    assert verdict(beginning, record).refused == (file_hash(record),)


def test_a_long_label_is_cut_at_a_character(beginning: Beginning) -> None:
    long = begin(PHONE, CODE, "é" * 40, os.urandom)
    assert verdict(long).members[device(PHONE)].label == "é" * 31


def test_a_second_identity_for_a_known_device_is_refused(
    beginning: Beginning, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = joined(beginning, who=STRANGER)[0]
    ids = {STRANGER.identity(): device(PHONE)}
    real = keys.device_id
    monkeypatch.setattr(keys, "device_id", lambda identity: ids.get(identity) or real(identity))
    assert verdict(beginning, add).refused == (file_hash(add),)
