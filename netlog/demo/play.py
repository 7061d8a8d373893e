"""In which order, and when, does the invented year go into a log? Same seed, same day, same contents.

Subjects come from the seed; ids of entries from the log, since they bind who recorded them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from events.imports import ImportFinished, ImportStarted
from events.registry import draft
from netlog.demo import verbs
from netlog.demo.days import Days, Minutes
from netlog.demo.script import Command, Import, script
from netlog.demo.telling import Intended, Telling

if TYPE_CHECKING:
    from datetime import datetime

    from events.envelope import Draft, Envelope
    from events.ids import SubjectId

SEED: Final = 7
HERO: Final = "Ruta Vaitkus"

Record = Callable[[list["Draft"], "datetime"], "list[Envelope]"]
"""Writes down what one command said, at a moment that never runs backwards."""


class Story(NamedTuple):
    """What was told. `hero` is the person whose page is worth a look."""

    events: int
    commands: int
    hero: SubjectId


class _Cue(NamedTuple):
    noted: datetime
    happens: Command | Import


def build(
    record: Record, *, now: datetime, seed: int = SEED, progress: Callable[[int], None] = lambda _done: None
) -> Story:
    """Tells the year that ends `now`. `progress` hears of each command."""
    randomness = Random(seed)  # noqa: S311 - a story, not a secret
    told, days = script(), Days(now.date())
    cues = _in_order(told.commands, told.imports, days, Minutes(randomness, now))
    telling, events = Telling(told, days, randomness), 0
    for cue in cues:
        happens = cue.happens
        if isinstance(happens, Import):
            intended, occurred = _import(telling, happens), ""
        else:
            intended = [one for said in happens.said for one in verbs.events(telling, happens.person, said)]
            occurred = _occurred(happens, days)
        drafts = [draft(one.event, occurred=occurred, also_about=one.also_about) for one in intended]
        for envelope, one in zip(record(drafts, cue.noted), intended, strict=True):
            telling.happened(envelope, one.event)
        events += len(intended)
        progress(1)
    return Story(events, len(cues), telling.id(HERO))


def commands() -> int:
    """How many commands the year has."""
    told = script()
    return len(told.commands) + len(told.imports)


def _in_order(
    told: tuple[Command, ...], imports: tuple[Import, ...], days: Days, minutes: Minutes
) -> list[_Cue]:
    """By the day on which it was written down, oldest first; within a day by the clock."""
    cues = [_Cue(minutes.noted(one.source, days.ago(one.day), None), one) for one in imports]
    for one in told:
        over = None
        if one.time is not None and one.noted == one.day:
            hours, _, rest = one.time.partition(":")
            over = int(hours) * 60 + int(rest) + _length(one)
        cues.append(_Cue(minutes.noted(one.person, days.ago(one.noted), over), one))
    return sorted(cues, key=lambda cue: cue.noted)


def _length(command: Command) -> int:
    """Minutes that the conversation took."""
    return next((int(word) for word in command.said[0].words.split() if word.isdecimal()), 0)


def _occurred(command: Command, days: Days) -> str:
    day = days.ago(command.day).isoformat()
    if command.time is not None:
        return f"{day}T{command.time}"
    return f"{day}~" if command.about else day


def _import(telling: Telling, taken: Import) -> list[Intended]:
    rows = [telling.imported(card) for card in taken.rows]
    digest = hashlib.sha256("\n".join(card.name for card in taken.rows).encode()).hexdigest()
    count = len(rows)
    return [
        Intended(ImportStarted(source=taken.source, file_sha256=digest)),
        *rows,
        Intended(ImportFinished(rows=count, created=count, matched=0, skipped=0, errors=0)),
    ]
