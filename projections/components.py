"""What does each subject come to, once all that was read about it is put together?"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from projections.amendments import amended
from projections.identity import representatives

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from events.ids import EventId, SubjectId
    from events.registry import Entry
    from projections.amendments import Refused
    from projections.identity import Representatives
    from projections.reading import Pool


class Unknown(NamedTuple):
    """What stays out of the rows. `why`: unknown, unreadable, fold failed (`name`: the projection)."""

    entry: EventId | None
    name: str
    why: str


class Component(NamedTuple):
    """One subject under all its ids. `entries` stand, in total order."""

    subject: SubjectId
    ids: frozenset[SubjectId]
    entries: tuple[Entry, ...]
    unknown: list[Unknown]


def components(pool: Pool, subjects: Collection[SubjectId]) -> list[Component]:
    """The components that the subjects form, in order of their representatives.

    Args:
        pool: holds all that `reading.gather` reads for the subjects.
        subjects: whole components, as `reading.gather` returns them.

    """
    standing, refused = amended(sorted(pool.entries.values(), key=attrgetter("stamp", "device", "id")))
    merged = representatives(standing)
    ids: dict[SubjectId, list[SubjectId]] = {}
    for subject in sorted(subjects):
        ids.setdefault(merged.get(subject, subject), []).append(subject)
    entries: dict[SubjectId, list[Entry]] = {subject: [] for subject in ids}
    for entry in standing:
        for subject in entry.subjects:
            of_subject = entries.get(merged.get(subject, subject))
            if of_subject is not None and (not of_subject or of_subject[-1] is not entry):
                of_subject.append(entry)
    unknown = _unknown(pool, refused, merged)
    return [
        Component(subject, frozenset(ids[subject]), tuple(found), unknown.get(subject, []))
        for subject, found in entries.items()
    ]


def _unknown(
    pool: Pool, refused: Iterable[Refused], merged: Representatives
) -> dict[SubjectId, list[Unknown]]:
    """What stays out, by the subject that it would concern."""
    found: dict[SubjectId, list[Unknown]] = {}
    what: list[tuple[Unknown, Iterable[SubjectId]]] = []
    what += ((Unknown(one.entry, one.name, one.why), one.subjects) for one in pool.unread.values())
    what += ((Unknown(one.id, one.event.wire_name, "unreadable"), named) for one, named in refused)
    for unknown, subjects in what:
        for subject in {merged.get(one, one) for one in subjects}:
            found.setdefault(subject, []).append(unknown)
    return found
