"""How are the fields of an entry said: names instead of ids, yes and no, days as people read them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from events.ids import is_subject
from netlog.civil import spoken
from netlog.words import People, organisation_names

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from events.registry import Entry

    Names = dict[str, str]

DAY: Final = "on"
"""How the day of an entry is called beside its fields, as at every verb."""
OCCURRED: Final = "occurred"
"""How a correction calls it."""


def values_of(entry: Entry) -> dict[str, Any]:
    """What an entry says, as JSON, by fields as they are typed; what it does not say is left out."""
    day = {} if entry.occurred is None else {DAY: entry.occurred.text}
    return day | {field.replace("_", "-"): value for field, value in entry.event.model_dump().items()}


def names_in(db: sqlite3.Connection, *values: Mapping[str, Any]) -> Names:
    """The names of the people and organisations among the values."""
    ids = {text for each in values for text in _texts(list(each.values())) if is_subject(text)}
    people, places = People(db, ask=None).names(ids), organisation_names(db, ids)
    return {subject: one.name for subject, one in people.items()} | {
        subject: one.name for subject, one in places.items()
    }


def said_value(field: str, value: Any, names: Names) -> str:  # noqa: ANN401 - any JSON value
    """One field in words; a value that is not there is a dash."""
    if value is None or value == []:
        return "–"
    if field == DAY:
        return spoken(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        parts = list(value.values()) if isinstance(value, dict) else value
        return (" " if isinstance(value, dict) else ", ").join(said_value("", each, names) for each in parts)
    text = str(value)
    return names.get(text, "somebody" if is_subject(text) else text)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
