"""Which commands are there, and what happens when one is called?

The one list of commands. Rule: finding a command and `netlog --help` import no command and no library,
because that is what everybody waits for most often; and this is the one place where a failure becomes words
and an exit code.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netlog.errors import NetlogError

INTERRUPTED: Final = 130
_FEW_COLLECTIONS: Final = 100_000
"""New objects between two collections: a command makes few cycles, and looking for them costs a tenth of it.
"""


class Verb(NamedTuple):
    """`line` is the one-line help; `module` and `function` say where in netlog.commands the command is."""

    name: str
    module: str
    line: str
    function: str | None = None


SECTIONS: Final[tuple[tuple[str, tuple[Verb, ...]], ...]] = (
    (
        "Vault",
        (
            Verb("init", "init", "make a new vault in a folder that you sync"),
            Verb("join", "joining", "make this another device of a vault that is in a folder"),
            Verb("unlock", "unlocking", "start a session on this device"),
            Verb("lock", "unlocking", "end the session: nothing is readable until you unlock"),
            Verb("passphrase", "unlocking", "choose another passphrase for this device"),
            Verb("recovery", "recovery", "test that your recovery code opens this vault"),
            Verb("devices", "devices", "your devices, and what is missing of each; remove one"),
            Verb("compare", "joining", "six words: do two devices see the same vault?"),
            Verb("sync", "status", "send and take in everything now, and say what waits", "sync_"),
            Verb("folder", "folder", "where the folder of the vault is, or say where it went"),
            Verb("status", "status", "what is known of this vault and device, and what waits"),
            Verb("watch", "watch", "take in what your other devices record, as it arrives"),
            Verb("verify", "verify", "read every file and check every signature"),
            Verb("doctor", "doctor", "look for trouble, and say what to type"),
            Verb("rebuild", "rebuild", "fold everything again from the archive"),
            Verb("config", "config", "the settings of this device"),
            Verb("calendar", "calendar", "your working days and holidays"),
            Verb("completion", "completion", "teach your shell to complete what you type"),
        ),
    ),
    (
        "Recording",
        (
            Verb("capture", "capture", "say in a sentence what happened"),
            Verb("add", "add", "a person enters your notebook"),
            Verb("approach", "approach", "you asked somebody for a conversation"),
            Verb("answered", "approach", "they answered"),
            Verb("invite", "invite", "you asked somebody to connect"),
            Verb("accepted", "invite", "they accepted your invitation"),
            Verb("plan", "plan", "you agreed to talk: when, moved to when, cancelled"),
            Verb("met", "met", "you talked"),
            Verb("named", "introductions", "they told you of somebody to talk with"),
            Verb("introduced", "introductions", "they introduced you to somebody"),
            Verb("reported-back", "introductions", "you told them what came of it", "reported_back"),
            Verb("ask", "exchange", "you asked for advice, a referral, a favour"),
            Verb("outcome", "exchange", "what came of something you asked for"),
            Verb("thank", "thank", "you said thank you"),
            Verb("give", "exchange", "you gave something useful"),
            Verb("got", "exchange", "you received something"),
            Verb("promise", "exchange", "you promised something"),
            Verb("note", "person_notes", "write something down about a person"),
            Verb("touch", "person_notes", "a message, a call, a greeting"),
            Verb("cadence", "person_notes", "how often you want to be in touch"),
            Verb("group", "groups", "the groups that you belong to"),
            Verb("going", "attended", "you mean to go where many people come together"),
            Verb("attended", "attended", "you were at an evening, a fair, a conference"),
            Verb("inbound", "inbound", "somebody got in touch of their own accord"),
            Verb("tag", "describing", "give a person tags, or take them away"),
            Verb("set", "describing", "what is known about a person now", "set_"),
            Verb(
                "set-aside",
                "standing",
                "somebody is ruled out, not to be contacted, or just nice",
                "set_aside",
            ),
            Verb("archive", "standing", "put somebody out of sight; everything is kept"),
            Verb("restore", "standing", "bring somebody back who was archived or set aside"),
            Verb("merge", "merge", "two entries turn out to be one person"),
            Verb("aim", "aims", "what you are after, and what you say of yourself"),
            Verb("org", "organisations", "what an organisation is, and whether it is a target"),
            Verb("sector", "sectors", "the two or three fields in which you look for people"),
            Verb("todo", "todo", "remind yourself of something"),
            Verb("correct", "correct", "an entry was wrong: say what is right"),
            Verb("undo", "undo", "take back what you recorded last"),
        ),
    ),
    (
        "Asking",
        (
            Verb("next", "next", "what to do today, and why", "next_"),
            Verb("done", "reactions", "a nudge is done"),
            Verb("snooze", "reactions", "not now: show a nudge again later"),
            Verb("skip", "reactions", "a nudge will not be done"),
            Verb("mute", "reactions", "no more nudges of one kind"),
            Verb("prep", "prep", "what to know, ask and offer before you talk"),
            Verb("funnel", "funnel", "how far your relationships have come"),
            Verb("coverage", "coverage", "whom you know where you want to be, and who is missing"),
            Verb("activity", "activity", "what you do of your own accord, and what your evenings yield"),
            Verb("mirror", "mirror", "what you ask, give and get, with whom, and who waits for you"),
            Verb("who", "who", "find people"),
            Verb("search", "search", "find what you ever wrote"),
            Verb("show", "show", "everything about one person"),
            Verb("log", "log", "who recorded what, and when"),
        ),
    ),
    (
        "Taking in and out",
        (
            Verb("inbox", "inbox", "notes from your phone, one by one"),
            Verb("import", "import_", "bring people or a whole log from a file", "import_"),
            Verb("export", "export", "write everything to a file that outlives netlog"),
            Verb("demo", "demo", "a sample vault with a year of history, in a temporary place"),
        ),
    ),
)
VERBS: Final = {verb.name: verb for _, verbs in SECTIONS for verb in verbs}

_FIRST_STEPS: Final = """
First steps
  netlog init ~/Sync/netlog
  netlog add "Dana Wu" --at Contoso --how event
  netlog met Dana --minutes 30 --learned "they hire in spring"
  netlog next

