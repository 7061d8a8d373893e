"""docs/json.md lists exactly the fields that the program prints."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from netlog.cli import SECTIONS
from tests.netlog.program import ROOT, Program

PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
ELSEWHERE_TOLD = {"next", "nudges[]", "notices[]"}
"""They hold what the section `next` tells, or the rows above."""
REACTIONS = ["done", "snooze", "skip", "mute"]


def tables() -> dict[str, list[set[str]]]:
    """The fields of each table, by the section that it stands in."""
    found: dict[str, list[set[str]]] = {}
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        rows = re.split(r"^\| field \| meaning \|\n\|---\|---\|\n", body, flags=re.MULTILINE)[1:]
        found[title] = [set(re.findall(r"^\| `([^`]+)` \|", row, flags=re.MULTILINE)) for row in rows]
    return found


TABLES = tables()


def paths(value: Any, prefix: str = "") -> Iterator[str]:
    """Every field of a document, as the page writes it."""
    if isinstance(value, dict) and value:
        for name, inside in value.items():
            yield from paths(inside, f"{prefix}.{name}" if prefix else name)
    elif isinstance(value, list) and value:
        for inside in value:
            yield from paths(inside, f"{prefix}[]")
    elif isinstance(value, list):
        yield f"{prefix}[]"
    else:
        yield prefix


def unlisted(documents: list[Any], listed: set[str]) -> set[str]:
    """Fields of the documents that the table does not have."""
    return {path for document in documents for path in paths(document) if not _stands_for(path, listed)}


def _stands_for(path: str, listed: set[str]) -> bool:
    """Whether a row says what this is: its own, that of something around it that is told elsewhere, or, where
    null or an empty list was printed, one of what would be inside.
    """
    for name in listed:
        if name == path or (name.endswith("*") and path.startswith(name[:-1])):
            return True
        if name in ELSEWHERE_TOLD and path.startswith((f"{name}.", f"{name}[")):
            return True
        if name.startswith((f"{path}.", f"{path}[", path.removesuffix("[]") + "[]")):
            return True
    return False


def unprinted(documents: list[Any], listed: set[str]) -> set[str]:
    """Fields of the table that no document has."""
    found = {path for document in documents for path in paths(document)}
    return {
        name
        for name in listed - found
        if not any(path.startswith((name.removesuffix("*"), f"{name}.", f"{name}[")) for path in found)
    }


def talks(vault: Program) -> list[Any]:
    """Something of everything around conversations, and word of an introduction that is owed."""
    calls = [
        ["named", "Lee", "Dana Wu", "--why", "she knows", "--may-mention", "yes"],
        ["promise", "Dana", "a paper"],
        ["plan", "Dana", "in 9 days"],
        [
            "prep",
            "Dana",
            "--research",
            "profile",
            "--note",
            "a thesis on queues",
            "--question",
            "big",
            "why?",
        ],
        ["prep", "Dana", "--closing", "I hope to build", "--offer", "a look", "--need", "a flat"],
        ["invite", "Lee"],
        ["answered", "Lee", "later"],
    ]
    return [vault.json(*call) for call in calls]


def troubled(vault: Program) -> Any:
    """Something is in the folder that is nobody's, and a sync service carries it."""
    (vault.folder / ".stfolder").mkdir()
    shard = next((vault.folder / "log").iterdir())
    (shard / "s-ffffffffff-0000000000000000.nls").write_bytes(b"x" * 700)
    told = vault.run("sync", "--json")
    assert told.code == 13, told
    return told.document


