"""A second device: the recovery code opens the vault for it, and nothing is written before that is proved."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.errors import Altered, FolderUnavailable, MissingKey, VaultExists, WrongRecoveryCode
from sync.format.device import LOWEST_COST
from sync.keys import RecoveryCode
from sync.log import Created, Joined, Log
from tests.sync.drafts import about, person


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def attempt(home: Path, folder: Path, code: RecoveryCode) -> Joined:
    return Log.join(home, folder, code, passphrase="another", device_name="phone", cost=LOWEST_COST)


def test_a_joined_device_holds_every_event_and_both_may_write(
    vault: Created, join: Callable[..., Log]
) -> None:
    someone = person()
    first = vault.log.record([about(someone, text="one"), about(someone, text="two")])
    phone = join(vault)
    received = phone.receive()
    assert received.events == 2
    assert list(phone.everything()) == first
    second = phone.record([about(someone, text="three")])
    assert vault.log.receive().events == 1
    assert {event.id for event in vault.log.envelopes([someone])} == {one.id for one in first + second}
    assert vault.log.digest() == phone.digest()


def test_each_device_sees_the_names_of_all(vault: Created, join: Callable[..., Log]) -> None:
    phone = join(vault)
    vault.log.receive()
    assert [one.name for one in vault.log.devices()] == ["Annas Laptop", "phone"]
    assert [one.name for one in phone.devices()] == ["phone", "Annas Laptop"]


def test_a_wrong_code_writes_nothing(vault: Created, tmp_path: Path) -> None:
    folder = vault.log.folder.path
    before = files(folder)
    with pytest.raises(WrongRecoveryCode):
        attempt(tmp_path / "phone", folder, RecoveryCode.generate(os.urandom))
    assert files(folder) == before
    assert not (tmp_path / "phone").exists()


def test_a_used_home_does_not_join(vault: Created) -> None:
    with pytest.raises(VaultExists):
        attempt(vault.log.home, vault.log.folder.path, vault.recovery_code)


def test_a_folder_without_a_vault_is_said_to_be_one(vault: Created, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderUnavailable, match="no vault"):
        attempt(tmp_path / "phone", tmp_path / "empty", vault.recovery_code)


def test_where_the_keys_have_not_arrived_others_seal_them_once_they_see_the_new_device(
    vault: Created, tmp_path: Path
) -> None:
    first = vault.log.record([about(person())])
    half = tmp_path / "half"
    half.mkdir()
    shutil.copy(next(vault.log.folder.path.glob("vault-*")), half)
    with attempt(tmp_path / "phone", half, vault.recovery_code).log as phone:
        assert phone.receive().events == 0
        with pytest.raises(MissingKey):
            phone.record([about(person())])
        shutil.copytree(half, vault.log.folder.path, dirs_exist_ok=True)
        vault.log.receive()
        shutil.copytree(vault.log.folder.path, half, dirs_exist_ok=True)
        assert phone.receive().events == 1
        assert list(phone.everything()) == first
        assert phone.device_name == "phone"
        phone.record([about(person())])
        shutil.copytree(half, vault.log.folder.path, dirs_exist_ok=True)
    assert vault.log.receive().events == 1
    assert [one.name for one in vault.log.devices()] == ["Annas Laptop", "phone"]


def test_an_altered_genesis_is_altered(vault: Created, tmp_path: Path) -> None:
    genesis = next(vault.log.folder.path.glob("vault-*"))
    body = bytearray(genesis.read_bytes())
    body[2000] ^= 1
    genesis.unlink()
    genesis.write_bytes(body)
    with pytest.raises(Altered):
        attempt(tmp_path / "phone", genesis.parent, vault.recovery_code)


def test_a_copy_of_the_genesis_does_not_hinder(vault: Created, join: Callable[..., Log]) -> None:
    genesis = next(vault.log.folder.path.glob("vault-*"))
    shutil.copy(genesis, genesis.with_name("vault-0 (conflicted copy).nlv"))
    assert join(vault).receive().bad == ()


def test_a_third_device_learns_of_the_second(vault: Created, join: Callable[..., Log]) -> None:
    phone = join(vault)
    someone = person()
    phone.record([about(someone)])
    tablet = join(vault, name="tablet")
    assert tablet.receive().events == 1
    assert {one.name for one in tablet.devices()} == {"tablet", "phone", "Annas Laptop"}


def test_a_device_reads_what_was_sealed_before_it_joined_and_a_stranger_reads_nothing(
    vault: Created, join: Callable[..., Log], make_vault: Callable[..., Created]
) -> None:
    someone = person()
    vault.log.record([about(someone, text="early")])
    stranger = make_vault("other")
    for path in (vault.log.folder.path / "log").rglob("*.nls"):
        place = stranger.log.folder.path / path.relative_to(vault.log.folder.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    assert join(vault).receive().events == 1
    received = stranger.log.receive()
    assert received.events == 0
    assert {verdict for _, verdict in received.bad} == {"altered"}
