"""That a file was taken in. Every event that an import writes is part of its `import-started`."""

from __future__ import annotations

from typing import Annotated

from events.model import Field
from events.registry import Event, Line

Count = Annotated[int, Field(ge=0, le=100_000_000)]


class ImportStarted(Event, name="import-started", version=1):
    source: Line
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    def about(self) -> tuple[str | None, ...]:
        return ()


class ImportFinished(Event, name="import-finished", version=1):
    """Every row of the file is counted in exactly one of created, matched, skipped, errors."""

    rows: Count
    created: Count
    matched: Count
    skipped: Count
    errors: Count

    def about(self) -> tuple[str | None, ...]:
        return ()
