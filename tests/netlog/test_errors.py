import json

import pytest

from netlog import errors
from netlog.errors import AmbiguousName, Choice, Exit, Locked, NetlogError, Unknown, report, report_unexpected

KINDS: list[type[NetlogError]] = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, NetlogError) and kind not in {AmbiguousName, Unknown}
]


def test_an_error_is_told_in_two_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(Locked(), as_json=False) == 11
    assert capsys.readouterr() == (
        "",
        "netlog: netlog is locked, and there is no way to ask for the passphrase\nhint:   netlog unlock\n",
    )


def test_an_error_is_one_document_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(Unknown("person", "dnaa"), as_json=True) == 17
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err) == {
        "error": "no such person: dnaa",
        "exit": 17,
        "hint": "netlog who   (new: netlog add NAME)",
    }


CHOICES = [Choice("7f3k9x2m", "Dana Wu", "Contoso"), Choice("2b4d6f8h", "Dana Lee")]


def test_a_name_that_fits_several_offers_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(AmbiguousName("dana", CHOICES), as_json=False) == 16
    assert capsys.readouterr().err.splitlines()[:3] == [
        "netlog: the name fits 2 people: dana",
        "        7f3k9x2m  Dana Wu, Contoso",
        "        2b4d6f8h  Dana Lee",
    ]
    assert report(AmbiguousName("dana", CHOICES), as_json=True) == 16
    assert json.loads(capsys.readouterr().err)["candidates"] == [
        {"id": "7f3k9x2m", "name": "Dana Wu"},
        {"id": "2b4d6f8h", "name": "Dana Lee"},
    ]


def test_a_long_list_of_candidates_is_cut_for_people_but_not_for_scripts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    many = AmbiguousName("a", [Choice(str(n), f"A{n}") for n in range(100)])
    report(many, as_json=False)
    assert "and 88 more" in capsys.readouterr().err
    report(many, as_json=True)
    assert len(json.loads(capsys.readouterr().err)["candidates"]) == 100


def test_what_was_typed_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    report(Unknown("person", "\x1b[2J\nnetlog: fine"), as_json=False)
    assert capsys.readouterr().err.startswith("netlog: no such person: <U+001B>[2J<U+000A>netlog: fine\n")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_said_in_lower_case_without_a_period(kind: type[NetlogError]) -> None:
    error = kind(about="the thing")
    assert error.message[0].islower()
    assert error.message.endswith(": the thing")
    assert not (error.hint or "").endswith(".")


def test_every_exit_code_of_the_contract_has_an_error() -> None:
    kinds: list[type[NetlogError]] = [*KINDS, AmbiguousName, Unknown]
    raised = {kind.exit_code for kind in kinds}
    assert raised == set(Exit) - {Exit.DONE}


def failing_with(canary: str) -> None:
    try:
        int(canary)
    except ValueError as problem:
        raise RuntimeError(canary) from problem


def test_an_unexpected_fault_says_where_but_repeats_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError) as caught:
        failing_with("canary-of-the-user")
    caught.value.add_note("canary-of-the-user")
    assert [report_unexpected(caught.value, as_json=as_json) for as_json in (False, True)] == [1, 1]
    out, err = capsys.readouterr()
    assert "canary" not in out + err
    assert "test_errors.py:" in err
    assert "RuntimeError from ValueError" in err
