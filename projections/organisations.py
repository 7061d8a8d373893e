"""What are the organisations called?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from projections.engine import projection
from projections.sentences import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.history import History


class Organisation(NamedTuple):
    """`folded` is the name as it is compared; `also` a JSON list of other names."""

    name: str
    folded: str
    also: str
    sector: str | None
    kind: str | None


@projection(table="organisations", row=Organisation, indexes=(("folded",),), hot="1")
def organisations(history: History) -> Iterator[Organisation]:
    """The organisation as the last entry about it describes it."""
    from events.organisations import OrganisationAdded

    found = [
        entry.event
        for entry in history.by_occurred
        if isinstance(entry.event, OrganisationAdded) and entry.event.organisation in history.ids
    ]
    if found:
        last = found[-1]
        names = {name for event in found for name in (event.name, *event.aliases)} - {last.name}
        also = json.dumps(sorted(names), ensure_ascii=False)
        yield Organisation(last.name, folded(last.name), also, last.sector, last.kind)
