"""What was written is found by its words, whatever is typed and in whatever order it arrived."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.conversations import InsightNoted, MeetingHeld
from events.organisations import OrganisationAdded
from events.people import DetailRecorded, NoteWritten, PeopleMerged, PersonAdded
from events.queue import NudgeSkipped, TodoAdded
from projections import full_text
from projections.catalogue import PROJECTIONS
from projections.engine import catch_up
from projections.suggestions import suggestion
from projections.tables import Tables
from projections.texts import Asked, Hit, search
from tests.projections.world import Log, Writer, organisation, person
from tests.projections.worlds import some_world

if TYPE_CHECKING:
    from events.envelope import Envelope
    from events.ids import SubjectId

DANA, OMAR = person(1), person(2)


def empty() -> Tables:
    return Tables.empty(PROJECTIONS, part="texts")


def written(*envelopes: Envelope) -> Tables:
    tables = empty()
    catch_up(Log(envelopes), tables, strict=True)
    return tables


def asked(
    *, people: frozenset[SubjectId] = frozenset(), since: str | None = None, until: str | None = None
) -> Asked:
    return Asked(people, since, until, 1000)


def hits(tables: Tables, typed: str, what: Asked | None = None) -> list[Hit]:
    return search(tables.db, typed, what or asked())


def snippets(tables: Tables, typed: str) -> list[str]:
    return [hit.snippet for hit in hits(tables, typed)]


@pytest.fixture
def notes(laptop: Writer) -> Tables:
    return written(
        laptop.write(PersonAdded(person=DANA, name="Dana Wu", role="grid engineer")),
        laptop.write(NoteWritten(person=DANA, text="they hire in the spring"), occurred="2026-03-05"),
        laptop.write(NoteWritten(person=DANA, text="Søren från Łódź, café Größe"), occurred="2026-03-06"),
        laptop.write(NoteWritten(person=DANA, text="battery\nstorage"), occurred="2026-03-07"),
        laptop.write(NoteWritten(person=DANA, text="storage of a battery"), occurred="2026-03-08"),
        laptop.write(NoteWritten(person=DANA, text="O'Brien's e-mail"), occurred="2026-03-09"),
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("spring", ["they hire in the spring"]),
        ("SPRING hire", ["they hire in the spring"]),
        ("spri", ["they hire in the spring"]),
        ("spri hire", []),
        ("hire spring winter", []),
        ('"battery storage"', ["battery storage"]),
        ('"battery storage', ["battery storage"]),
        ('"stor"', []),
        ("soren", ["Søren från Łódź, café Größe"]),
        ("SØREN", ["Søren från Łódź, café Größe"]),
        ("lodz fran", ["Søren från Łódź, café Größe"]),
        ("Łódź", ["Søren från Łódź, café Größe"]),
        ("cafe grosse", ["Søren från Łódź, café Größe"]),
        ("obrien", []),
        ("o'brien", ["O'Brien's e-mail"]),
        ("e-mail", ["O'Brien's e-mail"]),
        ("engineer", ["Dana Wu · grid engineer"]),
        ("", []),
        ("... 🚀", []),
        ("spring 🚀", ["they hire in the spring"]),
    ],
)
def test_words_are_found_as_people_type_them(notes: Tables, typed: str, found: list[str]) -> None:
    assert snippets(notes, typed) == found


def test_a_hit_says_whose_it_is_and_where_the_words_are(notes: Tables) -> None:
    (hit,) = hits(notes, "lodz")
    assert hit.person == {"id": DANA, "name": "Dana Wu"}
    assert (hit.day, hit.name) == ("2026-03-06", "note-written")
    assert [hit.snippet[start : start + length] for start, length in hit.marked] == ["Łódź"]


def test_of_the_equally_relevant_the_newest_comes_first(laptop: Writer) -> None:
    days = ["2026-03-05", "2026-05-05", "2026-01-05"]
    tables = written(*(laptop.write(NoteWritten(person=DANA, text="boats"), occurred=day) for day in days))
    assert [hit.day for hit in hits(tables, "boats")] == sorted(days, reverse=True)


def test_an_entry_that_is_about_the_words_comes_before_one_that_mentions_them(laptop: Writer) -> None:
    long = "a note about very many things, among them and far from the beginning some boats"
    tables = written(
        laptop.write(NoteWritten(person=DANA, text="boats"), occurred="2026-01-05"),
        laptop.write(NoteWritten(person=DANA, text=long), occurred="2026-03-05"),
    )
    assert [hit.day for hit in hits(tables, "boats")] == ["2026-01-05", "2026-03-05"]


def test_a_long_text_is_shown_around_the_words(laptop: Writer) -> None:
    tables = written(laptop.write(NoteWritten(person=DANA, text="x " * 500 + "boats" + " y" * 500)))
    (hit,) = hits(tables, "boats")
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 60


def test_days_and_people_narrow_the_search(laptop: Writer) -> None:
    tables = written(
        laptop.write(InsightNoted(people=(OMAR, DANA), text="boats"), occurred="2026-03-05"),
        laptop.write(NoteWritten(person=DANA, text="boats"), occurred="2026-03-06"),
    )
    assert len(hits(tables, "boats", asked(since="2026-03-06"))) == 1
    assert len(hits(tables, "boats", asked(until="2026-03-05"))) == 1
    assert len(hits(tables, "boats", asked(people=frozenset([OMAR])))) == 1
    assert len(hits(tables, "boats", asked(people=frozenset([DANA])))) == 2
    assert hits(tables, "boats", asked(people=frozenset([person(9)]))) == []


def test_an_entry_about_several_people_is_found_once(laptop: Writer) -> None:
    tables = written(laptop.write(MeetingHeld(people=(OMAR, DANA), notes="boats")))
    assert len(hits(tables, "boats")) == 1


def test_what_is_about_nobody_is_found(laptop: Writer) -> None:
    tables = written(
        laptop.write(TodoAdded(text="paint the boats")),
        laptop.write(OrganisationAdded(organisation=organisation(1), name="Boats Inc")),
    )
    assert [hit.person for hit in hits(tables, "boats")] == [None, None]


def test_why_something_was_skipped_is_found_with_whom_it_concerned(laptop: Writer) -> None:
    added = laptop.write(PersonAdded(person=DANA, name="Dana Wu"))
    skipped = laptop.write(NudgeSkipped(nudge=added.id, why="too many boats"), also=[DANA])
    (hit,) = hits(written(added, skipped), "boats")
    assert hit.person == {"id": DANA, "name": "Dana Wu"}


def test_what_was_corrected_is_found_as_it_stands_and_what_was_taken_back_is_not(laptop: Writer) -> None:
    note, other = (laptop.write(NoteWritten(person=DANA, text=text)) for text in ("boats", "trains"))
    tables = written(note, other, laptop.correct(note, text="planes"), laptop.withdraw(other))
    assert [snippets(tables, word) for word in ("boats", "planes", "trains")] == [[], ["planes"], []]


def test_a_merged_person_is_found_once_under_the_name_that_is_shown(laptop: Writer) -> None:
    tables = written(
        laptop.write(PersonAdded(person=DANA, name="Dana Wu")),
        laptop.write(PersonAdded(person=OMAR, name="D. Wu")),
        laptop.write(InsightNoted(people=(OMAR, DANA), text="boats")),
        laptop.write(PeopleMerged(kept=OMAR, merged=(DANA,))),
        laptop.write(DetailRecorded(person=OMAR, field="name", value="Dana Wu-Lee")),
    )
    (hit,) = hits(tables, "boats")
    assert hit.person == {"id": DANA, "name": "Dana Wu-Lee"}


def test_marks_inside_a_text_are_never_taken_for_ours(laptop: Writer) -> None:
    tables = written(laptop.write(NoteWritten(person=DANA, text="a\x02b\x03 boats")))
    (hit,) = hits(tables, "boats")
    assert (hit.snippet, hit.marked) == ("ab boats", [(3, 5)])


SYNTAX = [
    *"\"'*^()+-:{}\\;%_ \0", "NEAR", "NEAR(", "AND", "OR", "NOT", "text:", "--", "\ud800", "\u202e",
    "é", "ß", "田中", "🚀", "spring", "spr*",
]  # fmt: skip


def test_no_text_is_an_operator_or_an_error(notes: Tables) -> None:
    chance = random.Random(5)
    before = notes.db.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall()
    for _ in range(500):
        typed = "".join(chance.choice(SYNTAX) for _ in range(chance.randrange(1, 9)))
        hits(notes, typed)
        suggestion(notes.db, typed)
    assert notes.db.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall() == before


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_searched_for(typed: str) -> None:
    assert hits(EMPTY, typed) == []


EMPTY = empty()


@pytest.mark.parametrize("word", ["AND", "OR", "NOT", "NEAR"])
def test_a_word_that_is_an_operator_elsewhere_is_a_word(laptop: Writer, word: str) -> None:
    tables = written(laptop.write(NoteWritten(person=DANA, text=f"this {word} that")))
    assert len(hits(tables, f"this {word} that")) == 1
    assert hits(tables, f"this {word} other") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("batery", "battery"),
        ("storgae", "storage"),
        ("hire sprnig", "hire spring"),
        ("grossse", "grosse"),
        ("spring", None),
        ("hire storage", None),
        ("zzzzzz", None),
        ("", None),
    ],
)
def test_a_typo_is_answered_by_the_word_that_was_written(
    notes: Tables, typed: str, meant: str | None
) -> None:
    assert suggestion(notes.db, typed) == meant


def rows(tables: Tables) -> list[tuple[object, ...]]:
    columns = "subject, entry, day, name, others, text, spelt"
    return sorted(tables.db.execute(f"SELECT {columns} FROM texts"), key=repr)  # noqa: S608 - a constant


def indexed(tables: Tables) -> list[tuple[object, ...]]:
    """What the index holds, by entry; and whether SQLite finds it whole."""
    tables.db.execute("INSERT INTO texts_words (texts_words) VALUES ('integrity-check')")
    tables.db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.held USING fts5vocab(main, texts_words, instance)"
    )
    held = tables.db.execute("SELECT entry, term, offset FROM temp.held JOIN texts ON number = doc")
    return sorted(held)


@given(seed=st.integers(0, 2**32), size=st.integers(1, 40), data=st.data())
@settings(max_examples=100, deadline=None)
def test_any_order_and_any_batching_come_to_the_same_texts(seed: int, size: int, data: st.DataObject) -> None:
    world = some_world(seed, size)
    expected, chance = written(*world), random.Random(data.draw(st.integers(0, 2**32)))
    waiting, log = chance.sample(world, len(world)), Log()
    tables, cold, hot = empty(), Tables.empty(PROJECTIONS, part="cold"), Tables.empty(PROJECTIONS, part="hot")
    while waiting:
        count = chance.randrange(1, 4)
        log.arrive(*waiting[:count])
        del waiting[:count]
        if chance.random() < 0.8:
            catch_up(log, *chance.choice([(tables,), (cold,), (hot, cold, tables)]), strict=True)
        if chance.random() < 0.3:
            tables = Tables.load(tables.image(), PROJECTIONS, part="texts")
    catch_up(log, tables, strict=True)
    assert rows(tables) == rows(expected)
    assert indexed(tables) == indexed(expected)
    assert tables.state() == expected.state()


def test_an_archive_that_went_back_in_time_leaves_no_words_behind(laptop: Writer) -> None:
    old, new = (laptop.write(NoteWritten(person=DANA, text=text)) for text in ("boats", "trains"))
    tables = written(old, new)
    catch_up(Log([old]), tables, strict=True)
    assert indexed(tables) == indexed(written(old))


def test_spelling_keeps_every_word_one_word() -> None:
    assert full_text.spelt("Straße Ærø Łódź") == "Strasse AEro Lódź"
