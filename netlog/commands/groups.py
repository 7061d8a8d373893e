"""`netlog group`: the groups that you belong to, and what their evenings yield."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, OneOf, words_for
from netlog.errors import Usage
from netlog.names import words_of
from netlog.render import Column

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from netlog.commands.calling import Call

COLUMNS: Final = (
    Column("group"),
    Column("kind"),
    Column("since"),
    *(Column(name, right=True) for name in ("evenings", "hours", "cost", "names", "talks")),
)


@verb(
    "group",
    examples=(
        "netlog group",
        'netlog group "Grid people" --kind interest',
        'netlog group "Job club" --leave --why "comfortable, and that was all"',
    ),
)
@click.argument("name", type=ONE_LINE, required=False)
@click.option("--kind", type=OneOf(words_for("group-joined", "kind")), metavar="KIND", help="What it is.")
@click.option("--leave", is_flag=True, help="You belong to it no more.")
@click.option("--why", type=FREE_TEXT, metavar="TEXT", help="For yourself, later; with --leave.")
def group(call: Call, *, name: str | None, kind: str | None, leave: bool, why: str | None) -> None:
    """You belong to a group. Without a name: all of them, and what came of their evenings."""
    if name is None:
        if kind or leave or why:
            raise Usage("no group was named", hint="netlog group NAME")
        _list(call)
        return
    if why and not leave:
        raise Usage("--why says why you left", hint="netlog group NAME --leave --why TEXT")
    if kind and leave:
        raise Usage("--kind is for a group that you belong to", hint="netlog group NAME --leave")
    with recording(call) as record:
        from events.gatherings import GroupJoined, GroupLeft

        known = _known(record.app.hot, call.today).get(words_of(name))
        if leave:
            if known is None:
                raise Usage(f"you belong to no such group: {name}", hint="netlog group")
            record.add(GroupLeft(name=known, why=why))
            record.finish(f"left {known}")
            return
        if known and not kind:
            raise Usage(f"you belong to this group already: {known}", hint="netlog group")
        record.add(GroupJoined.model_validate({"name": known or name, "kind": kind}))
        record.finish(f"belonging to {known or name}")


def group_called(db: sqlite3.Connection, typed: str, on: date) -> str:
    """The name of the group as it was joined. Raises: Usage where there is none."""
    known = _known(db, on).get(words_of(typed))
    if known is None:
        raise Usage(f"you belong to no such group: {typed}", hint=f'netlog group "{typed}"')
    return known


def _known(db: sqlite3.Connection, on: date) -> dict[str, str]:
    from projections.gatherings import known_groups

    return {words_of(one["group"]): one["group"] for one in known_groups(db, on)}


def _list(call: Call) -> None:
    day = call.asked_day()
    with call.opened() as app:
        from projections.gatherings import evenings, known_groups, yields

        found = yields(evenings(app.cold, day), known_groups(app.cold, day))
    if call.as_json:
        render.emit_json(found)
    elif not found:
        render.emit("You belong to no group: netlog group NAME")
    else:
        render.emit_table(COLUMNS, [row(one) for one in found])


def row(one: dict[str, object]) -> tuple[object, ...]:
    minutes = one["minutes"]
    hours = f"{minutes / 60:.1f}" if isinstance(minutes, int) and minutes else None
    return (
        *(one["group"], one["kind"], one["since"], one["gatherings"] or None),
        *(hours, one["cost"] or None, one["names"] or None, one["talked"] or None),
    )
