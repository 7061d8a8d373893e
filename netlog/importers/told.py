"""What has been said about somebody already, even if it was corrected or taken back since?

Rule: a file brings nothing back that the user took back on purpose; after a whole import was taken back, it
may say everything again.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from events.ids import EventId, SubjectId
    from events.people import ChannelKind
    from events.registry import Event
    from netlog.importers.planning import Notebook
    from projections.history import History

_AT_ONCE: Final = 500
"""People whose entries are in memory together."""
_CONTACTS: Final = frozenset({"touch-logged", "meeting-held"})
_SAYING: Final = frozenset(
    {*_CONTACTS, "person-tagged", "note-written", "cadence-set", "todo-added", "detail-recorded"}
)
"""What a row can say again. Of the rest nothing is read."""


class Telling:
    """One person's story, and what it was made of."""

    def __init__(self, ways: Iterable[tuple[str, str]] = ()) -> None:
        self._said: set[tuple[str, str]] = {_way(kind, value) for kind, value in ways}

    def add(self, event: Event, occurred: str) -> None:
        self._said.update(_sayings(event, occurred))

    def add_ways(self, ways: Iterable[tuple[str, str]]) -> None:
        self._said.update(_way(kind, value) for kind, value in ways)

    def holds(self, event: Event, occurred: str) -> bool:
        """Whether all of it was said before; of a contact the day decides, of a cadence that there is one."""
        return self._said.issuperset(_sayings(event, occurred))


def tellings(notebook: Notebook, people: Iterable[SubjectId]) -> Iterator[tuple[SubjectId, Telling]]:
    """Of all of them, some at a time."""
    rest = iter(people)
    while some := list(islice(rest, _AT_ONCE)):
        histories = list(notebook.histories(some))
        yield from _together(notebook, histories)


def _together(notebook: Notebook, histories: list[History]) -> Iterator[tuple[SubjectId, Telling]]:
    from events.registry import UnknownEvent, UnreadableEvent, read
    from projections.people import facts

    whose = {id: history.subject for history in histories for id in history.ids}
    standing: set[EventId] = {entry.id for history in histories for entry in history.entries}
    commands = {entry.part_of or entry.id for history in histories for entry in history.entries}
    found = {history.subject: Telling() for history in histories}
    for envelope in notebook.envelopes(whose):
        counts = envelope.id in standing or (envelope.part_of or envelope.id) in commands
        if envelope.name not in _SAYING or not counts:
            continue
        try:
            entry = read(envelope)
        except (UnknownEvent, UnreadableEvent):
            continue
        occurred = entry.occurred.text if entry.occurred else ""
        for subject in {whose[id] for id in entry.subjects if id in whose}:
            found[subject].add(entry.event, occurred)
    for history in histories:
        found[history.subject].add_ways((fact.field, fact.value) for fact in facts(history))
    yield from found.items()


def _sayings(event: Event, occurred: str) -> Iterator[tuple[str, str]]:
    """What it says, whoever said it."""
    kind = event.wire_name
    if kind in _CONTACTS:
        yield "contact", occurred
    elif kind == "cadence-set":
        yield "cadence", ""
    elif kind == "detail-recorded":
        yield _way(getattr(event, "field", ""), getattr(event, "value", ""))
    elif kind == "person-tagged":
        for tag in getattr(event, "tags", ()):
            yield "tag", tag.casefold()
    elif kind == "todo-added":
        yield "todo", f"{getattr(event, 'due', None)} {getattr(event, 'text', '')}"
    else:
        yield kind, getattr(event, "text", "")


def _way(kind: ChannelKind | str, value: str) -> tuple[str, str]:
    return f"way {kind}", value.casefold()
