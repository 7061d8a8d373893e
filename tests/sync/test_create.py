"""How a vault begins, and what opens it again."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.errors import (
    Altered,
    FolderNotEmpty,
    FolderUnavailable,
    NoVault,
    VaultExists,
    WrongPassphrase,
    WrongRecoveryCode,
)
from sync.format.device import LOWEST_COST
from sync.keys import RecoveryCode
from sync.log import Created, Log, unlock
from tests.sync.drafts import about, person


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def make(home: Path, folder: Path, *, force: bool = False) -> Created:
    return Log.create(home, folder, passphrase="x", device_name="laptop", cost=LOWEST_COST, force=force)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_local_files_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with make(tmp_path / "home", tmp_path / "folder").log as log:
            log.record([about(person())])
            modes = {each.name: each.stat().st_mode & 0o777 for each in (tmp_path / "home").iterdir()}
            assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
    assert set(modes) >= {"archive.db", "archive.db-wal", "archive.db-shm", "device.key"}
    assert set(modes.values()) == {0o600}


def test_a_home_that_has_a_vault_is_refused(vault: Created, tmp_path: Path) -> None:
    with pytest.raises(VaultExists):
        make(vault.log.home, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_has_a_vault_is_refused_even_by_force(vault: Created, tmp_path: Path) -> None:
    before = files(vault.log.folder.path)
    with pytest.raises(VaultExists):
        make(tmp_path / "home", vault.log.folder.path, force=True)
    assert files(vault.log.folder.path) == before
    assert not (tmp_path / "home").exists()


def test_a_folder_with_other_files_is_used_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "README.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty):
        make(tmp_path / "home", tmp_path / "folder")
    with make(tmp_path / "home", tmp_path / "folder", force=True).log as log:
        assert log.verify().bad == []
    assert (tmp_path / "folder" / "README.txt").read_text() == "mine"


def test_what_a_sync_client_put_into_its_folder_is_no_reason_to_refuse(tmp_path: Path) -> None:
    (tmp_path / "folder" / ".stfolder").mkdir(parents=True)
    (tmp_path / "folder" / ".gitattributes").write_text("* -text")
    with make(tmp_path / "home", tmp_path / "folder").log as log:
        assert log.verify().bad == []
    assert {".stfolder", ".gitattributes"} < {each.name for each in (tmp_path / "folder").iterdir()}


def test_a_folder_is_made_only_where_its_parent_is(tmp_path: Path) -> None:
    with pytest.raises(FolderUnavailable):
        make(tmp_path / "home", tmp_path / "missing" / "folder")
    assert not (tmp_path / "missing").exists()
    assert not (tmp_path / "home").exists()


def test_a_beginning_that_failed_in_the_folder_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, calls = os.link, []

    def failing(*args: Any, **more: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        link(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", failing)
        with pytest.raises(FolderUnavailable):
            make(tmp_path / "home", tmp_path / "folder")
    assert files(tmp_path / "folder") == {}
    with make(tmp_path / "home", tmp_path / "folder").log as log:
        assert log.verify().bad == []


def test_a_home_without_a_key_file_is_no_vault(tmp_path: Path) -> None:
    for home in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoVault):
            Log.open(home, wrapping_key=bytes(32))


def test_an_archive_without_its_key_file_is_never_written_over(vault: Created, tmp_path: Path) -> None:
    (vault.log.home / "device.key").rename(tmp_path / "kept")
    archive = (vault.log.home / "archive.db").read_bytes()
    with pytest.raises(VaultExists):
        make(vault.log.home, tmp_path / "elsewhere")
    assert (vault.log.home / "archive.db").read_bytes() == archive


def test_the_passphrase_opens_the_device_and_nothing_else_does(vault: Created) -> None:
    assert unlock(vault.log.home, "correct horse") == vault.wrapping_key
    with pytest.raises(WrongPassphrase):
        unlock(vault.log.home, "correct horse ")
    with pytest.raises(WrongPassphrase):
        Log.open(vault.log.home, wrapping_key=bytes(32))


def test_after_a_change_only_the_new_passphrase_opens_the_device(vault: Created) -> None:
    recorded = vault.log.record([about(person())])
    wrapping_key = vault.log.change_passphrase(vault.wrapping_key, "battery staple", LOWEST_COST)
    assert unlock(vault.log.home, "battery staple") == wrapping_key
    with pytest.raises(WrongPassphrase):
        Log.open(vault.log.home, wrapping_key=vault.wrapping_key)
    with Log.open(vault.log.home, wrapping_key=wrapping_key) as log:
        assert list(log.everything()) == recorded
    assert [each.name for each in vault.log.home.glob("device*")] == ["device.key"]


def test_the_right_recovery_code_is_proven_and_remembered(vault: Created, reopen: Callable[[], Log]) -> None:
    assert vault.log.recovery_tested() is None
    vault.log.test_recovery(RecoveryCode.parse(vault.recovery_code.text))
    assert reopen().recovery_tested()


def test_the_recovery_code_of_another_vault_is_wrong(
    vault: Created, make_vault: Callable[..., Created]
) -> None:
    with pytest.raises(WrongRecoveryCode):
        vault.log.test_recovery(make_vault("two").recovery_code)
    assert vault.log.recovery_tested() is None


def test_a_key_file_of_another_vault_does_not_open_the_archive(
    vault: Created, make_vault: Callable[..., Created]
) -> None:
    other = make_vault("two")
    (vault.log.home / "device.key").write_bytes((other.log.home / "device.key").read_bytes())
    with pytest.raises(Altered):
        Log.open(vault.log.home, wrapping_key=other.wrapping_key)


def test_members_are_judged_again_when_the_records_or_the_remembered_verdict_changed(
    log: Log, reopen: Callable[[], Log]
) -> None:
    db = log._archive.db
    (verdict,) = db.execute("SELECT value FROM meta WHERE name = 'verdict'").fetchone()
    db.execute("UPDATE meta SET value = ? WHERE name = 'verdict'", (verdict[:-1] + bytes([verdict[-1] ^ 1]),))
    assert reopen().device_name == "Annas Laptop"
    db.execute("DELETE FROM records WHERE hash = ?", (log.membership.heads[0],))
    assert reopen().device_name == ""
