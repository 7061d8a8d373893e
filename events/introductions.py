"""Who brings people together, and what they hear of it."""

from __future__ import annotations

from typing import Literal

from events.registry import Event, Line, PersonRef, Text


class PermissionRecorded(Event, name="permission-recorded", version=1):
    """Whether I may use the name of `by` with `for_person`; without one, with anybody."""

    by: PersonRef
    may_use_name: Literal["yes", "no", "ask-first"]
    for_person: PersonRef | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.by, self.for_person


class IntroductionMade(Event, name="introduction-made", version=1):
    """`by` brought me together with `to`."""

    by: PersonRef
    to: PersonRef
    channel: Line | None = None

    def about(self) -> tuple[str | None, ...]:
        return self.by, self.to


class IntroductionReportedBack(Event, name="introduction-reported-back", version=1):
    """`to`, who had pointed me to somebody, heard what came of it."""

    to: PersonRef
    text: Text

    def about(self) -> tuple[str | None, ...]:
        return (self.to,)
