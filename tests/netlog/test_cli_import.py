import csv
import os
import shutil
from pathlib import Path

import pytest

from tests.netlog.program import ROOT, Program

FIXTURES = ROOT / "tests" / "fixtures" / "linkedin"
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def connections(program: Program, *rows: str) -> str:
    file = program.place / "Connections.csv"
    file.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("era", ["today.csv", "until-2023.csv", "until-2021.csv"])
def test_every_row_of_every_era_is_counted_once_and_twice_changes_nothing(era: str, own: Program) -> None:
    file = str(FIXTURES / era)
    dry = own.json("import", "linkedin", file, "--dry-run")
    assert (dry["events"], dry["import"], dry["dry_run"], own.json("status")["events"]) == (0, None, True, 0)
    first = own.json("import", "linkedin", file)
    for counts in (dry, first):
        assert counts["rows"] == counts["created"] + counts["matched"] + counts["skipped"] + counts["errors"]
        assert sum(counts["reasons"].values()) == counts["skipped"] + counts["errors"]
    assert first["created"] == dry["created"] > 0
    assert own.json("status")["events"] == first["events"]
    again = own.json("import", "linkedin", file)
    assert (again["created"], again["matched"], again["events"], again["import"]) == (
        0,
        first["created"],
        0,
        None,
    )
    assert own.json("status")["events"] == first["events"]
    assert own.json("next") == []


def test_imported_people_are_as_the_file_has_them(own: Program) -> None:
    file = connections(
        own,
        'Uma,"Patel, PhD",https://www.linkedin.com/in/UmaPatel/?x=1,u@example.org,Stark,Engineer,08 Feb 2026',
    )
    own.ok("import", "linkedin", file)
    page = own.json("show", "Uma")
    assert (page["person"]["name"], page["role"], page["organisation"]["name"], page["how"]) == (
        "Uma Patel, PhD",
        "Engineer",
        "Stark",
        "import",
    )
    assert page["added_on"] == "2026-02-08"
    assert page["cadence_days"] is None
    assert {each["value"] for each in page["channels"]} == {
        "https://www.linkedin.com/in/umapatel",
        "u@example.org",
    }


def test_a_row_finds_its_person_by_profile_and_by_mail_but_never_by_name(own: Program) -> None:
    own.ok("add", "Uma Patel", "--url", "https://linkedin.com/in/umapatel")
    own.ok("add", "Victor Stone", "--email", "VIC@example.org", "--at", "Elsewhere")
    own.ok("add", "Wil Ray")
    file = connections(
        own,
        "Uma,Patel-Smith,https://www.linkedin.com/in/umapatel,uma@example.org,Stark,Engineer,08 Feb 2026",
        "Vic,Stone,https://www.linkedin.com/in/vicstone,vic@example.org,Stark,Analyst,09 Feb 2026",
        "Wil,Ray,https://www.linkedin.com/in/wilray,,Stark,Clerk,09 Feb 2026",
    )
    counts = own.json("import", "linkedin", file)
    assert (counts["created"], counts["matched"]) == (1, 2)
    uma, victor = own.json("show", "Uma Patel"), own.json("show", "Victor")
    assert (uma["person"]["name"], uma["role"]) == ("Uma Patel", None)
    assert "uma@example.org" in {each["value"] for each in uma["channels"]}
    assert (victor["organisation"]["name"], victor["person"]["name"]) == ("Elsewhere", "Victor Stone")
    assert "https://www.linkedin.com/in/vicstone" in {each["value"] for each in victor["channels"]}
    assert len(own.json("who", "Wil Ray")) == 2
    assert own.json("import", "linkedin", file)["events"] == 0


def test_a_later_export_brings_what_is_new_and_what_has_changed(own: Program) -> None:
    one = "Uma,Patel,https://www.linkedin.com/in/umapatel,,Stark,Engineer,08 Feb 2026"
    own.ok("import", "linkedin", connections(own, one))
    later = connections(
        own,
        "Uma,Patel,https://www.linkedin.com/in/umapatel,uma@example.org,Wayne,Director,08 Feb 2026",
        "Vic,Stone,https://www.linkedin.com/in/vicstone,,stark,Analyst,09 Feb 2026",
    )
    counts = own.json("import", "linkedin", later)
    assert (counts["created"], counts["matched"], counts["updated"], counts["events"]) == (1, 1, 1, 6)
    uma = own.json("show", "Uma")
    assert (uma["role"], uma["organisation"]["name"]) == ("Director", "Wayne")
    assert own.json("import", "linkedin", later)["events"] == 0
    own.ok("undo")
    uma = own.json("show", "Uma")
    assert (uma["role"], uma["organisation"]["name"]) == ("Engineer", "Stark")
    assert own.json("who", "Vic") == []


