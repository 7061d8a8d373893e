"""What is the user after? The sectors that he chose. About nobody but himself."""

from __future__ import annotations

from events.registry import Event, Line, Text


class SectorChosen(Event, name="sector-chosen", version=1):
    """`intermediary`: those who bring people together, such as recruiters, are a sector of their own."""

    name: Line
    why: Text | None = None
    intermediary: bool = False

    def about(self) -> tuple[str | None, ...]:
        return ()


class SectorDropped(Event, name="sector-dropped", version=1):
    name: Line
    why: Text | None = None

    def about(self) -> tuple[str | None, ...]:
        return ()
