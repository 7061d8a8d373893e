"""Which events exist, and how does an envelope become a model and back?

A class is its registration: deriving from `Event` with a wire name and a version enters it here. There is no
other list of events. This is the only door to the models; checking data with them loads pydantic-core, so
commands that only answer stay away from it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, NamedTuple

import events
from events import ids
from events.envelope import Draft, Envelope, canonical_json, parse_canonical
from events.model import Field, Model
from events.occurred import Occurred

if TYPE_CHECKING:
    from events.clock import Stamp
    from events.ids import DeviceId, EventId, SubjectId

Line = Annotated[str, Field(strip_whitespace=True, min_length=1, max_length=400)]
"""A name, a title, a short answer."""
Text = Annotated[str, Field(strip_whitespace=True, min_length=1, max_length=16_000)]
"""Free words of the user."""
PersonRef = Annotated[str, Field(pattern=ids.PERSON_PATTERN)]
OrganisationRef = Annotated[str, Field(pattern=ids.ORGANISATION_PATTERN)]
EntryRef = Annotated[str, Field(pattern=ids.EVENT_PATTERN)]
CivilDate = Annotated[str, Field(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
CivilMoment = Annotated[
    str,
    Field(
        pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
        r"(T([01]\d|2[0-3]):[0-5]\d(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?$"
    ),
]
"""When something is to happen: a day, with a time and an offset where they are known."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(Exception):
    """A newer netlog wrote this: kept, relayed and counted, and folded after an upgrade."""


class UnreadableEvent(Exception):
    """The data of a known event does not fit its model: kept, counted, never folded."""


class Event(Model):
    """Base of everything that can happen. Subject + past participle; frozen; defaults are empty and never
    change.
    """

    wire_name: ClassVar[str]
    wire_version: ClassVar[int]

    def __init_subclass__(cls, *, name: str, version: int) -> None:
        super().__init_subclass__()
        cls.wire_name, cls.wire_version = name, version
        if name in _REGISTRY:
            message = f"{name} is registered twice"
            raise TypeError(message)
        _REGISTRY[name] = cls

    def about(self) -> tuple[str | None, ...]:
        """The subjects that the data names; the recorder adds those of the entries it refers to."""
        raise NotImplementedError


class Part(Model):
    """Base of what is nested inside an event."""


_REGISTRY: Final[dict[str, type[Event]]] = {}
_UPCASTERS: Final[dict[tuple[str, int], Upcaster]] = {}


def upcaster(name: str, *, from_version: int) -> Callable[[Upcaster], Upcaster]:
    """Registers a pure function from the data of one version to the data of the next."""

    def register(function: Upcaster) -> Upcaster:
        _UPCASTERS[name, from_version] = function
        return function

    return register


@cache
def vocabulary() -> dict[str, type[Event]]:
    """Every event class by wire name. Imports each module of the package once."""
    for module in pkgutil.iter_modules(events.__path__):
        importlib.import_module(f"events.{module.name}")
    return _REGISTRY


class Entry(NamedTuple):
    """One event as folds see it. `recorded` is ms since 1970; `order` the total order of the log."""

    id: EventId
    device: DeviceId
    stamp: Stamp
    recorded: int
    part_of: EventId | None
    subjects: tuple[SubjectId, ...]
    occurred: Occurred | None
    event: Event

    @property
    def order(self) -> tuple[int, str, str]:
        return self.stamp, self.device, self.id


def draft(event: Event, *, occurred: str = "", also_about: tuple[SubjectId, ...] = ()) -> Draft:
    """What the recorder needs of an event. `also_about`: subjects of the entries that it refers to. About
    nobody: about the user.

    Raises: NotCanonical when the data is beyond what the format allows.
    """
    data = canonical_json(event.model_dump())
    parse_canonical(data)
    if occurred:
        Occurred.parse(occurred)
    named = {ids.SubjectId(subject) for subject in event.about() if subject is not None}
    subjects = tuple(sorted(named.union(also_about))) or (ids.USER,)
    return Draft(event.wire_name, event.wire_version, subjects, occurred, data)


def read(envelope: Envelope) -> Entry:
    """The entry of an envelope, upcast to today's version.

    Raises: UnknownEvent, UnreadableEvent.
    """
    kind = vocabulary().get(envelope.name)
    if kind is None or envelope.version > kind.wire_version:
        raise UnknownEvent(envelope.name)
    try:
        event = _validate(kind, envelope)
        occurred = Occurred.parse(envelope.occurred) if envelope.occurred else None
    except (ValueError, KeyError, RecursionError) as error:
        raise UnreadableEvent(envelope.name) from error
    return Entry(
        envelope.id,
        envelope.device,
        envelope.stamp,
        envelope.recorded,
        envelope.part_of,
        envelope.subjects,
        occurred,
        event,
    )


def _validate(kind: type[Event], envelope: Envelope) -> Event:
    """Bytes are checked as they are; only older versions take the way through Python objects."""
    if envelope.version == kind.wire_version:
        return kind.model_read(envelope.data)
    data = parse_canonical(envelope.data)
    for version in range(envelope.version, kind.wire_version):
        data = _UPCASTERS[envelope.name, version](data)
    return kind.model_read(canonical_json(data))


def corrected(entry: Entry, patch: dict[str, Any]) -> Entry:
    """The entry with some fields of its data (and `occurred`) replaced.

    Raises: UnreadableEvent when the patched data no longer fits.
    """
    patch = dict(patch)
    try:
        when = patch.pop("occurred", entry.occurred.text if entry.occurred else None)
        occurred = Occurred.parse(when) if when else None
        data = {**entry.event.model_dump(), **patch}
        event = type(entry.event).model_validate_json(canonical_json(data))
    except (ValueError, TypeError) as error:
        raise UnreadableEvent(entry.event.wire_name) from error
    return Entry(
        entry.id, entry.device, entry.stamp, entry.recorded, entry.part_of, entry.subjects, occurred, event
    )


YesNo = Literal["yes", "no", "unsure"]


def forget(name: str) -> None:
    """Takes an event out again: for tests that bring their own."""
    _REGISTRY.pop(name, None)
    for key in [key for key in _UPCASTERS if key[0] == name]:
        del _UPCASTERS[key]
