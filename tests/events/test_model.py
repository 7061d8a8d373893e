"""Is what events check exactly what pydantic's own models would? Pydantic is the authority here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Optional, Union, get_args, get_origin

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import ValidationError

from events.envelope import NotCanonical, canonical_json, parse_canonical
from events.model import Field, JsonValue, Model, annotations_of
from events.people import Channel, Met, PersonAdded
from events.registry import Event, Line, Part, vocabulary
from tests.events.samples import SAMPLES, person

ROOT = Path(__file__).parents[2]
KINDS = sorted(vocabulary().values(), key=lambda kind: kind.wire_name)
STRICT = pydantic.ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


_AUTHORITIES: dict[type[Model], type[pydantic.BaseModel]] = {}


def authority(cls: type[Model]) -> type[pydantic.BaseModel]:
    """The same fields as a model of pydantic's."""
    if cls not in _AUTHORITIES:
        fields: dict[str, Any] = {
            name: (translated(hint), getattr(cls, name, ...)) for name, hint in annotations_of(cls).items()
        }
        _AUTHORITIES[cls] = pydantic.create_model(cls.__name__, __config__=STRICT, **fields)
    return _AUTHORITIES[cls]


def translated(hint: Any) -> Any:
    parts, found = get_args(hint), hint
    if get_origin(hint) is Annotated:
        asked = next(part for part in parts if isinstance(part, Field))
        wanted = {name: value for name, value in asked._asdict().items() if value is not None}
        strip = pydantic.StringConstraints(strip_whitespace=wanted.pop("strip_whitespace", None))
        inner = translated(parts[0])
        found = Annotated[Annotated[inner, strip] if inner is str else inner, pydantic.Field(**wanted)]
    elif get_origin(hint) in {Union, UnionType}:
        (inner,) = (part for part in parts if part is not NoneType)
        found = Optional[translated(inner)]  # noqa: UP045 - also of what `|` does not take
    elif get_origin(hint) is tuple:
        found = tuple[translated(parts[0]), ...]  # type: ignore[misc]
    elif get_origin(hint) is dict:
        found = dict[translated(parts[0]), translated(parts[1])]  # type: ignore[misc]
    elif hint is JsonValue:
        found = pydantic.JsonValue
    elif isinstance(hint, type) and issubclass(hint, Model):
        found = authority(hint)
    return found


HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 70), 1 << 70),
    st.floats(allow_nan=False),
    st.text(max_size=30),
    st.sampled_from(["", "  ", " x ", "x" * 401, person("a"), "p" + "i" * 26, "2026-11-10", "2026-1-1"]),
    st.lists(st.one_of(st.text(max_size=5), st.just(person("b")), st.integers()), max_size=3),
    st.dictionaries(st.sampled_from(["kind", "value", "how", "via_person", "x"]), st.text(max_size=4)),
)


@st.composite
def near_valid(draw: st.DrawFn) -> tuple[type[Event], bytes]:
    """The data of a sample with some fields changed, left out, added or spelt otherwise."""
    sample = draw(st.sampled_from(SAMPLES))
    data = dict(sample.model_dump())
    for _ in range(draw(st.integers(0, 3))):
        field = draw(st.sampled_from([*annotations_of(type(sample)), "zodiac"]))
        if draw(st.booleans()):
            data.pop(field, None)
        else:
            data[field] = draw(HOSTILE)
    if draw(st.booleans()):
        return type(sample), json.dumps(data, ensure_ascii=draw(st.booleans())).encode("utf-8", "replace")
    return type(sample), json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "replace"
    )


def dumped(model: pydantic.BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_defaults=True)


@given(near_valid())
def test_what_is_read_is_what_pydantic_would_read(case: tuple[type[Event], bytes]) -> None:
    kind, raw = case
    try:
        parse_canonical(raw)
        expected = dumped(authority(kind).model_validate_json(raw, extra="ignore"))
    except (NotCanonical, ValidationError):
        with pytest.raises((NotCanonical, ValidationError)):
            kind.model_read(raw)
        return
    event = kind.model_read(raw)
    assert event.model_dump() == expected
    assert kind.model_validate_json(canonical_json(expected)) == event


@given(near_valid())
def test_what_is_made_in_code_is_what_pydantic_would_make(case: tuple[type[Event], bytes]) -> None:
    kind, raw = case
    given_values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(raw).items()
    }
    try:
        expected = dumped(authority(kind).model_validate(given_values))
    except ValidationError:
        with pytest.raises(ValidationError):
            kind.model_validate(given_values)
        return
    if any(get_origin(hint) is dict for hint in annotations_of(kind).values()):
        return  # what a patch may hold is asked when the draft is made
    assert kind.model_validate(given_values).model_dump() == expected


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.wire_name)
def test_every_field_has_a_check(kind: type[Event]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(dict.fromkeys(annotations_of(kind), object()))


def test_parts_are_taken_made_or_unmade() -> None:
    made = PersonAdded(person=person("a"), name="A", channels=(Channel(kind="email", value="a@b.c"),))
    unmade = PersonAdded.model_validate(
        {"person": person("a"), "name": "A", "channels": ({"kind": "email", "value": "a@b.c"},)}
    )
    assert made == unmade
    assert hash(made) == hash(unmade)
    assert made != made.model_dump()
    assert repr(Met(how="event")) == "Met(how='event', via_person=None)"


def test_what_was_made_cannot_be_changed() -> None:
    met = Met(how="event")
    with pytest.raises(AttributeError):
        met.how = "cold"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del met.how


def test_errors_hold_nothing_of_what_was_given() -> None:
    with pytest.raises(ValidationError) as caught:
        PersonAdded.model_validate({"person": "Canary Wu", "name": 7})
    assert "Canary" not in str(caught.value)


def test_a_field_of_a_kind_that_nobody_checks_is_refused() -> None:
    class Odd(Part):
        when: list[str]

    with pytest.raises(TypeError):
        Odd(when=[])


def test_a_nested_field_that_only_a_newer_netlog_knows_is_left_out() -> None:
    raw = canonical_json({"met": {"how": "event", "zodiac": "fish"}, "name": "A", "person": person("a")})
    assert PersonAdded.model_read(raw).met == Met(how="event")


def test_reading_and_recording_load_no_pydantic() -> None:
    told = (
        "import sys; from events.registry import draft, vocabulary;"
        "kind = vocabulary()['note-written'];"
        f"assert draft(kind(person='{person('a')}', text='x'));"
        "assert 'pydantic_core' in sys.modules; assert 'pydantic' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_literals_are_texts() -> None:
    hints = [hint for kind in KINDS for hint in annotations_of(kind).values() if get_origin(hint) is Literal]
    assert all(isinstance(value, str) for hint in hints for value in get_args(hint))


def test_the_outer_of_two_bounds_counts() -> None:
    class Short(Part):
        words: Annotated[Line, Field(max_length=3)]

    assert Short(words=" abc ").words == "abc"
    with pytest.raises(ValidationError):
        Short(words="abcd")
    with pytest.raises(ValidationError):
        Short(words=" ")
