"""Which ids are one person? Union-find over the merges that stand; the smallest id represents them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.ids import SubjectId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.registry import Entry

Representatives = dict[SubjectId, SubjectId]
"""Every id of a component of two or more, its representative included; other ids represent themselves."""


def representatives(entries: Iterable[Entry]) -> Representatives:
    """What the merges among `entries` come to. The order of the entries has no effect."""
    from events.people import PeopleMerged

    parents: Representatives = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, PeopleMerged):
            for other in event.merged:
                _join(parents, SubjectId(event.kept), SubjectId(other))
    return {subject: _root(parents, subject) for subject in parents}


def _join(parents: Representatives, one: SubjectId, other: SubjectId) -> None:
    smaller, larger = sorted((_root(parents, one), _root(parents, other)))
    if smaller != larger:
        parents.setdefault(smaller, smaller)
        parents[larger] = smaller


def _root(parents: Representatives, subject: SubjectId) -> SubjectId:
    while (parent := parents.get(subject, subject)) != subject:
        parents[subject] = subject = parents.get(parent, parent)
    return subject
