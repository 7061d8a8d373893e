"""Whom a name means, and whom `netlog who` lists: tables of what people type."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.netlog.days import Days
from tests.netlog.program import ROOT

if TYPE_CHECKING:
    from tests.netlog.program import Done, Places

TODAY = "2026-06-01T09:00"


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / f"tests/netlog/finding/{name}.toml").read_text(encoding="utf-8"))


NAMES, FILTERS = table("names"), table("filters")
TYPED = [(case, typed) for case in NAMES["case"] for typed in case["typed"]]


def notebook(places: Places, name: str, lines: str) -> Days:
    program = places.program(name)
    program.init()
    days = Days(program, TODAY)
    for line in lines.strip().splitlines():
        days.ok(line)
    return days


@pytest.fixture(scope="module")
def named(places: Places) -> Days:
    return notebook(places, "names", NAMES["notebook"])


@pytest.fixture(scope="module")
def filtered(places: Places) -> Days:
    return notebook(places, "filters", FILTERS["notebook"])


def found(done: Done) -> list[str]:
    if done.code == 0:
        return [done.document["person"]["name"]]
    assert done.code == (16 if "candidates" in done.failure else 17)
    return sorted(one["name"] for one in done.failure.get("candidates", []))


@pytest.mark.parametrize(("case", "typed"), TYPED, ids=[f"{case['name']}: {typed}" for case, typed in TYPED])
def test_a_name_means_whom_the_table_says(case: dict[str, Any], typed: str, named: Days) -> None:
    names = found(named.run(f'show "{typed}" --json'))
    if "finds" in case:
        assert names == case["finds"]
    else:
        assert len(names) == 1
        assert names[0] in case["finds_one_of"]


SAID = [(case, typed) for case, typed in TYPED if "says" in case]


@pytest.mark.parametrize(("case", "typed"), SAID, ids=[typed for _, typed in SAID])
def test_what_was_guessed_is_said(case: dict[str, Any], typed: str, named: Days) -> None:
    said = case["says"].format(typed=typed, last=typed.rsplit(maxsplit=1)[-1].title())
    assert named.run(f'show "{typed}"').err == (f"{said}\n" if said else "")


ASKED = [(case, typed) for case, typed in TYPED if "apart" in case]


@pytest.mark.parametrize(("case", "typed"), ASKED, ids=[typed for _, typed in ASKED])
def test_several_are_told_apart(case: dict[str, Any], typed: str, named: Days) -> None:
    done = named.run(f'show "{typed}"')
    offered = [line.split("  ")[-1] for line in done.err.splitlines() if line.startswith("        ")]
    assert (done.code, sorted(offered)) == (16, case["apart"])
    assert done.err.splitlines()[-1].startswith("hint:   ")


@pytest.mark.parametrize("case", FILTERS["case"], ids=[case["typed"] for case in FILTERS["case"]])
def test_who_lists_whom_the_table_says(case: dict[str, Any], filtered: Days) -> None:
    assert [one["name"] for one in filtered.json(f"who {case['typed']}")] == case["finds"]


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(filtered: Days) -> None:
    done = filtered.run("who --kind boss --json")
    assert done.code == 2
    assert "recruiter" in done.failure["error"]
