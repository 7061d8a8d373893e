"""The one way into the tables: what it folds, what it replaces, what it survives."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from events.conversations import MeetingHeld, TouchLogged
from events.people import NoteWritten, PersonAdded
from events.queue import NudgeMuted
from projections import refolding
from projections.engine import Caught, catch_up, projection
from projections.tables import Tables, UnusableImage, layout
from tests.projections.probes import PROBES, cold, content, hot, moments, sequences
from tests.projections.world import Log, Writer, organisation, person

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from events.envelope import Envelope
    from events.ids import SubjectId
    from projections.engine import AnyProjection
    from projections.history import History


class Word(NamedTuple):
    word: str
    times: int | None


@projection(table="words", row=Word, primary_key=("word",), hot="times > 1")
def words(history: History) -> Iterator[Word]:
    """Rows of every note; some notes are more than the fold or the table can take."""
    for entry in history.entries:
        assert isinstance(entry.event, NoteWritten)
        for word in entry.event.text.split():
            if word == "bomb":
                raise ZeroDivisionError
            times = {"huge": 2**63, "null": None}.get(word, 1)
            yield Word("\ud800" if word == "surrogate" else word, times)


def note(writer: Writer, about: SubjectId, text: str = "likes boats") -> Envelope:
    return writer.write(NoteWritten(person=about, text=text))


def caught_up(*envelopes: Envelope) -> Tables:
    tables = cold()
    catch_up(Log(envelopes), tables, strict=True)
    return tables


def test_nothing_new_folds_nothing(laptop: Writer, dana: SubjectId) -> None:
    log, tables = Log([note(laptop, dana)]), cold()
    assert catch_up(log, tables) == Caught(1, moved=True)
    assert catch_up(log, tables) == Caught(0, moved=False)


def test_only_the_subjects_that_an_event_names_are_read_and_folded(laptop: Writer) -> None:
    log, tables = Log([note(laptop, person(number)) for number in range(50)]), cold()
    catch_up(log, tables, strict=True)
    log.reads = 0
    log.arrive(laptop.write(MeetingHeld(people=(person(3), person(4)))))
    assert catch_up(log, tables, strict=True).folded == 2
    assert log.reads == 3


def test_one_event_costs_the_same_however_long_the_history_of_others(laptop: Writer) -> None:
    reads = []
    for others in (5, 500):
        log, tables = Log([note(laptop, person(number)) for number in range(others)]), cold()
        catch_up(log, tables, strict=True)
        log.reads = 0
        log.arrive(note(laptop, person(1)))
        catch_up(log, tables, strict=True)
        reads.append(log.reads)
    assert reads[0] == reads[1]


def test_a_correction_of_an_organisation_does_not_read_everybody_who_works_there(laptop: Writer) -> None:
    log = Log()
    for number in range(20):
        added = laptop.write(PersonAdded(person=person(number), name="x", organisation=organisation(1)))
        patch = {"organisation": organisation(2)}
        log.arrive(
            added, laptop.correct(added, also=[organisation(2)], **patch), note(laptop, person(number))
        )
    tables = cold()
    catch_up(log, tables, strict=True)
    log.arrive(note(laptop, person(3)))
    assert catch_up(log, tables, strict=True).folded == 2


def test_tables_that_stand_together_are_folded_once(laptop: Writer, dana: SubjectId) -> None:
    log, warm, deep = Log([note(laptop, dana)]), hot(), cold()
    assert catch_up(log, warm, deep).folded == 1
    assert log.reads == 1


def test_tables_that_stand_apart_are_each_brought_to_the_end(laptop: Writer, dana: SubjectId) -> None:
    log, warm, deep = Log([note(laptop, dana)]), hot(), cold()
    catch_up(log, warm)
    log.arrive(note(laptop, dana))
    catch_up(log, warm, deep)
    assert (warm.position, deep.position) == (2, 2)
    assert content(warm)["sequences"] == content(deep)["sequences"]


def test_hot_tables_alone_do_not_run_the_folds_of_cold_ones(laptop: Writer, dana: SubjectId) -> None:
    ran = []

    @projection(table="histories", row=Word)
    def histories(_history: History) -> Iterator[Word]:
        ran.append(1)
        yield Word("x", 1)

    catch_up(Log([note(laptop, dana)]), Tables.empty([histories, sequences], part="hot"))
    assert ran == []


def test_an_archive_that_went_back_in_time_means_starting_again(laptop: Writer, dana: SubjectId) -> None:
    old, new = note(laptop, dana, "old"), note(laptop, dana, "new")
    tables = caught_up(old, new)
    catch_up(Log([old]), tables, strict=True)
    assert tables.state() == caught_up(old).state()
    assert tables.position == 1


def test_what_arrives_while_folding_is_not_missed(laptop: Writer, dana: SubjectId) -> None:
    late = note(laptop, dana)

    class BusyLog(Log):
        def envelopes(self, subjects: Collection[SubjectId], /) -> Iterator[Envelope]:
            yield from list(super().envelopes(subjects))
            if late not in self.arrived:
                self.arrive(late)

    log, tables = BusyLog([note(laptop, dana)]), cold()
    catch_up(log, tables)
    catch_up(log, tables)
    assert tables.state() == caught_up(*log.arrived).state()


def test_progress_adds_up_to_the_number_of_subjects(laptop: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refolding, "_FIRST_BATCH", 3)
    told: list[tuple[int, int]] = []
    log = Log([note(laptop, person(number)) for number in range(10)])
    catch_up(log, cold(), progress=lambda steps, total: told.append((steps, total)))
    assert sum(steps for steps, _ in told) == 10
    assert {total for _, total in told} == {10}
    assert len(told) > 1


def test_a_rebuild_reads_every_event_once_whatever_the_settings(
    laptop: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refolding, "_FIRST_BATCH", 3)
    log = Log([note(laptop, person(number)) for number in range(10)])
    log.arrive(laptop.write(NudgeMuted(rule="R01")))
    catch_up(log, cold(), strict=True)
    assert log.reads == 11


def test_garbage_collection_is_left_as_it_was(laptop: Writer, dana: SubjectId) -> None:
    caught_up(note(laptop, dana))
    assert gc.isenabled()
    gc.disable()
    try:
        caught_up(note(laptop, dana))
        assert not gc.isenabled()
    finally:
        gc.enable()


def poisoned(tables: Tables) -> set[tuple[str, str, str]]:
    return set(tables.db.execute("SELECT subject, name, why FROM unknown"))


@pytest.mark.parametrize("poison", ["bomb", "huge", "surrogate", "twice twice"])
def test_a_fold_that_fails_leaves_out_one_subject_of_one_table(
    laptop: Writer, dana: SubjectId, omar: SubjectId, poison: str
) -> None:
    tables = Tables.empty([words, sequences], part="cold")
    catch_up(Log([note(laptop, dana, f"good {poison}"), note(laptop, omar, "fine")]), tables)
    assert list(tables.db.execute("SELECT subject FROM words")) == [(omar,)]
    assert {subject for (subject,) in tables.db.execute("SELECT subject FROM sequences")} == {dana, omar}
    assert poisoned(tables) == {(dana, "words", "fold failed")}


@pytest.mark.parametrize("poison", ["bomb", "huge", "surrogate", "twice twice"])
def test_a_strict_catch_up_raises_and_changes_nothing(laptop: Writer, dana: SubjectId, poison: str) -> None:
    tables = Tables.empty([words], part="cold")
    before = content(tables)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the fold or SQLite raised
        catch_up(Log([note(laptop, dana, poison)]), tables, strict=True)
    assert content(tables) == before


def test_a_failed_fold_has_the_same_state_alone_and_beside_hot_tables(
    laptop: Writer, dana: SubjectId
) -> None:
    log = Log([note(laptop, dana, "good huge")])
    alone, beside = Tables.empty([words], part="cold"), Tables.empty([words], part="cold")
    catch_up(log, alone)
    catch_up(log, Tables.empty([words], part="hot"), beside)
    assert alone.state() == beside.state() == Tables.empty([words], part="cold").state()


def test_a_failed_fold_recovers_when_its_cause_is_withdrawn(laptop: Writer, dana: SubjectId) -> None:
    bomb = note(laptop, dana, "bomb")
    log, tables = Log([note(laptop, dana, "fine"), bomb]), Tables.empty([words], part="cold")
    catch_up(log, tables)
    log.arrive(laptop.withdraw(bomb))
    catch_up(log, tables)
    assert list(tables.db.execute("SELECT word FROM words")) == [("fine",)]
    assert poisoned(tables) == set()


POISON = [
    ("from-the-future", b"{}", 1, "unknown"),
    ("note-written", b"{}", 2, "unknown"),
    ("note-written", b"{}", 1, "unreadable"),
    ("note-written", b"[" * 50_000, 1, "unreadable"),
    ("note-written", b'{"person":"p%026d","text":"\\ud800"}' % 1, 1, "unreadable"),
    ("meeting-held", b'{"people":["p%026d"],"minutes":9223372036854775808}' % 1, 1, "unreadable"),
    ("entry-corrected", b'{"target":7,"patch":{}}', 1, "unreadable"),
]  # fmt: skip


@pytest.mark.parametrize("poison", POISON, ids=str)
def test_what_cannot_be_read_is_counted_and_stops_nothing(
    laptop: Writer, dana: SubjectId, poison: tuple[str, bytes, int, str]
) -> None:
    name, data, version, why = poison
    bad = laptop.raw(name, data, dana, version=version)
    good = note(laptop, dana)
    tables = caught_up(bad, good)
    assert list(tables.db.execute("SELECT * FROM unknown")) == [(dana, bad.id, name, why)]
    assert tables.state() == caught_up(good).state()


def test_a_day_that_does_not_exist_is_counted_and_stops_nothing(laptop: Writer, dana: SubjectId) -> None:
    bad = note(laptop, dana)._replace(occurred="2026-02-30")
    assert poisoned(caught_up(bad)) == {(dana, "note-written", "unreadable")}


def test_an_image_is_loaded_with_everything_in_it(laptop: Writer, dana: SubjectId) -> None:
    tables = caught_up(note(laptop, dana))
    loaded = Tables.load(tables.image(), PROBES, part="cold")
    assert content(loaded) == content(tables)
    assert loaded.state() == tables.state()


def test_a_loaded_image_takes_up_where_it_stood(laptop: Writer, dana: SubjectId) -> None:
    log, tables = Log([note(laptop, dana)]), hot()
    catch_up(log, tables)
    loaded = Tables.load(tables.image(), PROBES, part="hot")
    log.arrive(*(note(laptop, person(number)) for number in range(200)))
    assert catch_up(log, loaded, strict=True).folded == 200
    catch_up(log, tables, strict=True)
    assert content(loaded) == content(tables)


def test_an_image_shrinks_again_when_much_is_gone(laptop: Writer) -> None:
    notes = [note(laptop, person(number)) for number in range(1000)]
    log, tables = Log(notes), cold()
    catch_up(log, tables)
    before = len(tables.image())
    log.arrive(*map(laptop.withdraw, notes))
    catch_up(log, tables)
    assert len(tables.image()) < before / 4
    assert Tables.load(tables.image(), PROBES, part="cold").state() == cold().state()


@pytest.mark.parametrize("image", [b"", b"x", b"x" * 8192, b"SQLite format 3\x00" + bytes(4080)])
def test_what_is_no_image_is_refused(image: bytes) -> None:
    with pytest.raises(UnusableImage):
        Tables.load(image, PROBES, part="hot")


def test_a_cut_image_is_refused(laptop: Writer) -> None:
    log, tables = Log([note(laptop, person(number)) for number in range(100)]), hot()
    catch_up(log, tables)
    with pytest.raises(UnusableImage):
        Tables.load(tables.image()[:4096], PROBES, part="hot")


def test_an_image_of_other_projections_or_of_the_other_part_is_refused() -> None:
    for image, projections, part in [
        (hot().image(), PROBES, "cold"),
        (hot().image(), PROBES[:2], "hot"),
        (cold().image(), PROBES, "hot"),
    ]:
        with pytest.raises(UnusableImage):
            Tables.load(image, projections, part=part)  # type: ignore[arg-type]


def changed(one: AnyProjection, **fields: object) -> AnyProjection:
    return one._replace(**fields)  # type: ignore[arg-type]


def test_the_layout_changes_with_every_property_of_a_projection() -> None:
    variants: list[dict[str, object]] = [
        {"version": 2}, {"hot": "1"}, {"hot": None}, {"table": "other"}, {"indexes": ()},
        {"columns": ("subject", "x")}, {"primary_key": ("entry",)},
    ]  # fmt: skip
    layouts = {layout([changed(moments, **fields)], "hot") for fields in ({}, *variants)}
    assert len(layouts) == 1 + len(variants)


def test_a_column_that_is_neither_text_nor_number_is_refused() -> None:
    class Wrong(NamedTuple):
        weight: float

    @projection(table="weights", row=Wrong)
    def weights(_history: History) -> Iterator[Wrong]:
        yield Wrong(1.5)

    with pytest.raises(TypeError, match=r"weights\.weight"):
        Tables.empty([weights], part="cold")


def test_loading_and_asking_import_no_heavy_package(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(hot().image())
    program = (
        "import sys; from pathlib import Path; from projections.tables import Tables;"
        "from projections.engine import catch_up; from tests.projections.probes import PROBES;"
        "tables = Tables.load(Path(sys.argv[1]).read_bytes(), PROBES, part='hot');"
        "Source = type('Source', (), {'position': lambda self: 0});"
        "catch_up(Source(), tables); print(tables.db.execute('SELECT count(*) FROM sequences').fetchone());"
        "print(sorted({'pydantic', 'sqlite_utils', 'click', 'rich'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(image)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["(0,)", "[]"]


def test_a_subject_of_which_nothing_stands_is_not_folded(laptop: Writer, dana: SubjectId) -> None:
    touch = laptop.write(TouchLogged(person=dana, channel="email", direction="in"))
    log, tables = Log([touch, laptop.withdraw(touch)]), cold()
    catch_up(log, tables, strict=True)
    assert content(tables)["sequences"] == []
    assert tables.position == 2
