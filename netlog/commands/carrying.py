"""What is told once about whoever carries the folder: when it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlog import render
from netlog.carriers import carrier_of

if TYPE_CHECKING:
    from pathlib import Path


def tell_of_carrier(folder: Path) -> None:
    """Whose account it looks like, and what to set there."""
    found = carrier_of(folder.expanduser().absolute())
    if found is None:
        return
    if found.managed:
        for line in (
            f"This looks like a {found.name} account of an employer. Nobody can read the notebook there, but",
            "they see when and how much you write, can hold files back or delete them, and keep the folder",
            "when you leave: better an account of your own, on a machine of your own.",
        ):
            render.tell(line, style="warn")
    if found.advice:
        render.tell(f"{found.name} carries the folder. To be set there:")
        for line in found.advice:
            render.tell(f"  {line}")
