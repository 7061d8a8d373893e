from typing import Any

import pytest

from tests.netlog.program import Done, Program

DAY = "2026-03-05"


@pytest.fixture(scope="module", autouse=True)
def people(vault: Program) -> dict[str, str]:
    dana = vault.add("Dana Wu", "--at", "Contoso", "--role", "CTO", "--email", "dana@example.org")
    aoife = vault.add("Aoife O'Brien", "--via", "Dana")
    vault.add("Ona Ruiz")
    vault.ok("archive", "Ona")
    vault.add("Uma Ek")
    return {"dana": dana, "aoife": aoife}


def log_of(vault: Program, recorded: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of the audit trail for what a command recorded, in its order."""
    by_id = {line["id"]: line for line in vault.ok("log", "--json").lines}
    return [by_id[entry] for entry in recorded["events"]]


COMMANDS = [
    (["add", "Lee Park"], "person-added"),
    (
        ["approach", "Dana", "--by", "email", "--purpose", "how they moved to Rust", "--minutes", "20"],
        "approach-sent",
    ),
    (["answered", "Dana", "yes"], "approach-answered"),
    (["met", "Dana", "--minutes", "30", "--medium", "coffee"], "meeting-held"),
    (["ask", "Dana", "advice", "which conference is worth it"], "ask-made"),
    (["thank", "Dana", "--by", "email", "--detail", "the gearbox"], "thanks-sent"),
    (["give", "Dana", "link", "the paper on gearboxes"], "value-given"),
    (["got", "Dana", "introduction", "to Lee"], "value-received"),
    (["note", "Dana", "plays the cello"], "note-written"),
    (["touch", "Dana", "--by", "phone", "--both"], "touch-logged"),
    (["cadence", "Dana", "B"], "cadence-set"),
    (["group", "Data for Water", "--kind", "interest"], "group-joined"),
    (["going", "Grid fair", "in 4 days"], "gathering-planned"),
    (["attended", "Data for Water", "--with", "Dana", "--minutes", "90"], "gathering-attended"),
    (["inbound", "Dana", "--about", "a job", "--relevance", "2"], "inbound-received"),
    (["tag", "Dana", "robotics", "mentor"], "person-tagged"),
    (["set", "Dana", "role=head of data"], "detail-recorded"),
    (["set", "Dana", "at=Wayne"], "job-changed"),
    (["set-aside", "Uma", "just-nice", "--why", "a friend"], "person-set-aside"),
    (["archive", "Uma"], "person-archived"),
    (["restore", "Ona"], "person-restored"),
    (["org", "Umbrella"], "organisation-added"),
    (["org", "Contoso", "--target"], "organisation-targeted"),
    (["org", "Contoso", "--no-target"], "organisation-untargeted"),
    (["aim", "data for water", "--who", "I read sensors"], "campaign-started"),
    (["aim", "data for water", "--want", "a utility"], "pitch-revised"),
    (["sector", "water"], "sector-chosen"),
    (["outcome", "Dana", "yes"], "ask-answered"),
    (["todo", "send the list", "--for", "Dana", "--by-date", "in 3 days"], "todo-added"),
]


@pytest.mark.parametrize(("arguments", "event"), COMMANDS, ids=[event for _, event in COMMANDS])
def test_a_recording_command_answers_in_one_shape(arguments: list[str], event: str, vault: Program) -> None:
    recorded = vault.json(*arguments, "--on", DAY)
    assert list(recorded) == ["event", "id", "events", "created", "next"]
    assert recorded["event"] == event
    assert recorded["events"][0] == recorded["id"]
    following = recorded["next"]
    if following is not None:
        assert {
            "nudge",
            "rule",
            "person",
            "why",
            "due",
            "due_at",
            "overdue_days",
            "anchor",
            "suggest",
        } <= set(following)
        assert following["suggest"].startswith("netlog ")
    (line, *parts) = log_of(vault, recorded)
    assert (line["name"], line["occurred"], line["part_of"]) == (event, DAY, None)
    assert all(part["part_of"] == recorded["id"] for part in parts)


def test_the_sentence_says_the_day_that_was_understood_and_what_comes_next(vault: Program) -> None:
    vault.add("Maren Holt")
    said = vault.ok("met", "Maren", "--minutes", "30", "--on", "10.3.2026").out
    assert said == "met Maren Holt, Tue 10 Mar 2026, 30 min · next: thank Maren Holt by Wed 11 Mar\n"


def test_json_home_and_on_may_stand_before_the_verb_and_behind_it_they_win(vault: Program) -> None:
    before = vault.ok("--json", "--on", DAY, "--home", str(vault.home), "note", "Dana", "before").document
    assert log_of(vault, before)[0]["occurred"] == DAY
    both = vault.ok(
        "--on",
        DAY,
        "--home",
        "/nowhere/at/all",
        "note",
        "Dana",
        "both",
        "--on",
        "2026-04-01",
        "--home",
        str(vault.home),
        "--json",
    )
    assert log_of(vault, both.document)[0]["occurred"] == "2026-04-01"


def test_a_time_that_was_typed_is_kept_and_none_is_invented(vault: Program) -> None:
    exact = vault.json("met", "Aoife", "--on", "2026-03-05 15:00")
    assert log_of(vault, exact)[0]["occurred"] == "2026-03-05T15:00"
    assert exact["next"]["due_at"] == "2026-03-06T15:00"
    vague = vault.json("note", "Aoife", "somewhen", "--on", "march 2026")
    assert log_of(vault, vague)[0]["occurred"] == "2026-03"


def test_what_is_still_to_come_has_not_happened(vault: Program) -> None:
    done = vault.run("met", "Dana", "--on", "2090-01-01")
    assert done.code == 2
    assert "still to come: Sun 1 Jan 2090" in done.err
    assert "netlog todo" in done.err


def test_a_text_may_come_from_standard_input(vault: Program) -> None:
    recorded = vault.json("note", "Dana", "-", given="first line\nsecond: ü 🚀\n")
    entry = vault.json("show", "Dana")["timeline"]
    assert [line["text"] for line in entry if line["entry"] == recorded["id"]] == ["first line\nsecond: ü 🚀"]


@pytest.mark.parametrize(
    ("arguments", "given", "why"),
    [
        (["note", "Dana", "-"], b"", "TEXT is empty"),
        (["note", "Dana", "-"], b"\xff\xfe\xff", "not UTF-8"),
        (["note", "Dana", "-"], b"a\x1b[2Jb", "control character: U+001B"),
        (["note", "Dana", "-"], b"x" * 70_000, "too long"),
        (["met", "Dana", "--note", "-", "--learned", "-"], b"text", "only one text"),
        (["add", "Dana\x07"], b"", "NAME holds a control character: U+0007"),
        (["add", "two\nlines"], b"", "NAME holds a control character: U+000A"),
        (["add", "   "], b"", "NAME is empty"),
        (["add", "x" * 401], b"", "name:"),
        (["cadence", "Dana", "E"], b"", "no cadence: E"),
        (["cadence", "Dana", "0"], b"", "no cadence: 0"),
        (["met", "Dana", "--minutes", "-5"], b"", "--minutes"),
        (["met", "Dana", "--named", "@ Initech"], b"", "--named cannot be read"),
        (["tag", "Dana"], b"", "no tag was named"),
        (["tag", "Dana", "--remove", "nix"], b"", "no such tag: nix"),
        (["set", "Dana", "role"], b"", "no FIELD=VALUE: role"),
        (["set", "Dana", "shoe=42"], b"", "no such field: shoe"),
        (["set", "Dana", "role=a", "role=b"], b"", "role is said twice"),
        (["set", "Dana", "role="], b"", "role is empty"),
        (["set", "Dana", "kind=recruter"], b"", "recruiter"),
        (["set-aside", "Dana", "forgotten"], b"", "ruled-out, do-not-contact, just-nice"),
        (["restore", "Dana"], b"", "neither archived nor set aside"),
        (["org", "--target"], b"", "no organisation was named"),
        (["org", "Contoso", "--target", "--no-target"], b"", "not both"),
        (["org", "Contoso", "--why", "x"], b"", "--why says why"),
        (["org", "Contoso", "--motivation", "2"], b"", "--motivation says how much"),
        (["org", "Contoso", "--target", "1001"], b"", "--target"),
        (["sector", "--drop"], b"", "no sector was named"),
        (["sector", "nix", "--drop"], b"", "not chosen: nix"),
        (["sector", "nix", "--drop", "--intermediary"], b"", "--intermediary"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_recorded_is_refused_before_anything_is_written(
    arguments: list[str], given: bytes, why: str, vault: Program
) -> None:
    before = vault.json("status")["events"]
    done = vault.run(*arguments, given=given)
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert vault.json("status")["events"] == before


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["give", "Dana", "lnik", "x"], "link"),
        (["ask", "Dana", "refferal", "x"], "referral"),
        (["got", "Dana", "tiem", "x"], "time"),
        (["answered", "Dana", "ja"], "yes, no, later, redirected"),
        (["add", "Somebody", "--kind", "recruter"], "recruiter"),
        (["org", "Contoso", "--kind", "recruter"], "recruiter"),
        (["set-aside", "Dana", "rule-out"], "ruled-out"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_mistyped_word_is_answered_with_the_words_there_are(
    arguments: list[str], meant: str, vault: Program
) -> None:
    done = vault.run(*arguments)
    assert done.code == 2
    assert meant in done.err


def test_the_beginning_of_a_word_is_enough(vault: Program) -> None:
    assert "asked Dana Wu for a referral" in vault.ok("ask", "Dana", "ref", "somebody at Initech").out


def test_a_new_person_brings_the_organisation_the_tags_and_the_ways_to_reach(vault: Program) -> None:
    recorded = vault.json(
        "add",
        "Ines Ferreira",
        "--at",
        "Fabrikam",
        "--role",
        "lead",
        "--kind",
        "insider",
        "--how",
        "event",
        "--aim",
        "water",
        "--tag",
        "pipes",
        "--tag",
        "lisbon",
        "--email",
        "ines@example.org",
        "--phone",
        "+351 1",
        "--url",
        "https://example.org/ines",
        "--url",
        "https://www.linkedin.com/in/ines-f",
    )
    assert [line["name"] for line in log_of(vault, recorded)] == [
        "person-added",
        "organisation-added",
        "person-tagged",
    ]
    assert recorded["created"] == [{"id": recorded["created"][0]["id"], "name": "Ines Ferreira"}]
    page = vault.json("show", "Ines")
    assert page["organisation"]["name"] == "Fabrikam"
    assert (page["role"], page["kind"], page["how"], page["aim"]) == ("lead", "insider", "event", "water")
    assert page["tags"] == ["lisbon", "pipes"]
    assert {(each["kind"], each["value"]) for each in page["channels"]} == {
        ("email", "ines@example.org"),
        ("phone", "+351 1"),
        ("url", "https://example.org/ines"),
        ("linkedin", "https://www.linkedin.com/in/ines-f"),
    }


def test_an_organisation_is_found_by_its_name_apart_from_case_and_accents(vault: Program) -> None:
    vault.add("One Person", "--at", "Société Générale")
    vault.add("Other Person", "--at", "societe generale")
    places = {vault.json("show", name)["organisation"]["id"] for name in ("One Person", "Other Person")}
    assert len(places) == 1


def test_somebody_of_the_same_name_is_added_and_both_ids_are_said(vault: Program) -> None:
    first = vault.add("Kim Lund")
    done = vault.ok("add", "kim lund", "--json")
    assert first in done.err
    assert done.document["created"][0]["id"] != first


def test_one_meeting_records_all_that_was_said_in_one_command(vault: Program) -> None:
    recorded = vault.json(
        "met",
        "Dana",
        "Aoife",
        "--learned",
        "they hire in spring",
        "--learned",
        "budget is in May",
        "--named",
        "Tara Singh @ Initech",
        "--named",
        "Tara's Boss",
        "--asked",
        "referral",
        "--note",
        "a good talk",
        "--on",
        DAY,
    )
    assert [line["name"] for line in log_of(vault, recorded)] == [
        "meeting-held",
        "insight-noted",
        "insight-noted",
        "person-added",
        "organisation-added",
        "name-given",
        "person-added",
        "name-given",
        "ask-made",
    ]
    assert [each["name"] for each in recorded["created"]] == ["Tara Singh", "Tara's Boss"]
    tara = vault.json("show", "Tara Singh")
    assert (tara["via"]["name"], tara["organisation"]["name"], tara["how"]) == (
        "Dana Wu",
        "Initech",
        "introduction",
    )


def test_somebody_who_is_named_again_is_the_same_person(vault: Program) -> None:
    created = vault.json("met", "Dana", "--named", "Noa Levi @ Hooli")["created"]
    again = vault.json("met", "Aoife", "--named", "noa levi @ hooli")
    assert (len(created), again["created"]) == (1, [])
    elsewhere = vault.json("met", "Aoife", "--named", "Noa Levi @ Umbrella")
    assert len(elsewhere["created"]) == 1


def test_thanks_are_for_the_conversation_that_waits_for_them(vault: Program) -> None:
    vault.add("Per Olsen")
    meeting = vault.json("met", "Per", "--on", DAY)
    assert meeting["next"]["rule"] == "R02"
    thanks = vault.json("thank", "Per", "--on", "2026-03-06")
    assert thanks["next"]["rule"] == "R03"
    exported = {line["id"]: line for line in vault.ok("export", "jsonl").lines[1:]}
    assert exported[thanks["id"]]["data"]["for_event"] == meeting["id"]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["--minutes", "45", "--purpose", "x"], "45 minutes is a lot"),
        (["--purpose", "word " * 80], "80 words"),
        ([], "no purpose"),
    ],
    ids=["minutes", "words", "purpose"],
)
def test_advice_about_an_approach_is_given_and_never_in_the_way(
    arguments: list[str], advice: str, vault: Program
) -> None:
    done = vault.ok("approach", "Dana", "--by", "email", *arguments, "--json")
    assert advice in done.err
    assert done.document["event"] == "approach-sent"


@pytest.mark.parametrize("typed", ["dana", "DANA WU", "wu, dana", "dw", "dana contoso", "Dnaa Wu"])
def test_a_person_is_found_as_people_type(typed: str, vault: Program, people: dict[str, str]) -> None:
    assert vault.json("show", typed)["person"]["id"] == people["dana"]


def test_the_beginning_of_an_id_is_a_person(vault: Program, people: dict[str, str]) -> None:
    assert vault.json("show", people["dana"][:9])["person"]["name"] == "Dana Wu"


def test_a_typo_that_was_understood_is_said_back(vault: Program) -> None:
    done = vault.ok("note", "Aoiffe", "x")
    assert "took “Aoiffe” for Aoife O'Brien" in done.err


def names(done: Done) -> list[str]:
    return [each["name"] for each in done.failure["candidates"]]


def test_a_name_that_fits_several_is_never_chosen(vault: Program) -> None:
    vault.add("Sam Reed", "--at", "Contoso")
    vault.add("Sam Rhee", "--at", "Hooli")
    done = vault.run("met", "Sam", "--json")
    assert done.code == 16
    assert names(done) == ["Sam Reed", "Sam Rhee"]
    spoken = vault.run("met", "Sam")
    assert "Sam Reed, Contoso" in spoken.err
    assert "Sam Rhee, Hooli" in spoken.err


def test_a_hostile_name_steers_no_terminal(vault: Program) -> None:
    vault.add("Evil\u202eman")
    page = vault.ok("show", "Evil")
    assert "Evil<U+202E>man" in page.out
    assert "\u202e" not in page.out
    assert vault.json("show", "Evil")["person"]["name"] == "Evil\u202eman"
    assert "\u202e" not in vault.ok("log").out


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Aoife O'Hara", "ohara"),
        ("J.P. Moreau", "jp moreau"),
        ("Łukasz Żak", "lukasz zak"),
        ("Søren Ørsted", "soren orsted"),
        ("Jean-Pierre Roux", "jeanpierre"),
    ],
)
def test_what_nobody_types_in_a_name_need_not_be_typed(name: str, typed: str, vault: Program) -> None:
    person = vault.add(name)
    assert vault.json("show", typed)["person"]["id"] == person


def test_a_name_typed_without_its_apostrophe_still_fits_both_who_bear_it(vault: Program) -> None:
    vault.add("Nora O'Shea")
    vault.add("Nora Oshea")
    done = vault.run("met", "nora oshea", "--json")
    assert (done.code, names(done)) == (16, ["Nora O'Shea", "Nora Oshea"])
