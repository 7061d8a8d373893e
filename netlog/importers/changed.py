"""What of a person has changed in a newer file? Only what an import said before may be replaced by an import.

Rule: what the user typed stands, whatever any file says; an older file never wins over a newer one; and a row
that says what it said the last time changes nothing, whatever was said since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from events.ids import USER
from netlog.entries import CORRECTED, Amendments, target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from events.envelope import Envelope
    from events.ids import EventId
    from events.registry import Entry
    from projections.history import History
    from projections.people import Fact

Field = Literal["name", "role", "organisation"]
FIELDS: Final[tuple[Field, ...]] = ("name", "role", "organisation")


class Files(NamedTuple):
    """What was imported before: the day from which each file was, by the id of its `import-started`, and by
    the hash of its content.
    """

    days: Mapping[EventId, str]
    by_hash: Mapping[str, str]

    @classmethod
    def of(cls, histories: Iterable[History]) -> Files:
        """Reads the user's own history, where every import began."""
        from events.imports import ImportStarted
        from projections.history import recorded_day

        days: dict[EventId, str] = {}
        by_hash: dict[str, str] = {}
        for entry in (each for one in histories if one.subject == USER for each in one.entries):
            if isinstance(entry.event, ImportStarted):
                days[entry.id] = entry.event.as_of or recorded_day(entry).isoformat()
                by_hash.setdefault(entry.event.file_sha256, days[entry.id])
        return cls(days, by_hash)

    def wrote(self, entry: Entry) -> bool:
        return getattr(entry.event, "source_key", None) is not None or entry.part_of in self.days

    def day_of(self, entry: Entry) -> str:
        """The day from which the file was that said so."""
        from projections.history import recorded_day

        known = self.days.get(entry.part_of) if entry.part_of is not None else None
        return known or recorded_day(entry).isoformat()


class Changes(NamedTuple):
    """`new`: fields with the value that they have now. `kept`: fields that say otherwise in the notebook,
    and stay so.
    """

    new: dict[Field, str]
    kept: tuple[Field, ...]


class Newer(NamedTuple):
    """A file that is being read, among those that were read before."""

    as_of: str
    files: Files

    def may_replace(self, entry: Entry) -> bool:
        return self.files.wrote(entry) and self.files.day_of(entry) <= self.as_of

    def changes(
        self, history: History, key: str, told: Mapping[Field, str], edited: Callable[[Entry], bool]
    ) -> Changes:
        """What a row changes about a person.

        Args:
            history: the person's.
            key: the row's.
            told: what the row says; an organisation by its id. What it leaves empty is not in it.
            edited: whether the user corrected an entry.

        """
        from projections.people import facts

        known = facts(history)
        standing: dict[str, Fact] = {fact.field: fact for fact in known}
        before = {fact.field: fact.value for fact in known if _key(fact.entry) == key}
        new: dict[Field, str] = {}
        kept: list[Field] = []
        for field in FIELDS:
            value, fact = told.get(field), standing.get(field)
            if value is None or same(before.get(field), value) or same(fact and fact.value, value):
                continue
            decides = fact or standing.get("name")  # who wrote the person down left the field empty
            if decides is not None and self.may_replace(decides.entry) and not edited(decides.entry):
                new[field] = value
            elif fact is not None:
                kept.append(field)
        return Changes(new, tuple(kept))


def edited_by_user(envelopes: Iterable[Envelope], files: Files) -> set[EventId]:
    """The entries that somebody corrected by hand, among all about some subjects."""
    corrections = Amendments()
    by_hand: list[Envelope] = []
    for envelope in envelopes:
        corrections.see((envelope,))
        if envelope.name == CORRECTED and envelope.part_of not in files.days:
            by_hand.append(envelope)
    return {target(each) for each in by_hand if corrections.withdrawn_by(each.id) is None}


def same(one: str | None, other: str) -> bool:
    """What differs in capitals alone is no news."""
    return one is not None and one.casefold() == other.casefold()


def _key(entry: Entry) -> str | None:
    key: str | None = getattr(entry.event, "source_key", None)
    return key
