"""`netlog search`: find what was ever written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlog import render
from netlog.civil import first_day, spoken
from netlog.commands.plain import Value, Words, plain_verb
from netlog.errors import Usage
from projections.texts import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.ids import SubjectId
    from netlog.app import App
    from netlog.commands.calling import Call
    from projections.texts import Hit

_USUAL = 20
_MOST = 1_000
_ID = 8  # characters that are shown


@plain_verb(
    "search",
    examples=(
        "netlog search robotics",
        'netlog search "battery storage" --since 2026-01-01',
        "netlog search spring --person Dana --json",
    ),
    parameters=[
        Words("words"),
        Value("--person", "person", "PERSON", "Only entries that name one person."),
        Value("--since", "since", "WHEN", "Only what happened on that day or later."),
        Value("--until", "until", "WHEN", "Only what happened on that day or earlier."),
        Value("--limit", "limit", "N", f"How many at most; {_USUAL} unless said."),
    ],
)
def search(
    call: Call,
    *,
    words: tuple[str, ...],
    person: str | None,
    since: str | None,
    until: str | None,
    limit: str | None,
) -> None:
    """Find entries by words in anything you wrote: notes, names, roles, tags, asks, promises.

    Every word must be there; the last may be a beginning. Words in quotes must stand together. Best first,
    then newest.
    """
    if not words:
        raise Usage("nothing to search for", hint="netlog search WORDS")
    most = _number(limit) if limit else _USUAL
    begin, end = _day(call, since), _day(call, until)
    with call.opened() as app:
        named = _ids_of(app, call, person) if person else frozenset()
        hits = _found(app, words, Asked(named, begin, end, most + 1))
        other = None if hits else _suggested(app, words)
    shown = [_document(hit) for hit in hits[:most]]
    if call.as_json:
        render.emit_json(shown)
    else:
        _show(shown, other)
    if len(hits) > most:
        render.tell(f"more than {most} fit; to see more: --limit {min(most * 5, _MOST)}")


def _day(call: Call, typed: str | None) -> str | None:
    return first_day(call.when(typed, prefer="past")).isoformat() if typed else None


def _number(typed: str) -> int:
    if typed.isdecimal() and len(typed) <= len(str(_MOST)) and 1 <= int(typed) <= _MOST:
        return int(typed)
    raise Usage(f"this is no number from 1 to {_MOST}: {typed}", hint="netlog search WORDS --limit 50")


def _found(app: App, words: Sequence[str], asked: Asked) -> list[Hit]:
    """Words that the shell was given in quotes stand together, or if they do so nowhere, apart."""
    from projections.texts import search as found

    together = " ".join(f'"{each}"' if " " in each and '"' not in each else each for each in words)
    return found(app.texts, together, asked) or found(app.texts, " ".join(words), asked)


def _ids_of(app: App, call: Call, person: str) -> frozenset[SubjectId]:
    from netlog import questions
    from netlog.words import People

    people = People(app.hot, ask=questions.which if call.may_ask else None)
    return people.ids_of(people.meant(person))


def _suggested(app: App, words: Sequence[str]) -> str | None:
    from projections.suggestions import suggestion

    return suggestion(app.texts, " ".join(words))


def _document(hit: Hit) -> dict[str, Any]:
    return {
        "entry": hit.entry,
        "person": hit.person,
        "snippet": hit.snippet,
        "marked": [list(each) for each in hit.marked],
        "day": hit.day,
        "name": hit.name,
    }


def _show(found: Sequence[dict[str, Any]], other: str | None) -> None:
    if not found:
        render.emit("Nothing holds these words." + (f" Did you mean: netlog search {other}" if other else ""))
    for each in found:
        facts = [each["person"]["name"]] if each["person"] else []
        facts += [each["name"].replace("-", " "), spoken(each["day"])]
        render.emit(f"{', '.join(facts)}  {each['entry'][:_ID]}", style="faint")
        render.emit_marked(each["snippet"], each["marked"])
