"""`netlog undo`: nothing is ever erased; a withdrawal says that an entry does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.values import ONE_LINE
from netlog.entries import WITHDRAWN, Amendments, command_of, entry_called, line_of, subjects_of
from netlog.errors import NetlogError
from netlog.words import People, organisation_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.envelope import Envelope
    from netlog.app import App
    from netlog.commands.calling import Call

_SHOWN: Final = 8
_WORTH_A_BAR: Final = 500


@verb("undo", examples=("netlog undo", "netlog undo 7gk2m9", "netlog log"))
@click.argument("entry", type=ONE_LINE, required=False)
def undo(call: Call, entry: str | None) -> None:
    """Take back what you recorded last, or one ENTRY by the beginning of its id.

    The first entry of a command or an import takes everything of it back. Taking back a withdrawal brings the
    entry back.
    """
    with call.opened() as app:
        group = _named(app, entry) if entry else _newest(app)
        recorded = _withdraw(call, app, group)
        people = People(app.hot, ask=None)
        first = group[0]
        places = organisation_names(app.hot, first.subjects)
        said = line_of(first, {**people.names(first.people), **places})
        if call.as_json:
            document = {
                "event": WITHDRAWN,
                "id": recorded[0].id,
                "events": [each.id for each in recorded],
                "created": [],
                "next": None,
                "undone": [each.id for each in group],
            }
            render.emit_json(document)
            return
        about = ", ".join(person.name for person in people.names(first.people[:3]).values())
        more = f" (with {len(group) - 1:,} more)" if len(group) > 1 else ""
        render.emit(
            f"took back: {said}"
            + (f", {about}" if about else "")
            + more
            + f" · back again: netlog undo {recorded[0].id[:_SHOWN]}"
        )


def _newest(app: App) -> list[Envelope]:
    """The newest command of this device that took nothing back and still counts."""
    for group in app.log.commands():
        if group[0].name == WITHDRAWN:
            continue
        amendments = _amendments(app, group)
        if standing := [each for each in group if amendments.withdrawn_by(each.id) is None]:
            return standing
    raise NetlogError("there is nothing to take back on this device", hint="netlog log")


def _named(app: App, typed: str) -> list[Envelope]:
    """The entry, and if it is the first of a command, all that the command recorded."""
    found = entry_called(app.log, typed)
    group = [found] if found.part_of else command_of(app.log, found)
    amendments = _amendments(app, group)
    standing = [each for each in group if amendments.withdrawn_by(each.id) is None]
    if not standing:
        raise NetlogError(
            f"this was taken back already: {typed}",
            hint=f"netlog undo {amendments.withdrawn_by(group[0].id)}",
        )
    return standing


def _amendments(app: App, group: Sequence[Envelope]) -> Amendments:
    """Every withdrawal of them: a withdrawal has the subjects of what it withdraws."""
    amendments = Amendments()
    amendments.see(app.log.envelopes(subjects_of(group)))
    return amendments


def _withdraw(call: Call, app: App, group: Sequence[Envelope]) -> list[Envelope]:
    from events.corrections import EntryWithdrawn
    from events.registry import draft
    from netlog.commands.waiting import bar

    drafts = [
        draft(EntryWithdrawn(target=each.id), occurred=call.today.isoformat(), also_about=each.subjects)
        for each in reversed(group)
    ]
    if len(drafts) < _WORTH_A_BAR:
        return app.record(*drafts)
    with bar("taking back", total=len(drafts)) as done:
        return app.record(*drafts, progress=done)
