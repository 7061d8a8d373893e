"""`netlog next`: what to do today, and why now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlog import render
from netlog.civil import spoken
from netlog.commands.plain import Flag, plain_verb
from netlog.nudges import SHOWN

if TYPE_CHECKING:
    from datetime import date

    from netlog.commands.calling import Call
    from projections.queue import Queue


@plain_verb(
    "next",
    examples=("netlog next", "netlog next --all", "netlog next --on friday --json"),
    parameters=[Flag("--all", "everything", "Also what is for later, snoozed, or coming up.")],
)
def next_(call: Call, *, everything: bool) -> None:
    """What to do today, and why: promises first, keeping in touch last, seven things at most."""
    day = call.asked_day(prefer="future")
    with call.opened() as app:
        from projections.queue import queue

        found = queue(call.tables(app, day), day, everything=everything)
        if call.as_json:
            render.emit_json([*found.now, *found.later, *found.snoozed, *found.upcoming])
            return
        _show(found, day, today=call.today)


def _show(found: Queue, day: date, *, today: date) -> None:
    if day != today:
        render.emit(spoken(day.isoformat()), style="strong")
    if not found.now:
        render.emit("Nothing waits for you. A good moment to write to somebody you like: netlog who")
    _list(found.now, start=1)
    start = len(found.now) + 1
    for title, items in (("Later", found.later), ("Snoozed", found.snoozed), ("Coming up", found.upcoming)):
        if items:
            render.emit()
            render.emit(title, style="strong")
            _list(items, start=start)
            start += len(items)
    if found.more and not found.later:
        render.emit()
        render.emit(f"{found.more} more can wait: netlog next --all")


def _list(items: list[dict[str, Any]], *, start: int) -> None:
    for number, item in enumerate(items, start):
        overdue = item["overdue_days"]
        late = f"  ({overdue} day{'s' if overdue > 1 else ''} over)" if overdue else ""
        render.emit_item(f"{number:>2}  ", f"{item['why']}{late}")
        render.emit(f"    {item['nudge'][:SHOWN]}  {item['suggest']}", style="faint")
