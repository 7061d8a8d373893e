"""Does every row of any archive, however damaged, become something or have a reason, and once only?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from netlog.errors import UnfitFile
from netlog.importers.linkedin_events import Choices, plan, read
from netlog.importers.rows import OUTCOMES
from tests.netlog import linkedin_archive as sent
from tests.netlog.notebook import Notebook

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from netlog.importers.planning import Plan

FILES = sorted(set(sent.TODAY) - {"Positions.csv"})
CELLS = sorted(
    {cell for text in sent.TODAY.values() for line in text.splitlines() for cell in line.split(",")}
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(FILES), st.lists(st.one_of(st.sampled_from(CELLS), st.text(max_size=9)), max_size=12)
    ),
    max_size=15,
)


def brought(book: Notebook, path: Path, *, words: bool = False) -> Plan:
    export = read(path, order="DMY")
    advanced: list[int] = []
    choices = Choices(words, None, lambda _, alike: alike[0])
    planned = plan(export, book.planning(export.as_of, export.sha256), choices, advanced.append)()
    assert sum(advanced) == export.rows == planned.rows
    assert all(sum(each[what] for what in OUTCOMES) for each in planned.counts.values())
    assert len(planned.left_out) == planned.skipped + planned.errors
    return book.record(planned)


@settings(deadline=None, max_examples=100)
@given(rows=ROWS, words=st.booleans())
def test_every_row_is_counted_once_and_a_second_time_changes_nothing(
    *, rows: list[tuple[str, list[str]]], words: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = dict(sent.TODAY)
    for name, cells in rows:
        files[name] += ",".join(cells) + "\n"
    path = tmp_path_factory.mktemp("archive")
    for name, text in files.items():
        (path / name).write_bytes(text.encode("utf-8", errors="replace"))
    book = Notebook()
    try:
        first = brought(book, path, words=words)
    except UnfitFile as refusal:
        assert refusal.hint  # noqa: PT017 - refused or taken, both are right
        return
    assert first.drafts
    again = brought(book, path, words=words)
    assert (again.drafts, again.created, again.rows) == ([], 0, first.rows)
