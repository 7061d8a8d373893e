"""`netlog import csv`: people from a spreadsheet of any origin. Twice changes nothing."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import click

from netlog import questions, render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.importing import FILE, PREVIEW, conclude
from netlog.commands.values import OneOf
from netlog.errors import Choice
from netlog.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from netlog.commands.calling import Call
    from netlog.importers.column_dates import Order
    from netlog.importers.explained import Understood
    from netlog.importers.rows import Skipped
    from netlog.importers.sheet_cells import Contact

_ORDERS: Final = ("dmy", "mdy")


@verb(
    "csv",
    examples=(
        "netlog import csv contacts.csv --dry-run",
        "netlog import csv contacts.csv",
        'netlog import csv contacts.csv --map "Known since=notes" --map "Shoe size=-"',
        "netlog import csv contacts.csv --yes --errors left-out.csv",
    ),
    day=False,
)
@click.argument("file", type=FILE)
@click.option(
    "--map",
    "choices",
    multiple=True,
    metavar="HEADER=FIELD",
    help="What a column means, or - to leave it out; remembered for files with the same columns.",
)
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook; else the first one with contacts.")
@click.option(
    "--date-order",
    type=OneOf(lambda: _ORDERS),
    metavar="DMY|MDY",
    help="How 03/11/2026 is meant, if no date in the file tells; remembered likewise.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen, and record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before recording.")
@click.option(
    "--errors",
    "errors_to",
    type=FILE,
    metavar="FILE",
    help="Write the rows and cells that were left out, with the reason, as CSV.",
)
def csv(
    call: Call,
    file: Path,
    *,
    choices: tuple[str, ...],
    sheet: str | None,
    date_order: str | None,
    dry_run: bool,
    yes: bool,
    errors_to: Path | None,
) -> None:
    """Your contacts from any spreadsheet: CSV of any delimiter, or a workbook (.xlsx, .ods).

    What each column means is shown first. Columns that mean nothing to netlog are named, and not taken.
    Imported people are not tracked unless the file says how often. Taken back as a whole by: netlog undo
    """
    from netlog.importers import contents, written_on
    from netlog.importers.sheet import LARGEST

    today = call.today.isoformat()
    data = contents(file.expanduser(), limit=LARGEST)
    with call.opened() as app:
        from netlog.importers.explained import contacts, read, require_name
        from netlog.importers.planning import Planning
        from netlog.importers.sheet_events import SOURCE, take

        understood = read(data, app.hot, shown=str(file), choices=choices, sheet=sheet)
        if not call.as_json:
            _tell_columns(understood)
        require_name(understood)
        rows, said = contacts(
            understood,
            order=cast("Order | None", date_order and date_order.upper()),
            usual=_usual(call),
            ask=_asked_order if call.may_ask else None,
            today=today,
        )
        planning = Planning(
            app,
            today=today,
            as_of=written_on(file.expanduser()),
            digest=rows.sheet.digest,
            entropy=app.s.entropy,
        )
        planning.reading(file.name)
        planning.count("created", 0, file.name)
        if (event := understood.event(said)) is not None:
            planning.add(event, today)
        if not call.as_json:
            tell_first(rows)
        with progress("reading", total=rows.rows) as advance:
            take(rows, app, planning, advance)
        plan = planning.finished(SOURCE)
        document = conclude(call, app, plan, dry_run=dry_run, yes=yes, errors_to=errors_to)
    if document is not None:
        problems = Counter(each.why for each in plan.problems)
        columns = [
            {"header": each.header, "field": each.field, "why": each.why} for each in understood.columns
        ]
        render.emit_json({**document, "problems": dict(sorted(problems.items())), "columns": columns})


def _usual(call: Call) -> Order | None:
    order = call.config.date_order
    return None if order == "YMD" else order


def _asked_order(cell: str) -> Order:
    """Nothing in the file tells: once, for all its dates."""
    from netlog.importers.explained import readings

    choices = [Choice(order, spoken(day)) for order, day in readings(cell).items()]
    return cast("Order", questions.which(cell, choices).id)


def _tell_columns(understood: Understood) -> None:
    from netlog.importers.columns import FIELDS

    sheet = understood.sheet
    render.tell(f"{sheet.shown}: {sheet.kind}, columns named in line {sheet.header.line}")
    if sheet.others:
        render.tell(f"not read: {_few('sheet', sheet.others)}; choose with --sheet NAME")
    room = max((render.width(each.header) for each in understood.columns), default=0)
    for each in understood.columns:
        space = " " * (room - render.width(each.header))
        meant = f"→ {FIELDS[each.field].becomes}" if each.field else f"– not taken: {each.why}"
        render.tell(f"  {each.header}{space}  {meant}")
    unknown = [each for each in understood.columns if each.field is None and each.header]
    if unknown:
        render.tell(f'to take a column in: --map "{unknown[0].header}=notes", or any of {", ".join(FIELDS)}')


def tell_first(rows: Iterable[Contact | Skipped]) -> None:
    """The first rows, as they were understood."""
    from netlog.importers.sheet_cells import Contact

    found: Iterable[Contact] = (each for each in rows if isinstance(each, Contact))
    for number, each in enumerate(islice(found, PREVIEW + 1)):
        render.tell("  …" if number == PREVIEW else f"  {_line(each)}")


def _line(contact: Contact) -> str:
    parts = [", ".join(filter(None, (contact.name, contact.role, contact.company)))]
    parts += [*contact.emails[:1], *contact.phones[:1]]
    if contact.last_contact:
        parts.append(f"last contact {spoken(contact.last_contact)}")
    if contact.todo:
        parts.append(f"to do: {contact.todo}" + (f" by {spoken(contact.due)}" if contact.due else ""))
    return " · ".join(parts)


def _few(what: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - PREVIEW} more" if len(names) > PREVIEW else ""
    return (what if len(names) == 1 else f"{what}s") + " " + ", ".join(names[:PREVIEW]) + more