def test_what_the_user_wrote_stands_and_the_rest_of_the_row_is_taken(own: Program) -> None:
    row = "{},Patel,https://www.linkedin.com/in/umapatel,,{},{},08 Feb 2026"
    own.ok("import", "linkedin", connections(own, row.format("Uma", "Stark", "Engineer")))
    own.ok("set", "Uma", "role=chief of grids")
    later = connections(own, row.format("Uma", "Wayne", "Director"))
    counts = own.json("import", "linkedin", later)
    assert (counts["matched"], counts["updated"], counts["kept"]) == (1, 1, 1)
    uma = own.json("show", "Uma")
    assert (uma["role"], uma["organisation"]["name"]) == ("chief of grids", "Wayne")
    assert own.json("import", "linkedin", later)["events"] == 0


def test_an_older_file_takes_nothing_back(own: Program) -> None:
    row = "Uma,Patel,https://www.linkedin.com/in/umapatel,,{},Engineer,08 Feb 2026"
    own.ok("import", "linkedin", connections(own, row.format("Wayne")))
    old = connections(own, row.format("Stark"))
    os.utime(old, (1_700_000_000, 1_700_000_000))
    counts = own.json("import", "linkedin", old)
    assert (counts["updated"], counts["kept"], counts["events"]) == (0, 1, 0)
    assert own.json("show", "Uma")["organisation"]["name"] == "Wayne"


OLD_HEADER = "First Name,Last Name,Email Address,Company,Position,Connected On\n"


def test_whoever_came_without_a_profile_is_found_again_by_name_and_day(own: Program) -> None:
    old = own.place / "old.csv"
    twins = "Kim,Lee,,Tailspin,Clerk,01 Jan 2019\nKim,Lee,,Wingtip,Clerk,01 Jan 2019\n"
    old.write_text(OLD_HEADER + "Uma,Patel,,Stark,Engineer,08 Feb 2020\n" + twins)
    assert own.json("import", "linkedin", str(old))["created"] == 3
    old.write_text(OLD_HEADER + "Uma,Patel,,Wayne,Engineer,08 Feb 2020\n" + twins)
    moved = own.json("import", "linkedin", str(old))
    assert (moved["created"], moved["matched"], moved["updated"]) == (0, 3, 1)
    one = "Uma,Patel,https://www.linkedin.com/in/umapatel,,Wayne,Director,08 Feb 2020"
    namesake = "Uma,Patel,https://www.linkedin.com/in/other,,Wayne,Director,09 Feb 2020"
    counts = own.json("import", "linkedin", connections(own, one, namesake))
    assert (counts["created"], counts["matched"], counts["updated"]) == (1, 1, 1)
    assert own.json("import", "linkedin", connections(own, one, namesake))["events"] == 0
    assert len(own.json("who")) == 4


def test_rows_that_are_left_out_are_written_with_their_reason(own: Program) -> None:
    left_out = own.place / "left-out.csv"
    long = "x" * 500
    file = connections(own, ",,,,,,07 Jun 2026", f"{long},Long,,,,,08 Feb 2026", "Uma,Patel,,,,,")
    counts = own.json("import", "linkedin", file, "--errors", str(left_out))
    assert (counts["created"], counts["skipped"], counts["errors"]) == (1, 1, 1)
    with left_out.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["line"], row["why"]) for row in rows] == [("2", "hidden-member"), ("3", "unreadable")]


def test_dates_that_do_not_tell_are_asked_for(own: Program) -> None:
    file = str(FIXTURES / "dates-that-do-not-tell.csv")
    refused = own.run("import", "linkedin", file, "--json")
    assert refused.code == 1
    assert "--date-order" in refused.failure["hint"]
    assert own.json("import", "linkedin", file, "--date-order", "DMY", "--dry-run")["created"] > 0
    (own.home / "config.toml").write_text('date_order = "MDY"\n')
    assert own.json("import", "linkedin", file, "--dry-run")["created"] > 0


@pytest.mark.parametrize("content", ['languages = "en"', 'date_order = "XYZ"', "colour = 1", "= ="])
def test_settings_that_cannot_be_read_are_named(content: str, vault: Program) -> None:
    settings = vault.home / "config.toml"
    settings.write_text(content)
    try:
        done = vault.run("next", "--on", "last tue", "--json")
    finally:
        settings.unlink()
    assert done.code == 2
    assert "config.toml" in done.failure["error"]


@pytest.mark.parametrize("name", ["no-such-file.csv", "."])
def test_what_is_no_file_is_refused_with_a_hint(name: str, vault: Program) -> None:
    for kind in ("linkedin", "jsonl"):
        done = vault.run("import", kind, name, "--json")
        assert done.code == 1
        assert done.failure["hint"]


def moved(program: Program) -> Program:
    """A second vault beside the first."""
    other = Program(program.place / "other", program.runtime)
    other.place.mkdir()
    other.init()
    return other


