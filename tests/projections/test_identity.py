"""Merged people are one subject, until they are not."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from events import registry
from events.people import NoteWritten, PeopleMerged
from projections.engine import catch_up
from projections.identity import representatives
from tests.projections.probes import cold, content
from tests.projections.world import Log, Writer, person

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from events.envelope import Envelope
    from events.ids import SubjectId
    from projections.tables import Tables


def note(writer: Writer, about: SubjectId) -> Envelope:
    return writer.write(NoteWritten(person=about, text="likes boats"))


def merge(writer: Writer, kept: SubjectId, *merged: SubjectId) -> Envelope:
    return writer.write(PeopleMerged(kept=kept, merged=merged))


def people(tables: Tables) -> dict[str, set[str]]:
    """The ids of each subject that has rows."""
    return {
        subject: set(ids.split()) for subject, ids in tables.db.execute("SELECT subject, ids FROM sequences")
    }


def after(*arrivals: Collection[Envelope]) -> Tables:
    log, tables = Log(), cold()
    for arrival in arrivals:
        log.arrive(*arrival)
        catch_up(log, tables, strict=True)
    return tables


def test_two_merged_people_have_the_rows_of_one(laptop: Writer, dana: SubjectId, omar: SubjectId) -> None:
    notes = [note(laptop, dana), note(laptop, omar)]
    tables = after(notes, [merge(laptop, omar, dana)])
    assert people(tables) == {dana: {dana, omar}}
    assert content(tables)["identities"] == [(dana, dana), (omar, dana)]


def test_the_smallest_id_represents_whoever_was_kept(
    laptop: Writer, dana: SubjectId, omar: SubjectId, rita: SubjectId
) -> None:
    written = [note(laptop, rita), merge(laptop, rita, omar), merge(laptop, omar, dana)]
    assert people(after(written)) == {dana: {dana, omar, rita}}


def test_whatever_is_said_later_about_one_of_them_is_about_all(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    later = note(laptop, omar)
    tables = after([note(laptop, dana), merge(laptop, dana, omar)], [later])
    ((entries,),) = tables.db.execute("SELECT entries FROM sequences")
    assert later.id in entries
    assert people(tables) == {dana: {dana, omar}}


def test_withdrawing_a_merge_in_the_middle_of_a_chain_parts_it_there(laptop: Writer) -> None:
    one, two, three, four = map(person, (1, 2, 3, 4))
    middle = merge(laptop, two, three)
    notes = [note(laptop, subject) for subject in (one, two, three, four)]
    before = [*notes, merge(laptop, one, two), middle, merge(laptop, three, four)]
    tables = after(before, [laptop.withdraw(middle)])
    assert people(tables) == {one: {one, two}, three: {three, four}}


def test_restoring_the_merge_joins_them_again(laptop: Writer, dana: SubjectId, omar: SubjectId) -> None:
    joined = merge(laptop, dana, omar)
    parted = laptop.withdraw(joined)
    tables = after([note(laptop, dana), note(laptop, omar), joined], [parted], [laptop.withdraw(parted)])
    assert people(tables) == {dana: {dana, omar}}


def test_correcting_a_merge_joins_whom_it_names_then(
    laptop: Writer, dana: SubjectId, omar: SubjectId, rita: SubjectId
) -> None:
    joined = merge(laptop, dana, omar)
    notes = [note(laptop, one) for one in (dana, omar, rita)]
    tables = after(
        [*notes, joined], [laptop.correct(joined, also=[rita], merged=[rita])], [note(laptop, rita)]
    )
    assert people(tables) == {dana: {dana, rita}, omar: {omar}}


def test_a_merge_that_can_no_longer_be_read_parts_everybody(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    joined = merge(laptop, dana, omar)

    class ForgettingLog(Log):
        """Lost the key of the merge, and its journal names one of the two people only."""

        forgot = False

        def position(self) -> int:
            return super().position() + self.forgot

        def dirty_since(self, position: int, /) -> set[SubjectId]:
            return {dana} if self.forgot else super().dirty_since(position)

        def envelopes(self, subjects: Collection[SubjectId], /) -> Iterator[Envelope]:
            return (one for one in super().envelopes(subjects) if not self.forgot or one is not joined)

    log, tables = ForgettingLog([note(laptop, dana), note(laptop, omar), joined]), cold()
    catch_up(log, tables, strict=True)
    log.forgot = True
    catch_up(log, tables, strict=True)
    assert people(tables) == {dana: {dana}, omar: {omar}}


def test_no_order_of_merges_changes_what_they_come_to(laptop: Writer) -> None:
    pairs = [(5, 3), (3, 4), (1, 2), (2, 5), (7, 6)]
    merges = [registry.read(merge(laptop, person(one), person(other))) for one, other in pairs]
    expected = {person(number): person(1) for number in (1, 2, 3, 4, 5)}
    expected |= {person(6): person(6), person(7): person(6)}
    for order in itertools.permutations(merges):
        assert representatives(order) == expected


def test_somebody_merged_with_himself_is_nobody_else(laptop: Writer, dana: SubjectId) -> None:
    assert representatives([registry.read(merge(laptop, dana, dana))]) == {}


def test_a_long_chain_of_merges_needs_no_deep_stack(laptop: Writer) -> None:
    chain = [registry.read(merge(laptop, person(n + 1), person(n))) for n in range(3000)]
    assert set(representatives(chain).values()) == {person(0)}
