import json
import os
import stat
from pathlib import Path

import pytest

from tests.netlog.program import PASSPHRASE, Places, Program


@pytest.fixture(scope="module")
def made(places: Places) -> tuple[Program, dict[str, str]]:
    """A vault made by the real `netlog init`, and what that said."""
    program = places.program("made")
    return program, program.json("init", str(program.folder), "--device-name", "laptop")


def test_init_tells_the_vault_the_device_and_the_recovery_code_and_starts_a_session(
    made: tuple[Program, dict[str, str]],
) -> None:
    program, said = made
    assert list(said) == ["vault", "device", "recovery_code"]
    assert [len(group) for group in said["recovery_code"].split("-")] == [4] * 9
    status = program.alone().json("status")
    assert (status["vault"], status["device"], status["events"]) == (said["vault"], said["device"], 0)
    assert status["devices"] == [
        {"device": said["device"], "name": "laptop", "events": 0, "last_heard": None, "missing": 0}
        | {"replaced_by": [], "standing": "member", "review": 0, "missing_since": None, "seen_by": []}
    ]


def test_status_has_the_fields_that_scripts_rely_on(made: tuple[Program, dict[str, str]]) -> None:
    program, _ = made
    status = program.json("status")
    assert list(status) == [
        "vault",
        "device",
        "folder",
        "events",
        "state",
        "outbox",
        "waiting",
        "quarantined",
        "unknown",
        "lacking",
        "asks",
        "alarms",
        "devices",
        "notices",
        "carrier",
        "watched",
        "files",
    ]
    assert (status["folder"], status["alarms"], status["unknown"]) == (str(program.folder), [], 0)
    assert "Everything is in the folder." in program.ok("status").out


def test_the_recovery_code_is_tested_from_a_file_and_from_standard_input(
    made: tuple[Program, dict[str, str]],
) -> None:
    program, said = made
    assert "not yet tried" in program.run("doctor").out
    file = program.place / "code.txt"
    file.write_text(said["recovery_code"].lower().replace("-", " ") + "\n")
    assert program.json("recovery", "test", "--recovery-code-file", str(file)) == {
        "opens": True,
        "in_force": True,
    }
    program.ok("recovery", "test", "--recovery-code-file", "-", given=said["recovery_code"])
    assert "not yet tried" not in program.run("doctor").out
    alone = program.run("recovery", "test", "--json")
    assert alone.code == 11


def test_nothing_can_be_read_after_lock(made: tuple[Program, dict[str, str]]) -> None:
    program, _ = made
    assert program.alone().json("lock") == {"locked": True}
    assert program.alone().run("who").code == 11
    program.ok("who")
    assert program.alone().run("who").code == 11, "a passphrase command unlocks its own call alone"
    assert program.json("unlock") == {"unlocked": True, "session": True}
    program.alone().ok("who")


def test_another_passphrase_opens_the_device_and_the_old_one_does_not(
    made: tuple[Program, dict[str, str]],
) -> None:
    program, _ = made
    changed = program.run("passphrase", "--json", NETLOG_PASSPHRASE_COMMAND="echo another one entirely")
    assert json.loads(changed.out) == {"changed": True}
    assert program.run("unlock").code == 12
    assert program.run("unlock", NETLOG_PASSPHRASE_COMMAND="echo another one entirely").code == 0
    back = program.run("passphrase", NETLOG_PASSPHRASE_COMMAND=f"echo {PASSPHRASE}")
    assert back.code == 0
    program.ok("unlock")


def test_local_files_are_the_users_alone_whatever_the_umask(own: Program) -> None:
    before = os.umask(0)
    try:
        own.ok("add", "Dana Wu")
        own.ok("rebuild")
    finally:
        os.umask(before)
    assert stat.S_IMODE(own.home.stat().st_mode) == 0o700
    files = [path for path in own.home.iterdir() if path.is_file()]
    assert {"device.key", "archive.db", "hot.cache", "cold.cache"} <= {path.name for path in files}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_verify_counts_what_it_read(vault: Program) -> None:
    vault.ok("add", "Dana Wu")
    report = vault.json("verify")
    assert list(report) == ["files", "events", "bad", "missing", "waiting", "folder"]
    assert (report["bad"], report["missing"], report["folder"]) == ([], [], None)
    assert report["events"] == vault.json("status")["events"]
    assert "all are what they claim to be" in vault.ok("verify").out


