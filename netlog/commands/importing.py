"""What does every import show before it records, ask, and say afterwards?"""

from __future__ import annotations

import csv
import os
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from netlog import questions, render
from netlog.commands.waiting import bar
from netlog.errors import NetlogError, UnfitFile
from netlog.importers.rows import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from events.envelope import Envelope
    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.importers.planning import Plan
    from netlog.importers.rows import Skipped

PREVIEW: Final = 5
_MOST_REASONS: Final = 12
FILE: Final = click.Path(path_type=Path)
_COLUMNS: Final = ("line", "why", "reason", "file")


def conclude(
    call: Call, app: App, plan: Plan, *, dry_run: bool, yes: bool, errors_to: Path | None
) -> dict[str, Any] | None:
    """Shows what will be, asks, records, and says what was. Returns the document, if one is wanted."""
    if errors_to is not None:
        _write_left_out(errors_to.expanduser(), sorted([*plan.left_out, *plan.problems]))
    if not call.as_json:
        _preview(plan, told_where=errors_to is not None)
    envelopes = [] if dry_run or not plan.drafts else _record(call, app, plan, ask=not yes)
    if call.as_json:
        return _counts(plan, envelopes, dry_run=dry_run)
    _say(plan, envelopes, dry_run=dry_run)
    return None


def _record(call: Call, app: App, plan: Plan, *, ask: bool) -> list[Envelope]:
    """All of it or nothing: an import that was interrupted is begun again by the same command."""
    if ask and call.may_ask and not questions.agreed(f"{_intended(plan)}?", default=True):
        raise NetlogError("nothing was recorded", hint="the same with --dry-run shows what would be")
    with bar("recording", total=len(plan.drafts)) as done:
        return app.record(*plan.drafts, progress=done)


def _intended(plan: Plan) -> str:
    parts = []
    if plan.people:
        parts.append(f"bring in {_people(plan.people)}")
    if plan.updates:
        parts.append(f"bring {_people(len(plan.updates))} up to date")
    entries = len(plan.drafts) - 2
    return " and ".join(parts) or ("record one entry" if entries == 1 else f"record {entries:,} entries")


def _counts(plan: Plan, envelopes: list[Envelope], *, dry_run: bool) -> dict[str, Any]:
    return {
        "rows": plan.rows,
        "created": plan.created,
        "people": plan.people,
        "matched": plan.matched,
        "updated": plan.updated,
        "kept": plan.kept,
        "skipped": plan.skipped,
        "errors": plan.errors,
        "reasons": dict(sorted(plan.reasons.items())),
        "events": len(envelopes),
        "import": envelopes[0].id if envelopes else None,
        "dry_run": dry_run,
        "files": [
            {"file": file, "rows": sum(counts[each] for each in OUTCOMES)}
            | {each: counts[each] for each in (*OUTCOMES, "updated", "kept")}
            for file, counts in plan.counts.items()
        ],
    }


def _preview(plan: Plan, *, told_where: bool) -> None:
    for update in plan.updates[:PREVIEW]:
        news = ", ".join(f"{field} now {value}" for field, value in update.new.items())
        render.tell(f"  {update.name}: {news}")
    if len(plan.updates) > PREVIEW:
        render.tell(f"  and {len(plan.updates) - PREVIEW:,} more who changed")
    if plan.kept:
        render.tell(f"stays as you wrote it, though the file says otherwise: {_people(plan.kept)}")
    _tell_each("left out: ", plan.left_out, with_file=len(plan.counts) > 1)
    _tell_each("not taken as it should be: ", plan.problems, with_file=len(plan.counts) > 1)
    if (plan.left_out or plan.problems) and not told_where:
        render.tell("each of them with its line and reason: --errors FILE")
    if plan.namesakes:
        render.tell(f"new, although somebody in your notebook has that name: {_few(plan.namesakes)}")
    if plan.probable:
        alike = [f"{each.name} ({each.organisation})" for each in plan.probable]
        render.tell(f"new, but probably somebody you know, by name and place: {_few(alike)}")


def _tell_each(beginning: str, rows: Sequence[Skipped], *, with_file: bool) -> None:
    for example, count in _grouped(rows)[:_MOST_REASONS]:
        where = f"{example.file}, line {example.line}" if with_file else f"line {example.line}"
        render.tell(f"{beginning}{count:,} × {example.reason}, first in {where}")


def _grouped(rows: Sequence[Skipped]) -> list[tuple[Skipped, int]]:
    """The first row of each reason, and how many rows have it; what is wrong with a file is told apart."""
    first: dict[str, Skipped] = {}
    counts: Counter[str] = Counter()
    for each in rows:
        what = each.reason if each.why == "unreadable" else each.why
        first.setdefault(what, each)
        counts[what] += 1
    return [(first[what], count) for what, count in counts.most_common()]


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count:,} people"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:PREVIEW]) + (", …" if len(names) > PREVIEW else "")


def _say(plan: Plan, envelopes: list[Envelope], *, dry_run: bool) -> None:
    for file, counts in plan.counts.items():
        several = len(plan.counts) > 1
        render.emit((f"{file}: " if several else "") + _counted(counts))
    if dry_run:
        render.emit("Nothing was recorded, as you asked.")
    elif envelopes and plan.tracked:
        tracked = _people(plan.tracked) + (" is" if plan.tracked == 1 else " are")
        render.emit(f"As the file says, {tracked} tracked: netlog next · take it back: netlog undo")
    elif plan.people:
        render.emit(
            "Nobody is tracked, so nothing is overdue: netlog cadence PERSON B · take it back: netlog undo"
        )
    elif envelopes:
        render.emit("To take it back: netlog undo")
    else:
        render.emit("Everything in it is known already; nothing was recorded.")


def _counted(counts: Mapping[str, int]) -> str:
    rows = sum(counts[each] for each in OUTCOMES)
    said = f"{rows:,} rows: {counts['created']:,} new, {counts['matched']:,} known already"
    if counts["updated"]:
        said += f" ({counts['updated']:,} with something new)"
    if counts["skipped"]:
        said += f", {counts['skipped']:,} left out"
    if counts["errors"]:
        said += f", {counts['errors']:,} that cannot be used"
    return said + "."


def _write_left_out(path: Path, left_out: Sequence[Skipped]) -> None:
    with _private(path) as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        writer.writerows((each.line, each.why, each.reason, each.file) for each in left_out)


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    """A text file that nobody else may read."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError:
        raise UnfitFile(
            f"this file cannot be written: {path}", hint="--errors FILE in a folder of yours"
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
        yield stream