def test_an_export_taken_into_an_empty_vault_gives_the_same_state(own: Program) -> None:
    own.ok("add", "Dana Wu", "--at", "Contoso")
    own.ok("met", "Dana", "--named", "Lee Park", "--learned", "ü\n\u202e\u2028 🚀")
    own.ok("undo")
    own.ok("met", "Dana", "--on", "2026-03")
    file = own.place / "all.jsonl"
    document = own.json("export", "jsonl", "--to", str(file))
    assert document == {"path": str(file), "events": own.json("status")["events"]}
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().decode("utf-8").splitlines()[1:] != []

    other = moved(own)
    counts = other.json("import", "jsonl", str(file))
    assert counts["rows"] == counts["created"] == counts["events"] == document["events"]
    assert other.json("status")["state"] == own.json("status")["state"]
    assert all(line["relayed"] for line in other.ok("log", "--json").lines)
    assert "unproven by its author" in other.ok("log").out
    again = other.json("import", "jsonl", str(file))
    assert (again["created"], again["matched"], again["events"]) == (0, document["events"], 0)
    back = own.json("import", "jsonl", str(file))
    assert back["created"] == 0
    other.ok(
        "undo",
        next(line["id"] for line in other.ok("log", "--json").lines if line["name"] == "person-added")[:8],
    )
    assert other.json("who", "Dana") == []


def test_an_export_is_a_manifest_and_one_event_a_line_in_total_order(own: Program) -> None:
    own.ok("add", "Dana Wu", "--at", "Contoso")
    own.ok("note", "Dana", "x", "--on", "2020-01-01")
    manifest, *events = own.ok("export", "jsonl").lines
    assert list(manifest) == ["netlog", "vault", "events", "heads", "state"]
    assert (manifest["events"], manifest["vault"]) == (len(events), own.json("status")["vault"])
    assert manifest["state"] == own.json("status")["state"]
    for event in events:
        assert list(event) == [
            "id",
            "device",
            "stamp",
            "recorded",
            "occurred",
            "name",
            "version",
            "subjects",
            "part_of",
            "blind",
            "data",
        ]
        assert len(event["stamp"]) == 16
        assert event["recorded"].endswith("Z")
    order = [(event["stamp"], event["device"], event["id"]) for event in events]
    assert order == sorted(order)


def test_an_export_never_lands_in_the_folder_of_the_vault(vault: Program) -> None:
    for path in (vault.folder / "all.jsonl", vault.folder / "log" / ".." / "all.jsonl"):
        done = vault.run("export", "jsonl", "--to", str(path), "--json")
        assert done.code == 2
        assert not path.exists()
    link = vault.place / "link"
    link.symlink_to(vault.folder)
    assert vault.run("export", "jsonl", "--to", str(link / "all.jsonl")).code == 2


@pytest.fixture(scope="module")
def exported(vault: Program) -> Path:
    vault.ok("add", "Dana Wu", "--at", "Contoso")
    vault.ok("met", "Dana", "--learned", "something")
    file = vault.place / "exported.jsonl"
    vault.ok("export", "jsonl", "--to", str(file))
    return file


def test_a_cut_export_is_refused_as_a_whole(vault: Program, exported: Path) -> None:
    cut = vault.place / "cut.jsonl"
    cut.write_text("".join(exported.read_text().splitlines(keepends=True)[:-1]))
    done = vault.run("import", "jsonl", str(cut), "--json")
    assert done.code == 1
    assert "the file is cut" in done.failure["error"]
    assert vault.ok("import", "jsonl", str(cut), "--partial", "--json").document["errors"] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [("something", "anything"), ('"version":1', '"version":2'), ('"occurred":"2', '"occurred":"1')],
)
def test_a_line_that_was_changed_proves_itself_wrong(
    old: str, new: str, vault: Program, exported: Path, tmp_path: Path
) -> None:
    text = exported.read_text()
    assert old in text
    changed = tmp_path / "changed.jsonl"
    changed.write_text(text.replace(old, new, 1))
    done = vault.run("import", "jsonl", str(changed), "--json")
    assert done.code == 1
    assert "do not fit" in done.failure["error"]
    assert "line " in done.err
    counts = vault.json("import", "jsonl", str(changed), "--partial")
    assert (counts["errors"], counts["events"]) == (1, 0)


@pytest.mark.parametrize("line", ["null", "[]", "{}", "{", '{"id": 1}', "\x00", "9" * 5000, "[" * 5000])
def test_a_line_that_is_no_event_is_named_by_its_number(
    line: str, vault: Program, exported: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.jsonl"
    shutil.copy(exported, damaged)
    with damaged.open("a") as stream:
        stream.write(line + "\n")
    done = vault.run("import", "jsonl", str(damaged))
    assert done.code == 1
    assert f"line {len(exported.read_text().splitlines()) + 1}: this is no event" in done.err
