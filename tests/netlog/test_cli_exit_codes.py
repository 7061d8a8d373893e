"""Each exit code of the contract, reached by the real program, with something to type next."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from netlog.cli import VERBS
from tests.netlog.program import Done, Places, Program


def told(done: Done, code: int) -> dict[str, Any]:
    """The failure, after checking that it is told in one shape and on standard error alone."""
    assert (done.code, done.out) == (code, ""), done
    failure = done.failure
    assert failure["exit"] == code
    assert set(failure) <= {"error", "exit", "hint", "candidates"}
    assert failure["error"][0].islower() or failure["error"].startswith("NETLOG_")
    assert not failure["error"].endswith(".")
    for part in failure["hint"].split("netlog ")[1:]:
        verb = part.split()[0].strip(":,)")
        assert verb.startswith("-") or verb in VERBS, f"{verb} cannot be typed"
    return failure


def test_0_an_entry_is_recorded_while_the_folder_is_away(own: Program) -> None:
    own.folder.rename(own.place / "elsewhere")
    done = own.ok("add", "Dana Wu", "--json")
    assert "safe on this device" in done.err
    assert done.document["event"] == "person-added"
    (own.place / "elsewhere").rename(own.folder)
    assert own.json("status")["outbox"] == 0


def test_1_the_folder_of_a_new_vault_holds_other_files(places: Places) -> None:
    program = places.program("occupied")
    program.folder.mkdir()
    (program.folder / "letter.txt").write_text("mine")
    failure = told(program.run("init", str(program.folder), "--json"), 1)
    assert "--force" in failure["hint"]
    assert not (program.home / "device.key").exists()
    program.ok("init", str(program.folder), "--force")
    assert (program.folder / "letter.txt").read_text() == "mine"


def test_2_wrong_usage_and_a_vault_that_is_there_already(vault: Program) -> None:
    told(vault.run("init", str(vault.folder), "--json"), 2)
    told(vault.run("init", str(vault.folder), "--home", str(vault.place / "second"), "--json"), 2)
    told(vault.run("next", "--on", "someday", "--json"), 2)


@pytest.mark.parametrize(
    "arguments",
    [["next"], ["add", "Dana"], ["status"], ["verify"], ["unlock"], ["passphrase"], ["export", "jsonl"]],
    ids=" ".join,
)
def test_10_there_is_no_vault_here(arguments: list[str], nowhere: Program) -> None:
    failure = told(nowhere.run(*arguments, "--json"), 10)
    assert "netlog init FOLDER" in failure["hint"]


def test_11_locked_and_nobody_to_ask(vault: Program) -> None:
    vault.ok("lock")
    failure = told(vault.alone().run("next", "--json"), 11)
    assert "netlog unlock" in failure["hint"]
    vault.ok("unlock")
    vault.alone().ok("next")


@pytest.mark.parametrize("command", ["/no/such/program", "false", "true", "'"])
def test_11_a_passphrase_command_that_gives_none_is_named(command: str, vault: Program) -> None:
    failure = told(vault.run("unlock", "--json", NETLOG_PASSPHRASE_COMMAND=command), 11)
    assert "NETLOG_PASSPHRASE_COMMAND" in failure["error"]


def test_12_a_wrong_passphrase(vault: Program) -> None:
    told(vault.run("unlock", "--json", NETLOG_PASSPHRASE_COMMAND="echo wrong"), 12)


@pytest.mark.parametrize(
    "code", ["", "ABCD-EFGH", "0000-0000-0000-0000-0000-0000-0000-0000-0000"], ids=["empty", "short", "zeros"]
)
def test_12_a_wrong_recovery_code(code: str, vault: Program) -> None:
    told(vault.run("recovery", "test", "--recovery-code-file", "-", "--json", given=code), 12)


def altered(program: Program) -> Path:
    """A segment in the folder with one bit flipped."""
    (segment, *_) = sorted(program.folder.glob("log/*/*.nls"))
    body = bytearray(segment.read_bytes())
    body[-1] ^= 1
    segment.chmod(0o600)
    segment.write_bytes(bytes(body))
    return segment


def test_13_an_altered_file_is_named(own: Program) -> None:
    own.ok("add", "Dana Wu")
    segment = altered(own)
    done = own.run("verify", "--json")
    assert (done.code, done.failure["exit"]) == (13, 13)
    assert [each["path"] for each in done.document["bad"]] == [str(segment.relative_to(own.folder))]
    assert segment.name in own.run("verify").out
    own.ok("next")


def test_14_a_local_file_of_a_newer_netlog(own: Program) -> None:
    key = own.home / "device.key"
    body = bytearray(key.read_bytes())
    body[8] = 2
    key.write_bytes(bytes(body))
    failure = told(own.run("status", "--json"), 14)
    assert "upgrade" in failure["hint"]


def test_15_the_folder_is_missing_for_a_command_that_needs_it(own: Program) -> None:
    shutil.rmtree(own.folder)
    own.ok("next")
    done = own.run("verify", "--json")
    assert (done.code, done.failure["exit"]) == (15, 15)
    own.folder.mkdir()
    assert own.run("verify", "--json").code == 15


def test_16_and_17_a_name_fits_several_or_nobody(vault: Program) -> None:
    vault.add("Sam Reed")
    vault.add("Sam Rhee")
    failure = told(vault.run("met", "Sam", "--json"), 16)
    assert [each["name"] for each in failure["candidates"]] == ["Sam Reed", "Sam Rhee"]
    unknown = told(vault.run("met", "Xenia", "--json"), 17)
    assert 'netlog add "Xenia"' in unknown["hint"] or "netlog add Xenia" in unknown["hint"]
    told(vault.run("done", "zzzzzz", "--json"), 17)
    told(vault.run("undo", "zzzzzz", "--json"), 17)
    told(vault.run("log", "--device", "zzzzzz", "--json"), 17)


def test_a_fault_of_the_program_shows_where_and_no_values(vault: Program) -> None:
    """The views are asked of a cache; a table that is not there is a fault, whatever caused it."""
    code = (
        "import sys; from netlog import cli, words\n"
        "def broken(*_): raise RuntimeError('canary 4711')\n"
        "words.People.meant = broken\n"
        "sys.exit(cli.call(['show', 'canary 4712']))"
    )
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        check=False,
        text=True,
        env=vault.environment(),
    )
    assert done.returncode == 1
    assert "a fault in netlog itself: RuntimeError" in done.stderr
    assert "words.py" not in done.stdout
    assert "canary" not in done.stderr


def test_a_reader_who_leaves_ends_the_answer_quietly(vault: Program) -> None:
    import subprocess
    import sys

    vault.add("Dana Wu")
    command = f"'{sys.executable}' -W error -m netlog log --json | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, env=vault.environment()
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"{", b"")
