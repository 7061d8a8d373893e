"""How many people are at each stage, and how do they move from one to the next?

A person in a side state counts there and not in the stage. Whoever first entered a stage in the time asked
for is followed until the day: `conversion` is the share that reached a later stage by then, `median_days` how
long those took. No percentage under five people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from projections.rules import LEAST_SHOWN
from projections.steps import SIDES, STAGES

if TYPE_CHECKING:
    import sqlite3
    from datetime import date


def funnel(db: sqlite3.Connection, on: date, since: date | None = None) -> dict[str, Any]:
    """The document of CONTRACT.md: where everybody stood on a day, and how people moved since another."""
    now = {(stage, side): people for stage, side, people in db.execute(_WHO_IS_WHERE, {"on": on.isoformat()})}
    during = {"on": on.toordinal(), "since": since.toordinal() if since else 0}
    lengths = [db.execute(query, during).fetchall() for query in _MOVES]
    return {
        "stages": [
            {"stage": name, "people": now.get((stage, None), 0), **_moves(lengths[stage - 1])}
            for stage, name in enumerate(STAGES, start=1)
        ],
        "side": {side: sum(people for (_, one), people in now.items() if one == side) for side in SIDES},
        "n": sum(now.values()),
    }


_WHO_IS_WHERE: Final = """
    SELECT stage, side, count(*) FROM stages
    WHERE entered <= :on AND (left IS NULL OR left > :on) GROUP BY stage, side
"""
_COLUMNS: Final = [name.replace(" ", "_") for name in STAGES]


def _move(stage: str, later: str) -> str:
    """Of those who first entered a stage in the time asked for: days until a later one or null, how many."""
    return f"""
        SELECT iif({later} <= :on, {later} - {stage}, NULL) AS days, count(*) FROM climbs
        WHERE {stage} BETWEEN :since AND :on GROUP BY days ORDER BY days"""  # noqa: S608 - constants


_MOVES: Final = [
    _move(stage, f"coalesce({', '.join([*_COLUMNS[number:], 'NULL', 'NULL'])})")
    for number, stage in enumerate(_COLUMNS, start=1)
]


def _moves(lengths: list[tuple[int | None, int]]) -> dict[str, Any]:
    entered = sum(people for _, people in lengths)
    finished = [(days, people) for days, people in lengths if days is not None]
    onward = sum(people for _, people in finished)
    return {"entered": entered, "conversion": _share(entered, onward), "median_days": _median(finished)}


def _share(entered: int, onward: int) -> float | None:
    return round(onward / entered, 3) if entered >= LEAST_SHOWN else None


def _median(lengths: list[tuple[int, int]]) -> float | None:
    """Of (days, how often) in ascending order."""
    total = sum(times for _, times in lengths)
    if not total:
        return None
    middle = [_at(lengths, (total - 1) // 2), _at(lengths, total // 2)]
    return sum(middle) / 2 if sum(middle) % 2 else sum(middle) // 2


def _at(lengths: list[tuple[int, int]], index: int) -> int:
    for days, times in lengths:
        if index < times:
            return days
        index -= times
    raise IndexError(index)
