"""`netlog search` by the real program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.netlog.program import Program


@pytest.fixture(scope="module")
def told(vault: Program) -> Program:
    vault.ok("add", "Dana Wu", "--at", "Contoso")
    vault.ok("met", "Dana", "--learned", "they hire in the spring", "--on", "2026-03-05")
    vault.ok("note", "Dana", "battery storage", "--on", "2026-04-05")
    vault.ok("todo", "paint the boats")
    return vault


def test_a_hit_names_the_entry_the_person_and_the_words(told: Program) -> None:
    (hit,) = told.json("search", "hire")
    assert hit["person"]["name"] == "Dana Wu"
    assert hit["snippet"] == "they hire in the spring"
    assert hit["marked"] == [[5, 4]]
    assert hit["entry"] in told.ok("log", "--json").out


def test_what_is_about_nobody_has_no_person(told: Program) -> None:
    assert [hit["person"] for hit in told.json("search", "boats")] == [None]


def test_what_was_recorded_a_moment_ago_is_found(told: Program) -> None:
    told.ok("note", "Dana", "collects zeppelins")
    assert len(told.json("search", "zeppelins")) == 1
    told.ok("undo")
    assert told.json("search", "zeppelins") == []


def test_words_in_quotes_of_the_shell_stand_together_or_else_apart(told: Program) -> None:
    assert len(told.json("search", "battery storage")) == 1
    assert len(told.json("search", "storage battery")) == 1


def test_a_search_is_narrowed_by_person_and_days(told: Program) -> None:
    assert len(told.json("search", "the", "--person", "Dana")) == 1
    assert told.json("search", "hire", "--since", "2026-03-06") == []
    assert len(told.json("search", "hire", "--until", "2026-03-05")) == 1


def test_more_than_were_asked_for_are_not_hidden(told: Program) -> None:
    done = told.ok("search", "the", "--limit", "1", "--json")
    assert len(done.document) == 1
    assert "more than 1" in done.err


def test_a_typo_is_answered_by_a_command_to_type(told: Program) -> None:
    assert "Did you mean: netlog search battery" in told.ok("search", "batery").out
    assert told.json("search", "batery") == []


@pytest.mark.parametrize(
    "typed", ['"', '"""', "*", "a AND", "NEAR(", "text:x", "(", "a*b", "'; --", "^x", "-"]
)
def test_no_syntax_is_an_error(told: Program, typed: str) -> None:
    assert told.run("search", "--json", "--", typed).code == 0


@pytest.mark.parametrize(
    ("arguments", "code"), [((), 2), (("x", "--limit", "no"), 2), (("x", "--person", "Zz"), 17)]
)
def test_what_cannot_be_asked_is_refused(told: Program, arguments: tuple[str, ...], code: int) -> None:
    assert told.run("search", *arguments).code == code
