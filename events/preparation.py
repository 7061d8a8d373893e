"""What is planned and prepared: meetings to come, and what to know, ask and say in them."""

from __future__ import annotations

from typing import Annotated, Literal

from events.conversations import Minutes
from events.model import Field
from events.registry import CivilMoment, EntryRef, Event, Line, PersonRef, Text, YesNo

ResearchItem = Literal["organisation", "profile", "industry"]
Layer = Literal["big-picture", "organisation-and-role", "individual"]


class MeetingPlanned(Event, name="meeting-planned", version=1):
    """We agreed to talk. `at` is when; the first of `people` is prepared for."""

    people: Annotated[tuple[PersonRef, ...], Field(min_length=1, max_length=200)]
    at: CivilMoment
    minutes: Minutes | None = None
    medium: Line | None = None
    purpose: Text | None = None
    goals: tuple[Line, ...] = ()

    def about(self) -> tuple[str | None, ...]:
        return self.people


class MeetingMoved(Event, name="meeting-moved", version=1):
    """A planned meeting takes place at another time. Copies the subjects of the plan."""

    plan: EntryRef
    at: CivilMoment

    def about(self) -> tuple[str | None, ...]:
        return ()


class MeetingCancelled(Event, name="meeting-cancelled", version=1):
    """A planned meeting does not take place. Copies the subjects of the plan."""

    plan: EntryRef
    by: Literal["me", "them"] | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class ResearchDone(Event, name="research-done", version=1):
    """I read up on somebody's organisation, profile or industry."""

    person: PersonRef
    item: ResearchItem
    note: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class QuestionPrepared(Event, name="question-prepared", version=1):
    person: PersonRef
    layer: Layer
    text: Text

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class ClosingPrepared(Event, name="closing-prepared", version=1):
    """One sentence on what I hope to do next."""

    person: PersonRef
    sentence: Text

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class QuestionAsked(Event, name="question-asked", version=1):
    """A prepared question was asked. Copies the subjects of the question."""

    question: EntryRef
    landed: YesNo | None = None
    answer: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()
