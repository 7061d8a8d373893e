"""Which day do the everyday phrases mean? Pure rules, tried in order, without any library.

Rule: a phrase that two people would read quite differently is refused, with what to say in its place.
All text is lower-case and without commas.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from netlog.civil import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

Prefer = Literal["past", "future"]

_SHORT_WEEKDAYS: Final = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_NUMBER_WORDS: Final = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS: Final = {"a": 1, "an": 1} | {word: n for n, word in enumerate(_NUMBER_WORDS.split(), 1)}
_DAYS_IN: Final = {"day": 1, "d": 1, "week": 7, "wk": 7, "w": 7, "fortnight": 14}
_MONTHS_IN: Final = {"month": 1, "mth": 1, "mo": 1, "quarter": 3, "year": 12, "yr": 12, "y": 12}
_MINUTES_IN: Final = {"hour": 60, "hr": 60, "h": 60, "minute": 1, "min": 1}

_WEEKDAY: Final = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_COUNT: Final = r"(?P<count>\d{1,4}|a couple(?: of)?|" + "|".join(_NUMBERS) + ")"
_UNIT: Final = (
    r"(?P<unit>days?|d|weeks?|wks?|w|fortnights?|months?|mths?|mo|quarters?|years?|yrs?|y"
    r"|hours?|hrs?|h|minutes?|mins?)"
)
_WHICH: Final = r"(?P<which>last|past|this|next|coming)"


@dataclass(frozen=True, slots=True)
class Asked:
    """From where a phrase is seen: the day, the minute, in which direction people mean it, and with which
    weekday a week begins (0 is Monday).
    """

    today: date
    now: datetime
    prefer: Prefer
    week_start: int = 0


def read_phrase(text: str, asked: Asked) -> str | None:
    """A day, a month or a minute as ISO text, `~` behind a day that is only about right.

    Raises: ValueError when the phrase is understood but names no real day, with a sentence that says why.
    """
    for form, reader in _READERS:
        if (match := form.fullmatch(text)) is not None:
            return reader(match, asked)
    return None


_WEDNESDAY: Final = 2
_FRIDAY: Final = 4
_PARTS: Final = ("morning", "afternoon", "evening")
_NEAR: Final = (
    {
        "today": 0,
        "now": 0,
        "tonight": 0,
        "yesterday": -1,
        "last night": -1,
        "tomorrow": 1,
        "tomorrow night": 1,
    }
    | {"day before yesterday": -2, "day after tomorrow": 2}
    | {
        f"{day} {part}": days
        for day, days in (("this", 0), ("yesterday", -1), ("tomorrow", 1))
        for part in _PARTS
    }
)


def _near(match: re.Match[str], asked: Asked) -> str:
    return (asked.today + timedelta(days=_NEAR[match["near"]])).isoformat()


def _weekday_number(word: str) -> int:
    return _SHORT_WEEKDAYS.get(word, next((n for n, name in enumerate(WEEKDAYS) if name.startswith(word)), 0))


def _weekday(match: re.Match[str], asked: Asked) -> str:
    """The nearest such day that is not today, back or forth; "this" stays in the week."""
    target = _weekday_number(match["weekday"])
    which = match["which"]
    if which == "this":
        return _day_of_week(_week(asked), target).isoformat()
    back = which in {"last", "past"} or (which is None and asked.prefer == "past")
    days = (target - asked.today.weekday()) % 7
    return (asked.today + timedelta(days=(days - 7) if back else (days or 7))).isoformat()


def _weekday_of_week(match: re.Match[str], asked: Asked) -> str:
    """As in "tue next week", "friday of last week", "2 weeks ago monday", "monday in 2 weeks"."""
    groups = match.groupdict()
    if groups.get("which"):
        weeks = {"last": -1, "past": -1, "this": 0}.get(groups["which"], 1)
    else:
        weeks = _number(groups["count"]) * (-1 if groups.get("ago") else 1)
    first = _shifted(_week(asked), days=7 * weeks)
    return _day_of_week(first, _weekday_number(groups["weekday"])).isoformat()


def _week(asked: Asked) -> date:
    """The first day of this week."""
    return asked.today - timedelta(days=(asked.today.weekday() - asked.week_start) % 7)


def _day_of_week(first: date, weekday: int) -> date:
    """That weekday of the week which begins on `first`."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _number(word: str) -> int:
    return 2 if "couple" in word else _NUMBERS.get(word) or int(word)


