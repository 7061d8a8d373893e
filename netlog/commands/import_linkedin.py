"""`netlog import linkedin`: what LinkedIn knows about you and the people you are connected with."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import click

from netlog import questions, render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.importing import FILE, PREVIEW, conclude
from netlog.commands.values import ONE_LINE, OneOf
from netlog.errors import Usage
from netlog.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from netlog.commands.calling import Call
    from netlog.importers.column_dates import Order
    from netlog.importers.linkedin_events import Export
    from netlog.importers.linkedin_words import Recommender
    from netlog.importers.matching import Standing

_ORDERS: Final = ("dmy", "mdy", "ymd")
_OFFERED: Final = 3


@verb(
    "linkedin",
    examples=(
        "netlog import linkedin Basic_LinkedInDataExport_02-10-2026.zip --dry-run",
        "netlog import linkedin Connections.csv",
        "netlog import linkedin Connections.csv --yes --errors left-out.csv",
    ),
    day=False,
)
@click.argument("path", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would happen, and record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before recording.")
@click.option("--words", is_flag=True, help="Take in what was written in messages, too.")
@click.option("--me", type=ONE_LINE, metavar="URL", help="Your own profile, if the archive does not tell.")
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
    call: Call,
    path: Path,
    *,
    dry_run: bool,
    yes: bool,
    words: bool,
    me: str | None,
    errors_to: Path | None,
    date_order: str | None,
) -> None:
    """The archive that LinkedIn sends you: the zip, the folder it was unpacked to, or one file of it.

    Connections, invitations, the companies you follow, notes, recommendations, and of messages who wrote to
    whom on which day. Imported people are not tracked: nothing is overdue on day one. If it is interrupted,
    nothing of it is there: begin again. Taken back as a whole by: netlog undo
    """
    from netlog.importers.linkedin_events import Choices, own, plan, read

    order = cast("Order | None", date_order.upper() if date_order else call.config.date_order)
    mine = own(me) if me is not None else None
    if me is not None and mine is None:
        raise Usage(f"this is no profile: {me}", hint="--me https://www.linkedin.com/in/your-name")
    export = read(path.expanduser(), order=order)
    with call.opened() as app:
        from netlog.importers.planning import Planning

        planning = Planning(
            app,
            today=call.today.isoformat(),
            as_of=export.as_of,
            digest=export.sha256,
            entropy=app.s.entropy,
        )
        if not call.as_json:
            _begin(export)
        choices = Choices(words, mine, None if yes or dry_run or not call.may_ask else _whose)
        with progress("reading", total=export.rows) as advance:
            decide = plan(export, planning, choices, advance)
        planned = decide()
        if not call.as_json:
            _unread(export)
        document = conclude(call, app, planned, dry_run=dry_run, yes=yes, errors_to=errors_to)
    if document is not None:
        render.emit_json({**document, "not_taken": sorted(export.others)})


def _begin(export: Export) -> None:
    """The first people, as they were understood."""
    from netlog.importers.linkedin import Connection

    found = (each for each in export.connections or () if isinstance(each, Connection))
    for number, each in enumerate(islice(found, PREVIEW + 1)):
        if number == PREVIEW:
            render.tell("  …")
            break
        place = ", ".join(filter(None, (each.position, each.company)))
        when = f"  since {spoken(each.connected_on)}" if each.connected_on else ""
        render.tell(f"  {each.name}" + (f", {place}" if place else "") + when)


def _unread(export: Export) -> None:
    unread = export.connections.unread_dates if export.connections else 0
    if unread:
        many = "one date" if unread == 1 else f"{unread:,} dates"
        render.tell(f"{many} could not be read; today's is taken")
    if export.others:
        few = ", ".join(export.others[:PREVIEW]) + (", …" if len(export.others) > PREVIEW else "")
        render.tell(f"nothing is taken from: {few}")


def _whose(who: Recommender, alike: Sequence[Standing]) -> Standing | None:
    """Which of several of one name a recommendation is about."""
    place = ", ".join(filter(None, (who.role, who.organisation)))
    about = f"{who.name} ({place})" if place else who.name
    said = f"You recommended {about}" if who.given else f"{about} recommended you"
    for each in alike[:_OFFERED]:
        apart = f", {each.role}" if each.role else ""
        if questions.agreed(f"{said}. Is it {each.name}{apart} in your notebook?", default=False):
            return each
    return None
