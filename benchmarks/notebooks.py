"""Which events fill a vault of a given size? Invented people, in about the proportions of the demo.

Ten events a person: some only imported, some who never answered, and some with whom it became a relationship.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from events.conversations import (
    ApproachAnswered,
    ApproachSent,
    InsightNoted,
    MeetingHeld,
    ThanksSent,
    TouchLogged,
)
from events.exchange import NameGiven, ValueGiven, ValueReceived
from events.ids import SubjectId, new_subject
from events.organisations import OrganisationAdded
from events.people import CadenceSet, Channel, Met, NoteWritten, PersonAdded, PersonTagged
from events.registry import draft
from netlog.demo.script import script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.envelope import Draft
    from events.registry import Event

LAST: Final = date(2026, 11, 10)
YEARS: Final = 3
_EVENTS_A_PERSON: Final = 10
_PEOPLE_AN_ORGANISATION: Final = 12
_SPAN: Final = 365 * YEARS
BEGIN: Final = LAST - timedelta(days=_SPAN)


class Dated(NamedTuple):
    """An event, and how many days after the beginning it happened."""

    day: int
    event: Event

    def draft(self) -> Draft:
        return draft(self.event, occurred=(BEGIN + timedelta(days=self.day)).isoformat())


class Notebook:
    """Invented people, the same for the same size."""

    def __init__(self, events: int, seed: int = 1) -> None:
        self._randomness = Random(seed)
        self._events = events
        told = script()
        self._texts = [said.text for command in told.commands for said in command.said if said.text]
        names = [name.split(" ", 1) for name in told.cast if " " in name]
        self._first, self._last = [first for first, _ in names], [last for _, last in names]
        self._organisations = [
            self._new("o") for _ in range(max(1, events // _EVENTS_A_PERSON // _PEOPLE_AN_ORGANISATION))
        ]
        self._people: list[SubjectId] = []

    def drafts(self) -> Iterator[tuple[date, list[Draft]]]:
        """The events of each week, in their order, with the last day of that week."""
        by_week: dict[int, list[Draft]] = {}
        for dated in islice(self._dated(), self._events):
            by_week.setdefault(dated.day // 7, []).append(dated.draft())
        for week in sorted(by_week):
            told = sorted(by_week[week], key=lambda draft: draft.occurred)
            yield min(BEGIN + timedelta(days=week * 7 + 6), LAST), told

    def _dated(self) -> Iterator[Dated]:
        """At least as many events as asked for: whoever knows everybody stays in touch with some."""
        for number, organisation in enumerate(self._organisations):
            yield Dated(0, self._organisation(number, organisation))
        for number in range(max(1, self._events // _EVENTS_A_PERSON)):
            yield from (dated for dated in self._person(number) if dated.day < _SPAN)
        while True:
            person = self._people[self._randomness.randrange(len(self._people))]
            yield Dated(_SPAN - 1 - self._randomness.randrange(60), self._touch(person))

    def _person(self, number: int) -> Iterator[Dated]:
        person = self._new("p")
        self._people.append(person)
        day = self._randomness.randrange(_SPAN - 30)
        kind = self._randomness.random()
        yield Dated(day, self._added(person, number, imported=kind < 0.2))
        if kind < 0.2:
            return
        yield Dated(day + 1, self._approach(person))
        if kind < 0.35:
            yield Dated(day + 10, self._approach(person))
            return
        yield Dated(day + 4, ApproachAnswered(person=person, answer="yes"))
        yield from self._conversation(person, day + 9)
        if self._chance(0.5):
            yield from self._conversation(person, day + 60)
        for touch in range(self._randomness.randrange(2, 7)):
            yield Dated(day + 80 + touch * 45, self._touch(person))
        if self._chance(0.15):
            yield Dated(day + 12, CadenceSet(person=person, tier=self._randomness.choice(("B", "C", "D"))))
        if self._chance(0.2):
            yield Dated(day + 12, PersonTagged(person=person, tags=("grid", "data")))
        if self._chance(0.3):
            yield Dated(day + 13, NoteWritten(person=person, text=self._text()))
        if self._chance(0.3):
            yield Dated(day + 30, ValueReceived(person=person, kind="advice", what=self._text(), minutes=20))
            yield Dated(day + 31, ThanksSent(person=person, channel="email", personal_detail=self._text()))

    def _conversation(self, person: SubjectId, day: int) -> Iterator[Dated]:
        yield Dated(day, MeetingHeld(people=(person,), minutes=30, medium="call", notes=self._text()))
        yield Dated(day, InsightNoted(people=(person,), text=self._text()))
        if self._chance(0.2) and len(self._people) > 1:
            other = self._people[self._randomness.randrange(len(self._people) - 1)]
            yield Dated(day, NameGiven(by=person, person=other, why=self._text()))
            yield Dated(day + 2, self._approach(other))
        yield Dated(day + 1, ThanksSent(person=person, channel="email", personal_detail=self._text()))
        yield Dated(
            day + 13, ValueGiven(person=person, kind="link", what=self._text(), why_relevant=self._text())
        )

    def _added(self, person: SubjectId, number: int, *, imported: bool) -> PersonAdded:
        first = self._first[number % len(self._first)]
        last = self._last[(number + number // len(self._first)) % len(self._last)]
        return PersonAdded(
            person=person,
            name=f"{first} {last}",
            role="data engineer",
            organisation=self._randomness.choice(self._organisations),
            channels=(Channel(kind="email", value=f"person{number}@example.org"),),
            met=Met(how="import" if imported else "event"),
            aim=None if imported else "grid",
            source_key=f"/in/person{number}" if imported else None,
        )

    def _organisation(self, number: int, organisation: SubjectId) -> OrganisationAdded:
        return OrganisationAdded(organisation=organisation, name=f"{self._last[number % 97]} {number}")

    def _approach(self, person: SubjectId) -> ApproachSent:
        return ApproachSent(
            person=person, channel="email", purpose=self._text(), minutes_asked=20, style="learn"
        )

    def _touch(self, person: SubjectId) -> TouchLogged:
        return TouchLogged(person=person, channel="email", direction="both", summary=self._text())

    def _text(self) -> str:
        return self._randomness.choice(self._texts)

    def _chance(self, part: float) -> bool:
        return self._randomness.random() < part

    def _new(self, kind: str) -> SubjectId:
        return new_subject(kind, self._randomness.randbytes(16))
