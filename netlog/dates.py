"""What does a date as people type it mean?

Rule: nothing is guessed silently. What two people would read differently is refused with both readings, and
whatever was understood is said back by `spoken`. Results are ISO 8601-2 text as `events.occurred` has it,
never in this device's zone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import normalize

from netlog.civil import DAY_LENGTH, MONTH_LENGTH, first_day, read_iso, spoken
from netlog.errors import UnclearDate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

__all__ = ["DateOrder", "Prefer", "first_day", "parse_when", "spoken"]

DateOrder = Literal["DMY", "MDY", "YMD"]
Prefer = Literal["past", "future"]
_YEARS: Final = range(1900, 2201)
_LONGEST: Final = 64  # characters; longer input is no date, and slow patterns never see it
_ABOUT: Final = re.compile(r"(?:about|around|approx(?:imately|\.)?|roughly|circa|ca\.?|c\.|~) ?(?=\S)")


def parse_when(  # noqa: PLR0913 (what a date means depends on all of these)
    text: str,
    *,
    today: date,
    now: datetime,
    prefer: Prefer,
    languages: Sequence[str] = ("en",),
    date_order: DateOrder | None = None,
    week_start: int = 0,
) -> str:
    """The date as `2026-11-10`, `2026-11`, `2026-11-10~` or `2026-11-10T15:00`, with an offset if so typed.

    `prefer` says where a weekday or a date without a year lies: "past" to record, "future" to plan.
    `date_order` is how the user writes 03/11/2026; None means that such dates are refused. `week_start` is
    the weekday with which a week begins, 0 for Monday.
    Raises: UnclearDate (not understood, can be read in two ways, or outside the years 1900 to 2200).
    """
    words = " ".join(normalize("NFKC", text).casefold().replace(",", " ").split())
    if not words or len(words) > _LONGEST:
        raise UnclearDate(about=text[:_LONGEST] or "nothing was typed")
    about = _ABOUT.match(words)
    if about is not None:
        words = words[about.end() :]
    try:
        found = read_iso(words)
        if found is None:
            from netlog.date_phrases import Asked  # dozens of patterns: only when needed
            from netlog.date_readings import Habits, understood

            asked = Asked(today, now.replace(tzinfo=None), prefer, week_start)
            found = understood(words, asked, Habits(tuple(languages) or ("en",), date_order))
    except (ValueError, OverflowError) as problem:
        raise UnclearDate(f"{text}: {_said(problem)}") from None
    if found is None:
        raise UnclearDate(about=text)
    if int(found[:4]) not in _YEARS:
        raise UnclearDate(f"{text}: the year {int(found[:4])} is outside 1900 to 2200")
    return _about(found) if about else found


def _said(problem: Exception) -> str:
    """Python's own words for a date that does not exist differ between its versions."""
    said = str(problem)
    ours = said.startswith(("this ", "that ", "the day ", "a ", "say ")) or " is a " in said
    return said if ours else "there is no such day"


def _about(found: str) -> str:
    """A month is vague already; a time of day makes no sense in what is only about right."""
    return found if len(found) == MONTH_LENGTH else found[:DAY_LENGTH] + "~"
