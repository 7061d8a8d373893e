"""Which people does a shell offer while a name is being typed?

Rule: nobody while netlog is locked, and nothing is asked, told or started for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.commands.calling import Call
from netlog.errors import NetlogError
from netlog.render import escape

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    import click

_MOST: Final = 50


def offered(ctx: click.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """(what is completed, who that is). A name is one word with hyphens, which needs no quotes and is
    understood.
    """
    from netlog.app import App
    from sync import session
    from sync.errors import VaultError

    call = _call(ctx)
    try:
        if not call.config.complete_names or session.load(call.home) is None:
            return
        with App.open(call.surroundings, publish=False) as app:
            yield from _fitting(app.hot, incomplete)
    except (NetlogError, VaultError, OSError):
        return


def _call(ctx: click.Context) -> Call:
    """A shell asks without running anything, so nothing has read `--home` yet."""
    typed = next((found for each in (ctx, ctx.find_root()) if (found := each.params.get("home_typed"))), None)
    return Call(home_typed=typed)


def _fitting(db: sqlite3.Connection, incomplete: str) -> Iterator[tuple[str, str]]:
    from netlog.names import words_of

    beginning = words_of(incomplete)
    rows = db.execute(
        "SELECT p.subject, p.name, o.name FROM people AS p LEFT JOIN organisations AS o"
        " ON o.subject = p.organisation WHERE instr(p.words, ?) ORDER BY p.name, p.subject",
        [beginning],
    )
    words: dict[str, list[tuple[str, str]]] = {}
    for subject, name, organisation in rows:
        word = words_of(name).replace(" ", "-")
        if word.startswith(beginning.replace(" ", "-")):
            about = f"{name}, {organisation}" if organisation else name
            words.setdefault(word, []).append((subject, escape(about)))
    for word, people in list(words.items())[:_MOST]:
        for subject, about in people:
            yield (word if len(people) == 1 and word else subject), about
