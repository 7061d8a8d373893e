import subprocess
import sys

import pytest

from netlog.cli import SECTIONS, VERBS
from netlog.commands.declaring import VerbCommand, VerbGroup
from netlog.commands.root import root
from tests.netlog.program import ROOT, Program

KINDS = [
    ("import", "linkedin"),
    ("import", "jsonl"),
    ("export", "jsonl"),
    ("export", "csv"),
    ("export", "sqlite"),
    ("export", "vcard"),
    ("export", "ics"),
    ("recovery", "test"),
]
PATHS = [(name,) for name in VERBS] + KINDS


def imported(*arguments: str) -> set[str]:
    """The modules that a call of the program has loaded when it ends."""
    told = "import sys; from netlog import cli; cli.call(sys.argv[1:]); print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", told, *arguments],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_page_of_help_names_every_command_in_its_section(nowhere: Program) -> None:
    page = nowhere.ok("--help").out
    for title, verbs in SECTIONS:
        assert f"\n{title}\n" in page
        for verb in verbs:
            assert f"  {verb.name:<13} {verb.line}\n" in page


def test_nothing_typed_shows_the_help_and_is_wrong_usage(nowhere: Program) -> None:
    done = nowhere.run()
    assert done.code == 2
    assert "First steps" in done.out


def test_the_page_of_help_loads_no_library_and_no_command() -> None:
    loaded = imported("--help")
    assert not {"click", "pydantic", "cryptography", "sqlite3", "rich", "dataclasses"} & loaded
    assert not [
        name for name in loaded if name.startswith(("netlog.commands", "sync", "projections", "events"))
    ]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_has_help_with_an_example_that_begins_with_it(
    path: tuple[str, ...], nowhere: Program
) -> None:
    page = nowhere.ok(*path, "--help").out
    examples = page.split("\nExamples:\n")[1].splitlines()
    assert any(f"netlog {' '.join(path)}" in example for example in examples)
    assert "--json" in page
    assert "--home DIR" in page


def test_the_help_of_a_command_says_which_words_it_takes(nowhere: Program) -> None:
    page = nowhere.ok("give", "--help").out
    assert "Words:\n  KIND  link, analysis, news, introduction, advice, review, favour, time\n" in page


@pytest.mark.parametrize("name", VERBS)
def test_every_name_in_the_list_leads_to_its_command(name: str) -> None:
    group = root()
    command = group.get_command(group.make_context("netlog", [name]), name)
    assert isinstance(command, VerbCommand | VerbGroup)
    assert command.name == name


@pytest.mark.parametrize(
    ("typed", "meant"), [("mett", "netlog met"), ("fummel", "netlog funnel"), ("THANK", "netlog thank")]
)
def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(
    typed: str, meant: str, nowhere: Program
) -> None:
    done = nowhere.run(typed)
    assert (done.code, done.out) == (2, "")
    assert f"no such command: {typed}" in done.err
    assert meant in done.err


def test_a_mistyped_kind_of_import_is_answered_too(nowhere: Program) -> None:
    done = nowhere.run("import", "linkdin", "x.csv")
    assert done.code == 2
    assert "netlog import linkedin" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["met"],
        ["met", "Dana", "--minutes", "soon"],
        ["next", "--unknown"],
        ["import"],
        ["recovery"],
        ["add", "a", "b"],
        ["nix"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_json_with_json_and_names_a_command_to_type(
    arguments: list[str], nowhere: Program
) -> None:
    done = nowhere.run(*arguments, "--json")
    assert (done.code, done.out) == (2, "")
    assert done.failure["exit"] == 2
    assert done.failure["hint"].startswith(("netlog", "did you mean: netlog"))
    assert done.failure["error"][0].islower()
    assert not done.failure["error"].endswith(".")


def test_json_behind_the_separator_is_a_word_like_any_other(nowhere: Program) -> None:
    done = nowhere.run("nix", "--", "--json")
    assert done.err.startswith("netlog: no such command: nix")


def test_the_version_is_said(nowhere: Program) -> None:
    assert nowhere.ok("--version").out.startswith("netlog 0.")


def test_a_shell_completes_commands_without_loading_them() -> None:
    told = (
        "import sys, os; from netlog import cli; code = cli.call([]);"
        "loaded = {name for name in sys.modules if name.startswith('netlog.commands.')};"
        "names = {name.rpartition('.')[2] for name in loaded};"
        "assert names == {'calling', 'declaring', 'plain', 'root'}, names"
    )
    variables = {
        "_NETLOG_COMPLETE": "bash_complete",
        "COMP_WORDS": "netlog sn",
        "COMP_CWORD": "1",
        "PATH": "/usr/bin",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", told],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
        env=variables,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["plain,snooze"]


@pytest.mark.parametrize(
    "question",
    [
        ["next"],
        ["next", "--all"],
        ["next", "--json"],
        ["funnel"],
        ["who", "dana", "--stage", "talked"],
        ["next", "--on", "2026-01-05"],
    ],
    ids=" ".join,
)
def test_a_command_that_only_answers_loads_none_of_the_heavy_libraries(
    question: list[str], vault: Program
) -> None:
    if not vault.json("who", "Dana"):
        vault.add("Dana Wu")
        vault.ok("rebuild")  # saves both caches; a question about the past is answered from the cold one
    vault.ok(*question)
    told = "import sys; from netlog import cli; cli.call(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", told, *question],
        capture_output=True,
        check=True,
        cwd=vault.place,
        text=True,
        env=vault.environment(),
    )
    heavy = {
        "click",
        "inspect",
        "gettext",
        "uuid",
        "pydantic",
        "pydantic_core",
        "sqlite_utils",
        "watchdog",
        "rich",
        "dateparser",
        "keyring",
        "platformdirs",
        "starlette",
    }
    assert not heavy & set(done.stderr.split())