@pytest.fixture(scope="module")
def printed(vault: Program) -> dict[str, list[list[Any]]]:
    """What each section's commands print, for each of its tables."""
    recorded = [
        vault.json(
            "add",
            "Dana Wu",
            "--at",
            "Contoso",
            "--role",
            "CTO",
            "--kind",
            "insider",
            "--aim",
            "x",
            "--email",
            "d@example.org",
            "--tag",
            "t",
        ),
        vault.json(
            "met", "Dana", "--on", "2026-01-05 15:00", "--learned", "a lot", "--named", "Lee Park @ Initech"
        ),
        vault.json("todo", "something"),
    ]
    recorded += talks(vault)
    recorded.append(vault.json("capture", "call with Lee"))
    vault.ok("add", "Mia Brandt", "--via", "Dana", "--at", "Contoso")
    recorded.append(vault.json("undo"))
    recorded.append(vault.json("org", "Contoso", "--target", "1", "--sector", "water", "--alias", "CT"))
    recorded.append(vault.json("sector", "water"))
    vault.ok("set", "Dana", "kind=hr")
    vault.ok("aim", "data", "--who", "a reader", "--want", "sensors")
    recorded.append(vault.json("aim", "data", "--close", "won", "--via", "Dana"))
    vault.ok("got", "Dana", "advice", "a word", "--on", "2026-01-08")
    recorded.append(vault.json("ask", "Dana", "advice", "how?", "--specificity", "2"))
    recorded.append(vault.json("outcome", "Dana", "yes"))
    recorded.append(vault.json("group", "Water people", "--kind", "interest"))
    vault.ok("attended", "an evening", "--with", "Lee", "--group", "Water people", "--cost", "5")
    mirrored = vault.json("mirror")
    recorded.append(vault.json("inbound", "Lee", "--from", "Initech", "--about", "a job", "--relevance", "2"))
    recorded.append(vault.json("calendar", "--holiday", "2026-12-25"))
    calendar = vault.json("calendar")
    failures = [vault.run("met", "Nobody", "--json").failure, vault.run("done", "Dana", "--json").failure]
    file = vault.place / "Connections.csv"
    file.write_text("First Name,Last Name,Connected On\nUma,Patel,08 Feb 2026\n,,07 Jun 2026\n")
    imported = vault.json("import", "linkedin", str(file))
    (vault.place / "contacts.csv").write_text("Name,E-mail,Shoe size\nVic Stone,none,38\n,v@example.org,\n")
    sheet = vault.json("import", "csv", "contacts.csv")
    (vault.place / "google.csv").write_text(
        "Given Name,Family Name,Group Membership,E-mail 1 - Value,Birthday\n"
        "Yan,Lund,,none,1970-01-01\n,,,x,\n"
    )
    google = vault.json("import", "google", "google.csv")
    manifest, *lines = vault.ok("export", "jsonl").lines
    exported = vault.json("export", "jsonl", "--to", "all.jsonl")
    tables = vault.json("export", "csv", "--to", "tables")
    taken = vault.json("import", "jsonl", "all.jsonl")
    changed = (vault.place / "all.jsonl").read_text().replace("something", "anything")
    (vault.place / "changed.jsonl").write_text(changed)
    partial = vault.json("import", "jsonl", "changed.jsonl", "--partial")
    (vault.place / "Notes").mkdir()
    (vault.place / "Notes" / "a.txt").write_text("met Uma")
    (vault.place / "Notes" / "b.jpg").write_text("no picture")
    inbox = vault.json("inbox", "Notes")
    vault.ok("note", "Uma", "first")
    vault.ok("undo")
    noted = vault.json("note", "Dana", "a slip")["id"]
    shown = vault.json("correct", noted)
    recorded.append(vault.json("correct", noted, "text=no slip"))
    return {
        "Errors": [failures],
        "Recording": [recorded],
        "next": [[vault.json("next", "--all")]],
        "funnel": [[vault.json("funnel")]],
        "aim": [[vault.json("aim")]],
        "coverage": [[vault.json("coverage")]],
        "mirror": [[mirrored]],
        "group": [[vault.json("group")]],
        "activity": [[vault.json("activity")]],
        "who": [[vault.json("who")]],
        "search": [[vault.json("search", "lot"), vault.json("search", "something")]],
        "show": [
            [vault.json("show", "Dana"), vault.json("show", "Lee")],
            [{"history": vault.json("show", "Dana", "--history")["history"]}],
        ],
        "correct": [[shown]],
        "prep": [[vault.json("prep", "Dana"), vault.json("prep", "Lee")]],
        "log": [vault.ok("log", "--json").lines],
        "org": [[vault.json("org", "Contoso")], [vault.json("org")]],
        "sector": [[vault.json("sector")]],
        "inbound": [[vault.json("inbound", "--list")]],
        "sync": [],
        "compare": [[vault.json("compare")]],
        "devices": [[vault.json("devices")]],
        "folder": [[vault.json("folder")]],
        "unlock": [[vault.json("unlock")]],
        "rebuild": [[vault.json("rebuild")]],
        "doctor": [[vault.json("doctor")]],
        "verify": [[vault.json("verify")]],
        "inbox": [[inbox]],
        "import linkedin": [[imported]],
        "import csv": [[sheet]],
        "import google": [[google]],
        "import outlook": [],
        "import vcard": [],
        "import jsonl": [[taken, partial]],
        "export jsonl": [[manifest], lines, [exported]],
        "export csv": [[tables]],
        "export sqlite": [[vault.json("export", "sqlite", "--to", "notebook.db")]],
        "export vcard": [[vault.json("export", "vcard", "--to", "people.vcf")]],
        "export ics": [[vault.json("export", "ics", "--to", "follow-ups.ics")]],
        "config": [[vault.json("config")]],
        "calendar": [[calendar]],
        "status": [[vault.json("status"), vault.json("sync"), troubled(vault)]],
        "completion": [[vault.json("completion", "fish")]],
        "passphrase": [[vault.json("passphrase")]],
        "lock": [[vault.json("lock")]],
    }


ELSEWHERE = {
    "init",
    "join",
    "recovery test",
    "recovery new",
    "devices remove",
    "devices review",
    "demo",
    "watch",
}
"""These are made once, in the tests of the vault; their few fields are compared there."""


def test_every_command_has_its_section() -> None:
    spoken = re.search(r"^## Recording\n\n`([^`]+)`", PAGE, flags=re.MULTILINE)
    assert spoken is not None
    recording = set(spoken[1].split())
    assert recording == {verb.name for verb in dict(SECTIONS)["Recording"]} | set(REACTIONS)
    verbs = {verb.name for _, verbs in SECTIONS for verb in verbs}
    assert verbs <= recording | {title.split()[0] for title in TABLES}


@pytest.mark.parametrize("title", [title for title in TABLES if title not in ELSEWHERE])
def test_the_page_lists_exactly_the_fields_that_are_printed(
    title: str, printed: dict[str, list[list[Any]]]
) -> None:
    assert len(TABLES[title]) == len(printed[title])
    for listed, documents in zip(TABLES[title], printed[title], strict=True):
        assert unlisted(documents, listed) == set()
        # What the sample vault has none of: bad files, witnesses.
        rare = {"bad[].path", "bad[].why", "alarms[].witnesses[].id", "alarms[].witnesses[].name"}
        rare |= {"corrected_by[]"}
        assert unprinted(documents, listed) - rare == set()


def test_the_comparison_notices_a_field_too_many_and_one_too_few() -> None:
    listed = {"a", "b[].c", "d.*"}
    assert unlisted([{"a": 1, "b": [{"c": 1, "x": 2}], "d": {"any": 1}}], listed) == {"b[].x"}
    assert unprinted([{"a": 1, "b": []}], listed) >= {"b[].c", "d.*"}
