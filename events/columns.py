"""How the columns of a spreadsheet are meant. Every device must read a file alike, so events say it."""

from __future__ import annotations

from typing import Annotated, Literal

from events.model import Field
from events.registry import Event, Line, Part


class ColumnMeant(Part):
    """`header` as headers are compared; `field`: what it means, `-` for one that is not to be taken."""

    header: Line
    field: Line


class ColumnsExplained(Event, name="columns-explained", version=1):
    """What the user said about all files with these columns. `headers`: hash over the header line."""

    headers: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    columns: Annotated[tuple[ColumnMeant, ...], Field(max_length=200)] = ()
    date_order: Literal["DMY", "MDY"] | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()
