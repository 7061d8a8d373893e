"""After `netlog met` at a terminal: what is asked, what becomes of the answers, and how to be left alone."""

import sys

import pytest

from tests.netlog.program import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
WILLING = (r"a few questions about it\?", "\r")
CTRL_C = "\x03"


@pytest.fixture
def dana(own: Program) -> Program:
    own.add("Dana Wu")
    return own


def names(program: Program) -> list[str]:
    return [line["name"] for line in program.ok("log", "--json").lines if line["name"] != "person-added"]


def story(program: Program) -> list[str]:
    return [line["name"] for line in program.json("show", "Dana")["timeline"]]


def test_every_answer_is_recorded(dana: Program) -> None:
    dana.ok(
        "prep",
        "Dana",
        "--question",
        "big",
        "who stays?",
        "--question",
        "ind",
        "what next?",
        "--on",
        "yesterday",
    )
    code, screen = dana.on_a_terminal(
        "met",
        "Dana",
        answers=[
            WILLING,
            ("what did you learn.*\n> ", "they hire in spring\n"),
            ("what did you learn.*\n> ", "\n"),
            ("whom did they name.*\n> ", "Lee Park @ Initech\n"),
            ("whom did they name.*\n> ", "\n"),
            ("may you use Dana Wu's name.*\n> ", "ask\n"),
            ("do they know what you want.*\n> ", "no\n"),
            ("which did you ask.*\n> ", "3\n"),
            ("which did you ask.*\n> ", "1!\n"),
            ("did you promise.*\n> ", "the study by 2090-01-02\n"),
        ],
    )
    assert code == 0, screen
    assert "this is no number of a question: 3" in screen
    assert names(dana) == [
        *("question-prepared", "question-prepared", "meeting-held", "insight-noted"),
        *("organisation-added", "name-given", "permission-recorded", "entry-corrected"),
        *("question-asked", "promise-made"),
    ]
    document = dana.json("show", "Dana")
    assert document["exchange"]["promises"][0]["due"] == "2090-01-02"
    assert document["introduced"][0]["may_mention"] == "ask-first"
    assert "noted of Dana Wu" in screen
    exported = dana.ok("export", "jsonl").lines
    (corrected,) = [line for line in exported[1:] if line["name"] == "entry-corrected"]
    assert corrected["data"]["patch"] == {"they_know_what_i_want": "no"}


def test_every_answer_may_be_empty(dana: Program) -> None:
    questions = ("what did you learn", "whom did they name", "whom else", "do they know", "did you promise")
    code, screen = dana.on_a_terminal(
        "met", "Dana", answers=[WILLING, *((f"{question}.*\n> ", "\n") for question in questions)]
    )
    assert code == 0, screen
    assert names(dana) == ["meeting-held"]


def test_one_key_leaves_it_at_that(dana: Program) -> None:
    code, screen = dana.on_a_terminal("met", "Dana", answers=[(WILLING[0], "n")])
    assert code == 0, screen
    assert "what did you learn" not in screen
    assert names(dana) == ["meeting-held"]


def test_ctrl_c_loses_neither_the_meeting_nor_what_was_answered(dana: Program) -> None:
    code, screen = dana.on_a_terminal(
        "met",
        "Dana",
        answers=[
            WILLING,
            ("what did you learn.*\n> ", "they hire in spring\n"),
            ("what did you learn.*\n> ", "\n"),
            ("whom did they name.*\n> ", CTRL_C),
        ],
    )
    assert code == 130, screen
    assert names(dana) == ["meeting-held", "insight-noted"]


def test_ctrl_c_at_the_first_question_leaves_the_meeting(dana: Program) -> None:
    code, screen = dana.on_a_terminal("met", "Dana", answers=[(WILLING[0], CTRL_C)])
    assert code == 130, screen
    assert names(dana) == ["meeting-held"]


@pytest.mark.parametrize(
    "said",
    [["--learned", "a lot"], ["--named", "Lee Park"], ["--asked", "advice"], ["--note", "x"], ["--json"]],
)
def test_nothing_is_asked_when_it_was_said_or_json_is_wanted(said: list[str], dana: Program) -> None:
    code, screen = dana.on_a_terminal("met", "Dana", *said, answers=[])
    assert code == 0
    assert "questions" not in screen


def test_undo_takes_back_the_answers_first_and_then_the_meeting(dana: Program) -> None:
    dana.on_a_terminal(
        "met",
        "Dana",
        answers=[WILLING, ("what did you learn.*\n> ", "a lot\n"), ("what did you learn.*\n> ", CTRL_C)],
    )
    dana.ok("undo")
    assert story(dana) == ["person-added", "meeting-held"]
    dana.ok("undo")
    assert story(dana) == ["person-added"]
