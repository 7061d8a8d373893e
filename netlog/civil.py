"""How is a date of the log written in ISO 8601-2, and how is it said to people?"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
DAY_LENGTH: Final = len("2026-11-10")
MONTH_LENGTH: Final = len("2026-11")
_ISO: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?P<about>~)?(?:[t ](?P<time>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?P<offset>z|[+-]\d\d:\d\d)?)?)?",
    re.ASCII,
)


def read_iso(words: str) -> str | None:
    """The same in the exact form of the log. Raises: ValueError when it has the form, but is no real date."""
    match = _ISO.fullmatch(words)
    if match is None:
        return None
    day = date(int(match["year"]), int(match["month"]), int(match["day"] or 1)).isoformat()
    if match["time"] is None:
        return day[:7] if match["day"] is None else day + (match["about"] or "")
    if match["about"]:
        return None
    offset = (match["offset"] or "").upper()
    datetime.fromisoformat(f"{day}T{match['time']}{offset}")
    return f"{day}T{match['time']}{offset}"


def spoken(when: str) -> str:
    """As in "Tue 10 Nov 2026 15:00", "about 10 Nov 2026", "Nov 2026"; the names depend on no locale."""
    month = MONTHS[int(when[5:7]) - 1][:3].title()
    if len(when) == MONTH_LENGTH:
        return f"{month} {int(when[:4])}"
    day = date.fromisoformat(when[:DAY_LENGTH])
    said = f"{day.day} {month} {day.year}"
    if when.endswith("~"):
        return f"about {said}"
    said = f"{WEEKDAYS[day.weekday()][:3].title()} {said}"
    if len(when) == DAY_LENGTH:
        return said
    time, offset = when[11:16], when[16:]
    return f"{said} {time}" + (f" {'UTC' if offset == 'Z' else offset}" if offset else "")


def first_day(when: str) -> date:
    """The civil date a question or a snooze starts at: the first of a month."""
    return date.fromisoformat(when[:DAY_LENGTH] if len(when) >= DAY_LENGTH else when + "-01")
