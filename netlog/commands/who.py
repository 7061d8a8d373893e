"""`netlog who`: find people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog import render
from netlog.commands.plain import Flag, Value, Words, plain_verb
from netlog.errors import Usage
from netlog.render import Column

if TYPE_CHECKING:
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
    examples=("netlog who", "netlog who contoso --stage talked", "netlog who --tag robotics --json"),
    parameters=[
        Words("words"),
        Value("--stage", "stage", "S", "Its number 1 to 8, its name, or a side state such as dormant."),
        Value("--tag", "tag", "T"),
        Value("--org", "organisation", "O"),
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
    archived: bool,
) -> None:
    """Find people by words in their name, role, organisation or tags; all of them without any."""
    wanted = _stage(stage) if stage else None
    day = call.asked_day()
    with call.opened() as app:
        from projections.who import who as found

        people = found(
            call.tables(app, day),
            day,
            words=" ".join(words) or None,
            stage=wanted,
            tag=tag,
            organisation=organisation,
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
