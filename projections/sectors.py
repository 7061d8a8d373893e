"""In which sectors is the user looking, and how many organisations of each does he know? A fold of his own
subject.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.engine import projection
from projections.history import day_of
from projections.sentences import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from projections.history import History


class Sector(NamedTuple):
    """`folded` is the name as it is compared. `until` is null while it is chosen."""

    folded: str
    since: str
    until: str | None
    name: str
    why: str | None
    intermediary: int


@projection(table="sectors", row=Sector, primary_key=("folded", "since"), hot="1")
def sectors(history: History) -> Iterator[Sector]:
    """When each sector was chosen; what was last said counts, for at least a day."""
    from events.aims import SectorChosen, SectorDropped

    chosen: dict[str, Sector] = {}
    for entry in history.by_occurred:
        event = entry.event
        if not isinstance(event, SectorChosen | SectorDropped):
            continue
        name, day = folded(event.name), day_of(entry).isoformat()
        before = chosen.pop(name, None)
        if before is not None and before.since < day:
            yield before._replace(until=day)
        if isinstance(event, SectorChosen):
            chosen[name] = Sector(name, day, None, event.name, event.why, int(event.intermediary))
    yield from chosen.values()


def chosen_sectors(db: sqlite3.Connection, on: date) -> list[dict[str, Any]]:
    """Those that are chosen on the day, in the order in which they were."""
    known: Counter[str] = Counter()
    for sector, count in db.execute("SELECT sector, count(*) FROM organisations GROUP BY sector"):
        known[folded(sector or "")] += count
    return [
        {
            "sector": name,
            "since": since,
            "why": why,
            "intermediary": bool(intermediary),
            "organisations": known[key],
        }
        for key, name, since, why, intermediary in db.execute(_CHOSEN, {"on": on.isoformat()})
    ]


_CHOSEN: Final = """
    SELECT folded, name, since, why, intermediary FROM sectors
    WHERE since <= :on AND (until IS NULL OR until > :on) ORDER BY since, name"""
