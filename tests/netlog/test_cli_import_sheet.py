"""What does a spreadsheet become in the notebook, by the real program?"""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.netlog.program import Program

HEADER = "Name,E-mail,Company,Last contact,Follow up,Tags,Notes,Shoe size\n"


def sheet(program: Program, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> str:
    file = program.place / "contacts.csv"
    file.write_bytes((header + "".join(f"{row}\n" for row in rows)).encode(encoding))
    return str(file)


def counted(counts: dict[str, Any]) -> tuple[int, int, int, int]:
    assert counts["rows"] == counts["created"] + counts["matched"] + counts["skipped"] + counts["errors"]
    assert sum(counts["reasons"].values()) == counts["skipped"] + counts["errors"]
    return counts["created"], counts["matched"], counts["skipped"], counts["errors"]


def test_every_row_is_counted_once_and_twice_changes_nothing(own: Program) -> None:
    file = sheet(
        own,
        "Dana Wu,dana@example.com,Acme,2026-03-02,send the study,mentor,met at a fair,38",
        "Lee Park,lee@example.com,Acme,,,,,",
        "Lee Park,lee@example.com,Acme,,,,,",
        ",nobody@example.com,,,,,,",
        '"Uma,,,,,,,',
    )
    dry = own.json("import", "csv", file, "--dry-run")
    assert counted(dry) == (2, 0, 2, 1)
    assert (dry["events"], dry["import"], own.json("status")["events"]) == (0, None, 0)
    first = own.json("import", "csv", file)
    assert counted(first) == (2, 0, 2, 1)
    assert own.json("status")["events"] == first["events"]
    again = own.json("import", "csv", file)
    assert counted(again) == (0, 2, 2, 1)
    assert (again["events"], again["import"]) == (0, None)
    own.ok("undo", first["import"])
    assert own.json("who") == []


def test_a_row_becomes_what_its_columns_say(own: Program) -> None:
    file = sheet(own, "Dana Wu,dana@example.com,Acme,02.03.2026,send the study,mentor,met at a fair,38")
    own.ok("import", "csv", file)
    page = own.json("show", "Dana")
    assert (page["organisation"]["name"], page["how"], page["tags"]) == ("Acme", "import", ["mentor"])
    assert page["channels"] == [{"kind": "email", "value": "dana@example.com"}]
    assert (page["last_touch"], page["cadence_days"]) == ("2026-03-02", None)
    assert [each["rule"] for each in page["nudges"]] == ["todo"]
    assert "met at a fair" in {each["text"] for each in page["timeline"]}


def test_what_the_columns_mean_is_shown_and_unknown_ones_are_named(own: Program) -> None:
    file = sheet(own, "Dana Wu,,,,,,,38")
    counts = own.json("import", "csv", file, "--dry-run")
    fields = {each["header"]: each["field"] for each in counts["columns"]}
    assert (fields["Name"], fields["Company"], fields["Shoe size"]) == ("name", "company", None)
    said = own.ok("import", "csv", file, "--dry-run").err
    assert "not taken: it is not known what it means" in said
    assert '--map "Shoe size=notes"' in said


def test_what_a_column_means_is_remembered_for_files_with_the_same_columns(own: Program) -> None:
    header = "Wer,Wo,Seit\n"
    refused = own.run("import", "csv", sheet(own, "Dana Wu,Acme,school", header=header), "--json")
    assert refused.code == 1
    file = sheet(own, "Dana Wu,Acme,school", header=header)
    first = own.json("import", "csv", file, "--map", "Wer=name", "--map", "wo=company", "--map", "Seit=-")
    assert counted(first) == (1, 0, 0, 0)
    later = sheet(own, "Dana Wu,Acme,school", "Lee Park,Acme,work", header=header)
    assert counted(own.json("import", "csv", later)) == (1, 1, 0, 0)
    assert own.json("show", "Lee Park")["organisation"]["name"] == "Acme"
    own.ok("undo")
    own.ok("undo")
    assert own.run("import", "csv", later, "--json").code == 1


@pytest.mark.parametrize(
    ("choice", "hint"),
    [("Name", "--map"), ("Name=colour", "one of"), ("Nobody=name", "--dry-run"), ("=name", "--map")],
)
def test_a_choice_that_cannot_be_is_refused_with_a_hint(choice: str, hint: str, vault: Program) -> None:
    refused = vault.run("import", "csv", sheet(vault, "Dana Wu,,,,,,,"), "--map", choice, "--json")
    assert refused.code == 2
    assert hint in refused.failure["hint"]


def test_without_a_name_nothing_is_taken(vault: Program) -> None:
    refused = vault.run("import", "csv", sheet(vault, "a@example.com", header="E-mail\n"), "--json")
    assert refused.code == 2
    assert "no column holds a name" in refused.failure["error"]


def test_dates_that_do_not_tell_are_asked_for_once_and_remembered(own: Program) -> None:
    header = "Name,Last contact\n"
    file = sheet(own, "Dana Wu,03/04/2026", header=header)
    refused = own.run("import", "csv", file, "--json")
    assert refused.code == 2
    assert "--date-order" in refused.failure["hint"]
    code, seen = own.on_a_terminal("import", "csv", file, answers=[("which one", "1\n"), ("bring in", "y\n")])
    assert code == 0, seen
    assert seen.count("which one") == 1
    assert own.json("show", "Dana")["last_touch"] == "2026-04-03"
    own.ok("import", "csv", sheet(own, "Dana Wu,03/04/2026", "Lee Park,05/06/2026", header=header))
    assert own.json("show", "Lee")["last_touch"] == "2026-06-05"


def test_the_day_of_other_dates_decides_for_the_file_whatever_is_usual(own: Program) -> None:
    (own.home / "config.toml").write_text('date_order = "MDY"\n')
    header = "Name,Last contact\n"
    own.ok("import", "csv", sheet(own, "Dana Wu,03/04/2026", "Lee Park,25/04/2026", header=header))
    assert own.json("show", "Dana")["last_touch"] == "2026-04-03"


def test_rows_and_cells_that_were_left_out_are_written_with_their_reason(own: Program) -> None:
    left_out = own.place / "left-out.csv"
    file = sheet(own, "Dana Wu,none,,soon,,,,", ",,,,,,,38")
    counts = own.json("import", "csv", file, "--errors", str(left_out))
    assert counts["problems"] == {"date-unreadable": 1, "email-unreadable": 1}
    with left_out.open(newline="", encoding="utf-8") as stream:
        rows = [(row["line"], row["why"]) for row in csv.DictReader(stream)]
    assert rows == [("2", "date-unreadable"), ("2", "email-unreadable"), ("3", "no-name")]
    notes = {each["text"] for each in own.json("show", "Dana")["timeline"]}
    assert {"E-mail: none", "Last contact: soon"} <= notes


def test_a_row_finds_its_person_by_mail_and_never_by_name(own: Program) -> None:
    own.ok("add", "Dana Wu", "--email", "DANA@example.com", "--at", "Elsewhere")
    own.ok("add", "Lee Park")
    file = sheet(own, "D. Wu,dana@example.com,Acme,,,,,", "Lee Park,,Acme,,,,,")
    assert counted(own.json("import", "csv", file)) == (1, 1, 0, 0)
    page = own.json("show", "Dana")
    assert (page["person"]["name"], page["organisation"]["name"]) == ("Dana Wu", "Elsewhere")
    assert len(own.json("who", "Lee Park")) == 2


@pytest.mark.parametrize("name", ["no-such-file.csv", "."])
def test_what_is_no_file_is_refused_with_a_hint(name: str, vault: Program) -> None:
    refused = vault.run("import", "csv", name, "--json")
    assert refused.code == 1
    assert refused.failure["hint"]


def test_a_spreadsheet_is_read_as_a_german_excel_saves_it(own: Program) -> None:
    header = "Vorname;Nachname;Firma;Letzter Kontakt;Notizen\n"
    file = sheet(own, 'Jürgen;Weiß;"Öz; Söhne";3.4.2026;-2+3', header=header, encoding="cp1252")
    own.ok("import", "csv", file)
    page = own.json("show", "Jürgen Weiß")
    assert (page["organisation"]["name"], page["last_touch"]) == ("Öz; Söhne", "2026-04-03")
    assert "-2+3" in {each["text"] for each in page["timeline"]}


def test_the_answer_no_records_nothing(own: Program) -> None:
    file = Path(sheet(own, "Dana Wu,,,,,,,"))
    code, seen = own.on_a_terminal("import", "csv", str(file), answers=[("bring in", "n\n")])
    assert code == 1
    assert "nothing was recorded" in seen
    assert own.json("status")["events"] == 0
