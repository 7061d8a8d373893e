"""How are dirty subjects folded again? Batch by batch, in memory that does not grow with the log."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from events.ids import USER, SubjectId
from projections.components import Unknown, components
from projections.history import History
from projections.reading import gather
from projections.settings import settings
from projections.tables import FAILED, Folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projections.components import Component
    from projections.engine import AnyProjection, Progress
    from projections.reading import Source
    from projections.tables import Tables

_EVENTS_A_BATCH: Final = 1000
"""Two kilobytes each while they are folded; fewer would ask the log more often."""
_FIRST_BATCH: Final = 100
_MANY: Final = 2_000
"""Dirty subjects that are worth telling the source about beforehand."""
_LARGEST_BATCH: Final = 4_000
_SUBJECTS_AT_ONCE: Final = 200
"""Rows in memory on their way into the tables."""


class Run:
    """One way of tables that stand together, from where they are to a later position."""

    def __init__(self, source: Source, group: Sequence[Tables], *, strict: bool) -> None:
        self.source, self.group, self.strict = source, group, strict
        self.settings = group[0].settings
        kept = {one for tables in group for one in tables.kept}
        self.projections = [one for one in group[0].projections if one in kept]
        self.position = group[0].position
        self.written: set[SubjectId] = set()
        self.filled, self.copied = _divided(group, self.position)

    def to(self, end: int, progress: Progress | None) -> int:
        """The number of subjects folded."""
        if self.position > end:  # the archive is older than these tables: it was restored
            self._start_again()
        try:
            folded = self._refold(progress)
        finally:
            self.source.expect(())
        for tables in self.copied:
            tables.fill_from(self.filled)
        for tables in self.group:
            tables.advance(end, self.settings)
        return folded

    def _refold(self, progress: Progress | None) -> int:
        waiting, done = self._in_order(self.position), set[SubjectId]()
        total, size, folded = len(waiting), _FIRST_BATCH, 0
        while waiting:
            batch = waiting[-size:]
            del waiting[-size:]
            pool, fold = gather(self.source, set(batch) - done, self.group[0].members)
            found = components(pool, fold)
            if self._settings_changed(found) and (self.position or self.written):
                waiting, done = self._in_order(0), set()
                total = len(waiting)
                continue
            self._replace(fold, found)
            done |= fold
            folded += len(found)
            size = _next_size(len(fold), len(pool.entries))
            if progress is not None:
                progress(len(batch), total)
        return folded

    def _start_again(self) -> None:
        for tables in self.group:
            tables.clear()
        self.position, self.settings = 0, self.group[0].settings
        self.filled, self.copied = _divided(self.group, self.position)

    def _in_order(self, position: int) -> list[SubjectId]:
        """The dirty subjects, to be taken from the end: the user first, whose settings the rest is folded by.

        The rest goes in order of the tables, so that a rebuild appends rows.
        """
        dirty = set(self.source.dirty_since(position))
        users = dirty & {USER}
        waiting = [*sorted(dirty - users, reverse=True), *users]
        if len(waiting) > _MANY:
            self.source.expect(reversed(waiting))
        return waiting

    def _settings_changed(self, found: Iterable[Component]) -> bool:
        for component in found:
            if component.subject == USER and (now := settings(component.entries)) != self.settings:
                self.settings = now
                return True
        return False

    def _replace(self, subjects: set[SubjectId], found: Sequence[Component]) -> None:
        stale = subjects if self.position else subjects & self.written
        self.written |= subjects
        for tables in self.filled:
            tables.remove(stale)
        for start in range(0, len(found), _SUBJECTS_AT_ONCE):
            folded = [self._folded(one) for one in found[start : start + _SUBJECTS_AT_ONCE]]
            for tables in self.filled:
                tables.insert(folded, strict=self.strict)

    def _folded(self, component: Component) -> Folded:
        """A subject of which nothing stands has no rows."""
        subject, ids, entries, unknown = component
        history = History(subject, ids, entries, self.settings)
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for one in self.projections if entries else ():
            try:
                rows[one.table] = _rows(one, history)
            except MemoryError:
                raise
            except Exception:  # a bug in one view, or data that no view foresaw, must not hide all the rest
                if self.strict:
                    raise
                unknown.append(Unknown(None, one.table, FAILED))
        return Folded(subject, ids, rows, unknown)


def _divided(group: Sequence[Tables], position: int) -> tuple[Sequence[Tables], Sequence[Tables]]:
    """Tables to fill row by row, and those that take their rows from the others when these are full: where
    all are filled from nothing, and each row of theirs is in a table beside them.
    """
    whole = [tables for tables in group if tables.owned]
    parts = {tables.part for tables in whole}
    copied = [
        tables
        for tables in group
        if not position and not tables.owned and parts.issuperset(one.part for one in tables.kept)
    ]
    return ([tables for tables in group if tables not in copied], copied) if whole else (group, ())


def _rows(projection: AnyProjection, history: History) -> list[tuple[Any, ...]]:
    """In order of the primary key, so that the state depends on what is in a table alone."""
    subject = (history.subject,)
    rows = [subject + row for row in projection.fold(history)]
    if len(rows) > 1:
        rows.sort(key=itemgetter(*map(projection.columns.index, projection.primary_key)))
    return rows


def _next_size(folded: int, events: int) -> int:
    """As many subjects as should bring one batch of events, going by the last one."""
    return max(1, min(_LARGEST_BATCH, _EVENTS_A_BATCH * max(folded, 1) // max(events, 1)))
