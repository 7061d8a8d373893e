"""How is the whole log written so that it outlives netlog? A manifest, then one event a line in total order.

Rule: nothing is left out. Data that is not canonical JSON (a damaged or hostile event) travels as base64 in
`raw`.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import netlog
from events import clock
from events.envelope import NotCanonical, parse_canonical
from events.ids import base32

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.envelope import Envelope
    from netlog.app import App

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def lines(app: App) -> Iterator[dict[str, Any]]:
    """The documents of the export, the manifest first; each event in bounded memory where the archive is in
    order.
    """
    state, heads = app.state(), app.log.heads()
    orders = [envelope.order for envelope in app.log.everything()]
    yield {
        "netlog": netlog.__version__,
        "vault": app.log.vault_text,
        "events": len(orders),
        "heads": [{"device": head.device, "n": head.n, "hash": head.hash.hex()} for head in heads],
        "state": state,
    }
    in_order = all(one <= two for one, two in pairwise(orders))
    envelopes = app.log.everything()
    if not in_order:
        envelopes = iter(sorted(envelopes, key=lambda each: each.order))
    for _, envelope in zip(
        orders, envelopes, strict=False
    ):  # what another process records meanwhile is not promised
        yield _document(envelope)


def _document(envelope: Envelope) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": envelope.id,
        "device": envelope.device,
        "stamp": clock.to_text(envelope.stamp),
        "recorded": moment_text(envelope.recorded),
        "occurred": envelope.occurred or None,
        "name": envelope.name,
        "version": envelope.version,
        "subjects": list(envelope.subjects),
        "part_of": envelope.part_of,
        "blind": base32(envelope.blind),
    }
    try:
        document["data"] = parse_canonical(envelope.data)
    except NotCanonical:
        document |= {"data": None, "raw": base64.b64encode(envelope.data).decode("ascii")}
    return document


def moment_text(recorded: int) -> str:
    """As 2026-11-10T14:03:22.123Z."""
    return (
        (_BEGINNING + timedelta(milliseconds=recorded))
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
