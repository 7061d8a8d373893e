"""`netlog inbox`: what was written down on the way is offered, text by text, and recorded once agreed to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from events.ids import USER
from netlog import config as settings
from netlog import questions, render
from netlog.civil import spoken
from netlog.commands.capture import read
from netlog.commands.capturing import Capturing, said_recorded
from netlog.commands.declaring import verb
from netlog.commands.recording import Recording
from netlog.entries import Amendments
from netlog.errors import NetlogError, Usage
from netlog.inbox import SOURCE, delete, look, refuse_unfit_place, written_by

if TYPE_CHECKING:
    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.inbox import Inbox, Waiting

_SHOWN_LINES: Final = 12
_SHOWN_LEFT: Final = 10
_RECORD, _NOTE, _SKIP, _LATER, _QUIT = "\r", "k", "s", "l", "q"
_KEYS: Final = {"\r": _RECORD, "\n": _RECORD, "k": _NOTE, "s": _SKIP, "l": _LATER, "q": _QUIT, "\x04": _QUIT}


@verb(
    "inbox",
    examples=("netlog inbox Notes", "netlog inbox", "netlog inbox --json"),
    day=False,
)
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[DIR]")
@click.option("--delete", "and_delete", is_flag=True, help="Delete each file once its text is recorded.")
def inbox(call: Call, *, folder: Path | None, and_delete: bool) -> None:
    """Go through the texts that your phone's notes program left in a folder. DIR says in which, once.

    Each is shown with what would be recorded of it, and nothing is recorded without your yes. A text is
    offered once on all your devices; taken back by netlog undo, it is offered again. Dates such as yesterday
    are seen from the day on which the text was written. The folder must lie apart from your vault, and
    nothing in it is changed unless you say --delete.
    """
    with call.opened() as app:
        place = _place(call, app, folder)
        found = look(place, taken=offered_before(app))
        if call.as_json:
            render.emit_json(_document(place, found))
            return
        _tell_left(found)
        if not found.waiting:
            render.emit("Nothing new in your inbox.")
        elif not call.may_ask:
            for each in found.waiting:
                render.emit(f"  {each.name}, {spoken(each.written.isoformat())}")
            render.emit(f"{_texts(len(found.waiting))}. Nothing is recorded without your yes: netlog inbox")
        else:
            _walk(call, app, place, found.waiting, and_delete=and_delete)


def _place(call: Call, app: App, typed: Path | None) -> Path:
    """Where the inbox is; a folder that is named now is remembered. Raises: Usage."""
    named = typed or (Path(call.config.inbox) if call.config.inbox else None)
    if named is None:
        raise Usage("no inbox is named yet", hint="netlog inbox DIR   (where your notes program writes)")
    place = named.expanduser().absolute()
    refuse_unfit_place(place, home=call.home, vault=app.log.folder.path)
    if typed is not None:
        settings.write(call.home, "inbox", str(place))
    return place


def offered_before(app: App) -> frozenset[str]:
    """Hashes of the files that were taken in or skipped on any device, and not taken back."""
    from events.imports import ImportStarted
    from events.registry import UnknownEvent, UnreadableEvent
    from events.registry import read as read_entry

    about_me = list(app.log.envelopes([USER]))
    amendments = Amendments()
    amendments.see(about_me)
    hashes = set()
    for envelope in about_me:
        if envelope.name != ImportStarted.wire_name or amendments.withdrawn_by(envelope.id) is not None:
            continue
        try:
            event = read_entry(envelope).event
        except (UnknownEvent, UnreadableEvent):
            continue
        if isinstance(event, ImportStarted):
            hashes.add(event.file_sha256)
    return frozenset(hashes)


def _document(place: Path, found: Inbox) -> dict[str, Any]:
    return {
        "inbox": str(place),
        "waiting": [
            {
                "file": each.name,
                "written": each.written.isoformat(),
                "sha256": each.sha256,
                "text": each.text,
            }
            for each in found.waiting
        ],
        "left": [{"file": each.name, "why": each.why} for each in found.left],
    }


def _tell_left(found: Inbox) -> None:
    for each in found.left[:_SHOWN_LEFT]:
        render.tell(f"left alone: {each.name}: {each.why}")
    if len(found.left) > _SHOWN_LEFT:
        render.tell(f"and {len(found.left) - _SHOWN_LEFT} more, see: netlog inbox --json")


def _walk(call: Call, app: App, place: Path, waiting: list[Waiting], *, and_delete: bool) -> None:
    for number, each in enumerate(waiting, 1):
        render.emit(f"{each.name}, {spoken(each.written.isoformat())} ({number} of {len(waiting)})")
        _show_text(each.text)
        key = _offer(call, app, each)
        if key == _QUIT:
            render.emit(f"{_texts(len(waiting) - number + 1)}: netlog inbox")
            return
        if key in {_RECORD, _NOTE} and and_delete:
            deleted = delete(place, each)
            render.emit(f"deleted {each.name}" if deleted else f"not deleted, it has changed: {each.name}")


def _show_text(text: str) -> None:
    lines = text.splitlines()
    for line in lines[:_SHOWN_LINES]:
        render.emit(f"  | {line}")
    if len(lines) > _SHOWN_LINES:
        render.emit(f"  | and {len(lines) - _SHOWN_LINES} lines more")


def _offer(call: Call, app: App, waiting: Waiting) -> str:
    """What was chosen for one text, once that is done."""
    record = Recording(call, app)
    _begin(record, waiting)
    captured = _captured(call, record, waiting)
    key = _chosen(may_record=captured is not None)
    if key == _RECORD and captured is not None:
        _finish(call, record, captured, created=1)
    elif key == _NOTE:
        record = Recording(call, app)
        _begin(record, waiting)
        _finish(call, record, _noted(record, waiting), created=1)
    elif key == _SKIP:
        record = Recording(call, app)
        _begin(record, waiting)
        _end(record, created=0)
        record.commit()
        render.emit("skipped; it is not offered again · take it back: netlog undo")
    return key


def _captured(call: Call, record: Recording, waiting: Waiting) -> Capturing | None:
    """None: the text cannot be read by rules as it is, and why was told."""
    written = written_by(waiting.written, call.started)
    captured = Capturing(record, waiting.text, occurred=written.isoformat())
    try:
        captured.take(read(call, waiting.text, written))
    except NetlogError as problem:
        render.tell(f"not understood: {problem.message}")
        return None
    captured.show()
    return captured


def _noted(record: Recording, waiting: Waiting) -> Capturing:
    from netlog.capture.understood import Kind, Mention, Part, Sentence, Span

    captured = Capturing(record, waiting.text, occurred=record.call.today.isoformat())
    whole = (Span(0, len(waiting.text)),)
    while name := questions.optional("about whom? (Enter: nobody, then it is a todo)"):
        try:
            person = record.person(name)
        except NetlogError as problem:
            render.tell(f"  {problem.message}")
            continue
        note = Part(Kind.NOTE, whole, (Mention(person.id),), text=waiting.text)
        captured.take(Sentence((note,), ()))
        return captured
    captured.take(Sentence((), whole))
    return captured


def _chosen(*, may_record: bool) -> str:
    record = "Enter record, " if may_record else ""
    again = f"{record}k keep as one note, s skip for good, l later, q quit"
    while True:
        key = _KEYS.get(questions.key("record this?", again=again))
        if key is not None and (key != _RECORD or may_record):
            return key


def _begin(record: Recording, waiting: Waiting) -> None:
    from events.imports import ImportStarted

    today = record.call.today.isoformat()
    record.add(ImportStarted(source=SOURCE, file_sha256=waiting.sha256), occurred=today)


def _end(record: Recording, *, created: int) -> None:
    from events.imports import ImportFinished

    counts = ImportFinished(rows=1, created=created, matched=0, skipped=1 - created, errors=0)
    record.add(counts, occurred=record.call.today.isoformat())


def _finish(call: Call, record: Recording, captured: Capturing, *, created: int) -> None:
    _end(record, created=created)
    recorded = record.commit(captured.people[0] if captured.people else None)
    render.emit(said_recorded(recorded, call.today))


def _texts(count: int) -> str:
    return "one text waits" if count == 1 else f"{count} texts wait"
