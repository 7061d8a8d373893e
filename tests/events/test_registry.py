"""Does every event keep its wire form, and is what is not understood told apart from what is broken?"""

import json
from pathlib import Path

import pytest
from pydantic_core import ValidationError

from events import registry
from events.clock import Stamp
from events.envelope import Envelope, NotCanonical, canonical_json, stamped
from events.ids import USER, DeviceId, SubjectId, base32
from events.occurred import Occurred
from events.registry import Event, UnknownEvent, UnreadableEvent
from tests.events.samples import SAMPLES, person

GOLDEN = Path(__file__).parent / "golden"


def envelope(event: Event, **changes: object) -> Envelope:
    whole = stamped(
        registry.draft(event, occurred="2026-11-10"),
        device=DeviceId(base32(bytes(16))),
        stamp=Stamp(1),
        recorded=1_762_732_800_000,
        part_of=None,
        blind=bytes(16),
    )
    return whole._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: f"{event.wire_name}-v{event.wire_version}")
def test_the_wire_form_of_every_event_is_frozen(event: Event) -> None:
    draft = registry.draft(event)
    golden = GOLDEN / f"{draft.name}-v{draft.version}.json"
    assert json.loads(golden.read_text("utf-8")) == {
        "data": json.loads(draft.data),
        "name": draft.name,
        "subjects": list(draft.subjects),
        "version": draft.version,
    }


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: event.wire_name)
def test_every_event_reads_back_as_it_was(event: Event) -> None:
    entry = registry.read(envelope(event))
    assert entry.event == event
    assert entry.occurred == Occurred.parse("2026-11-10")


def test_there_is_a_sample_and_a_golden_file_for_every_event_and_no_other() -> None:
    registered = {
        name for name, kind in registry.vocabulary().items() if kind.__module__.startswith("events.")
    }
    assert {event.wire_name for event in SAMPLES} == registered
    versions = {f"{event.wire_name}-v{event.wire_version}" for event in SAMPLES}
    assert {path.stem for path in GOLDEN.glob("*.json")} >= versions


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_every_version_that_was_ever_written_is_read_today(golden: Path) -> None:
    known = json.loads(golden.read_text("utf-8"))
    written = envelope(
        SAMPLES[0], name=known["name"], version=known["version"], data=canonical_json(known["data"])
    )
    said = registry.read(written).event.model_dump()
    assert all(canonical_json(said[field]) == canonical_json(value) for field, value in known["data"].items())


def test_a_field_that_only_a_newer_netlog_knows_is_ignored_when_reading() -> None:
    known = envelope(SAMPLES[0])
    data = json.loads(known.data)
    newer = envelope(SAMPLES[0], data=canonical_json({**data, "zodiac": "fish"}))
    assert registry.read(newer).event == SAMPLES[0]


def test_a_field_that_does_not_exist_is_refused_when_writing() -> None:
    kind = type(SAMPLES[0])
    with pytest.raises(ValidationError):
        kind.model_validate({**SAMPLES[0].model_dump(), "zodiac": "fish"})


@pytest.mark.parametrize("change", [{"name": "planet-discovered"}, {"version": 2}])
def test_a_newer_event_is_unknown_not_broken(change: dict[str, object]) -> None:
    with pytest.raises(UnknownEvent):
        registry.read(envelope(SAMPLES[0], **change))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b'{"name":7}',
        b"\xff",
        b'{"person":"\\ud800"}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b'{"minutes":9223372036854775808,"people":["%s"]}' % person("a").encode(),
    ],
)
def test_data_that_does_not_fit_is_unreadable_whatever_it_is(data: bytes) -> None:
    meeting = next(event for event in SAMPLES if event.wire_name == "meeting-held")
    with pytest.raises(UnreadableEvent):
        registry.read(envelope(meeting, data=data))


def test_a_date_that_is_none_is_unreadable() -> None:
    with pytest.raises(UnreadableEvent):
        registry.read(envelope(SAMPLES[0], occurred="2026-02-30"))


def test_an_older_version_is_upcast_step_by_step() -> None:
    class Greeted(Event, name="test-greeted", version=3):
        words: registry.Line
        loud: bool = False

        def about(self) -> tuple[str | None, ...]:
            return ()

    @registry.upcaster("test-greeted", from_version=1)
    def renamed(data: dict[str, object]) -> dict[str, object]:
        return {"words": data["text"]}

    @registry.upcaster("test-greeted", from_version=2)
    def loudness(data: dict[str, object]) -> dict[str, object]:
        return {**data, "loud": str(data["words"]).isupper()}

    try:
        first = envelope(Greeted(words="x"), version=1, data=b'{"text":"HELLO"}')
        assert registry.read(first).event == Greeted(words="HELLO", loud=True)
        second = envelope(Greeted(words="x"), version=2, data=b'{"words":"hello"}')
        assert registry.read(second).event == Greeted(words="hello")
    finally:
        registry.forget("test-greeted")


def test_a_name_is_registered_once() -> None:
    with pytest.raises(TypeError):

        class Twice(Event, name="person-added", version=1):
            pass


def test_subjects_are_those_named_and_those_of_the_entries_referred_to() -> None:
    done = next(event for event in SAMPLES if event.wire_name == "nudge-done")
    dana = SubjectId(person("d"))
    assert registry.draft(done, also_about=(dana,)).subjects == (dana,)
    assert registry.draft(done).subjects == (USER,)


def test_an_event_larger_than_the_format_allows_is_refused() -> None:
    note = next(event for event in SAMPLES if event.wire_name == "entry-corrected")
    large = type(note).model_validate({**note.model_dump(), "patch": {"notes": "x" * 70_000}})
    with pytest.raises(NotCanonical):
        registry.draft(large)


def test_a_correction_replaces_fields_and_the_date() -> None:
    entry = registry.read(envelope(next(e for e in SAMPLES if e.wire_name == "meeting-held")))
    right = registry.corrected(entry, {"minutes": 45, "occurred": "2026-11-09"})
    assert right.event.minutes == 45  # type: ignore[attr-defined]
    assert str(right.occurred) == "2026-11-09"
    assert right.id == entry.id


def test_a_correction_that_does_not_fit_is_unreadable() -> None:
    entry = registry.read(envelope(next(e for e in SAMPLES if e.wire_name == "meeting-held")))
    for patch in ({"minutes": "long"}, {"zodiac": "fish"}, {"occurred": "soon"}):
        with pytest.raises(UnreadableEvent):
            registry.corrected(entry, patch)
