"""`netlog import linkedin`: what LinkedIn knows about you and the people you are connected with."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import click

from netlog import render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.importing import FILE, PREVIEW, conclude
from netlog.commands.values import OneOf
from netlog.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from netlog.commands.calling import Call
    from netlog.importers.column_dates import Order
    from netlog.importers.linkedin import Connections

_ORDERS: Final = ("dmy", "mdy", "ymd")


@verb(
    "linkedin",
    examples=(
        "netlog import linkedin Connections.csv --dry-run",
        "netlog import linkedin Connections.csv",
        "netlog import linkedin Connections.csv --yes --errors left-out.csv",
    ),
    day=False,
)
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would happen, and record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before recording.")
@click.option(
    "--errors",
    "errors_to",
    type=FILE,
    metavar="FILE",
    help="Write the rows that were left out, with the reason, as CSV.",
)
@click.option(
    "--date-order",
    type=OneOf(lambda: _ORDERS),
    metavar="DMY|MDY",
    help="How 03/11/2026 is meant, if no date in the file tells.",
)
def linkedin(
    call: Call, file: Path, *, dry_run: bool, yes: bool, errors_to: Path | None, date_order: str | None
) -> None:
    """Your connections, from the Connections.csv in the archive that LinkedIn sends you.

    Imported people are not tracked: nothing is overdue on day one. Taken back as a whole by: netlog undo
    """
    from netlog.importers import written_on
    from netlog.importers.linkedin import read

    order = cast("Order | None", date_order.upper() if date_order else call.config.date_order)
    file = file.expanduser()
    connections = read(file, order=order)
    with call.opened() as app:
        from netlog.importers.linkedin_events import SOURCE, take
        from netlog.importers.planning import Planning

        planning = Planning(
            app,
            today=call.today.isoformat(),
            as_of=written_on(file),
            digest=connections.sha256,
            entropy=app.s.entropy,
        )
        if not call.as_json:
            _begin(connections)
        with progress("reading", total=connections.rows) as advance:
            take(connections, planning, advance)
        plan = planning.finished(SOURCE)
        if connections.unread_dates and not call.as_json:
            many = f"{connections.unread_dates:,} dates" if connections.unread_dates > 1 else "one date"
            render.tell(f"{many} could not be read; today's is taken")
        document = conclude(call, app, plan, dry_run=dry_run, yes=yes, errors_to=errors_to)
    if document is not None:
        render.emit_json(document)


def _begin(connections: Connections) -> None:
    """The first rows, as they were understood."""
    from netlog.importers.linkedin import Connection

    found: Iterable[Connection] = (each for each in connections if isinstance(each, Connection))
    for number, each in enumerate(islice(found, PREVIEW + 1)):
        if number == PREVIEW:
            render.tell("  …")
            break
        place = ", ".join(filter(None, (each.position, each.company)))
        when = f"  since {spoken(each.connected_on)}" if each.connected_on else ""
        render.tell(f"  {each.name}" + (f", {place}" if place else "") + when)
