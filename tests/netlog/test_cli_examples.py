"""Every example that help shows is a call that works."""

import re
import shlex

import pytest

from netlog.cli import SECTIONS, VERBS
from netlog.commands.declaring import VerbCommand, VerbGroup
from netlog.commands.root import root
from tests.netlog.linkedin_archive import TODAY, zipped
from tests.netlog.program import Places, Program

PIPES = ("|", "<", ">")
RECORDING = {*(verb.name for verb in dict(SECTIONS)["Recording"]), "done", "snooze", "skip", "mute"}
LEAVING = (
    *("init", "join", "folder", "lock", "watch", "demo", "undo", "restore", "recovery new", "devices remove"),
)
"""These would leave the state that the other examples speak of, or never come to an end."""
ASKING = (["inbound", "--list"], ["org"], ["org", "Contoso"], ["sector"], ["aim"], ["group"])
"""These verbs record, but not so."""


def examples() -> list[str]:
    found: list[str] = []
    group = root()
    for name in VERBS:
        command = group.get_command(group.make_context("netlog", [name]), name)
        assert isinstance(command, VerbCommand | VerbGroup)
        found += command.examples
        if isinstance(command, VerbGroup):
            kinds = [command.commands[kind] for kind in command.commands]
            found += [each for kind in kinds if isinstance(kind, VerbCommand) for each in kind.examples]
    return list(dict.fromkeys(found))


EXAMPLES = examples()


@pytest.fixture(scope="module")
def prepared(places: Places) -> Program:
    """Everybody and everything that the examples speak of."""
    program = places.program("prepared")
    made = program.init()
    for name in ("Dana Wu", "Aoife O'Brien", "Lee Park"):
        program.ok("add", name, "--at", "Contoso")
    program.ok("add", "Danuta Wu")
    program.ok("cadence", "Dana", "A", "--on", "2026-01-05")
    program.ok("sector", "recruiters")
    program.ok("aim", "data for water", "--who", "I read sensors")
    program.ok("plan", "Dana", "in 60 days")
    for name in ("Data for Water", "Job club"):
        program.ok("group", name)
    program.ok("ask", "Dana", "advice", "how to begin")
    program.ok("promise", "Lee", "to read his letter", "--by-date", "in 60 days")
    zipped(program.place / "Basic_LinkedInDataExport_02-10-2026.zip", TODAY)
    (program.place / "Connections.csv").write_text(
        "First Name,Last Name,Connected On\nUma,Patel,08 Feb 2026\n"
    )
    (program.place / "contacts.csv").write_text("Name,Known since,Shoe size\nUma Patel,school,38\n")
    (program.place / "google.csv").write_text("Given Name,Family Name,Group Membership\nVic,Stone,Friends\n")
    (program.place / "outlook.csv").write_text(
        "First Name,Last Name,E-mail Address,E-mail 2 Address\nYan,Lund,yan@example.com,\n"
    )
    (program.place / "contacts.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nEND:VCARD\n")
    (program.place / "code.txt").write_text(made.recovery_code.text)
    (program.place / "Notes").mkdir()
    places.program("phone").ok(
        *("join", str(program.folder), "--device-name", "phone"),
        *("--recovery-code-file", str(program.place / "code.txt")),
    )
    program.ok("export", "jsonl", "--to", "backup.jsonl")
    return program


def test_there_is_more_than_one_example_a_command() -> None:
    assert len(EXAMPLES) > len(VERBS)


@pytest.mark.slow
@pytest.mark.parametrize("example", [each for each in EXAMPLES if not any(pipe in each for pipe in PIPES)])
def test_an_example_can_be_typed(example: str, prepared: Program) -> None:
    _, *arguments = shlex.split(example)
    if arguments[0] in LEAVING or " ".join(arguments[:2]) in LEAVING:
        arguments.append("--help")
    done = prepared.run(*arguments, given="text")
    recorded = arguments[0] in RECORDING and arguments not in ASKING and arguments[-1] != "--help"
    if done.code == 0 and recorded:
        prepared.ok("undo")
    if arguments == ["recovery", "test"]:
        assert done.code == 11, "nobody is there to type the code"
    elif "7gk2" in example and arguments[-1] != "--help":
        assert done.code == 17, "the id is invented"
    else:
        assert done.code == 0, done


@pytest.mark.parametrize("example", [each for each in EXAMPLES if any(pipe in each for pipe in PIPES)])
def test_an_example_with_a_pipe_is_a_call_of_netlog_too(example: str) -> None:
    parts = [shlex.split(part) for part in re.split(r"[|<>]", example)]
    ((_, name, *_),) = [part for part in parts if part[0] == "netlog"]
    assert name in VERBS
