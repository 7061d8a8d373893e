"""What do an address book and a calendar get, from the real program?"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
import vobject

from netlog.nudges import ACTIONS
from projections.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.netlog.program import Program


@pytest.fixture(scope="module")
def told(vault: Program) -> Program:
    vault.ok(
        *("add", "Dana Wu", "--at", "Contoso, Ltd; Berlin", "--role", "head of data", "--tag", "energy"),
        *("--email", "dana@example.com", "--phone", "+49 30 123456"),
    )
    vault.ok("met", "Dana", "--on", "2 days ago", "--note", "between us")
    vault.ok("todo", "look up their office", "--for", "Dana", "--by-date", "in 3 days")
    vault.ok("add", "Plato")
    return vault


def written(vault: Program, *arguments: str) -> tuple[Path, str]:
    path = vault.place / f"out-{len(list(vault.place.glob('out-*')))}"
    vault.ok("export", *arguments, "--to", str(path))
    return path, path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_card_has_what_an_address_book_needs_and_no_notes(told: Program, version: str) -> None:
    path, text = written(told, "vcard", "--version", version)
    dana, plato = vobject.readComponents(text)
    assert dana.version.value == version
    assert (dana.fn.value, dana.n.value.family, dana.n.value.given) == ("Dana Wu", "Wu", "Dana")
    assert (dana.org.value, dana.title.value) == (["Contoso, Ltd; Berlin"], "head of data")
    assert (dana.email.value, dana.tel.value) == ("dana@example.com", "+49 30 123456")
    assert dana.categories.value == ["energy"]
    assert dana.x_netlog_stage.value == "talked"
    assert (plato.n.value.family, plato.n.value.given) == ("Plato", "")
    assert "between us" not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(len(line.encode()) <= 75 for line in text.splitlines())


def test_cards_that_come_back_find_their_people_and_bring_nothing(told: Program) -> None:
    path, _ = written(told, "vcard")
    document = told.json("import", "vcard", str(path), "--yes")
    assert (document["created"], document["events"]) == (0, 0)
    path.write_text(path.read_text().replace("Dana", "D.").replace("dana@example.com", "d@example.org"))
    assert told.json("import", "vcard", str(path), "--dry-run")["created"] == 0


def test_a_to_do_names_nobody_unless_that_was_asked_for(told: Program) -> None:
    (thanks,) = [item for item in told.json("next") if item["rule"] == "R02"]
    _, text = written(told, "ics")
    todos = {str(each.uid.value): each for each in vobject.readOne(text).vtodo_list}
    todo = todos[f"{thanks['nudge']}@netlog"]
    assert todo.summary.value == "thank DW"
    assert todo.due.value.isoformat() == thanks["due"]
    assert todo.status.value == "NEEDS-ACTION"
    assert "Dana" not in text
    assert "their office" not in text
    assert "SUMMARY:something to do: DW" in text
    _, text = written(told, "ics", "--names")
    assert "SUMMARY:thank Dana Wu" in text
    assert "SUMMARY:look up their office" in text
    assert "DESCRIPTION:" in text


def test_as_events_for_calendars_that_show_no_to_dos(told: Program) -> None:
    _, todos = written(told, "ics")
    _, events = written(told, "ics", "--events")
    one, other = vobject.readOne(todos), vobject.readOne(events)
    assert {each.uid.value for each in one.vtodo_list} == {each.uid.value for each in other.vevent_list}
    assert {each.due.value for each in one.vtodo_list} == {each.dtstart.value for each in other.vevent_list}


def test_only_a_todo_has_no_words_of_ours() -> None:
    """Why something is due has names in it, and what somebody noted for himself may have any."""
    assert RULES.keys() - ACTIONS.keys() == {"todo"}


@pytest.mark.parametrize("kind", ["vcard", "ics"])
def test_nothing_readable_goes_into_the_vault_or_nowhere(told: Program, kind: str) -> None:
    refused = told.run("export", kind, "--to", str(told.folder / "out"))
    assert refused.code == 2
    assert "inside the folder of the vault" in refused.err
    assert told.run("export", kind, "--to", str(told.place / "nowhere" / "out")).code == 1
    assert "not encrypted" in told.ok("export", kind, "--to", str(told.place / "kept")).err


def test_an_empty_notebook_makes_empty_files(own: Program) -> None:
    assert written(own, "vcard")[1] == ""
    assert "BEGIN:VCALENDAR" in written(own, "ics")[1]
