"""Asking and giving, with what the articles would say before, by the real program."""

import pytest

from tests.netlog.program import Program


@pytest.fixture
def known(own: Program) -> Program:
    own.ok("add", "Dana Wu", "--on", "2026-01-02")
    own.ok("add", "Lee Park", "--on", "2026-01-02")
    return own


def warned(program: Program, *typed: str) -> str:
    """Warned, and recorded all the same."""
    done = program.run(*typed)
    assert done.code == 0, done
    return done.err


def test_a_job_is_asked_for_after_the_second_conversation(known: Program) -> None:
    told = (
        "asking for a job this early ends the talk, asking for advice opens it (Is Networking Real or Fake?)"
    )
    assert told in warned(known, "ask", "Dana", "job", "yours")
    known.ok("met", "Dana", "--on", "2026-01-05")
    assert "you talked once with Dana Wu" in warned(known, "ask", "Dana", "job", "yours")
    known.ok("met", "Dana", "--on", "2026-01-25")
    assert told not in warned(known, "ask", "Dana", "job", "yours")


def test_a_referral_wants_that_one_is_known(known: Program) -> None:
    told = "would you refer somebody you hardly know? (Down with Networking!)"
    assert told in warned(known, "ask", "Dana", "referral", "to anybody")


def test_help_comes_before_the_first_ask(known: Program) -> None:
    told = "you have given Dana Wu nothing yet: offer help first"
    assert told in warned(known, "ask", "Dana", "advice", "how?")
    known.ok("give", "Dana", "link", "a map")
    assert told not in warned(known, "ask", "Dana", "advice", "how?")


def test_an_ask_for_anything_at_all_is_too_wide(known: Program) -> None:
    told = "anything at all is hard to give"
    assert told in warned(known, "ask", "Dana", "advice", "how?", "--specificity", "0")
    assert told not in warned(known, "ask", "Dana", "advice", "how?", "--specificity", "3")


def test_the_outcome_is_that_of_the_last_open_ask(known: Program) -> None:
    first = known.json("ask", "Dana", "advice", "how?", "--on", "2026-01-05")["id"]
    known.ok("ask", "Dana", "company-pointers", "where?", "--on", "2026-01-06")
    assert known.ok("outcome", "Dana", "partly").out.startswith("Dana Wu: partly to company pointers")
    assert known.ok("outcome", "Dana", "yes", "--of", first[:6]).out.startswith("Dana Wu: yes to advice")
    refused = known.run("outcome", "Dana", "no")
    assert refused.code == 17
    assert "no ask to Dana Wu is open" in refused.err
    lines = [line["line"] for line in known.json("show", "Dana")["timeline"]]
    assert "said yes to what I asked for" in lines


def test_what_was_put_off_is_still_open(known: Program) -> None:
    known.ok("ask", "Dana", "advice", "how?")
    known.ok("outcome", "Dana", "later")
    known.ok("outcome", "Dana", "yes")


def test_the_mirror_shows_both_directions_and_ends_in_one_give(known: Program) -> None:
    known.ok("got", "Dana", "advice", "on hiring", "--minutes", "40", "--on", "2026-01-05")
    known.ok("prep", "Dana", "--need", "a flat in Graz", "--on", "2026-01-06")
    known.ok("give", "Lee", "link", "a map", "--on", "2026-01-06")
    page = known.ok("mirror", "--on", "2026-03-02").out
    assert "Dana Wu gave you advice on Mon 5 Jan 2026 and heard nothing since" in page
    assert "You might give Dana Wu something: you received 1 and gave 0; the last was 56 days ago." in page
    assert '  you noted: a flat in Graz\n  netlog give "Dana Wu" link WHAT\n' in page
    assert known.json("mirror", "--on", "2026-01-04")["people"] == []
    later = known.json("mirror", "--since", "2026-01-06", "--on", "2026-03-02")
    assert later["totals"] == {"asked": 0, "gave": 1, "received": 0, "minutes_received": 0, "names": 0}


def test_the_queue_remembers_who_was_left_alone(known: Program) -> None:
    known.ok("got", "Dana", "advice", "on hiring", "--on", "2026-01-05")
    known.ok("thank", "Dana", "--on", "2026-01-06")
    assert known.json("next", "--on", "2026-02-18") == []
    (item,) = known.json("next", "--on", "2026-02-19")
    assert (item["rule"], item["why"]) == (
        "R22",
        "Dana Wu gave you advice 45 days ago (on hiring); nothing from you since",
    )


def test_a_mirror_of_nothing_says_how_to_begin(own: Program) -> None:
    assert own.ok("mirror").out.startswith("Nothing went to and fro yet: netlog give")


def test_a_time_that_begins_after_it_ends_is_refused(own: Program) -> None:
    assert own.run("mirror", "--since", "2026-05-01", "--on", "2026-04-01").code == 2
