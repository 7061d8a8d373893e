"""How is a field of any entry read from what the user types? By what the class of the entry says of it."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, get_args, get_origin

from events import ids
from events.model import Field, annotations_of
from netlog.commands.values import OneOf
from netlog.errors import Usage

if TYPE_CHECKING:
    from netlog.commands.recording import Recording

Reader = Callable[["Recording", str], Any]
"""From what was typed to JSON. Raises: Usage, and what reading a name or a day raises."""

_YES_NO: Final = {"yes": True, "no": False}


class _Asked(NamedTuple):
    """What a field may hold, without `| None`, and what its bounds are."""

    kind: Any
    bounds: tuple[Field, ...]

    @property
    def pattern(self) -> str | None:
        return next((bound.pattern for bound in self.bounds if bound.pattern), None)


def reader_of(event: str, field: str) -> Reader | None:
    """None: nothing that can be typed, such as a reference to another entry."""
    from events.registry import vocabulary

    return _reader(_asked(annotations_of(vocabulary()[event])[field]), field.replace("_", "-"))


def _asked(annotation: Any) -> _Asked:  # noqa: ANN401 - a type
    bounds: tuple[Field, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            bounds += tuple(each for each in more if isinstance(each, Field))
            continue
        rest = [each for each in get_args(annotation) if each is not NoneType]
        if NoneType in get_args(annotation) and len(rest) == 1:
            (annotation,) = rest
            continue
        return _Asked(annotation, bounds)


def _reader(asked: _Asked, field: str) -> Reader | None:
    kind = asked.kind
    if get_origin(kind) is tuple:
        one = _reader(_asked(get_args(kind)[0]), field)
        return _several(one) if one is not None else None
    if get_origin(kind) is Literal:
        words = OneOf(lambda: get_args(kind))
        return lambda _record, typed: words.convert(typed, None, None)
    if kind is bool:
        return lambda _record, typed: _YES_NO[OneOf(lambda: tuple(_YES_NO)).convert(typed, None, None)]
    if kind is int:
        return lambda _record, typed: _number(typed, field)
    return _text(asked.pattern) if kind is str else None


def _text(pattern: str | None) -> Reader | None:
    if pattern is None:
        return lambda _record, typed: typed
    if pattern == ids.PERSON_PATTERN:
        return lambda record, typed: record.person(typed).id
    if pattern == ids.ORGANISATION_PATTERN:
        return lambda record, typed: record.organisation(typed)[0].id
    if pattern == ids.EVENT_PATTERN:
        return None
    return lambda record, typed: record.call.when(typed, prefer="future")


def _several(one: Reader) -> Reader:
    return lambda record, typed: [one(record, each.strip()) for each in typed.split(",") if each.strip()]


def _number(typed: str, field: str) -> int:
    try:
        return int(typed)
    except ValueError:
        raise Usage(f"{field} is a number, not: {typed}") from None
