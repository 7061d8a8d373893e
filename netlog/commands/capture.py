"""`netlog capture`: a whole meeting in one sentence, read by rules, shown, then recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog import questions, render
from netlog.capture.reading import understand
from netlog.capture.times import Calendar
from netlog.commands.capturing import MOST_CHARACTERS, Capturing, said_recorded
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT
from netlog.errors import NetlogError, UnclearDate, Usage

if TYPE_CHECKING:
    from datetime import date

    from netlog.capture.understood import Sentence
    from netlog.commands.calling import Call


@verb(
    "capture",
    examples=(
        'netlog capture "met Dana Wu (Acme) for coffee yesterday, she named Ravi Patel, thank her tomorrow"',
        'netlog capture "call with Lee 20 min; learned they hire; send him the study by friday" --yes',
        "pbpaste | netlog capture - --dry-run",
    ),
)
@click.argument("text", type=FREE_TEXT)
@click.option("--yes", is_flag=True, help="Do not ask before recording.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")
def capture(call: Call, text: str, *, yes: bool, dry_run: bool) -> None:
    """Say what happened in your own words, and see the entries before they are recorded.

    Read by rules on this device, in English and in the languages of `netlog config`. Names with capital
    letters that are nobody's are new people. What is not understood is kept as a note.
    """
    seen_from = call.occurred_day
    sentence = read(call, text, seen_from)
    with recording(call) as record:
        captured = Capturing(record, text, occurred=call.occurred)
        captured.take(sentence)
        if not call.as_json:
            captured.show()
        if dry_run:
            if call.as_json:
                render.emit_json({**record.preview, "understood": captured.document, "dry_run": True})
            else:
                render.emit("Nothing was recorded, as you asked.")
            return
        if call.may_ask and not yes and not questions.willing("record this?", again="Enter yes, n no"):
            raise NetlogError("nothing was recorded", hint="say it differently, or: netlog note PERSON TEXT")
        about = captured.people[0] if captured.people else None
        recorded = record.commit(about)
        if call.as_json:
            render.emit_json({**recorded.document, "understood": captured.document, "dry_run": False})
        else:
            render.emit(said_recorded(recorded, call.today))


def read(call: Call, text: str, seen_from: date) -> Sentence:
    """Raises: Usage for what is too long, UnclearDate for a date that can be meant in two ways."""
    if len(text) > MOST_CHARACTERS:
        hint = "in parts; or as it is: netlog note PERSON -"
        raise Usage(f"this is too long to be read at once: over {MOST_CHARACTERS:,} characters", hint=hint)
    now = call.started.replace(year=seen_from.year, month=seen_from.month, day=seen_from.day)
    calendar = Calendar(seen_from, now, call.config.date_order)
    sentence = understand(text, calendar=calendar, languages=call.config.languages)
    if sentence.unclear:
        raise UnclearDate(f"this date cannot be told: {sentence.unclear}")
    return sentence
