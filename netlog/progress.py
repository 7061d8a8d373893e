"""How far is long work? A bar on standard error, only when somebody looks."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from netlog import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress(label: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """Yields what is called with the number of steps done since the last call."""
    if render.terminal_columns(sys.stderr) is None:
        yield lambda _steps: None
        return
    import click

    with click.progressbar(length=total, label=render.escape(label), file=sys.stderr) as bar:
        yield bar.update
