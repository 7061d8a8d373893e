"""How far is long work, when whoever does it tells how much is done in all?"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from netlog.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def bar(label: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """Yields what is called with the number of steps done since the beginning."""
    with progress(label, total=total) as advance:
        before = 0

        def done(so_far: int) -> None:
            nonlocal before
            advance(so_far - before)
            before = so_far

        yield done
