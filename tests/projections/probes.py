"""Projections that notice everything: order and content of entries, the settings, the ids of a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from events.envelope import canonical_json
from projections.engine import projection
from projections.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.history import History


class Sequence(NamedTuple):
    entries: str
    ids: str


@projection(table="sequences", row=Sequence, hot="1")
def sequences(history: History) -> Iterator[Sequence]:
    """One row that changes with every swap of two entries."""
    entries = " ".join(
        f"{entry.id}:{canonical_json(entry.event.model_dump()).decode()}" for entry in history.entries
    )
    yield Sequence(entries, " ".join(sorted(history.ids)))


class Moment(NamedTuple):
    place: int
    day: str
    entry: str
    subjects: str


@projection(table="moments", row=Moment, primary_key=("place",), hot="place % 2 = 0", indexes=(("day",),))
def moments(history: History) -> Iterator[Moment]:
    """A row for each entry by the day on which it happened; the hot tables keep every other one."""
    for place, entry in enumerate(history.by_occurred):
        yield Moment(place, history.day(entry).isoformat(), entry.id, " ".join(entry.subjects))


class Silence(NamedTuple):
    rule: str
    settings: str | None


@projection(table="silences", row=Silence, primary_key=("rule",))
def silences(history: History) -> Iterator[Silence]:
    """What the settings say, for every subject; only in the cold tables."""
    for mute in history.settings.mutes:
        yield Silence(mute.rule, f"{mute.day} {mute.noted}")


PROBES = (sequences, moments, silences)


def hot() -> Tables:
    return Tables.empty(PROBES, part="hot")


def cold() -> Tables:
    return Tables.empty(PROBES, part="cold")


def content(tables: Tables) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    names = [name for (name,) in tables.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: sorted(tables.db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608
