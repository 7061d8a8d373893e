"""How is a date read that is not in ISO form: figures, everyday phrases, times of day, other languages?

Rule: what can be read in two ways is refused, with both readings.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from netlog.civil import DAY_LENGTH, MONTH_LENGTH, MONTHS, WEEKDAYS, read_iso
from netlog.date_phrases import Asked, full_year, nearest, read_phrase

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

DateOrder = Literal["DMY", "MDY", "YMD"]


class Habits(NamedTuple):
    """Without `languages` only figures and the everyday English phrases are read, which takes no time."""

    languages: tuple[str, ...]
    date_order: DateOrder | None


_SHORT_YEAR: Final = 2  # digits
_FIGURES: Final = re.compile(r"(?:[a-z]{1,2} )?\d+(?: ?o'?clock)?")  # "at 3": dateparser would say March
_PLAIN: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{4})(\d\d)(\d\d)", re.ASCII)
_THREE: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?\.?", re.ASCII)
_TIME: Final = re.compile(
    r"(?:(?:at|um|à|às|a las?|alle|om|kl\.?) |@ ?)?"
    r"(?:(?P<h24>[01]?\d|2[0-3])(?::(?P<m24>[0-5]\d)(?: ?uhr)?|h(?P<mh>[0-5]\d)?| ?uhr)"
    r"|(?P<h12>0?[1-9]|1[0-2])(?:[:.](?P<m12>[0-5]\d))? ?(?P<half>[ap])\.?m\.?"
    r"|(?P<word>noon|midday|midnight))",
    re.ASCII,
)
_BARE_WEEKDAYS: Final = {*WEEKDAYS, *(name[:3] for name in WEEKDAYS), "tues", "weds", "thur", "thurs"}


def understood(words: str, asked: Asked, habits: Habits) -> str | None:
    for reader in (_day, _timed, _foreign):
        if (found := reader(words, asked, habits)) is not None:
            return found
    return None


def _day(words: str, asked: Asked, habits: Habits) -> str | None:
    return read_iso(words) or _numeric(words, asked, habits.date_order) or read_phrase(words, asked)


def _numeric(words: str, asked: Asked, date_order: DateOrder | None) -> str | None:
    if (match := _PLAIN.fullmatch(words)) is not None:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        return date(year, month, day).isoformat()
    if (match := _THREE.fullmatch(words)) is None:
        return None
    first, mark, second, year_digits = match.groups()
    if year_digits is None and mark == "-":
        return None
    if date_order == "YMD" and year_digits is not None and len(year_digits) == _SHORT_YEAR:
        return date(full_year(first), int(second), int(year_digits)).isoformat()
    # Dots are written day first wherever they are written at all (CLDR has no month-first pattern with dots).
    order = date_order or ("DMY" if mark == "." else None)
    readings = _readings(int(first), int(second), year_digits, asked)
    if not readings:
        raise ValueError("there is no such day")
    if order in readings:
        return readings[order].isoformat()
    if len(set(readings.values())) > 1:
        raise ValueError(_both(readings))
    return next(iter(readings.values())).isoformat()


def _readings(first: int, second: int, year_digits: str | None, asked: Asked) -> dict[str, date]:
    found: dict[str, date] = {}
    for order, day, month in (("DMY", first, second), ("MDY", second, first)):
        with suppress(ValueError):
            year = None if year_digits is None else full_year(year_digits)
            found[order] = nearest(month, day, asked) if year is None else date(year, month, day)
    return found


def _both(readings: dict[str, date]) -> str:
    said = [f"{day.day} {MONTHS[day.month - 1].title()} (type {day})" for day in readings.values()]
    return "this can be " + " or ".join(said)


def _timed(words: str, asked: Asked, habits: Habits) -> str | None:
    """A time before or behind a day, or alone: then the nearest one back or forth."""
    if (alone := _TIME.fullmatch(words)) is not None:
        return _nearest_minute(asked.today, _clock(alone), asked, every=1)
    parts = words.split(" ")
    splits = [(" ".join(parts[:cut]), " ".join(parts[cut:])) for cut in range(1, len(parts))]
    longest_time_first = [*splits, *((tail, head) for head, tail in reversed(splits))]
    for day_words, time_words in longest_time_first:
        if (clock := _TIME.fullmatch(time_words)) is not None:
            return _at(day_words, _clock(clock), asked, habits)
    return None


def _at(day_words: str, clock: str, asked: Asked, habits: Habits) -> str | None:
    if day_words in _BARE_WEEKDAYS:
        weekday = date.fromisoformat(read_phrase(day_words, asked) or "").weekday()
        latest = asked.today - timedelta(days=(asked.today.weekday() - weekday) % 7)
        return _nearest_minute(latest, clock, asked, every=7)
    day = _day(day_words, asked, habits) or _foreign(day_words, asked, habits)
    if day is not None and len(day) == MONTH_LENGTH:
        raise ValueError("the day is missing")
    return None if day is None or len(day) != DAY_LENGTH else f"{day}T{clock}"


def _clock(match: re.Match[str]) -> str:
    if match["word"]:
        return "00:00" if match["word"] == "midnight" else "12:00"
    if match["h24"] is not None:
        return f"{int(match['h24']):02}:{match['m24'] or match['mh'] or '00'}"
    hour = int(match["h12"]) % 12 + (12 if match["half"] == "p" else 0)
    return f"{hour:02}:{match['m12'] or '00'}"


def _nearest_minute(day: date, clock: str, asked: Asked, *, every: int) -> str:
    """That day, or as many days earlier or later so that it lies in the direction meant."""
    moment = datetime.fromisoformat(f"{day}T{clock}")
    if asked.prefer == "past" and moment > asked.now:
        moment -= timedelta(days=every)
    if asked.prefer == "future" and moment < asked.now:
        moment += timedelta(days=every)
    return f"{moment:%Y-%m-%dT%H:%M}"


@lru_cache(maxsize=8)
def _parser(asked: Asked, habits: Habits, required: tuple[str, ...]) -> DateDataParser:
    from dateparser.date import DateDataParser

    settings: dict[str, object] = {
        "PREFER_DATES_FROM": asked.prefer,
        "RELATIVE_BASE": asked.now,
        "RETURN_TIME_AS_PERIOD": True,
        "REQUIRE_PARTS": list(required),
    }
    if habits.date_order is not None:
        settings["DATE_ORDER"] = habits.date_order
    # Never without languages: guessing among all of them takes seconds.
    return DateDataParser(languages=list(habits.languages), settings=settings)


def _foreign(words: str, asked: Asked, habits: Habits) -> str | None:
    if not habits.languages:
        return None
    if _FIGURES.fullmatch(words):
        raise ValueError("a number alone is not a date")
    read = _parser(asked, habits, ()).get_date_data(words)
    moment: datetime | None = read.date_obj
    if moment is None:
        return None
    if read.period == "time":
        if _parser(asked, habits, ("day",)).get_date_data(words).date_obj is None:
            raise ValueError("the day is missing")  # dateparser would take today's
        return moment.isoformat(timespec="minutes")
    if read.period == "month":
        return f"{moment:%Y-%m}"
    if read.period == "year" and re.search(r"\b\d{4}\b", words):
        raise ValueError("a year alone is not a date")
    return moment.date().isoformat() + ("" if read.period == "day" else "~")
