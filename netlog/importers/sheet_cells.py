"""What do the cells of one row say about somebody?

Rule: what cannot be used is told, and kept as words where words can keep it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from netlog.civil import DAY_LENGTH, first_day
from netlog.importers import cells
from netlog.importers.column_dates import read_when
from netlog.importers.columns import field_of
from netlog.importers.profiles import slug
from netlog.importers.rows import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from netlog.importers.column_dates import Order

LONGEST_LINE: Final = 400 - len("https://www.linkedin.com/in/")
"""Characters of what becomes a line of the vocabulary."""
_LONGEST_TEXT: Final = 16_000  # characters
_LONGEST_TAG: Final = 40  # characters; a longer status is a sentence
Tier = Literal["A", "B", "C", "D", "never"]
_TIERS: Final = frozenset({"A", "B", "C", "D"})
_NEVER: Final = frozenset({"NEVER", "NIE"})
_DAYS: Final = re.compile(r"(?:every )?(\d{1,4}) (?:days?|tage?)", re.IGNORECASE | re.ASCII)
_MOST_DAYS: Final = 3650
_NOTED: Final = (("met", "how we met"), ("via", "through"))
_BETWEEN_LINKS: Final = re.compile(r"[\s,;|]+")


class Cell(NamedTuple):
    """One that has a field and is not empty."""

    at: int
    header: str
    text: str


class Contact(NamedTuple):
    """`key`: the same for the same row of a later version of the file, as far as the row allows. `profiles`:
    the parts of LinkedIn addresses that name the member. Dates are ISO 8601-2. `problems`: cells that are not
    taken as what they should be.
    """

    line: int
    key: str
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    company: str | None = None
    role: str | None = None
    sector: str | None = None
    tier: Tier | None = None
    days: int | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    last_contact: str | None = None
    todo: str | None = None
    due: str | None = None
    problems: tuple[Skipped, ...] = ()


class Reading:
    """One row on its way to a contact. `orders`: of day and month, by column."""

    def __init__(
        self,
        line: int,
        taken: Mapping[str, Sequence[Cell]],
        orders: Mapping[int, Order | None],
        today: str,
    ) -> None:
        self._line, self._taken, self._orders, self._today = line, taken, orders, today
        self._problems: list[Skipped] = []
        self._kept: list[str] = []

    def contact(self, key: str, name: str) -> Contact:
        profiles, urls = self._links()
        todo, due = self._next()
        found = Contact(
            self._line, key, name,
            emails=self._all("email", cells.addresses), phones=self._all("phone", cells.numbers),
            profiles=profiles, urls=urls,
            company=self._short("company"), role=self._short("role"), sector=self._short("sector"),
            tier=self._tier(), days=self._days(), tags=self._tags(),
            last_contact=self._last_contact(), todo=todo, due=due,
        )  # fmt: skip
        return found._replace(notes=self._notes(), problems=tuple(self._problems))

    def _told(self, why: str, reason: str) -> None:
        self._problems.append(Skipped(self._line, why, reason))

    def _cells(self, field: str) -> Sequence[Cell]:
        return self._taken.get(field, ())

    def _all(self, field: str, read: Callable[[str], tuple[list[str], str | None]]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for cell in self._cells(field):
            values, problem = read(cell.text)
            found |= dict.fromkeys(values)
            if problem:
                self._told(f"{field}-unreadable", problem)
                self._kept.append(f"{cell.header}: {cell.text}")
        return tuple(found)

    def _links(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        profiles, urls = [], []
        for cell in self._cells("url"):
            for part in filter(None, _BETWEEN_LINKS.split(cell.text)):
                if len(part) > LONGEST_LINE or "." not in part:
                    self._told("url-unreadable", "what stands for an address in the web is none")
                    self._kept.append(f"{cell.header}: {part}")
                elif (member := slug(part)) is not None:
                    profiles.append(member)
                else:
                    urls.append(cells.one_line(part))
        return tuple(dict.fromkeys(profiles)), tuple(dict.fromkeys(urls))

    def _short(self, field: str) -> str | None:
        for cell in self._cells(field):
            text = cells.one_line(cell.text)
            if len(text) <= LONGEST_LINE:
                return text or None
            self._told("too-long", f"the {field} is too long, and kept as a note")
            self._kept.append(f"{cell.header}: {cell.text}")
        return None

    def _tier(self) -> Tier | None:
        for cell in self._cells("tier"):
            typed = cell.text.strip().upper().removeprefix("TIER").strip()
            if typed in _TIERS:
                return cast("Tier", typed)
            if typed in _NEVER:
                return "never"
        return None

    def _days(self) -> int | None:
        """How often, where no tier says it."""
        for cell in self._cells("tier"):
            match = _DAYS.fullmatch(cell.text.strip())
            if match and self._tier() is None and 1 <= int(match[1]) <= _MOST_DAYS:
                return int(match[1])
        return None

    def _tags(self) -> tuple[str, ...]:
        found = [tag for cell in self._cells("tags") for tag in cells.tags(cell.text)]
        for field, beginning in (("status", ""), ("priority", "priority "), ("tier", "tier ")):
            for cell in self._cells(field):
                text = cells.one_line(cell.text)
                if field == "tier" and (self._tier() or self._days()):
                    continue
                if len(text) > _LONGEST_TAG:
                    self._kept.append(f"{cell.header}: {cell.text}")
                elif text:
                    found.append(beginning + text)
        for tag in found:
            if len(tag) > LONGEST_LINE:
                self._told("too-long", "a tag is too long, and kept as a note")
                self._kept.append(tag)
        return tuple(dict.fromkeys(tag for tag in found if len(tag) <= LONGEST_LINE))

    def _last_contact(self) -> str | None:
        for cell in self._cells("last-contact"):
            text = cells.one_line(cell.text)
            when = read_when(text, self._orders.get(cell.at))
            if when is not None and first_day(when).isoformat() <= self._today:
                return when
            if when is None:
                self._told("date-unreadable", "the last contact has no date, and is kept as a note")
            else:
                self._told("date-to-come", "the last contact is still to come, and is kept as a note")
            self._kept.append(f"{cell.header}: {cell.text}")
        return None

    def _next(self) -> tuple[str | None, str | None]:
        """(what to do, by when) of all columns about that."""
        told: list[str] = []
        due: str | None = None
        for cell in self._cells("next"):
            when = read_when(cells.one_line(cell.text), self._orders.get(cell.at))
            if when is None or due is not None:
                told.append(cells.words(cell.text))
            else:
                due = when[:DAY_LENGTH] if len(when) >= DAY_LENGTH else f"{when}-01"
        if told or due:
            return "; ".join(filter(None, told))[:_LONGEST_TEXT] or "be in touch", due
        return None, None

    def _notes(self) -> tuple[str, ...]:
        """After everything else, because it keeps what could not be used."""
        found = []
        for cell in self._cells("notes"):
            beginning = "" if field_of(cell.header) == "notes" else f"{cell.header}: "
            found.append(beginning + cell.text)
        for field, beginning in _NOTED:
            found += [f"{beginning}: {cell.text}" for cell in self._cells(field)]
        return tuple(
            dict.fromkeys(part for text in [*found, *self._kept] for part in _parts(cells.words(text)))
        )


def _parts(text: str) -> Iterator[str]:
    for start in range(0, len(text), _LONGEST_TEXT):
        if part := text[start : start + _LONGEST_TEXT].strip():
            yield part
