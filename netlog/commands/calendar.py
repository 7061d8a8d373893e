"""`netlog calendar`: which days count as business days. An event, so that all devices count alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import click

from netlog import render
from netlog.civil import first_day, spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import ONE_LINE
from netlog.errors import Usage
from projections.settings import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netlog.commands.calling import Call

_LONGEST: Final = 400  # days of one call


@verb(
    "calendar",
    examples=(
        "netlog calendar",
        "netlog calendar --working mon-thu,sat",
        'netlog calendar --holiday 2026-12-24..2027-01-01 --why "the office is closed"',
        "netlog calendar --no-holiday 2026-12-29",
    ),
    day=False,
)
@click.option("--working", type=ONE_LINE, metavar="DAYS", help="The working week: mon-fri, or sun,mon,tue.")
@click.option(
    "--holiday", "holidays", type=ONE_LINE, multiple=True, metavar="DAY[..DAY]", help="May be repeated."
)
@click.option("--no-holiday", "worked", type=ONE_LINE, multiple=True, metavar="DAY[..DAY]")
@click.option("--why", type=ONE_LINE, metavar="TEXT", help="What the holiday is, for yourself.")
def calendar(
    call: Call, *, working: str | None, holidays: tuple[str, ...], worked: tuple[str, ...], why: str | None
) -> None:
    """Your working days and holidays: business days are counted by them, and what can wait is not due on
    others. Without options: what they are.
    """
    weekdays = _weekdays(working) if working else ()
    free, busy = _days(call, holidays), _days(call, worked)
    if why and not free:
        raise Usage("--why says what a holiday is", hint="netlog calendar --holiday 2026-12-24 --why TEXT")
    if not (weekdays or free or busy):
        _show(call)
        return
    with recording(call) as record:
        from events.calendar import HolidaysDropped, HolidaysNoted, WorkingDaysSet

        if weekdays:
            record.add(WorkingDaysSet.model_validate({"weekdays": weekdays}))
        if free:
            record.add(HolidaysNoted(days=free, why=why))
        if busy:
            record.add(HolidaysDropped(days=busy))
        said = [
            f"working days: {', '.join(weekdays)}" if weekdays else None,
            f"free: {_spans(free)}" if free else None,
            f"working again: {_spans(busy)}" if busy else None,
        ]
        record.finish("; ".join(filter(None, said)), dated=False)


def _show(call: Call) -> None:
    with call.opened() as app:
        found = app.settings().calendar
    working = [name for number, name in enumerate(WEEKDAYS) if number in found.weekdays]
    if call.as_json:
        days = sorted(day.isoformat() for day in found.holidays)
        render.emit_json({"working_days": working, "holidays": days})
        return
    render.emit(f"working days  {', '.join(working)}")
    coming = sorted(day.isoformat() for day in found.holidays if day >= call.today)
    render.emit(f"holidays      {_spans(coming) or 'none to come'}")


def _weekdays(typed: str) -> tuple[str, ...]:
    """As in `mon-fri,sun`. In the order of a week."""
    chosen: set[int] = set()
    for part in typed.lower().replace(" ", ",").split(","):
        first, dash, last = part.partition("-")
        if not first:
            continue
        begin, end = _weekday(first), _weekday(last) if dash else _weekday(first)
        chosen.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return tuple(WEEKDAYS[number] for number in sorted(chosen))


def _weekday(typed: str) -> int:
    found = [number for number, name in enumerate(WEEKDAYS) if typed[:3] == name]
    if not found:
        raise Usage(f"there is no such weekday: {typed}", hint="netlog calendar --working mon-fri")
    return found[0]


def _days(call: Call, typed: Iterable[str]) -> tuple[str, ...]:
    days = {day for each in typed for day in _range(call, each)}
    if len(days) > _LONGEST:
        raise Usage(f"more than {_LONGEST} days in one call", hint="say which weekdays: --working mon-fri")
    return tuple(sorted(day.isoformat() for day in days))


def _range(call: Call, typed: str) -> Iterator[date]:
    begin, dots, end = typed.partition("..")
    first = first_day(call.when(begin, prefer="future"))
    last = first_day(call.when(end, prefer="future")) if dots else first
    if not first <= last <= first + timedelta(days=_LONGEST):
        raise Usage(f"these days cannot be counted: {typed}", hint="like so: 2026-12-24..2027-01-01")
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _spans(days: Iterable[str]) -> str:
    """Days that follow each other are one span. `days` ascending."""
    spans: list[list[date]] = []
    for day in map(date.fromisoformat, days):
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(
        " to ".join(spoken(day.isoformat()) for day in dict.fromkeys((a[0], a[-1]))) for a in spans
    )
