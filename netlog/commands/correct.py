"""`netlog correct`: an entry was wrong. What it said before stays in the log and in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from events.ids import SubjectId
from events.model import annotations_of
from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.fields import reader_of
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE
from netlog.entries import CORRECTED, WITHDRAWN, command_of, entry_called, standing
from netlog.errors import NetlogError, Usage
from netlog.said_values import DAY, OCCURRED, names_in, said_value, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.registry import Entry, Event
    from netlog.commands.calling import Call
    from netlog.commands.fields import Reader
    from netlog.commands.recording import Recording

_ALSO_CALLED: Final = {"by": "channel", "note": "notes", "at": "organisation", "learned": "text"}
"""The words of the verbs, where an entry of that kind has the field."""
_KEYS: Final = frozenset({"source_key", "file_sha256"})


@verb(
    "correct",
    examples=(
        "netlog correct 7gk2m9",
        "netlog correct 7gk2m9 minutes=45 on=2026-11-09",
        'netlog correct 7gk2m9 person="Dana Wu" --because "the other Dana"',
        "netlog correct 7gk2m9 notes=",
    ),
)
@click.argument("entry", type=ONE_LINE)
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE…]")
@click.option("--because", type=FREE_TEXT, metavar="TEXT", help="For yourself, later. - reads it.")
def correct(call: Call, *, entry: str, fields: tuple[str, ...], because: str | None) -> None:
    """Put an entry right, by the beginning of its id (netlog log shows it). Without fields: what it says.

    FIELD=VALUE… replaces what the entry says; on=WHEN replaces the day, also of what was recorded with it.
    FIELD= takes a value away. People and organisations are named as everywhere; several with commas between.
    """
    with recording(call) as record:
        found = _entry(record, entry)
        if fields:
            _record(record, found, _patch(record, found, fields), because)
        else:
            _show(call, record, found)


def _entry(record: Recording, typed: str) -> Entry:
    """With all corrections so far. Raises: Unknown, Usage, NetlogError when it does not count."""
    envelope = entry_called(record.app.log, typed)
    if envelope.name in {WITHDRAWN, CORRECTED}:
        raise Usage("a correction is not corrected, and neither is taking back", hint=f"netlog undo {typed}")
    found = standing(record.app.log, envelope)
    if found is None:
        raise NetlogError(
            f"this entry does not count: {typed}", hint="netlog log   (it says what took it back)"
        )
    return found


def _show(call: Call, record: Recording, entry: Entry) -> None:
    values, known = values_of(entry), list(_fields(entry.event))
    if call.as_json:
        document = {"id": entry.id, "name": entry.event.wire_name, "fields": values, "may_be": known}
        render.emit_json(document)
        return
    names = names_in(record.app.hot, values)
    render.emit(f"{entry.id}  {entry.event.wire_name.replace('-', ' ')}")
    for field, value in values.items():
        render.emit(f"  {field} = {said_value(field, value, names)}")
    rest = [field for field in known if field not in values]
    if rest:
        render.emit(f"  not said: {', '.join(rest)}", style="faint")


def _fields(event: Event) -> dict[str, Reader]:
    """What can be corrected of this kind of entry, and how it is read. Keys and references to other entries
    are nothing that anybody types.
    """
    kinds = annotations_of(type(event))
    readers = {
        name.replace("_", "-"): reader_of(event.wire_name, name) for name in kinds if name not in _KEYS
    }
    return {DAY: _day, **{name: reader for name, reader in readers.items() if reader is not None}}


def _day(record: Recording, typed: str) -> str:
    return record.call.past(typed)


def _patch(record: Recording, entry: Entry, typed: Sequence[str]) -> dict[str, Any]:
    """The fields to replace, as JSON. Raises: Usage, and what reading a name or a day raises."""
    known, patch = _fields(entry.event), dict[str, Any]()
    hint = f"the fields: {', '.join(known)}"
    for each in typed:
        name, equals, value = each.partition("=")
        name = name.strip().casefold().replace("_", "-")
        field = name if name in known else _ALSO_CALLED.get(name, name)
        if not equals:
            raise Usage(f"this is no FIELD=VALUE: {each}", hint=hint)
        if field not in known:
            raise Usage(f"this entry has no such field: {name}", hint=hint)
        if field in patch:
            raise Usage(f"{field} is said twice")
        patch[field] = known[field](record, value.strip()) if value.strip() else _nothing(entry.event, field)
    return patch


def _nothing(event: Event, field: str) -> Any:  # noqa: ANN401 - any JSON value
    """Raises: Usage for what an entry of this kind must say."""
    kind, key = type(event), field.replace("-", "_")
    if not hasattr(kind, key):
        what = "day" if field == DAY else field
        raise Usage(f"this entry must say its {what}", hint="to take it back as a whole: netlog undo ENTRY")
    default = getattr(kind, key)
    return list(default) if isinstance(default, tuple) else default


def _record(record: Recording, entry: Entry, patch: dict[str, Any], because: str | None) -> None:
    from events.corrections import EntryCorrected
    from events.registry import UnreadableEvent, corrected

    wire = {OCCURRED if field == DAY else field.replace("-", "_"): value for field, value in patch.items()}
    try:
        after = corrected(entry, wire)
    except UnreadableEvent:
        raise Usage(
            f"this does not fit: {', '.join(patch)}", hint=f"what it says now: netlog correct {entry.id[:8]}"
        ) from None
    before, now = values_of(entry), values_of(after)
    changed = [field for field in patch if before.get(field) != now.get(field)]
    if not changed:
        raise Usage("the entry says so already", hint=f"netlog correct {entry.id[:8]}")
    named = {SubjectId(subject) for subject in after.event.about() if subject is not None}
    subjects = sorted(named.union(entry.subjects))
    record.add(EntryCorrected(target=entry.id, patch=wire, why=because), also_about=subjects)
    for other in _of_one_day(record, entry) if OCCURRED in wire else ():
        day = {OCCURRED: wire[OCCURRED]}
        record.add(EntryCorrected(target=other.id, patch=day, why=because), also_about=other.subjects)
    record.add_founded()
    names = names_in(record.app.hot, before, now) | record.founded
    turns = [
        f"{field} {said_value(field, before.get(field), names)} → {said_value(field, now.get(field), names)}"
        for field in changed
    ]
    record.finish(f"corrected: {', '.join(turns)}", "as before: netlog undo", dated=False)


def _of_one_day(record: Recording, first: Entry) -> list[Entry]:
    """What was recorded with the first entry of a command, and happened when it did."""
    log = record.app.log
    (envelope,) = log.find(first.id)
    if first.part_of is not None:
        return []
    others = [standing(log, each) for each in command_of(log, envelope) if each.id != first.id]
    return [each for each in others if each is not None and each.occurred == first.occurred]
