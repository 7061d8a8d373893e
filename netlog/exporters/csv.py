"""What does the notebook hold, as tables that any spreadsheet opens?

Rule: no cell is a formula to whatever opens it, and `netlog import csv` reads each as it was.
"""

from __future__ import annotations

import csv
import json
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from events.registry import UnknownEvent, UnreadableEvent, read
from events.written import written
from netlog.importers.cells import guarded
from netlog.trail import Trail, Wanted
from netlog.words import People
from projections.organisations import TARGETED
from projections.queue import queue
from projections.rules import CADENCE
from projections.steps import STAGES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from events.envelope import Envelope
    from netlog.app import App

_BETWEEN: Final = ", "
Row = tuple[Any, ...]


class Sheet(NamedTuple):
    """`rows` answers for a day."""

    file: str
    header: Sequence[str]
    rows: Callable[[App, date], Iterable[Row]]


def write(stream: IO[str], header: Sequence[str], rows: Iterable[Row], *, delimiter: str) -> int:
    """How many rows there were."""
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
        count += 1
    return count


def _people(app: App, on: date) -> Iterator[Row]:
    for row in app.cold.execute(_PEOPLE, {"on": on.isoformat()}):
        (name, role, organisation, sector, channels, tags, last_touch, days, via, *rest, also, subject) = row
        stage, side, aim, kind, how, added_on, due = rest
        ways: dict[str, list[str]] = {"email": [], "phone": [], "linkedin": [], "url": []}
        for channel in json.loads(channels):
            ways[channel["kind"]].append(channel["value"])
        yield (
            *(name, role, organisation, sector),
            *(_BETWEEN.join(values) for values in ways.values()),
            *(_BETWEEN.join(json.loads(tags)), last_touch, cadence(days), via),
            *(STAGES[stage - 1] if stage else None, side, due, aim, kind, how, added_on),
            *(_BETWEEN.join(json.loads(also)), subject),
        )


def cadence(days: int | None) -> str | None:
    """As the import takes it: a tier, or "45 days"."""
    if days is None:
        return None
    return next((tier for tier in "ABCD" if CADENCE.parameters[tier] == days), f"{days} days")


def _organisations(app: App, on: date) -> Iterator[Row]:
    for name, also, *known in app.cold.execute(_ORGANISATIONS, {"on": on.isoformat()}):
        yield name, _BETWEEN.join(json.loads(also)), *known


def _exchange(app: App, on: date) -> sqlite3.Cursor:
    return app.cold.execute(_EXCHANGE, {"on": on.isoformat()})


def _queue(app: App, on: date) -> Iterator[Row]:
    found = queue(app.cold, on, everything=True)
    for item in (*found.now, *found.later, *found.snoozed, *found.upcoming):
        person = item["person"] or {"name": None, "id": None}
        yield (
            *(person["name"], item["why"], item["due"], item["overdue_days"], item["suggest"]),
            *(item["rule"], item["nudge"], person["id"]),
        )


def _entries(app: App, _: date) -> Iterator[Row]:
    """All that was ever recorded, also what was taken back since."""
    trail = Trail(app, People(app.hot, ask=None), Wanted(None, None, None))
    for envelope in trail.entries(None):
        entry = trail.document(envelope)
        yield (
            *(entry["occurred"], _BETWEEN.join(person["name"] for person in entry["people"])),
            *(entry["line"], _text(envelope), entry["name"], entry["recorded"]),
            *(entry["device_name"] or entry["device"], "yes" if entry["relayed"] else None),
            *(_BETWEEN.join(entry["corrected_by"]), entry["withdrawn_by"], entry["part_of"], entry["id"]),
        )


def _text(envelope: Envelope) -> str | None:
    try:
        return "\n".join(written(read(envelope).event))
    except (UnknownEvent, UnreadableEvent):
        return None


SHEETS: Final = (
    Sheet(
        "people.csv",
        (
            *("name", "role", "organisation", "sector", "email", "phone", "linkedin", "website", "tags"),
            *(
                "last contact",
                "cadence",
                "brought by",
                "stage reached",
                "side state",
                "next due",
                "aim",
                "kind",
            ),
            *("how it began", "added on", "other names", "netlog id"),
        ),
        _people,
    ),
    Sheet(
        "organisations.csv",
        (
            *("organisation", "other names", "sector", "kind", "place", "website", "target since"),
            *("target rank", "motivation", "why", "people", "talked with", "netlog id"),
        ),
        _organisations,
    ),
    Sheet(
        "entries.csv",
        (
            *("happened on", "about whom", "what", "words", "event", "recorded", "device", "unproven"),
            *("corrected by", "taken back by", "part of", "entry"),
        ),
        _entries,
    ),
    Sheet(
        "exchange.csv",
        (
            *("with whom", "direction", "what", "words", "day", "minutes", "promised for", "kept on"),
            *("entry", "netlog id"),
        ),
        _exchange,
    ),
    Sheet(
        "queue.csv",
        ("about whom", "why", "due on", "days over", "suggestion", "rule", "nudge", "netlog id"),
        _queue,
    ),
)
"""No header but those of the people names anybody: of the others, an import takes nothing for a person."""

_PEOPLE: Final = """
    SELECT p.name, p.role, o.name, o.sector, p.channels, p.tags, p.last_touch, p.cadence_days, v.name,
        s.stage, s.side, p.aim, p.role_kind, p.how, p.added_on, (
            SELECT min(due) FROM follow_ups
            WHERE follow_ups.subject = p.subject AND rule <> 'R04'
            AND anchored <= :on AND (closed_on IS NULL OR closed_on > :on)),
        p.also, p.subject
    FROM people p
    LEFT JOIN organisations o ON o.subject = p.organisation
    LEFT JOIN identities i ON i.subject = p.via
    LEFT JOIN people v ON v.subject = coalesce(i.representative, p.via)
    LEFT JOIN stages s ON s.subject = p.subject AND s.entered <= :on AND (s.left IS NULL OR s.left > :on)
    ORDER BY p.name, p.subject"""
_ORGANISATIONS: Final = f"""
    SELECT o.name, o.also, o.sector, o.kind, o.place, o.website, t.since, t.rank, t.motivation, t.why,
        (SELECT count(*) FROM people p WHERE p.organisation = o.subject),
        (SELECT count(*) FROM people p WHERE p.organisation = o.subject AND p.talked_on <= :on), o.subject
    FROM organisations o
    {TARGETED}
    ORDER BY o.name, o.subject"""  # noqa: S608 - constants of this program
_EXCHANGE: Final = """
    SELECT p.name, e.side, e.kind, e.what, e.day, e.minutes, e.due, e.kept_on, e.entry, p.subject
    FROM exchange e JOIN people p ON p.subject = e.subject
    WHERE e.day <= :on ORDER BY e.day, e.entry, p.subject"""
