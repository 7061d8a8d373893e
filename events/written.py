"""Which words did somebody write into an event? Every text of its data, whatever the event.

Found by the types of the fields, so that a new event can be searched for without a word about it here. Ids,
dates and words out of a list are no text; nor is the key of an imported row, which ends in `_key`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_origin

from events.model import annotations_of
from events.registry import Event, Line, Part, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELDS: Final[dict[type[Event | Part], tuple[str, ...]]] = {}
_FREE: Final = frozenset(bound for text in (Line, Text) for bound in get_args(text)[1:])


def written(event: Event | Part) -> Iterator[str]:
    """In the order of the fields."""
    for name in _fields(type(event)):
        value = getattr(event, name)
        if isinstance(value, str):
            yield value
        elif value:
            yield from _texts(value)


def _fields(kind: type[Event | Part]) -> tuple[str, ...]:
    """Looked for once."""
    found = _FIELDS.get(kind)
    if found is None:
        hints = annotations_of(kind).items()
        found = tuple(name for name, hint in hints if _holds_text(hint) and not name.endswith("_key"))
        _FIELDS[kind] = found
    return found


def _holds_text(hint: Any) -> bool:  # noqa: ANN401 - any annotation there is
    if get_origin(hint) is Annotated:
        base, *bounds = get_args(hint)
        return _holds_text(base) or (base is str and any(one in _FREE for one in bounds))
    if isinstance(hint, type) and issubclass(hint, Part):
        return bool(_fields(hint))
    return any(_holds_text(one) for one in get_args(hint))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a field that holds text has
    if isinstance(value, str):
        yield value
    elif isinstance(value, Part):
        yield from written(value)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
