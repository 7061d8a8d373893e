"""`netlog import google`, `outlook` and `vcard`: people from an address book. Twice changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click

from netlog import render
from netlog.commands.declaring import verb
from netlog.commands.import_sheet import tell_first
from netlog.commands.importing import FILE, conclude
from netlog.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netlog.commands.calling import Call
    from netlog.importers.address_books import AddressBook

_MOST_LEFT: Final = 8

_options: Final = (
    click.argument("file", type=FILE),
    click.option("--dry-run", is_flag=True, help="Show what would happen, and record nothing."),
    click.option("--yes", is_flag=True, help="Do not ask before recording."),
    click.option(
        "--errors",
        "errors_to",
        type=FILE,
        metavar="FILE",
        help="Write the rows and cells that were left out, with the reason, as CSV.",
    ),
)


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_options):
        command = option(command)
    return command


@verb(
    "google",
    examples=("netlog import google google.csv --dry-run", "netlog import google google.csv"),
    day=False,
)
@_with_options
def google(call: Call, file: Path, *, dry_run: bool, yes: bool, errors_to: Path | None) -> None:
    """Your people from Google Contacts: the CSV that it exports, of today or of before 2024.

    Labels become tags, as far as they are your own. Imported people are not tracked. Taken back as a whole
    by: netlog undo
    """
    from netlog.importers.address_books import GOOGLE, reading

    _import(call, file, GOOGLE.source, reading(GOOGLE), dry_run=dry_run, yes=yes, errors_to=errors_to)


@verb(
    "outlook",
    examples=("netlog import outlook outlook.csv --dry-run", "netlog import outlook outlook.csv"),
    day=False,
)
@_with_options
def outlook(call: Call, file: Path, *, dry_run: bool, yes: bool, errors_to: Path | None) -> None:
    """Your people from Outlook: the CSV that its desktop program or outlook.com exports, in English.

    Of another language, take: netlog import csv FILE. Imported people are not tracked. Taken back as a whole
    by: netlog undo
    """
    from netlog.importers.address_books import OUTLOOK, reading

    _import(call, file, OUTLOOK.source, reading(OUTLOOK), dry_run=dry_run, yes=yes, errors_to=errors_to)


@verb(
    "vcard",
    examples=("netlog import vcard contacts.vcf --dry-run", "netlog import vcard contacts.vcf"),
    day=False,
)
@_with_options
def vcard(call: Call, file: Path, *, dry_run: bool, yes: bool, errors_to: Path | None) -> None:
    """Your people from a vCard file (.vcf): what Apple, Google, Nextcloud, Monica and phones export.

    Needs the extra netlog[import]. Categories and groups become tags; pictures are not taken. Imported people
    are not tracked. Taken back as a whole by: netlog undo
    """
    from netlog.importers import vcards

    _import(call, file, "vcard", vcards.read, dry_run=dry_run, yes=yes, errors_to=errors_to)


def _import(
    call: Call,
    file: Path,
    source: str,
    read: Callable[..., AddressBook],
    *,
    dry_run: bool,
    yes: bool,
    errors_to: Path | None,
) -> None:
    from netlog.importers import contents, written_on
    from netlog.importers.address_books import LARGEST

    today = call.today.isoformat()
    book = read(contents(file.expanduser(), limit=LARGEST), shown=str(file), today=today)
    with call.opened() as app:
        from netlog.importers.planning import Planning
        from netlog.importers.sheet_events import take

        planning = Planning(
            app,
            today=today,
            as_of=written_on(file.expanduser()),
            digest=book.digest,
            entropy=app.s.entropy,
        )
        planning.reading(file.name)
        planning.count("created", 0, file.name)
        if not call.as_json:
            _tell(book)
        with progress("reading", total=book.rows) as advance:
            take(book.people, app, planning, advance)
        plan = planning.finished(source)
        document = conclude(call, app, plan, dry_run=dry_run, yes=yes, errors_to=errors_to)
    if document is not None:
        problems = Counter(each.why for each in plan.problems)
        told = {"problems": dict(sorted(problems.items())), "not_taken": dict(sorted(book.left.items()))}
        render.emit_json({**document, **told})


def _tell(book: AddressBook) -> None:
    render.tell(f"{book.shown}: {book.kind}")
    if book.left:
        most = sorted(book.left.items(), key=lambda each: (-each[1], each[0]))[:_MOST_LEFT]
        few = [f"{header} ({rows:,})" for header, rows in most]
        more = len(book.left) - len(few)
        render.tell(f"not taken: {', '.join(few)}" + (f" and {more} columns more" if more else ""))
    tell_first(book.people)
