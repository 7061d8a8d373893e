"""`netlog import csv`: people from a spreadsheet of any origin. Twice changes nothing."""

from __future__ import annotations

import csv as comma_separated
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from netlog import questions, render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.values import OneOf
from netlog.commands.waiting import bar
from netlog.errors import Choice, NetlogError
from netlog.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.envelope import Draft, Envelope
    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.importers.column_dates import Order
    from netlog.importers.explained import Understood
    from netlog.importers.sheet_cells import Contact
    from netlog.importers.sheet_events import Plan

_PREVIEW: Final = 5
_FILE: Final = click.Path(path_type=Path)
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
@click.argument("file", type=_FILE)
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
    type=_FILE,
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
    from netlog.importers import contents
    from netlog.importers.sheet import LARGEST

    data = contents(file.expanduser(), limit=LARGEST)
    with call.opened() as app:
        from netlog.importers.explained import contacts, read, require_name
        from netlog.importers.sheet_events import plan

        understood = read(data, app.hot, shown=str(file), choices=choices, sheet=sheet)
        if not call.as_json:
            _tell_columns(understood)
        require_name(understood)
        rows, said = contacts(
            understood,
            order=cast("Order | None", date_order and date_order.upper()),
            usual=_usual(call),
            ask=_asked_order if call.may_ask else None,
            today=call.today.isoformat(),
        )
        with progress("reading", total=rows.rows) as advance:
            planned = plan(rows, app, today=call.today.isoformat(), examples=_PREVIEW, advance=advance)
        if errors_to is not None:
            _write_left_out(errors_to.expanduser(), planned)
        if not call.as_json:
            _preview(planned)
        drafts = _drafts(call, understood, planned, said)
        envelopes = [] if dry_run or not drafts else _record(call, app, drafts, planned, ask=not yes)
    if call.as_json:
        render.emit_json(_document(understood, planned, envelopes, dry_run=dry_run))
    else:
        _say(planned, envelopes, dry_run=dry_run)


def _usual(call: Call) -> Order | None:
    order = call.config.date_order
    return None if order == "YMD" else order


def _asked_order(cell: str) -> Order:
    """Nothing in the file tells: once, for all its dates."""
    from netlog.importers.explained import readings

    choices = [Choice(order, spoken(day)) for order, day in readings(cell).items()]
    return cast("Order", questions.which(cell, choices).id)


def _drafts(call: Call, understood: Understood, planned: Plan, said: Order | None) -> list[Draft]:
    """What is remembered of the columns is part of the import, and is taken back with it."""
    from events.registry import draft

    event = understood.event(said)
    if event is None:
        return planned.drafts
    first, rest = planned.drafts[:1], planned.drafts[1:]
    return [*first, draft(event, occurred=call.today.isoformat()), *rest]


def _record(call: Call, app: App, drafts: Sequence[Draft], planned: Plan, *, ask: bool) -> list[Envelope]:
    if (
        ask
        and call.may_ask
        and planned.drafts
        and not questions.agreed(f"bring in {planned.created:,} people?", default=True)
    ):
        raise NetlogError("nothing was recorded", hint="netlog import csv FILE --yes")
    with bar("recording", total=len(drafts)) as done:
        return app.record(*drafts, progress=done)


def _document(
    understood: Understood, planned: Plan, envelopes: Sequence[Envelope], *, dry_run: bool
) -> dict[str, Any]:
    return {
        "rows": planned.rows,
        "created": planned.created,
        "matched": planned.matched,
        "skipped": planned.skipped,
        "errors": planned.errors,
        "reasons": dict(sorted(planned.reasons.items())),
        "problems": dict(sorted(Counter(each.why for each in planned.problems).items())),
        "columns": [
            {"header": each.header, "field": each.field, "why": each.why} for each in understood.columns
        ],
        "events": len(envelopes),
        "import": envelopes[0].id if envelopes else None,
        "dry_run": dry_run,
    }


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


def _preview(planned: Plan) -> None:
    for each in planned.examples:
        render.tell(f"  {_line(each)}")
    if planned.created + planned.matched > len(planned.examples):
        render.tell("  …")
    for why, count in sorted(planned.reasons.items()):
        example = next(each for each in planned.left_out if each.why == why)
        render.tell(f"left out: {count:,} × {example.reason}, first in line {example.line}")
    for (_, reason), count in sorted(Counter((each.why, each.reason) for each in planned.problems).items()):
        line = next(each.line for each in planned.problems if each.reason == reason)
        render.tell(f"{count:,} × {reason}, first in line {line}")
    if planned.namesakes:
        few = ", ".join(planned.namesakes[:_PREVIEW]) + (", …" if len(planned.namesakes) > _PREVIEW else "")
        render.tell(f"new, although somebody in your notebook has that name: {few}")


def _line(contact: Contact) -> str:
    parts = [", ".join(filter(None, (contact.name, contact.role, contact.company)))]
    parts += [*contact.emails[:1], *contact.phones[:1]]
    if contact.last_contact:
        parts.append(f"last contact {spoken(contact.last_contact)}")
    if contact.todo:
        parts.append(f"to do: {contact.todo}" + (f" by {spoken(contact.due)}" if contact.due else ""))
    return " · ".join(parts)


def _few(what: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - _PREVIEW} more" if len(names) > _PREVIEW else ""
    return (what if len(names) == 1 else f"{what}s") + " " + ", ".join(names[:_PREVIEW]) + more


def _say(planned: Plan, envelopes: Sequence[Envelope], *, dry_run: bool) -> None:
    counted = f"{planned.rows:,} rows: {planned.created:,} new, {planned.matched:,} known already"
    counted += f", {planned.skipped:,} left out"
    if planned.errors:
        counted += f", {planned.errors:,} that cannot be used"
    render.emit(counted + ".")
    if dry_run:
        render.emit("Nothing was recorded, as you asked.")
    elif not envelopes:
        render.emit("Everything in it is known already; nothing was recorded.")
    elif planned.tracked:
        tracked = "one person is" if planned.tracked == 1 else f"{planned.tracked:,} people are"
        render.emit(f"As the file says, {tracked} tracked: netlog next · take it back: netlog undo")
    else:
        render.emit(
            "Nobody is tracked, so nothing is overdue: netlog cadence PERSON B · take it back: netlog undo"
        )


def _write_left_out(path: Path, planned: Plan) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = comma_separated.writer(stream)
        writer.writerow(["line", "why", "reason"])
        left_out = [(each.line, each.why, each.reason) for each in planned.left_out]
        problems = [(each.line, each.why, each.reason) for each in planned.problems]
        writer.writerows(sorted([*left_out, *problems]))