Every command has --help with examples, and --json where it prints data. --json, --home DIR and --on WHEN
stand before or after it. Nothing leaves this machine but the encrypted files in the folder of your vault."""


def main() -> None:
    """The program. Ends the process with one of the exit codes of `netlog.errors.Exit`."""
    import gc
    import os

    gc.set_threshold(_FEW_COLLECTIONS)
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = (
        "__all__"  # looking for them is slow, and they would see what is recorded
    )
    sys.exit(call(sys.argv[1:]))


def call(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit code; nothing that goes wrong leaves this function."""
    as_json = "--json" in arguments[: arguments.index("--")] if "--" in arguments else "--json" in arguments
    try:
        code = _call(arguments)
        from netlog import render

        render.finish()
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException as error:  # noqa: BLE001 - the one place where every failure is told
        return _told(error, as_json=as_json)
    return code


def _call(arguments: Sequence[str]) -> int:
    if list(arguments) in (["--help"], ["-h"], ["help"]):
        _help()
        return 0
    if not arguments and not _completing():
        _help()
        return 2
    if not _completing() and arguments[0] in VERBS and _answered(VERBS[arguments[0]], arguments[1:]):
        return 0
    from netlog.commands.root import root

    answer = root().main(list(arguments), prog_name="netlog", standalone_mode=False)
    return answer if isinstance(answer, int) else 0


def _answered(verb: Verb, arguments: Sequence[str]) -> bool:
    """Whether the verb only answers, and this way of asking could be understood without click."""
    from netlog.commands.plain import PlainVerb, understood

    command = load(verb)
    asked = understood(command, arguments) if isinstance(command, PlainVerb) else None
    if asked is None:
        return False
    command(asked.call, **asked.own)
    return True


def load(verb: Verb) -> Any:  # noqa: ANN401 - a command of click or a plain verb; neither is loaded here
    import importlib

    return getattr(importlib.import_module(f"netlog.commands.{verb.module}"), verb.function or verb.name)


def _completing() -> bool:
    """Whether a shell asks what could be typed here."""
    import os

    return "_NETLOG_COMPLETE" in os.environ


def help_lines() -> Iterator[str]:
    """The page of `netlog --help`."""
    yield "netlog: a private notebook for building professional relationships"
    yield ""
    yield "Usage: netlog COMMAND …"
    for title, verbs in SECTIONS:
        yield ""
        yield title
        for verb in verbs:
            yield f"  {verb.name:<13} {verb.line}"
    yield from _FIRST_STEPS.splitlines()


def _help() -> None:
    from netlog import render

    for line in help_lines():
        render.emit(line)


def _told(error: BaseException, *, as_json: bool) -> int:
    from netlog import errors
    from netlog.commands.failures import as_said, interrupted

    if interrupted(error):
        return INTERRUPTED
    known: NetlogError | None = as_said(error)
    if known is None:
        return errors.report_unexpected(error, as_json=as_json)
    return errors.report(known, as_json=as_json)
