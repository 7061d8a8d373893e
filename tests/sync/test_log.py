"""Recording and reading through the front of the package, on real files."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from events import clock
from events.envelope import Draft, Envelope
from events.ids import USER, new_subject
from sync.errors import (
    Altered,
)
from sync.log import Created, Log
from tests.sync.drafts import about, person

NAMES = re.compile(
    r"README\.txt|vault-[0-9a-z]{16}\.nlv|members/r-[0-9a-z]{16}\.nlm"
    r"|log/[0-9a-z]{16}/s-[0-9a-f]{10}-[0-9a-z]{16}\.nls|people/[0-9a-z]{16}/t-[0-9a-f]{10}-[0-9a-z]{16}\.nlk"
)


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_what_is_recorded_is_read_again_by_the_next_command(log: Log, reopen: Callable[[], Log]) -> None:
    dana, organisation = person(), new_subject("o", os.urandom(16))
    recorded = [*log.record([about(dana), about(organisation)]), *log.record([about(USER)])]
    assert list(reopen().everything()) == recorded


def test_the_events_of_a_command_are_part_of_its_first(log: Log) -> None:
    first, second, third = log.record([about(person()) for _ in range(3)])
    assert first.part_of is None
    assert second.part_of == third.part_of == first.id
    assert first.order < second.order < third.order


def test_events_are_found_by_any_of_their_subjects_once(log: Log) -> None:
    dana, eli, other = person(), person(), person()
    (both,) = log.record([about(dana, eli)])
    (alone,) = log.record([about(eli)])
    log.record([about(other)])
    assert list(log.envelopes([dana])) == [both]
    assert sorted(log.envelopes([dana, eli]), key=lambda each: each.order) == [both, alone]
    assert list(log.envelopes([person()])) == []


def test_only_subjects_of_later_events_are_dirty(log: Log) -> None:
    dana, eli = person(), person()
    assert log.dirty_since(log.position()) == set()
    log.record([about(dana)])
    position = log.position()
    log.record([about(eli), about(USER)])
    assert log.dirty_since(position) == {eli, USER}
    assert log.dirty_since(0) == {dana, eli, USER}


def test_another_process_sees_what_was_recorded_meanwhile(log: Log, reopen: Callable[[], Log]) -> None:
    other, dana = reopen(), person()
    position = other.position()
    (recorded,) = log.record([about(dana)])
    assert other.dirty_since(position) == {dana}
    assert list(other.envelopes([dana])) == [recorded]


def test_entries_are_found_by_the_beginning_of_their_id(log: Log) -> None:
    recorded = log.record([about(person()) for _ in range(50)])
    assert all(log.find(each.id[:length]) == [each] for each in recorded for length in (8, 26))
    assert log.find(recorded[0].id[:3]) == []
    assert all(each in log.find(each.id[:4]) for each in recorded)
    assert log.find("zzzzzzzz") == []


def test_commands_are_given_back_newest_first(log: Log) -> None:
    one = log.record([about(person())])
    two = log.record([about(person(), text="x" * 40_000) for _ in range(20)])
    three = log.record([about(person()), about(person())])
    assert log.heads()[0].n > 3
    assert log.last_command() == three
    assert list(log.commands()) == [three, two, one]


def test_a_large_import_is_one_commit_of_several_segments_and_one_key_table(log: Log) -> None:
    people = [person() for _ in range(40)]
    told: list[int] = []
    recorded = log.record((about(each, text="x" * 1000) for each in people * 25), progress=told.append)
    assert len(recorded) == 1000
    assert told == sorted(told)
    assert told[-1] == 1000
    published = files(log.folder.path)
    assert sum(name.startswith("people/") for name in published) == 1
    sizes = [len(body) for name, body in published.items() if name.startswith("log/")]
    assert 4 < len(sizes) < 12
    assert max(sizes) < 300 << 10
    assert list(log.everything()) == recorded
    assert [each.id for each in log.last_command()] == [each.id for each in recorded]


def test_a_person_gets_one_key_however_often_and_by_whomever_recorded(
    log: Log, reopen: Callable[[], Log]
) -> None:
    dana = person()
    log.record([about(dana), about(dana)])
    reopen().record([about(dana)])
    log.record([about(dana)])
    assert sum(name.startswith("people/") for name in files(log.folder.path)) == 1


def test_a_draft_that_fails_leaves_nothing_of_its_command(log: Log, reopen: Callable[[], Log]) -> None:
    log.record([about(person())])
    before, position = files(log.folder.path), log.position()

    def failing() -> Iterator[Draft]:
        yield about(person(), text="x" * 60_000)
        yield from (about(person(), text="x" * 60_000) for _ in range(10))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        log.record(failing())
    assert (files(log.folder.path), log.position(), log.count().events) == (before, position, 1)
    (after,) = log.record([about(person())])
    assert log.heads()[0].n == 2
    assert after in list(reopen().everything())
    assert reopen().verify().bad == []


def test_an_empty_command_writes_nothing(log: Log) -> None:
    before = files(log.folder.path)
    assert log.record([]) == []
    assert (files(log.folder.path), log.position()) == (before, 0)


def test_stamps_never_run_backwards_whatever_the_clock_says(vault: Created) -> None:
    vault.log.close()
    now = [0]

    def recorded_at(reading: int) -> int:
        now[0] = reading
        return log.record([about(USER)])[0].stamp

    with Log.open(vault.log.home, wrapping_key=vault.wrapping_key, clock_ms=lambda: now[0]) as log:
        stamps = [clock.Stamp(recorded_at(reading)) for reading in (5_000, 1, 9_000, 0)]
    assert stamps == sorted(set(stamps))
    assert [clock.milliseconds(each) for each in stamps] == [5_000, 5_000, 9_000, 9_000]


def test_relayed_events_keep_their_authors_and_come_in_once(
    log: Log, make_vault: Callable[..., Created]
) -> None:
    dana = person()
    exported = log.record([about(dana), about(dana, person())])
    other = make_vault("two").log
    assert other.relay(exported) == 2
    assert other.relay([*exported, exported[0]]) == 0
    assert list(other.everything()) == [each._replace(relayed=True) for each in exported]
    assert other.last_command() == []
    (own,) = other.record([about(dana)])
    assert own.stamp > max(each.stamp for each in exported)
    assert other.verify().bad == []


def test_a_relayed_stamp_of_the_far_future_moves_the_clock_unless_it_is_beyond_the_limit(
    log: Log, make_vault: Callable[..., Created]
) -> None:
    other = make_vault("two").log
    far = clock.Stamp(clock.LIMIT - 10)
    log.relay([restamped(other, far), restamped(other, clock.Stamp(clock.LIMIT + 5))])
    assert log.record([about(USER)])[0].stamp == far + 1


def restamped(author: Log, stamp: clock.Stamp) -> Envelope:
    from events.envelope import stamped

    return stamped(
        about(USER), device=author.device, stamp=stamp, recorded=1, part_of=None, blind=os.urandom(16)
    )


def test_a_relayed_event_with_a_forged_field_is_refused_with_all_of_its_import(
    log: Log, make_vault: Callable[..., Created]
) -> None:
    genuine = make_vault("two").log.record([about(USER), about(USER)])
    forged = genuine[1]._replace(occurred="2020-01-01")
    with pytest.raises(Altered):
        log.relay([genuine[0], forged])
    assert list(log.everything()) == []


def test_what_was_read_inside_an_import_that_failed_is_not_read_again(
    log: Log, make_vault: Callable[..., Created]
) -> None:
    """Numbers of segments that were rolled back are given again."""
    imported = make_vault("two").log.record(about(USER, text="x" * 60_000) for _ in range(10))

    def failing() -> Iterator[Envelope]:
        for each in imported:
            yield each
            log.find(imported[0].id)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        log.relay(failing())
    recorded = log.record([about(USER)])
    assert list(log.everything()) == log.find(recorded[0].id) == list(log.envelopes([USER])) == recorded


def test_the_folder_holds_only_names_of_the_grammar_all_with_one_time(log: Log) -> None:
    log.record([about(person())])
    names = files(log.folder.path)
    assert all(NAMES.fullmatch(name) for name in names)
    assert {each.stat().st_mtime for each in log.folder.path.rglob("*") if each.is_file()} == {946_684_800}
    assert all(len(name) < 70 for name in names)


def test_neither_folder_nor_home_shows_a_word_of_what_was_recorded(log: Log, tmp_path: Path) -> None:
    canary = "Quetzalcoatl"
    dana = person()
    recorded = log.record([about(dana, text=canary)])
    hidden = [canary, "Annas Laptop", "correct horse", "note-taken", dana, recorded[0].id]
    for path in tmp_path.rglob("*"):
        body = path.read_bytes() if path.is_file() else b""
        for word in hidden:
            assert word.encode() not in body, (path, word)
            assert word.lower().encode("utf-16-le") not in body, (path, word)
