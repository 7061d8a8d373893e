"""What is said between people: approaches, answers, meetings, touches, thanks."""

from __future__ import annotations

from typing import Annotated, Literal

from events.model import Field
from events.registry import EntryRef, Event, Line, PersonRef, Text, YesNo

Minutes = Annotated[int, Field(ge=0, le=14_400)]
Answer = Literal["yes", "no", "later", "redirected"]
Direction = Literal["in", "out", "both"]


class ApproachSent(Event, name="approach-sent", version=1):
    """I wrote or called to ask for a conversation. `words` counts them."""

    person: PersonRef
    channel: Line
    purpose: Text | None = None
    referrer: PersonRef | None = None
    minutes_asked: Minutes | None = None
    said_not_about_a_job: bool | None = None
    style: Literal["learn", "introduce-myself"] | None = None
    variant: Line | None = None
    words: Annotated[int, Field(ge=0, le=100_000)] | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.person, self.referrer


class ApproachAnswered(Event, name="approach-answered", version=1):
    person: PersonRef
    answer: Answer
    note: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class MeetingHeld(Event, name="meeting-held", version=1):
    """We talked. When is the envelope's `occurred`."""

    people: Annotated[tuple[PersonRef, ...], Field(min_length=1, max_length=200)]
    minutes: Minutes | None = None
    medium: Line | None = None
    goals_met: tuple[Line, ...] = ()
    my_talk_share: Annotated[int, Field(ge=0, le=4)] | None = None
    they_know_what_i_want: YesNo | None = None
    notes: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.people


class InsightNoted(Event, name="insight-noted", version=1):
    """Something learned from somebody, worth finding again."""

    people: Annotated[tuple[PersonRef, ...], Field(min_length=1, max_length=200)]
    text: Text

    def about(self) -> tuple[str | None, ...]:
        return self.people


class TouchLogged(Event, name="touch-logged", version=1):
    """A contact that was no meeting: a message, a call, a greeting."""

    person: PersonRef
    channel: Line
    direction: Direction
    summary: Text | None = None
    purpose: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class InvitationSent(Event, name="invitation-sent", version=1):
    """I asked somebody to connect, with or without a word."""

    person: PersonRef
    network: Line | None = None
    variant: Line | None = None
    source_key: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class InvitationAccepted(Event, name="invitation-accepted", version=1):
    person: PersonRef
    source_key: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)


class ThanksSent(Event, name="thanks-sent", version=1):
    person: PersonRef
    for_event: EntryRef | None = None
    channel: Line | None = None
    personal_detail: Text | None = None
    attached: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return (self.person,)
