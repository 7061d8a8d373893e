"""What does the notebook hold as cards of an address book, and as to-dos of a calendar?

Rule: whatever reads these is a third party. Cards have no notes; a to-do names nobody unless that was asked
for.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from netlog.errors import NetlogError
from netlog.exporters.csv import cadence
from netlog.nudges import ACTIONS, action
from projections.queue import queue
from projections.steps import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import ModuleType

    from netlog.app import App
    from projections.queue import Item

_PRODUCT: Final = "-//netlog//netlog//EN"
_PROPERTIES: Final = {"email": "email", "phone": "tel", "linkedin": "url", "url": "url"}
_URGENT: Final = "1"
_USUAL: Final = "5"
"""Of the priorities of RFC 5545, from 1 to 9."""


def cards(app: App, on: date, *, version: str) -> Iterator[str]:
    """A vCard (RFC 2426, or 6350 for 4.0) for each person; its UID is that of the person, for ever.

    Raises: NetlogError where the package is missing.
    """
    vobject = _vobject()
    rows = app.cold.execute(_CARDS, {"on": on.isoformat()})
    for name, role, organisation, channels, tags, *known, subject in rows:
        card = vobject.vCard()
        card.add("version").value = version
        card.add("prodid").value = _PRODUCT
        card.add("uid").value = f"{subject}@netlog"
        card.add("fn").value = name
        given, _, family = name.rpartition(" ")
        card.add("n").value = vobject.vcard.Name(family=family, given=given)
        if organisation:
            card.add("org").value = [organisation]
        if role:
            card.add("title").value = role
        for channel in json.loads(channels):
            card.add(_PROPERTIES[channel["kind"]]).value = channel["value"]
        if tags := json.loads(tags):
            card.add("categories").value = tags
        stage, last_touch, days = known
        reached = STAGES[stage - 1] if stage else None
        for what, value in (("stage", reached), ("lasttouch", last_touch), ("cadence", cadence(days))):
            if value:
                card.add(f"x-netlog-{what}").value = value
        yield card.serialize()


def calendar(app: App, on: date, now: datetime, *, names: bool, events: bool) -> tuple[str, int]:
    """An iCalendar file (RFC 5545) with a to-do for each open follow-up, and how many there are; `events`: as
    all-day events instead, for calendars that show no to-dos. Without `names` a person is two letters.

    Raises: NetlogError where the package is missing.
    """
    vobject = _vobject()
    file, moment = vobject.iCalendar(), now.astimezone(vobject.icalendar.utc)
    file.add("prodid").value = _PRODUCT
    found = queue(app.cold, on, everything=True)
    items = [*found.now, *found.later, *found.upcoming]
    for item in items:
        _put(file.add("vevent" if events else "vtodo"), item, moment, names=names, events=events)
    return file.serialize(), len(items)


def _put(entry: Any, item: Item, moment: datetime, *, names: bool, events: bool) -> None:  # noqa: ANN401
    due = date.fromisoformat(item["due"])
    person = item["person"]["name"] if item["person"] else ""
    entry.add("uid").value = f"{item['nudge']}@netlog"
    entry.add("dtstamp").value = moment
    entry.add("last-modified").value = moment
    entry.add("sequence").value = "0"
    entry.add("summary").value = action(item, person) if names else _neutral(item, person)
    entry.add("categories").value = ["netlog", item["rule"]]
    entry.add("priority").value = _URGENT if item["red"] else _USUAL
    if names:
        entry.add("description").value = item["why"]
    entry.add("dtstart" if events else "due").value = due
    if events:
        entry.add("transp").value = "TRANSPARENT"
    else:
        entry.add("status").value = "NEEDS-ACTION"


def _neutral(item: Item, name: str) -> str:
    """What somebody noted for himself may name anybody, and stays here."""
    if item["rule"] in ACTIONS:
        return action(item, _initials(name))
    return "something to do" + (f": {_initials(name)}" if name else "")


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _vobject() -> ModuleType:
    try:
        import vobject
    except ImportError:
        raise NetlogError(
            "cards and calendars are written by a package that is not installed",
            hint="pipx inject netlog vobject",
        ) from None
    return vobject


_CARDS: Final = """
    SELECT p.name, p.role, o.name, p.channels, p.tags, s.stage, p.last_touch, p.cadence_days, p.subject
    FROM people p
    LEFT JOIN organisations o ON o.subject = p.organisation
    LEFT JOIN stages s ON s.subject = p.subject AND s.entered <= :on AND (s.left IS NULL OR s.left > :on)
    ORDER BY p.name, p.subject"""
