"""Which events does each choice of the stories come to: of targets, of sectors, of days to work on?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from events.aims import SectorChosen, SectorDropped
from events.calendar import HolidaysDropped, HolidaysNoted, WorkingDaysSet
from events.columns import ColumnsExplained
from events.organisations import OrganisationTargeted, OrganisationUntargeted
from netlog.demo.telling import Intended, Telling
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
    "columns": _columns,
    "drop": _drop,
    "holiday": _holiday,
    "sector": _sector,
    "target": _target,
    "untarget": _untarget,
    "worked": _worked,
    "working": _working,
}
