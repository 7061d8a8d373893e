"""The same program in front of a person: what is asked, and what an answer does."""

import re
import signal
import subprocess
import sys
import time

import pytest

from tests.netlog.program import PASSPHRASE, Places, Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
CODE = r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){8}"


@pytest.fixture
def sams(vault: Program) -> Program:
    if not vault.json("who", "Sam"):
        vault.ok("add", "Sam Reed", "--at", "Contoso")
        vault.ok("add", "Sam Rhee", "--at", "Hooli")
    return vault


def shown_code(screen: str) -> str:
    found = re.search(CODE, screen)
    assert found is not None
    return found[0].lower() + "\n"


def test_init_asks_for_a_passphrase_twice_shows_the_code_and_asks_to_type_it_back(places: Places) -> None:
    program = places.program("asked").alone()
    secret = PASSPHRASE + "\n"
    code, screen = program.on_a_terminal(
        "init",
        str(program.folder),
        answers=[
            ("choose a passphrase.*:", secret),
            ("the same once more.*:", secret),
            ("type it back.*:", "0000-0000\n"),
            ("type it back.*:", shown_code),
        ],
    )
    assert code == 0
    assert screen.count("That is not the code") == 1
    assert "That is it." in screen
    assert PASSPHRASE not in screen
    assert program.json("status")["events"] == 0


def test_a_code_that_is_never_typed_back_leaves_the_vault_and_a_reminder(places: Places) -> None:
    program = places.program("unconfirmed")
    code, screen = program.on_a_terminal(
        "init", str(program.folder), answers=[("type it back.*:", "no\n")] * 3
    )
    assert code == 0
    assert "Not confirmed" in screen
    assert "netlog recovery test" in screen
    program.ok("status")


def test_a_name_that_fits_several_is_asked_for_by_number(sams: Program) -> None:
    code, screen = sams.on_a_terminal("note", "Sam", "by number", answers=[(r"which one\?.*:", "2\n")])
    assert code == 0
    assert "1  Sam Reed, Contoso" in screen
    assert "noted about Sam Rhee" in screen


def test_json_is_never_held_up_by_a_question(sams: Program) -> None:
    code, screen = sams.on_a_terminal("note", "Sam", "x", "--json", answers=[])
    assert code == 16
    assert '"exit": 16' in screen


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2)], ids=["yes", "no", "enter"])
def test_somebody_of_the_same_name_is_asked_about(answer: str, code: int, sams: Program) -> None:
    before = len(sams.json("who", "Sam Reed"))
    ended, screen = sams.on_a_terminal("add", "Sam Reed", answers=[("add another Sam Reed.*:", answer)])
    assert ended == code
    assert "in your notebook already: Sam Reed" in screen
    assert len(sams.json("who", "Sam Reed")) == before + (code == 0)


def test_an_import_is_shown_and_asked_about_before_anything_is_recorded(vault: Program) -> None:
    file = vault.place / "Connections.csv"
    file.write_text("First Name,Last Name,Connected On\nUma,Patel,08 Feb 2026\n")
    before = vault.json("status")["events"]
    code, screen = vault.on_a_terminal(
        "import", "linkedin", str(file), answers=[("bring in one person.*:", "n\n")]
    )
    assert (code, vault.json("status")["events"]) == (1, before)
    assert "Uma Patel" in screen
    assert vault.on_a_terminal("import", "linkedin", str(file), "--yes", answers=[])[0] == 0
    assert vault.json("status")["events"] == before + 3


def test_a_locked_device_asks_for_its_passphrase_for_this_call_alone(own: Program) -> None:
    own.ok("add", "Dana Wu")
    own.ok("lock")
    alone = own.alone()
    code, screen = alone.on_a_terminal("who", answers=[("passphrase of this device.*:", PASSPHRASE + "\n")])
    assert code == 0
    assert "Dana Wu" in screen
    assert PASSPHRASE not in screen
    assert alone.on_a_terminal("who", answers=[("passphrase of this device.*:", "wrong\n")])[0] == 12
    assert alone.run("who").code == 11
    assert (
        alone.on_a_terminal("unlock", answers=[("passphrase of this device.*:", PASSPHRASE + "\n")])[0] == 0
    )
    alone.ok("who")


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_a_question_can_be_left_without_a_trace(key: str, sams: Program) -> None:
    before = sams.json("status")["events"]
    code, screen = sams.on_a_terminal("note", "Sam", "x", answers=[(r"which one\?.*:", key)])
    assert code == 130
    assert "Traceback" not in screen
    assert "fault" not in screen
    assert sams.json("status")["events"] == before


def test_an_interrupted_command_ends_quietly(vault: Program) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "netlog", "note", "Sam", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=vault.environment(),
        cwd=vault.place,
    )
    time.sleep(1.0)  # it waits for standard input
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")
