"""What does `eventsourcing`, the known library for this in Python, take for the same events?

With SQLite, its cipher and its compression, as its manual says. `python -m benchmarks.peers DIRECTORY COUNT`
appends the events and rebuilds a projection from them: by its process application, and into a dictionary.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, Application, ProcessingEvent
from eventsourcing.cryptography import AESCipher
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, DomainEvent, event
from eventsourcing.system import ProcessApplication, SingleThreadedRunner, System

from benchmarks.measure import Row, in_child, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.envelope import Draft

_NAMESPACE: Final = UUID("0d7d6f39-6d4a-4dc7-8a43-3a1b8f3f6f57")
_CACHE: Final = {"AGGREGATE_CACHE_MAXSIZE": "20000"}
_SECTION: Final = 1000
"""Events read at once, by both; its default of 10 would make the peer look slower than it is."""
EIGHT_TIMES: Final = 8.0
"""SPEED: the cold rebuild against its process application."""


class Person(Aggregate):
    """What happened with one person, as events of an aggregate."""

    @event("Begun")
    def __init__(self, subject: str, name: str, occurred: str, content: str) -> None:
        del name, occurred, content
        self.subject = subject
        self.entries = 1

    @staticmethod
    def create_id(subject: str) -> UUID:
        return uuid5(_NAMESPACE, subject)

    @event("Happened")
    def happen(self, name: str, occurred: str, content: str) -> None:
        del name, occurred, content
        self.entries += 1


class Notebook(Application[UUID]):
    """Keeps one event a save. Aggregates stay in its cache, as its manual recommends."""

    env: ClassVar[dict[str, str]] = _CACHE
    log_section_size = _SECTION

    def write_down(self, draft: Draft) -> None:
        subject, content = draft.subjects[0], draft.data.decode()
        try:
            person: Any = self.repository.get(Person.create_id(subject))
        except AggregateNotFoundError:
            person = Person(subject, draft.name, draft.occurred, content)
        else:
            person.happen(draft.name, draft.occurred, content)
        self.save(person)


class Tally(Aggregate):
    """A row of the projection: how often, and when last."""

    @event("Opened")
    def __init__(self, person: UUID, occurred: str) -> None:
        self.person = person
        self.entries, self.last = 1, occurred

    @staticmethod
    def create_id(person: UUID) -> UUID:
        return uuid5(_NAMESPACE, f"tally {person}")

    @event("Counted")
    def count(self, occurred: str) -> None:
        self.entries += 1
        self.last = max(self.last, occurred)


class Tallies(ProcessApplication[UUID]):
    """The projection, as its process application keeps it."""

    env: ClassVar[dict[str, str]] = _CACHE
    pull_section_size = _SECTION

    @singledispatchmethod
    def policy(self, domain_event: DomainEvent, processing_event: ProcessingEvent[UUID]) -> None:
        """Nothing to do for other events."""

    @policy.register(Person.Begun)  # type: ignore[attr-defined]
    @policy.register(Person.Happened)  # type: ignore[attr-defined]
    def _(self, domain_event: Any, processing_event: ProcessingEvent[UUID]) -> None:
        person = domain_event.originator_id
        try:
            tally: Any = self.repository.get(Tally.create_id(person))
        except AggregateNotFoundError:
            tally = Tally(person, domain_event.occurred)
        else:
            tally.count(domain_event.occurred)
        processing_event.collect_events(tally)


def settings(directory: Path) -> dict[str, str]:
    """SQLite in a file, ciphered and compressed."""
    directory.mkdir(parents=True, exist_ok=True)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(directory / "peer.db"),
        "CIPHER_TOPIC": "eventsourcing.cryptography:AESCipher",
        "CIPHER_KEY": AESCipher.create_key(32),
        "COMPRESSOR_TOPIC": "eventsourcing.compressor:ZlibCompressor",
    }


def notebook(directory: Path) -> Notebook:
    return Notebook(env=settings(directory))


def measure(directory: Path, count: int, ours: float) -> Iterator[Row]:
    """`ours`: what netlog rebuilds in a second of processor time."""
    say(f"eventsourcing, {count:,} events")
    found = in_child("peers", str(directory / "peers"), str(count))
    process, fold = found["process"], found["fold"]
    yield Row("peers", "eventsourcing: rebuild by its process application", process, "µs an event")
    yield Row("peers", "eventsourcing: pull, decode, fold into a dictionary", fold, "µs an event")
    yield Row("peers", "eventsourcing: bytes an event", found["size"], "bytes an event")
    yield Row(
        "peers",
        "netlog's rebuild against its process application",
        ours * process / 1e6,
        "×",
        EIGHT_TIMES,
        least=True,
    )


def _run(directory: Path, count: int) -> None:
    from benchmarks.notebooks import Notebook as Invented

    env = settings(directory / "source")
    source = Notebook(env=env)
    for _, week in Invented(count, seed=3).drafts():
        for draft in week:
            source.write_down(draft)
    kept = sum(path.stat().st_size for path in (directory / "source").iterdir())
    begun = time.process_time()
    folded: dict[UUID, tuple[int, str]] = {}
    for one in _all(source):
        entries, last = folded.get(one.originator_id, (0, ""))
        folded[one.originator_id] = (entries + 1, max(last, getattr(one, "occurred", "")))
    folding = time.process_time() - begun
    source.close()
    processing = _process(env, settings(directory / "tallies"))
    print(
        json.dumps({"process": processing / count * 1e6, "fold": folding / count * 1e6, "size": kept / count})
    )


def _all(source: Notebook) -> Iterator[Any]:
    """Every event, in order, as `pull and decode` does."""
    start = 1
    while True:
        notifications = source.notification_log.select(start=start, limit=_SECTION)
        for notification in notifications:
            yield source.mapper.to_domain_event(notification)
        if len(notifications) < _SECTION:
            return
        start = int(notifications[-1].id) + 1


def _process(source: dict[str, str], target: dict[str, str]) -> float:
    """Seconds of processor time in which its process application catches up with all events."""
    env = {f"NOTEBOOK_{name}": value for name, value in source.items()}
    env |= {f"TALLIES_{name}": value for name, value in target.items()}
    runner: SingleThreadedRunner[UUID]
    with SingleThreadedRunner(System(pipes=[[Notebook, Tallies]]), env=env) as runner:
        tallies = runner.get(Tallies)
        begun = time.process_time()
        tallies.pull_and_process(Notebook.__name__)
        return time.process_time() - begun


if __name__ == "__main__":
    _run(Path(sys.argv[1]), int(sys.argv[2]))
