"""How many people are at each stage, and how do they move from one to the next?

A person in a side state counts there and not in the stage. No percentage under five people.
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
    during = {"on": on.isoformat(), "since": since.isoformat() if since else ""}
    now = {(stage, side): people for stage, side, people in db.execute(_WHO_IS_WHERE, during)}
    moved = {stage: (entered, onward) for stage, entered, onward in db.execute(_WHO_MOVED, during)}
    lengths: dict[int, list[tuple[int, int]]] = {}
    for stage, days, times in db.execute(_HOW_LONG, during):
        lengths.setdefault(stage, []).append((days, times))
    return {
        "stages": [
            {
                "stage": name,
                "people": now.get((stage, None), 0),
                "entered": moved.get(stage, (0, 0))[0],
                "conversion": _share(*moved.get(stage, (0, 0))),
                "median_days": _median(lengths.get(stage, [])),
            }
            for stage, name in enumerate(STAGES, start=1)
        ],
        "side": {side: sum(people for (_, one), people in now.items() if one == side) for side in SIDES},
        "n": sum(now.values()),
    }


_WHO_IS_WHERE: Final = """
    SELECT stage, side, count(*) FROM stages
    WHERE entered <= :on AND (left IS NULL OR left > :on) GROUP BY stage, side
"""
_WHO_MOVED: Final = """
    SELECT stage, count(*), sum(onward IS NOT NULL AND onward <= :on) FROM stages
    WHERE first AND entered BETWEEN :since AND :on GROUP BY stage
"""
_HOW_LONG: Final = """
    SELECT stage, days, count(*) FROM stages
    WHERE side IS NULL AND left <= :on AND entered >= :since GROUP BY stage, days ORDER BY stage, days
"""


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
