"""What is the user after? Campaigns, what he says of himself in them, and the sectors that he chose."""

from __future__ import annotations

from typing import Annotated, Literal

from events.ids import USER
from events.model import Field
from events.registry import Event, Line, PersonRef, Text

CampaignKind = Literal["job", "internship", "client", "fundraise", "explore", "maintain"]
CampaignOutcome = Literal["won", "given-up", "over"]


class CampaignStarted(Event, name="campaign-started", version=1):
    """A campaign began, or goes on after a pause. `horizon_months`: for the work of when it looks."""

    name: Line
    kind: CampaignKind | None = None
    horizon_months: Annotated[int, Field(ge=1, le=600)] | None = None
    who_i_am: Text | None = None
    what_i_want: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class PitchRevised(Event, name="pitch-revised", version=1):
    """What I say in a campaign is another now; what is not said stays as it was."""

    campaign: Line
    who_i_am: Text | None = None
    what_i_want: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class CampaignPaused(Event, name="campaign-paused", version=1):
    """It rests until it is started again."""

    name: Line
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()


class CampaignClosed(Event, name="campaign-closed", version=1):
    """`via_person`: who led to the outcome."""

    name: Line
    outcome: CampaignOutcome
    via_person: PersonRef | None = None
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return USER, self.via_person


class SectorChosen(Event, name="sector-chosen", version=1):
    """`intermediary`: those who bring people together, such as recruiters, are a sector of their own."""

    name: Line
    why: Text | None = None
    intermediary: bool = False

    def about(self) -> tuple[str | None, ...]:
        return ()


class SectorDropped(Event, name="sector-dropped", version=1):
    name: Line
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()
