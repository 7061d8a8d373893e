"""What a shell is told: verbs and options always, names only while netlog is unlocked."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.netlog.program import Program


def completed(program: Program, line: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    words = line.split(" ")
    variables = {"_NETLOG_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    return [each.removeprefix("plain,") for each in program.run(**variables).out.split()]


@pytest.fixture(scope="module")
def people(vault: Program) -> list[str]:
    return [
        vault.add("Renée O'Brien", "--at", "Contoso"),
        vault.add("Dana Wu", "--at", "Contoso"),
        vault.add("Dana Wu", "--at", "Fabrikam"),
        vault.add("\u202eDana Evil"),
    ]


@pytest.mark.parametrize("line", ["netlog met Ren", "netlog approach renée-o", "netlog add Lee --via ren"])
def test_a_name_is_completed_to_one_word_that_is_understood(
    vault: Program, people: list[str], line: str
) -> None:
    assert completed(vault, line) == ["renee-obrien"]
    assert vault.json("show", "renee-obrien")["person"]["id"] == people[0]


def test_people_of_one_name_are_told_apart_by_their_ids(vault: Program, people: list[str]) -> None:
    assert sorted(completed(vault, "netlog show dana-w")) == sorted(people[1:3])


def test_nothing_that_steers_reaches_the_shell(vault: Program, people: list[str]) -> None:
    line = "netlog show dana"
    variables = {"_NETLOG_COMPLETE": "zsh_complete", "COMP_WORDS": line, "COMP_CWORD": "2"}
    told = vault.run(**variables).out
    assert "Contoso" in told
    assert "\u202e" not in told
    assert len(people) == 4


def test_no_name_is_told_while_locked_or_when_it_is_not_wanted(own: Program) -> None:
    own.add("Dana Wu")
    assert completed(own, "netlog met da") == ["dana-wu"]
    own.ok("config", "complete_names", "false")
    assert completed(own, "netlog met da") == []
    own.ok("config", "complete_names", "--unset")
    own.ok("lock")
    assert completed(own, "netlog met da") == []
    assert completed(own, "netlog sno") == ["snooze"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_gets_its_script(vault: Program, shell: str) -> None:
    script = vault.json("completion", shell)["script"]
    assert "_NETLOG_COMPLETE" in script
    assert vault.ok("completion", shell).out.split() == script.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_understands_its_script(vault: Program) -> None:
    done = subprocess.run(
        ["bash", "-c", 'eval "$1"; complete -p netlog', "bash", vault.ok("completion", "bash").out],
        capture_output=True,
        check=True,
        text=True,
    )
    assert "_netlog_completion" in done.stdout
