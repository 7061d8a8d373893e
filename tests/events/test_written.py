"""Whatever somebody writes into an event is found by the types of its fields."""

from typing import Annotated, Literal

import pytest

from events import registry
from events.model import Field
from events.registry import Event, Line, Part, PersonRef, Text
from events.written import written
from tests.events.samples import SAMPLES, person


class Inside(Part):
    kind: Literal["inner"]
    words: Line | None = None


class Anything(Event, name="anything-happened", version=1):
    person: PersonRef
    kind: Literal["enumerated"]
    title: Line
    body: Text | None = None
    short: Annotated[Line, Field(max_length=10)] | None = None
    many: Annotated[tuple[Line, ...], Field(max_length=3)] = ()
    part: Inside | None = None
    parts: tuple[Inside, ...] = ()
    count: int = 7
    source_key: Line | None = None


registry.forget("anything-happened")


def test_every_text_is_found_however_it_is_nested() -> None:
    one, two = Inside(kind="inner", words="five"), Inside(kind="inner")
    event = Anything(
        person=person("a"), kind="enumerated", title="one", body="two", short="three", many=("four",),
        part=one, parts=(two, one), source_key="/in/key",
    )  # fmt: skip
    assert list(written(event)) == ["one", "two", "three", "four", "five", "five"]


def test_what_is_not_said_is_no_text() -> None:
    assert list(written(Anything(person=person("a"), kind="enumerated", title="one"))) == ["one"]


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: event.wire_name)
def test_no_id_and_no_number_of_any_event_is_a_text(event: Event) -> None:
    texts = list(written(event))
    assert all(isinstance(text, str) for text in texts)
    assert not {*event.about(), "e" * 25 + "0"} & set(texts)


def test_the_notes_names_and_tags_that_exist_today_are_texts() -> None:
    found = {event.wire_name for event in SAMPLES if list(written(event))}
    assert {"person-added", "note-written", "person-tagged", "todo-added", "value-given"} <= found
