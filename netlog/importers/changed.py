"""What of a person has changed in a newer file? Only what an import said before may be replaced by an import.

Rule: what the user typed stands, whatever any file says; and an older file never wins over a newer one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from events.ids import USER
from netlog.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from events.ids import EventId
    from events.registry import Entry
    from projections.history import History
    from projections.people import Fact

Field = Literal["name", "role", "organisation"]
FIELDS: Final[tuple[Field, ...]] = ("name", "role", "organisation")
Dated = dict["EventId", str]
"""The day from which the file of each import was, under the id of its `import-started`."""


class Changes(NamedTuple):
    """`new`: fields with the value that they have now. `kept`: fields that say otherwise in the notebook,
    and stay so.
    """

    new: dict[Field, str]
    kept: tuple[Field, ...]


def dated(imports: Iterable[History]) -> Dated:
    """Reads the user's own history, where every import began."""
    from events.imports import ImportStarted
    from projections.history import recorded_day

    return {
        entry.id: entry.event.as_of or recorded_day(entry).isoformat()
        for history in imports
        if history.subject == USER
        for entry in history.entries
        if isinstance(entry.event, ImportStarted)
    }


def changes(history: History, told: Mapping[Field, str], *, as_of: str, files: Dated) -> Changes:
    """What a file from the day `as_of` changes about a person.

    Args:
        history: the person's.
        told: what the file says; an organisation by its id. What it does not say is left out, not emptied.
        as_of: the day from which the file is.
        files: see `dated`.

    """
    from projections.people import facts

    standing: dict[str, Fact] = {fact.field: fact for fact in facts(history)}
    name = standing.get("name")
    new: dict[Field, str] = {}
    kept: list[Field] = []
    for field in FIELDS:
        value, fact = told.get(field), standing.get(field)
        if value is None or (fact is not None and _same(fact.value, value)):
            continue
        decides = fact or name  # a field that was empty belongs to whoever wrote the person down
        if decides is not None and _imported(decides.entry) and _from(decides.entry, files) <= as_of:
            new[field] = value
        elif fact is not None:
            kept.append(field)
    return Changes(new, tuple(kept))


def _imported(entry: Entry) -> bool:
    return getattr(entry.event, "source_key", None) is not None


def _from(entry: Entry, files: Dated) -> str:
    """The day from which the file was that said so."""
    from projections.history import recorded_day

    known = files.get(entry.part_of) if entry.part_of is not None else None
    return known or recorded_day(entry).isoformat()


def _same(one: str, other: str) -> bool:
    return one == other or (words_of(one) == words_of(other) != "" and one.casefold() == other.casefold())
