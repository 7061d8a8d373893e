"""A notebook in memory, as an import sees it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from netlog.importers.planning import Plan, Planning
from netlog.importers.sheet_events import take
from projections.catalogue import PROJECTIONS
from projections.components import components
from projections.engine import catch_up
from projections.history import History
from projections.reading import gather
from projections.tables import Tables
from tests.projections.world import Log, Writer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from events.envelope import Envelope
    from events.ids import SubjectId
    from netlog.importers.rows import Skipped, Somebody
    from netlog.importers.sheet_cells import Contact


class Notebook:
    """What the program gives to an import, over a log in memory."""

    def __init__(self) -> None:
        self.writer, self.log = Writer(), Log()
        self._tables = Tables.empty(PROJECTIONS, part="hot")

    @property
    def hot(self) -> sqlite3.Connection:
        catch_up(self.log, self._tables)
        return self._tables.db

    def histories(self, subjects: Iterable[SubjectId]) -> Iterator[History]:
        catch_up(self.log, self._tables)
        pool, whole = gather(self.log, set(subjects), self._tables.members)
        return (History(one.subject, one.ids, one.entries) for one in components(pool, whole))

    def envelopes(self, subjects: Iterable[SubjectId]) -> Iterator[Envelope]:
        return self.log.envelopes(set(subjects))

    def typed(self, *envelopes: Envelope) -> None:
        self.log.arrive(*envelopes)

    def planning(self, as_of: str | None = "2026-03-01", digest: str = "0" * 64) -> Planning:
        numbers = count(len(self.log.arrived))
        return Planning(
            self,
            today="2026-06-01",
            as_of=as_of,
            digest=digest,
            entropy=lambda size: next(numbers).to_bytes(size, "big"),
        )

    def imports(self, *rows: Somebody, as_of: str = "2026-03-01", digest: str = "0" * 64) -> Plan:
        """Takes the rows in, and records what they become."""
        planning = self.planning(as_of, digest)
        for row in rows:
            planning.somebody(row)
        return self.record(planning.finished("linkedin"))

    def record(self, plan: Plan) -> Plan:
        first = None
        for each in plan.drafts:
            envelope = self.writer.stamp(each, part_of=first)
            first = first or envelope.id
            self.log.arrive(envelope)
        return plan

    def role(self, name: str = "Dana Wu") -> str | None:
        (found,) = self.hot.execute("SELECT role FROM people WHERE name = ?", [name]).fetchone()
        role: str | None = found
        return role


def take_in(notebook: Notebook, people: Iterable[Contact | Skipped], digest: str, today: str) -> Plan:
    """What an import of contacts comes to; recorded as well. Every row is counted once."""
    numbers = count(len(notebook.log.arrived))
    planning = Planning(
        notebook,
        today=today,
        as_of=None,
        digest=digest,
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
    )
    take(people, notebook, planning, lambda _: None)
    plan = planning.finished("csv")
    first = None
    for each in plan.drafts:
        envelope = notebook.writer.stamp(each, part_of=first)
        first = first or envelope.id
        notebook.log.arrive(envelope)
    assert plan.rows == plan.created + plan.matched + plan.skipped + plan.errors
    assert sum(plan.reasons.values()) == plan.skipped + plan.errors == len(plan.left_out)
    return plan
