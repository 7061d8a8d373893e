"""What was announced is read together, and gives the same events as asking for each subject alone."""

import random

import pytest

from events.ids import SubjectId
from sync import ahead
from sync.log import Log
from tests.sync.drafts import about, person


@pytest.fixture
def people(log: Log) -> list[SubjectId]:
    """Thirty people, in some order, with three rounds of events; some events are about two of them."""
    found = sorted(person() for _ in range(30))
    for first in range(3):
        log.record(about(one) for one in found)
        log.record([about(found[first], found[-1], text="both")])
    random.Random(1).shuffle(found)
    return found


@pytest.fixture(params=["all in one", "a few together", "more bytes than may be held"], autouse=True)
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_STEP", 4)
    if request.param != "all in one":
        monkeypatch.setattr(ahead, "_AT_ONCE", 20)
    if request.param == "more bytes than may be held":
        monkeypatch.setattr(ahead, "_BYTES", 1_500)


def of_each(log: Log, people: list[SubjectId], size: int) -> list[set[str]]:
    batches = [people[start : start + size] for start in range(0, len(people), size)]
    return [{envelope.id for envelope in log.envelopes(batch)} for batch in batches]


@pytest.mark.parametrize("size", [1, 7, 30])
def test_events_of_announced_subjects_are_the_same(log: Log, people: list[SubjectId], size: int) -> None:
    plain = of_each(log, people, size)
    log.expect(people)
    assert of_each(log, people, size) == plain


def test_whoever_asks_out_of_turn_gets_everything_too(log: Log, people: list[SubjectId]) -> None:
    plain = of_each(log, people[::-1], 4)
    log.expect(people)
    assert of_each(log, people[::-1], 4) == plain
    assert of_each(log, people[::-1], 4) == plain


def test_what_is_recorded_later_is_found_once_nothing_is_expected_any_more(
    log: Log, people: list[SubjectId]
) -> None:
    log.expect(people)
    list(log.envelopes(people[:1]))
    log.expect(())
    (late,) = log.record([about(people[-1])])
    assert late in log.envelopes(people[-1:])
