"""Who got in touch of their own accord, when, from where, and does it fit what is looked for?

An entry is a row of the person who wrote, else of the organisation, else of the user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.ids import USER
from projections.engine import projection
from projections.history import day_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from projections.history import History

MONTHS: Final = 24


class Inbound(NamedTuple):
    """`relevance` 0 to 3, null while it is not rated."""

    entry: str
    day: str
    person: str | None
    organisation: str | None
    about: str
    kind: str | None
    channel: str | None
    relevance: int | None


@projection(table="inbound", row=Inbound, primary_key=("entry",))
def inbound(history: History) -> Iterator[Inbound]:
    """What reached the user by itself."""
    from events.inbound import InboundReceived

    for entry in history.entries:
        event = entry.event
        if isinstance(event, InboundReceived) and (event.person or event.organisation or USER) in history.ids:
            yield Inbound(
                entry.id,
                day_of(entry).isoformat(),
                event.person,
                event.organisation,
                event.what,
                event.kind,
                event.channel,
                event.relevance,
            )


def received(db: sqlite3.Connection, on: date) -> dict[str, Any]:
    """Everything until the day, newest first, counted by month, by organisation and by relevance."""
    rows = db.execute(_RECEIVED, [on.isoformat()]).fetchall()
    months = dict.fromkeys(_months(on), 0)
    places: dict[tuple[str, str], int] = {}
    relevance = dict.fromkeys(("0", "1", "2", "3", "unrated"), 0)
    for _, day, _, _, place, called, _, _, _, rated in rows:
        if day[:7] in months:
            months[day[:7]] += 1
        if called:
            places[place, called] = places.get((place, called), 0) + 1
        relevance["unrated" if rated is None else str(rated)] += 1
    return {
        "months": [{"month": month, "count": count} for month, count in months.items()],
        "organisations": [
            {"organisation": {"id": place, "name": called}, "count": count}
            for (place, called), count in sorted(places.items(), key=lambda one: (-one[1], one[0][1]))
        ],
        "relevance": relevance,
        "inbound": [
            {
                "entry": entry,
                "on": day,
                "person": {"id": person, "name": name} if name else None,
                "organisation": {"id": place, "name": called} if called else None,
                "about": about,
                "kind": kind,
                "channel": channel,
                "relevance": rated,
            }
            for entry, day, person, name, place, called, about, kind, channel, rated in rows
        ],
    }


def _months(on: date) -> Iterator[str]:
    """The last of them ends with the day."""
    last = on.year * 12 + on.month - 1
    for number in range(max(last - MONTHS + 1, 12), last + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


_RECEIVED: Final = """
    SELECT entry, day, p.subject, p.name, o.subject, o.name, about, inbound.kind, channel, relevance
    FROM inbound
    LEFT JOIN identities i ON i.subject = person
    LEFT JOIN people p ON p.subject = coalesce(representative, person)
    LEFT JOIN organisations o ON o.subject = coalesce(inbound.organisation, p.organisation)
    WHERE day <= ? ORDER BY day DESC, entry"""
