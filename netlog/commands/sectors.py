"""`netlog sector`: the two or three fields in which you look for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE
from netlog.errors import Usage
from netlog.names import words_of
from netlog.render import Column

if TYPE_CHECKING:
    import sqlite3

    from netlog.commands.calling import Call

_MANY: Final = 3
_COLUMNS: Final = (Column("sector"), Column("since"), Column("organisations"), Column("why"))


@verb(
    "sector",
    examples=(
        "netlog sector",
        'netlog sector water --why "pipes that nobody measures"',
        "netlog sector search --intermediary",
        "netlog sector recruiters --drop",
    ),
)
@click.argument("name", type=ONE_LINE, required=False)
@click.option("--why", type=FREE_TEXT, metavar="TEXT", help="For yourself, later. - reads it.")
@click.option("--intermediary", is_flag=True, help="Those who bring people together, such as recruiters.")
@click.option("--drop", is_flag=True, help="You look elsewhere now.")
def sector(call: Call, *, name: str | None, why: str | None, intermediary: bool, drop: bool) -> None:
    """Choose a sector to look for people in, or drop it. Two or three are enough; recruiters are one, too.

    Without a name: those that are chosen, and how many organisations you know in each.
    """
    if name is None:
        if why or intermediary or drop:
            raise Usage("no sector was named", hint="netlog sector NAME")
        _list(call)
        return
    if intermediary and drop:
        raise Usage("--intermediary is for a sector that is chosen", hint=f"netlog sector {name} --drop")
    with recording(call) as record:
        from events.aims import SectorChosen, SectorDropped

        chosen = _chosen(call, record.app.hot)
        known = chosen.get(words_of(name))
        if drop:
            if known is None:
                raise Usage(f"this sector is not chosen: {name}", hint="netlog sector")
            record.add(SectorDropped(name=known, why=why))
            record.finish(f"no longer in {known}")
            return
        if known and not (why or intermediary):
            raise Usage(f"this sector is chosen already: {known}", hint="netlog sector")
        if known is None and len(chosen) >= _MANY:
            render.tell(f"{len(chosen) + 1} sectors are many: two or three can be known well")
        record.add(SectorChosen(name=known or name, why=why, intermediary=intermediary))
        record.finish(f"looking in {known or name}")


def _chosen(call: Call, db: sqlite3.Connection) -> dict[str, str]:
    from projections.sectors import chosen_sectors

    return {words_of(one["sector"]): one["sector"] for one in chosen_sectors(db, call.today)}


def _list(call: Call) -> None:
    day = call.asked_day()
    with call.opened() as app:
        from projections.sectors import chosen_sectors

        found = chosen_sectors(call.tables(app, day), day)
    if call.as_json:
        render.emit_json(found)
    elif not found:
        render.emit("No sector is chosen. Two or three are enough: netlog sector NAME")
    else:
        render.emit_table(
            _COLUMNS, [(one["sector"], one["since"], one["organisations"], one["why"]) for one in found]
        )
