"""How do events become rows? The one way into the tables: refold dirty subjects, replace exactly their rows.

The engine knows nothing of any view. A rebuild is the same code on empty tables.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.history import History
    from projections.reading import Source
    from projections.tables import Part, Tables

R_co = TypeVar("R_co", bound=tuple[Any, ...], covariant=True)
Progress = Callable[[int, int], None]
"""Called with the number of subjects folded since the last call, and of those to fold in all."""


class FullText(NamedTuple):
    """What can be searched in a table. `column`: the text that is shown; `spelt`: the one that holds how the
    text is searched for where that differs, else null.
    """

    column: str
    spelt: str


class Projection(NamedTuple, Generic[R_co]):
    """A fold and the table that holds its rows. Called, it folds."""

    table: str
    columns: tuple[str, ...]
    row: type[R_co]
    version: int
    primary_key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...]
    part: Part
    hot: str | None
    full_text: FullText | None
    fold: Callable[[History], Iterable[R_co]]

    def __call__(self, history: History) -> Iterable[R_co]:
        return self.fold(history)

    def kept_by(self, part: Part) -> str | None:
        """SQL condition for the rows that a part keeps; None: none."""
        return "1" if part == self.part else self.hot if part == "hot" else None


AnyProjection = Projection[tuple[Any, ...]]


def projection(  # noqa: PLR0913 - a table has this many parts
    *,
    table: str,
    row: type[R_co],
    version: int = 1,
    primary_key: tuple[str, ...] = (),
    indexes: tuple[tuple[str, ...], ...] = (),
    part: Part = "cold",
    hot: str | None = None,
    full_text: FullText | None = None,
) -> Callable[[Callable[[History], Iterable[R_co]]], Projection[R_co]]:
    """Makes a fold the projection of one table.

    Args:
        table: its name, the plural noun of what a row is.
        row: a NamedTuple of `str`, `int` and None. The first column, `subject`, is added by the engine.
        version: to be raised whenever the fold comes to other rows.
        primary_key: what tells the rows of one subject apart; empty when a subject has at most one.
        indexes: columns of each further index.
        part: which keeps all rows, and answers for them in the state.
        hot: SQL condition over the columns for the rows that the hot tables keep, a pure function of the row:
            "1" for all, None for none.
        full_text: what can be searched. Such rows are found through `full_text.matching`, and are never hot.

    """
    columns = ("subject", *row._fields)  # type: ignore[attr-defined]

    def register(fold: Callable[[History], Iterable[R_co]]) -> Projection[R_co]:
        return Projection(table, columns, row, version, primary_key, indexes, part, hot, full_text, fold)

    return register


class Caught(NamedTuple):
    """What a catch-up did: how many subjects it folded, and whether anything was new at all."""

    folded: int
    moved: bool


def catch_up(
    source: Source, *tables: Tables, progress: Progress | None = None, strict: bool = False
) -> Caught:
    """Brings the tables to the end of the journal.

    Args:
        source: the log.
        tables: of the same projections; those that stand at the same position are folded once.
        progress: told as subjects are folded.
        strict: a fold that raises is a bug: raise it. Otherwise its subject has no rows in that table.

    """
    end = source.position()  # read first: what arrives from now on is folded twice at worst, never missed
    behind = sorted({one.position for one in tables} - {end})
    if not behind:
        return Caught(0, moved=False)

    from projections.refolding import Run

    folded = 0
    for position in behind:
        group = [one for one in tables if one.position == position]
        with ExitStack() as stack:
            stack.enter_context(_no_collecting())
            for one in group:
                stack.enter_context(one.transaction())
            folded += Run(source, group, strict=strict).to(end, progress)
    return Caught(folded, moved=True)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Entries and rows hold no cycles, and looking for some among so many takes a third of a rebuild."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
