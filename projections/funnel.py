"""How many people are at each stage, and how do they move from one to the next?

A person in a side state counts there and not in the stage. Whoever first entered a stage in the time asked
for is followed until the day: `conversion` is the share that reached a later stage by then, `median_days` how
long those took. No percentage under five people.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from projections.rules import LEAST_SHOWN
from projections.steps import SIDES, STAGES

if TYPE_CHECKING:
    import sqlite3


def funnel(db: sqlite3.Connection, on: date, since: date | None = None) -> dict[str, Any]:
    """The document of CONTRACT.md: where everybody stood on a day, and how people moved since another."""
    now = {(stage, side): people for stage, side, people in db.execute(_WHO_IS_WHERE, {"on": on.isoformat()})}
    moves = _moves(db, on.toordinal(), since.toordinal() if since else 0)
    return {
        "stages": [
            {"stage": name, "people": now.get((stage, None), 0), **_told(moves[stage - 1])}
            for stage, name in enumerate(STAGES, start=1)
        ],
        "side": {side: sum(people for (_, one), people in now.items() if one == side) for side in SIDES},
        "n": sum(now.values()),
    }


_WHO_IS_WHERE: Final = """
    SELECT stage, side, count(*) FROM stages
    WHERE entered <= :on AND (left IS NULL OR left > :on) GROUP BY stage, side
"""
_CLIMBS: Final = """
    SELECT iif(first >= :since AND last <= :on, NULL, first) AS begun, steps, count(*) FROM climbs
    WHERE first <= :on GROUP BY begun, steps
"""
"""Only of a climb that reaches beyond the time asked for does it matter when it began."""


def _moves(db: sqlite3.Connection, on: int, since: int) -> list[Counter[int | None]]:
    """For each stage, of those who first entered it in the time asked for: how many people took how many
    days to a later one; None: have not come to one.
    """
    moves: list[Counter[int | None]] = [Counter() for _ in STAGES]
    for begun, text, people in db.execute(_CLIMBS, {"on": on, "since": since}):
        earliest, latest = (0, _EVER) if begun is None else (since - begun, on - begun)
        steps = [(at, step) for at, step in enumerate(json.loads(text)) if step is not None]
        for (stage, entered), later in zip_longest(steps, steps[1:]):
            if earliest <= entered <= latest:
                went_on = later is not None and later[1] <= latest
                moves[stage][later[1] - entered if went_on else None] += people
    return moves


_EVER: Final = date.max.toordinal()


def _told(moves: Counter[int | None]) -> dict[str, Any]:
    entered = moves.total()
    finished = sorted((days, people) for days, people in moves.items() if days is not None)
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
