"""Which events does each choice of the stories come to: of targets, of sectors, of days to work on?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from events.aims import (
    CampaignClosed,
    CampaignPaused,
    CampaignStarted,
    PitchRevised,
    SectorChosen,
    SectorDropped,
)
from events.calendar import HolidaysDropped, HolidaysNoted, WorkingDaysSet
from events.columns import ColumnsExplained
from events.gatherings import GatheringPlanned, GroupJoined, GroupLeft
from events.organisations import OrganisationTargeted, OrganisationUntargeted
from netlog.demo.telling import Intended, Telling, checked
from netlog.importers.columns import headers_hash

if TYPE_CHECKING:
    from netlog.demo.script import Said

Verb = Callable[[Telling, str, "Said"], Iterator[Intended]]


def _target(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    rank = int(said.words) if said.words else None
    yield Intended(
        OrganisationTargeted(organisation=told.workplace(name), rank=rank, value_rationale=said.text or None)
    )


def _untarget(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(OrganisationUntargeted(organisation=told.workplace(name), why=said.text or None))


def _campaign(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    who, want = _pitched(said)
    yield Intended(CampaignStarted(name=said.words, who_i_am=who, what_i_want=want))


def _pitch(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    who, want = _pitched(said)
    yield Intended(PitchRevised(campaign=said.words, who_i_am=who, what_i_want=want))


def _pitched(said: Said) -> tuple[str | None, str | None]:
    """`who I am | what I want`; either may be missing."""
    who, _, want = said.text.partition("|")
    return who.strip() or None, want.strip() or None


def _pause(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    yield Intended(CampaignPaused(name=said.words, why=said.text or None))


def _close(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    name, outcome = said.words.rsplit(" ", 1)
    yield Intended(CampaignClosed(name=name, outcome=checked(outcome), why=said.text or None))


def _group(told: Telling, _: str, said: Said) -> Iterator[Intended]:
    """`group interest Data for Water`."""
    kind, name = said.words.split(" ", 1)
    told.groups.add(name)
    yield Intended(GroupJoined(name=name, kind=checked(kind)))


def _left(told: Telling, _: str, said: Said) -> Iterator[Intended]:
    told.groups.discard(said.words)
    yield Intended(GroupLeft(name=said.words, why=said.text or None))


def _going(told: Telling, _: str, said: Said) -> Iterator[Intended]:
    """`going 30 Grid fair: goal`."""
    day, name = said.words.split(" ", 1)
    at = told.days.ago(int(day)).isoformat()
    yield Intended(GatheringPlanned(name=name, at=at, goal=said.text or None))


def _sector(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    name, *more = said.words.split()
    yield Intended(SectorChosen(name=name, why=said.text or None, intermediary="intermediary" in more))


def _drop(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    yield Intended(SectorDropped(name=said.words, why=said.text or None))


def _working(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    yield Intended(WorkingDaysSet.model_validate({"weekdays": tuple(said.words.split(", "))}))


def _holiday(told: Telling, _: str, said: Said) -> Iterator[Intended]:
    yield Intended(HolidaysNoted(days=_days(told, said.words), why=said.text or None))


def _worked(told: Telling, _: str, said: Said) -> Iterator[Intended]:
    yield Intended(HolidaysDropped(days=_days(told, said.words)))


def _columns(_: Telling, __: str, said: Said) -> Iterator[Intended]:
    """A list that somebody keeps as a spreadsheet: `header field`, with commas between."""
    meant = [dict(zip(("header", "field"), pair.split(), strict=True)) for pair in said.words.split(", ")]
    headers = headers_hash([each["header"] for each in meant])
    yield Intended(ColumnsExplained.model_validate({"headers": headers, "columns": tuple(meant)}))


def _days(told: Telling, words: str) -> tuple[str, ...]:
    return tuple(told.days.ago(int(day)).isoformat() for day in words.split(", "))


CHOICES: Final[dict[str, Verb]] = {
    "campaign": _campaign,
    "close": _close,
    "columns": _columns,
    "drop": _drop,
    "going": _going,
    "group": _group,
    "holiday": _holiday,
    "left": _left,
    "pause": _pause,
    "pitch": _pitch,
    "sector": _sector,
    "target": _target,
    "untarget": _untarget,
    "worked": _worked,
    "working": _working,
}
