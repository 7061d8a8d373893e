"""What happened with one person, in words and in order? Every entry of a person that belongs to the story is
a line.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.ids import is_person
from projections.contact import contact
from projections.engine import projection
from projections.history import day_of
from projections.sentences import said

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from projections.history import History


class Line(NamedTuple):
    """`occurred` as the user typed it, empty if he said nothing; `recorded` ms since 1970. `other`: whose
    name follows the line.
    """

    entry: str
    day: str
    occurred: str
    name: str
    line: str
    other: str | None
    text: str | None
    recorded: int
    position: int


@projection(table="timeline", row=Line, primary_key=("position",))
def timeline(history: History) -> Iterator[Line]:
    """The lines of one person; `position` counts them in order of occurrence."""
    if not is_person(history.subject):
        return
    pointed_to = {moment.event.person for moment in contact(history).pointed}
    for position, entry in enumerate(history.by_occurred):
        words, name = said(entry.event, history.ids), entry.event.wire_name
        if words is None or (name == "person-added" and words.other in pointed_to):
            continue  # somebody named in a conversation is added in the same breath: one line for both
        yield Line(
            entry.id,
            day_of(entry).isoformat(),
            entry.occurred.text if entry.occurred else "",
            name,
            words.line,
            words.other,
            words.text,
            entry.recorded,
            position,
        )


def timeline_of(db: sqlite3.Connection, subject: str) -> list[dict[str, Any]]:
    """The lines of one person, oldest first."""
    return [
        {
            "entry": entry,
            "day": day,
            "occurred": occurred or None,
            "name": name,
            "line": line if other is None else f"{line} {other_name or 'somebody'}",
            "text": text,
            "recorded": _iso(recorded),
        }
        for entry, day, occurred, name, line, other, other_name, text, recorded in db.execute(
            _LINES, [subject]
        )
    ]


def _iso(recorded: int) -> str | None:
    """The author's clock in UTC; None for a clock beyond the calendar."""
    if recorded > _LAST_MS:
        return None
    moment = datetime.fromtimestamp(recorded // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{recorded % 1000:03}Z"


_LAST_MS: Final = 253_402_300_799_999
_LINES: Final = """
    SELECT entry, day, occurred, timeline.name, line, other, people.name, text, recorded
    FROM timeline
    LEFT JOIN identities ON identities.subject = other
    LEFT JOIN people ON people.subject = coalesce(representative, other)
    WHERE timeline.subject = ? ORDER BY position
"""