def _distance(match: re.Match[str], asked: Asked) -> str:
    """Days and weeks are counted; months and years ago are only about right, because so they are said."""
    groups = match.groupdict()
    count = _number(groups["count"])
    back = groups.get("ago") is not None or groups.get("sign") == "-"
    signed = -count if back else count
    unit = groups["unit"] if groups["unit"] in _DAYS_IN | _MONTHS_IN | _MINUTES_IN else groups["unit"][:-1]
    if unit in _MINUTES_IN:
        return _exact(asked.now + timedelta(minutes=signed * _MINUTES_IN[unit]))
    if unit in _DAYS_IN:
        return _shifted(asked.today, days=signed * _DAYS_IN[unit]).isoformat()
    day = _months_later(asked.today, signed * _MONTHS_IN[unit])
    return day.isoformat() + ("~" if back else "")


def _distance_alone(match: re.Match[str], asked: Asked) -> str:
    """As in "3 days": in three days when planning, but looking back nobody knows."""
    if asked.prefer == "past":
        raise ValueError(f"say {match[0]} ago, or in {match[0]}")
    return _distance(match, asked)


def _exact(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def _shifted(day: date, *, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError("that is too far away") from None


def _months_later(day: date, months: int) -> date:
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError("that is too far away")
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def _span(match: re.Match[str], asked: Asked) -> str:
    """A week that passed is about its middle, one to come its first day; a month is a month."""
    later = {"last": -1, "past": -1, "this": 0}.get(match["which"], 1)
    if match["span"] == "month":
        return _months_later(asked.today.replace(day=1), later).isoformat()[:7]
    first = _week(asked) + timedelta(days=7 * later)
    if later == 1:
        return first.isoformat()
    return (asked.today if later == 0 else _day_of_week(first, _WEDNESDAY)).isoformat() + "~"


def _edge(match: re.Match[str], asked: Asked) -> str:
    """As in "end of month", "start of next week", "mid november": the first, the last, or about there."""
    groups = match.groupdict()
    edge = groups["edge"]
    later = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(groups.get("which") or "this", 0)
    if groups.get("span") == "week":
        first = _week(asked) + timedelta(days=7 * later)
        if edge in {"mid", "middle"}:
            return _day_of_week(first, _WEDNESDAY).isoformat() + "~"
        day = _day_of_week(first, _FRIDAY) if edge in {"end", "late"} else first
        return day.isoformat() + ("~" if edge in {"early", "late"} else "")
    if groups.get("month"):
        first = _near_month(_month_number(groups["month"]), asked, which=None, year=groups.get("year"))
    else:
        first = _months_later(asked.today.replace(day=1), later)
    last = monthrange(first.year, first.month)[1]
    rough = {"early": 5, "mid": 15, "middle": 15, "late": 25}
    if edge in rough:
        return first.replace(day=rough[edge]).isoformat() + "~"
    return first.replace(day=last if edge == "end" else 1).isoformat()


def _month_number(word: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(word[:3]))


def _near_month(month: int, asked: Asked, *, which: str | None, year: str | None) -> date:
    """The first of that month: of the year given, else the nearest one back or forth, this month included."""
    this = asked.today.replace(day=1)
    if year is not None:
        return date(full_year(year), month, 1)
    found = this.replace(month=month)
    back = which in {"last", "past"} or (which is None and asked.prefer == "past")
    if back and (found > this or (found == this and which is not None)):
        return found.replace(year=this.year - 1)
    if not back and which != "this" and (found < this or (found == this and which is not None)):
        return found.replace(year=this.year + 1)
    return found


def full_year(digits: str) -> int:
    """Two digits are of this century."""
    return int(digits) + (2000 if len(digits) == 2 else 0)  # noqa: PLR2004


def _named_month(match: re.Match[str], asked: Asked) -> str:
    groups = match.groupdict()
    number = _month_number(groups["month"])
    return _near_month(number, asked, which=groups.get("which"), year=groups.get("year")).isoformat()[:7]


def _named_day(match: re.Match[str], asked: Asked) -> str:
    groups = match.groupdict()
    month, day, year = _month_number(groups["month"]), int(groups["day"]), groups.get("year")
    found = nearest(month, day, asked) if year is None else date(full_year(year), month, day)
    if groups.get("weekday") and found.weekday() != _weekday_number(groups["weekday"]):
        said = f"{found.day} {MONTHS[found.month - 1].title()} {found.year}"
        raise ValueError(f"{said} is a {WEEKDAYS[found.weekday()].title()}")
    return found.isoformat()


def nearest(month: int, day: int, asked: Asked) -> date:
    """The nearest such day back or forth, today included. Raises: ValueError when there is none."""
    step = -1 if asked.prefer == "past" else 1
    for years in range(9):  # a 29th of February can be eight years away
        year = asked.today.year + step * years
        if not (1 <= month <= len(MONTHS) and 1 <= day <= monthrange(year, month)[1]):
            continue
        found = date(year, month, day)
        if (found <= asked.today) if step < 0 else (found >= asked.today):
            return found
    raise ValueError("there is no such day")


def _day_of_month(match: re.Match[str], asked: Asked) -> str:
    """As in "the 10th": the nearest one back or forth, today included."""
    day = int(match["day"])
    step = -1 if asked.prefer == "past" else 1
    for months in range(3):
        first = _months_later(asked.today.replace(day=1), step * months)
        if not 1 <= day <= monthrange(first.year, first.month)[1]:
            continue
        found = first.replace(day=day)
        if (found <= asked.today) if step < 0 else (found >= asked.today):
            return found.isoformat()
    raise ValueError("there is no such day")


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>\d{4}|\d\d)"
_ON: Final = rf"(?:on )?(?:{_WEEKDAY} )?"
_EDGE: Final = r"(?P<edge>end|start|beginning|mid|middle|early|late)"

_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Asked], str]], ...]] = (
    (_form(r"(?:the )?(?P<near>" + "|".join(_NEAR) + ")"), _near),
    (_form(rf"(?:on )?(?:{_WHICH} )?{_WEEKDAY}"), _weekday),
    (_form(rf"{_WEEKDAY} (?:of )?{_WHICH} week"), _weekday_of_week),
    (_form(rf"{_WHICH} week(?: on)? {_WEEKDAY}"), _weekday_of_week),
    (_form(rf"{_COUNT} (?:weeks?|wks?) (?P<ago>ago)(?: on)? {_WEEKDAY}"), _weekday_of_week),
    (_form(rf"{_WEEKDAY} {_COUNT} (?:weeks?|wks?) (?P<ago>ago)"), _weekday_of_week),
    (_form(rf"{_WEEKDAY} in {_COUNT} (?:weeks?|wks?)"), _weekday_of_week),
    (_form(rf"{_COUNT} ?{_UNIT} (?P<ago>ago|back|before)"), _distance),
    (_form(rf"(?:in|within) {_COUNT} ?{_UNIT}(?: time)?"), _distance),
    (_form(rf"{_COUNT} ?{_UNIT} (?:from (?:now|today)|later|ahead)"), _distance),
    (_form(rf"(?P<sign>[+-]) ?{_COUNT} ?{_UNIT}"), _distance),
    (_form(rf"{_COUNT} ?{_UNIT}"), _distance_alone),
    (_form(rf"{_WHICH} (?P<span>week|month)"), _span),
    (_form(rf"{_EDGE}(?: of)?(?: the| {_WHICH})? (?P<span>week|month)"), _edge),
    (_form(rf"{_EDGE}(?:[ -]of)?[ -]{_MONTH}(?: (?P<year>\d{{4}}))?"), _edge),
    (_form(rf"(?:in )?(?:{_WHICH} )?{_MONTH}"), _named_month),
    (_form(rf"(?:in )?{_MONTH}[ -](?P<year>\d{{4}})"), _named_month),
    (_form(rf"{_ON}(?:the )?{_DAY}(?: of)?[ .-]*{_MONTH}(?:[ .-]+{_YEAR})?"), _named_day),
    (_form(rf"{_ON}{_MONTH} (?:the )?{_DAY}(?: {_YEAR})?"), _named_day),
    (_form(r"(?:on )?(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)"), _day_of_month),
)
