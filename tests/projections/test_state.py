"""Any order of arrival, any batching, any interruption and any rebuild come to the same rows."""

from __future__ import annotations

import random
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import registry
from events.ids import USER, SubjectId
from events.people import NoteWritten
from events.queue import NudgeMuted
from projections import refolding
from projections.amendments import amended
from projections.catalogue import PROJECTIONS
from projections.engine import AnyProjection, catch_up
from projections.history import History
from projections.identity import representatives
from projections.settings import settings as settings_of
from projections.tables import Tables
from tests.projections.probes import PROBES, cold, content, hot
from tests.projections.world import Log, Writer
from tests.projections.worlds import ORGANISATIONS, PEOPLE, some_world

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from events.envelope import Envelope

Catalogue = tuple[AnyProjection, ...]


def foretold(world: list[Envelope]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the probes by the plainest way: everything at once, no subject picked out."""
    entries = [registry.read(one) for one in world if one.name != "from-the-future"]
    standing, _ = amended(sorted(entries, key=attrgetter("stamp", "device", "id")))
    merged = representatives(standing)
    set_by_user = settings_of(entry for entry in standing if USER in entry.subjects)
    rows: dict[str, list[tuple[object, ...]]] = {probe.table: [] for probe in PROBES}
    for subject in (*PEOPLE, *ORGANISATIONS, USER):
        ids = {one for one in (*PEOPLE, subject) if merged.get(one, one) == subject}
        known = tuple(entry for entry in standing if ids & set(entry.subjects))
        if known:
            history = History(subject, frozenset(ids), known, set_by_user)
            for probe in PROBES:
                rows[probe.table] += ((subject, *row) for row in probe(history))
    rows["identities"] = list(merged.items())
    return {table: sorted(of_table, key=repr) for table, of_table in rows.items()}


def rebuilt(world: list[Envelope], projections: Catalogue = PROBES) -> tuple[Tables, Tables]:
    warm, deep = Tables.empty(projections, part="hot"), Tables.empty(projections, part="cold")
    catch_up(Log(world), warm, deep, strict=True)
    return warm, deep


def without_position(tables: Tables) -> dict[str, list[tuple[object, ...]]]:
    return {**content(tables), "meta": [tables.settings.mutes]}


class Broken(Exception):
    """The power went."""


class BreakingLog(Log):
    """Fails after a number of events was read."""

    breaks_after = 0

    def envelopes(self, subjects: Collection[SubjectId], /) -> Iterator[Envelope]:
        for envelope in super().envelopes(subjects):
            if self.reads > self.breaks_after:
                raise Broken
            yield envelope


@given(seed=st.integers(0, 2**32), size=st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_a_rebuild_is_what_the_plainest_reading_of_all_events_foretells(seed: int, size: int) -> None:
    world = some_world(seed, size)
    _, deep = rebuilt(world)
    found = content(deep)
    assert {table: found[table] for table in foretold(world)} == foretold(world)


@pytest.mark.parametrize("projections", [PROBES, PROJECTIONS], ids=["probes", "views"])
@given(seed=st.integers(0, 2**32), size=st.integers(1, 40), data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_order_and_any_batching_come_to_the_same_rows(
    projections: Catalogue, seed: int, size: int, data: st.DataObject
) -> None:
    world = some_world(seed, size)
    expected_hot, expected_cold = rebuilt(world, projections)
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    warm, deep = arriving(world, projections, chance)
    assert without_position(warm) == without_position(expected_hot)
    assert without_position(deep) == without_position(expected_cold)
    assert deep.state() == expected_cold.state()


def arriving(world: list[Envelope], projections: Catalogue, chance: random.Random) -> tuple[Tables, Tables]:
    """Hot and cold tables after all arrived in disorder, caught up and saved now and then."""
    waiting = chance.sample(world, len(world))
    log, warm, deep = Log(), Tables.empty(projections, part="hot"), Tables.empty(projections, part="cold")
    while waiting:
        count = chance.randrange(1, 4)
        log.arrive(*waiting[:count])
        del waiting[:count]
        if chance.random() < 0.8:
            catch_up(log, *chance.choice([(warm,), (deep,), (warm, deep)]), strict=True)
        if chance.random() < 0.3:
            warm = Tables.load(warm.image(), projections, part="hot")
            deep = Tables.load(deep.image(), projections, part="cold")
    catch_up(log, warm, deep, strict=True)
    return warm, deep


@given(seed=st.integers(0, 2**32), size=st.integers(1, 40), batch=st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_the_size_of_a_batch_has_no_effect(seed: int, size: int, batch: int) -> None:
    world = some_world(seed, size)
    _, expected = rebuilt(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refolding, "_FIRST_BATCH", batch)
        patch.setattr(refolding, "_LARGEST_BATCH", batch)
        _, deep = rebuilt(world)
    assert content(deep) == content(expected)


@given(seed=st.integers(0, 2**32), size=st.integers(2, 30), after=st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_an_interrupted_catch_up_leaves_the_tables_as_they_were(seed: int, size: int, after: int) -> None:
    world = some_world(seed, size)
    log, warm, deep = BreakingLog(world[: size // 2]), hot(), cold()
    log.breaks_after = 10**6
    catch_up(log, warm, deep, strict=True)
    before = content(warm), content(deep)
    log.arrive(*world[size // 2 :])
    log.breaks_after = log.reads + after
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refolding, "_FIRST_BATCH", 1)
        patch.setattr(refolding, "_LARGEST_BATCH", 1)
        try:
            catch_up(log, warm, deep, strict=True)
        except Broken:
            assert (content(warm), content(deep)) == before
    log.breaks_after = 10**6
    catch_up(log, warm, deep, strict=True)
    assert deep.state() == rebuilt(world)[1].state()
    assert without_position(warm) == without_position(rebuilt(world)[0])


def test_the_hot_tables_hold_exactly_the_rows_of_their_condition() -> None:
    warm, deep = rebuilt(some_world(7, 60))
    assert content(warm)["sequences"] == content(deep)["sequences"]
    assert content(warm)["moments"] == [row for row in content(deep)["moments"] if row[1] % 2 == 0]  # type: ignore[operator]
    assert "silences" not in content(warm)


def test_the_state_changes_with_the_content_the_settings_and_the_versions(
    laptop: Writer, dana: SubjectId
) -> None:
    note = laptop.write(NoteWritten(person=dana, text="likes boats"))
    mute = laptop.write(NudgeMuted(rule="R01"))
    states = {rebuilt(world)[1].state() for world in ([], [note], [mute], [note, mute])}
    assert len(states) == 4


def test_the_state_knows_no_writer_and_nothing_that_is_unknown(laptop: Writer, dana: SubjectId) -> None:
    note = laptop.write(NoteWritten(person=dana, text="likes boats"))
    unknown = laptop.raw("from-the-future", b"{}", dana)
    assert rebuilt([note])[1].state() == rebuilt([note, unknown])[1].state()


def test_only_tables_with_rows_of_their_own_know_a_state() -> None:
    with pytest.raises(ValueError, match="hot"):
        hot().state()
