"""`netlog funnel`: how far relationships have come, without a percentage where it would mean nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlog import render
from netlog.civil import first_day, spoken
from netlog.commands.plain import Value, plain_verb
from netlog.errors import Usage
from netlog.render import Column

if TYPE_CHECKING:
    from datetime import date

    from netlog.commands.calling import Call

_COLUMNS = (
    Column("stage"),
    Column("people", right=True),
    Column("entered", right=True),
    Column("went on", right=True),
    Column("median days", right=True),
)


@plain_verb(
    "funnel",
    examples=(
        "netlog funnel",
        "netlog funnel --on 2026-03-01",
        'netlog funnel --since "3 months ago" --json',
    ),
    parameters=[Value("--since", "since", "WHEN", "Count who entered a stage from that day on.")],
)
def funnel(call: Call, since: str | None) -> None:
    """How far your relationships have come: who is where on a day, and how people moved."""
    day = call.asked_day()
    begin = first_day(call.when(since, prefer="past", seen_from=day)) if since else None
    if begin is not None and begin > day:
        raise Usage("--since is later than --on", hint="netlog funnel --since 2026-01-01 --on 2026-03-01")
    with call.opened() as app:
        from projections.funnel import funnel as counted

        document = counted(call.tables(app, day), day, begin)
    if call.as_json:
        render.emit_json(document)
    else:
        show(document, day, begin)


def show(document: dict[str, Any], day: date, since: date | None) -> None:
    """As a table; `–` where five people are not reached."""
    if not document["n"]:
        render.emit(
            "Nobody is on the way yet. People enter when you approach them: netlog approach PERSON --by …"
        )
        return
    render.emit_table(
        _COLUMNS,
        [
            (
                each["stage"],
                each["people"],
                each["entered"],
                "–" if each["conversion"] is None else f"{each['conversion']:.0%}",
                "–" if each["median_days"] is None else f"{each['median_days']:g}",
            )
            for each in document["stages"]
        ],
    )
    aside = ", ".join(
        f"{people} {name.replace('-', ' ')}" for name, people in document["side"].items() if people
    )
    span = f"since {spoken(since.isoformat())}, " if since else ""
    render.emit()
    render.emit(
        f"{document['n']} people on the way; {span}as of {spoken(day.isoformat())}"
        + (f"; aside: {aside}" if aside else "")
    )
