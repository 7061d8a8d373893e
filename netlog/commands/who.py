"""`netlog who`: find people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog import render
from netlog.civil import first_day
from netlog.commands.plain import Flag, Value, Words, plain_verb
from netlog.errors import Usage
from netlog.render import Column

if TYPE_CHECKING:
    import sqlite3

    from netlog.commands.calling import Call

_COLUMNS = (
    Column("name"),
    Column("organisation"),
    Column("stage"),
    Column("last touch"),
    Column("next"),
    Column("id"),
)


@plain_verb(
    "who",
    examples=(
        "netlog who",
        "netlog who contoso --stage talked",
        "netlog who --tag robotics --json",
        "netlog who --sector water --kind decision-maker",
        'netlog who --quiet-since "2 months ago"',
    ),
    parameters=[
        Words("words"),
        Value("--stage", "stage", "S", "Its number 1 to 8, its name, or a side state such as dormant."),
        Value("--tag", "tag", "T"),
        Value("--org", "organisation", "O", "Words of its name."),
        Value("--kind", "kind", "K", "Who they are to you, as in netlog add."),
        Value("--aim", "aim", "A", "Words of what you hope to reach together."),
        Value("--sector", "sector", "S", "Words of the sector of their organisation."),
        Value("--place", "place", "P", "Words of where that is."),
        Value("--quiet-since", "quiet_since", "WHEN", "In touch before that day, and not since."),
        Flag("--archived", "archived", "Those who are archived, and no others."),
    ],
)
def who(
    call: Call,
    *,
    words: tuple[str, ...],
    stage: str | None,
    tag: str | None,
    organisation: str | None,
    kind: str | None,
    aim: str | None,
    sector: str | None,
    place: str | None,
    quiet_since: str | None,
    archived: bool,
) -> None:
    """Find people by words in their name, role, organisation or tags; all of them without any."""
    wanted = _stage(stage) if stage else None
    day = call.asked_day()
    quiet = first_day(call.when(quiet_since, prefer="past")) if quiet_since else None
    with call.opened() as app:
        from projections.who import who as found

        db = call.tables(app, day)
        people = found(
            db,
            day,
            words=" ".join(words) or None,
            stage=wanted,
            tag=tag,
            organisation=organisation,
            kind=_kind(db, kind) if kind else None,
            aim=aim,
            sector=sector,
            place=place,
            quiet_since=quiet,
            archived=archived,
        )
    if call.as_json:
        render.emit_json(people)
    elif not people:
        render.emit("Nobody fits. New: netlog add NAME")
    else:
        render.emit_table(
            _COLUMNS,
            [
                (
                    one["name"],
                    one["organisation"],
                    one["stage"],
                    one["last_touch"],
                    one["next_due"],
                    one["person"]["id"][:9],
                )
                for one in people
            ],
        )


def _stage(typed: str) -> str:
    from projections.steps import SIDES, STAGES

    name = " ".join(typed.lower().replace("-", " ").split())
    if name in STAGES or (name.isdecimal() and 1 <= int(name) <= len(STAGES)):
        return name
    if (side := name.replace(" ", "-")) in SIDES:
        return side
    raise Usage(f"there is no such stage: {typed}", hint=f"one of: {', '.join((*STAGES, *SIDES))}")


def _kind(db: sqlite3.Connection, typed: str) -> str:
    """What somebody in the notebook is; the vocabulary, which is slow to load, is asked for the others."""
    name = typed.casefold().replace(" ", "-")
    if db.execute("SELECT 1 FROM people WHERE role_kind = ? LIMIT 1", [name]).fetchone():
        return name
    import click

    from netlog.commands.values import OneOf, words_for

    return OneOf(words_for("person-added", "role_kind")).convert(typed, click.Option(["--kind"]), None)
