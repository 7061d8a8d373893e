"""What does the notebook know while its story is told: who has appeared, and what do nudges hang on?"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.conversations import (
    ApproachAnswered,
    InsightNoted,
    MeetingHeld,
    TouchLogged,
)
from events.exchange import AskMade, NameGiven, PromiseMade, ValueGiven, ValueReceived
from events.gatherings import GatheringAttended
from events.ids import EventId, SubjectId, new_subject
from events.inbound import InboundReceived
from events.organisations import OrganisationAdded
from events.people import (
    Channel,
    Met,
    PersonAdded,
)
from events.preparation import MeetingPlanned, QuestionPrepared
from events.queue import TodoAdded
from projections.rules import CADENCE, NAME, PROMISE, THANKS, TODO, VALUE, nudge_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from events.envelope import Envelope
    from events.registry import Event
    from netlog.demo.days import Days
    from netlog.demo.script import Card, Place, Script


ASK, PLAN, QUESTION = "ask", "plan", "question"
"""Entries that later ones refer to, and no rule."""


class Intended(NamedTuple):
    """An event to be recorded, and whom it concerns beside those that it names."""

    event: Event
    also_about: tuple[SubjectId, ...] = ()


@dataclass
class Known:
    """What the notebook knows of one person so far: what his nudges hang on, and the last entry."""

    id: SubjectId
    anchors: dict[str, tuple[EventId, str]] = field(default_factory=dict)
    unthanked: list[EventId] = field(default_factory=list)
    last: Envelope | None = None

    @property
    def latest(self) -> Envelope:
        if self.last is None:
            raise LookupError(self.id)
        return self.last

    def nudge(self, rule: str) -> EventId:
        return nudge_id(rule, *self.anchors[rule])


class Telling:
    """The state of the notebook while its story is told."""

    def __init__(self, script: Script, days: Days, randomness: Random) -> None:
        self.days, self._script, self._randomness = days, script, randomness
        self.people: dict[str, Known] = {}
        self.organisations: dict[str, SubjectId] = {}
        self.groups: set[str] = set()

    def happened(self, envelope: Envelope, event: Event) -> None:
        """Remembers what later lines refer to."""
        for known in self._concerned(event):
            if not isinstance(
                event, InsightNoted
            ):  # said in one breath with the meeting, which is what gets corrected
                known.last = envelope
            for rule in _ANCHORS.get(type(event), ()):
                place = known.id if isinstance(event, MeetingHeld) else "1"
                known.anchors[rule] = (envelope.id, place)
            if isinstance(event, MeetingHeld | ValueReceived):
                known.unthanked.append(envelope.id)

    def _concerned(self, event: Event) -> list[Known]:
        ids = getattr(event, "people", None) or (getattr(event, "person", None),)
        return [known for known in self.people.values() if known.id in ids]

    def imported(self, card: Card) -> Intended:
        slug = f"{_slug(card.name)}-example"
        channel = Channel(kind="linkedin", value=f"https://www.linkedin.com/in/{slug}")
        known = self.people[card.name] = Known(self._new("p"))
        met = Met(how="import")
        return Intended(
            PersonAdded(
                person=known.id,
                name=card.name,
                role=card.role,
                channels=(channel,),
                met=met,
                source_key=f"/in/{slug}",
            )
        )

    def appear(
        self, name: str, how: str, via: str | None = None, channels: tuple[str, ...] = ()
    ) -> Iterator[Intended]:
        """Somebody enters the notebook, and his organisation with him."""
        card = self._script.cast[name]
        organisation = self.organisations.get(card.organisation)
        is_new = card.organisation != "" and organisation is None
        if is_new:
            organisation = self.organisations[card.organisation] = self._new("o")
        if name in self.people:
            message = f"{name} appears twice"
            raise ValueError(message)
        known = self.people[name] = Known(self._new("p"))
        yield Intended(
            PersonAdded(
                person=known.id,
                name=name,
                role=card.role or None,
                organisation=organisation,
                role_kind=checked(card.kind or None),
                channels=tuple(self._channel(card, kind) for kind in channels),
                met=Met(how=checked(how), via_person=self.id(via) if via else None),
                aim=card.aim or None,
            )
        )
        if is_new:
            yield self._entered(self._script.places[card.organisation])

    def _entered(self, place: Place) -> Intended:
        return Intended(
            OrganisationAdded(
                organisation=self.organisations[place.name], name=place.name, sector=place.sector,
                kind=checked(place.kind), place=place.place,
            )
        )  # fmt: skip

    def ensured(self, name: str, via: str) -> Iterator[Intended]:
        if name not in self.people:
            yield from self.appear(name, "introduction", via)

    def id(self, name: str) -> SubjectId:
        return self.people[name].id

    def place(self, name: str) -> Iterator[Intended]:
        """An organisation by its own name enters the notebook, if it is new."""
        if name not in self.organisations:
            self.organisations[name] = self._new("o")
            yield self._entered(self._script.places[name])

    def workplace(self, name: str) -> SubjectId:
        return self.organisations[self._script.cast[name].organisation]

    def organisation(self, name: str) -> SubjectId | None:
        return self.organisations.get(self._script.cast[name].organisation)

    def address(self, name: str) -> str:
        return self._channel(self._script.cast[name], "email").value

    def _channel(self, card: Card, kind: str) -> Channel:
        house = f"{_slug(card.organisation)}.example.org" if card.organisation else "example.org"
        if kind == "phone":  # numbers that the British regulator keeps free for stories
            return Channel(kind="phone", value=f"+44 20 7946 0{self._randomness.randrange(1000):03}")
        if kind == "url":
            return Channel(kind="url", value=f"https://{house}/{_slug(card.name)}")
        return Channel(kind="email", value=f"{_slug(card.name).replace('-', '.')}@{house}")

    def _new(self, kind: str) -> SubjectId:
        return new_subject(kind, self._randomness.randbytes(16))


def checked(value: str | None) -> Any:  # noqa: ANN401 - one of the words that the model lists
    """A word of the texts where the model has a closed list; the model checks it."""
    return value


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(letter if letter.isalnum() else " " for letter in plain if letter.isascii()).split()
    return "-".join(words)


_ANCHORS: Final[dict[type[Any], tuple[str, ...]]] = {
    ApproachAnswered: (CADENCE.id,),
    MeetingHeld: (THANKS.id, VALUE.id, CADENCE.id),
    ValueReceived: (THANKS.id, CADENCE.id),
    ValueGiven: (CADENCE.id,),
    TouchLogged: (CADENCE.id,),
    GatheringAttended: (CADENCE.id,),
    InboundReceived: (CADENCE.id,),
    NameGiven: (NAME.id,),
    TodoAdded: (TODO.id,),
    AskMade: (ASK,),
    MeetingPlanned: (PLAN,),
    QuestionPrepared: (QUESTION,),
    PromiseMade: (PROMISE.id,),
}