@pytest.mark.parametrize("cache", ["hot.cache", "cold.cache"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "gone"])
def test_a_damaged_cache_is_folded_anew_and_nothing_is_lost(cache: str, damage: str, vault: Program) -> None:
    if not vault.json("who", "Cache Person"):
        vault.ok("add", "Cache Person", "--tag", "cached")
    vault.ok("rebuild")
    before = (vault.json("who"), vault.json("status")["state"])
    file = vault.home / cache
    body = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        changed = {
            "cut": body[: len(body) // 2],
            "flipped": body[:40] + bytes([body[40] ^ 1]) + body[41:],
            "empty": b"",
        }
        file.write_bytes(changed[damage])
    assert (vault.json("who"), vault.json("status")["state"]) == before


def test_rebuild_changes_nothing_and_says_the_state(vault: Program) -> None:
    vault.ok("add", "Rebuilt Person")
    before = vault.json("status")
    rebuilt = vault.json("rebuild")
    assert (rebuilt["state"], rebuilt["events"], rebuilt["unknown"]) == (before["state"], before["events"], 0)
    assert before["state"] in vault.ok("rebuild").out


def test_doctor_checks_everything_and_says_what_to_type(own: Program) -> None:
    own.ok("add", "Dana Wu")
    document = own.json("doctor")
    assert document["ok"] is True
    found = {check["name"]: check for check in document["checks"]}
    assert {
        "python",
        "sqlite",
        "cryptography",
        "permissions",
        "session",
        "folder",
        "outbox",
        "recovery code",
        "entries",
        "clock",
    } <= set(found)
    assert found["recovery code"]["verdict"] == "warn"
    assert found["recovery code"]["hint"] == "netlog recovery test"
    (own.home / "archive.db").chmod(0o644)
    own.folder.rename(own.place / "away")
    done = own.run("doctor", "--json")
    assert (done.code, done.document["ok"]) == (1, False)
    bad = {check["name"] for check in done.document["checks"] if check["verdict"] == "bad"}
    assert bad == {"permissions", "folder"}
    assert "chmod" in own.run("doctor").out


def test_doctor_without_a_vault_still_looks_at_the_machine(nowhere: Program) -> None:
    done = nowhere.run("doctor", "--json")
    assert done.code == 10
    assert [check["verdict"] for check in done.document["checks"]] == ["ok", "ok", "ok", "bad"]


@pytest.mark.parametrize(
    ("parts", "carrier", "owner"),
    [
        (["OneDrive - Contoso", "netlog"], "OneDrive", "employer"),
        (["OneDrive", "netlog"], "OneDrive", "user"),
        (["OneDrive - Personal", "netlog"], "OneDrive", "user"),
        (["Library", "CloudStorage", "OneDrive-Contoso", "n"], "OneDrive", "employer"),
        (["Library", "CloudStorage", "OneDrive-Personal", "n"], "OneDrive", "user"),
        (["Contoso - Documents", "n"], "SharePoint", "employer"),
        (["GoogleDrive-me@example.org", "Shared drives", "n"], "Google Drive", "employer"),
        (["Google Drive", "My Drive", "n"], "Google Drive", "user"),
        (["Dropbox (Contoso)", "n"], "Dropbox", "employer"),
        (["Dropbox", "n"], "Dropbox", "user"),
        (["Library", "Mobile Documents", "com~apple~CloudDocs", "n"], "iCloud Drive", "user"),
        (["Sync", "n"], None, "user"),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, list) else None,
)
def test_the_carrier_of_a_folder_is_guessed_from_its_path(
    parts: list[str], carrier: str | None, owner: str, tmp_path: Path
) -> None:
    from netlog.carriers import carrier_of

    found = carrier_of(tmp_path.joinpath(*parts))
    assert (found.name if found else None) == carrier
    assert (found is not None and found.managed) == (owner == "employer")


def test_the_mark_of_a_client_tells_who_carries_the_folder(tmp_path: Path) -> None:
    from netlog.carriers import carrier_of

    (tmp_path / ".stfolder").mkdir()
    folder = tmp_path / "netlog"
    folder.mkdir()
    found = carrier_of(folder)
    assert found is not None
    assert found.name == "Syncthing"


def test_init_warns_of_an_account_that_an_employer_owns(places: Places) -> None:
    program = places.program("employed")
    folder = program.place / "OneDrive - Contoso"
    done = program.run("init", str(folder))
    assert done.code == 0
    assert "an account of your own" in done.err
    assert "carries the folder" in program.run("doctor").out


@pytest.mark.slow
def test_demo_makes_a_vault_of_its_own_and_touches_no_other(own: Program) -> None:
    own.ok("add", "Dana Wu")
    before = own.json("status")
    said = own.run("demo", "--json", TMPDIR=str(own.place)).document
    assert Path(said["home"]).is_relative_to(own.place)
    assert said["events"] > 800
    assert own.json("status") == before
    assert len(own.json("who", "--home", said["home"])) > 100
