"""Which entries stand, and in what form? An amendment finds its target, whichever of the two came first.

An amendment counts only if it names every subject of its target. So whoever has read all events of one of the
target's subjects has read all its amendments, and what else was read beside them never matters.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from events.ids import USER, EventId, SubjectId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.registry import Entry, Event

    ByTarget = dict[EventId, list[Entry]]


class Refused(NamedTuple):
    """An amendment that makes no sense, and the subjects of its target that it names: they all see it so."""

    amendment: Entry
    subjects: set[SubjectId]


class Amended(NamedTuple):
    """`standing`: total order, corrected, without amendments."""

    standing: list[Entry]
    refused: list[Refused]


def amended(entries: Sequence[Entry]) -> Amended:
    """What a set of entries comes to.

    Args:
        entries: in total order; for each entry all its amendments are among them.

    """
    from events.corrections import EntryCorrected, EntryWithdrawn

    known = {entry.id: entry for entry in entries}
    corrections: ByTarget = defaultdict(list)
    withdrawals: ByTarget = defaultdict(list)
    plain: list[Entry] = []
    refused: list[Refused] = []
    for entry in entries:
        event = entry.event
        if not isinstance(event, EntryCorrected | EntryWithdrawn):
            plain.append(entry)
            continue
        correcting = isinstance(event, EntryCorrected)
        target = known.get(EventId(event.target))
        if target is None:
            continue
        if _may_amend(entry, target, correcting=correcting):
            (corrections if correcting else withdrawals)[target.id].append(entry)
        else:
            refused.append(_refused(entry, target))
    if not (corrections or withdrawals):
        return Amended(plain, refused)
    gone = _withdrawn(withdrawals)
    standing = [_corrected(entry, corrections, gone, refused) for entry in plain if entry.id not in gone]
    return Amended(standing, refused)


def _may_amend(amendment: Entry, target: Entry, *, correcting: bool) -> bool:
    """Withdrawing an amendment is plain; correcting one would let it mean something else in hindsight."""
    from events.corrections import EntryCorrected, EntryWithdrawn

    if correcting and isinstance(target.event, EntryCorrected | EntryWithdrawn):
        return False
    return set(target.subjects) <= set(amendment.subjects)


def _withdrawn(withdrawals: ByTarget) -> set[EventId]:
    """The ids named by a withdrawal that is not itself withdrawn. Chains may be long: nothing recurses."""
    gone: dict[EventId, bool] = {}
    for root in withdrawals:
        stack, seen = [root], {root}
        while stack:
            by = withdrawals.get(stack[-1], ())
            pending = [one.id for one in by if one.id not in gone and one.id not in seen]
            if pending:
                stack += pending
                seen.update(pending)
            else:
                gone[stack.pop()] = any(not gone.get(one.id, False) for one in by)
    return {id for id, is_gone in gone.items() if is_gone}


def _corrected(original: Entry, corrections: ByTarget, gone: set[EventId], refused: list[Refused]) -> Entry:
    """The entry with its standing corrections, in total order; one that no longer fits is refused."""
    from events.registry import UnreadableEvent, corrected

    entry = original
    for correction in corrections.get(original.id, ()):
        if correction.id in gone:
            continue
        try:
            after = corrected(entry, correction.event.patch)  # type: ignore[attr-defined]
        except UnreadableEvent:
            refused.append(_refused(correction, original))
            continue
        subjects = _subjects_after(entry, after.event)
        if subjects <= set(entry.subjects).union(correction.subjects):
            entry = after._replace(subjects=tuple(sorted(subjects)))
        else:
            refused.append(_refused(correction, original))
    return entry


def _refused(amendment: Entry, target: Entry) -> Refused:
    return Refused(amendment, set(target.subjects).intersection(amendment.subjects))


def _subjects_after(before: Entry, after: Event) -> set[SubjectId]:
    """Whom the entry is about once its data changed; what it copied from entries that it refers to stays."""
    named_before, named_after = _named(before.event), _named(after)
    if named_before == named_after:
        return set(before.subjects)
    return set(before.subjects) - (named_before or {USER}) | (named_after or {USER})


def _named(event: Event) -> set[SubjectId]:
    return {SubjectId(subject) for subject in event.about() if subject is not None}
