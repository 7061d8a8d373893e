"""Which values did each field of a person have, since when, and who changed them? From the log itself: no
view shows what was corrected or taken back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from events.people import DetailRecorded, JobChanged, PersonAdded
from netlog.entries import Amendments, line_of, readable
from netlog.said_values import DAY, OCCURRED, names_in, said_value, values_of
from netlog.words import People, organisation_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from events.envelope import Envelope
    from events.ids import SubjectId
    from events.registry import Entry
    from netlog.app import App

    Row = dict[str, Any]


def history(app: App, ids: Collection[SubjectId]) -> list[Row]:
    """What was ever said of somebody with these ids, and every correction of an entry about them, in the
    order in which it was recorded. Fields as in `docs/json.md`.
    """
    envelopes = sorted(app.log.envelopes(ids), key=lambda each: each.order)
    amendments = Amendments()
    amendments.see(envelopes)
    entries = {entry.id: entry for entry in readable(envelopes)}
    names = names_in(app.hot, *(values_of(entry) for entry in entries.values()), _patches(entries.values()))
    named = {**People(app.hot, ask=None).names(ids), **organisation_names(app.hot, _all_subjects(envelopes))}
    devices = {one.id: one.name for one in app.log.devices()}
    now = dict(entries)
    rows: list[Row] = []
    for envelope in envelopes:
        entry = entries.get(envelope.id)
        if entry is None:
            continue
        common = {
            "entry": entry.id,
            "recorded": _moment(envelope),
            "device": devices.get(envelope.device) or envelope.device,
            "taken_back_by": amendments.withdrawn_by(entry.id),
        }
        if entry.event.wire_name == "entry-corrected":
            rows += [row | common for row in _corrections(entry, envelopes, now, named, names)]
        else:
            rows += [row | common for row in _facts(entry, ids, names)]
    return rows


def _facts(entry: Entry, ids: Collection[str], names: dict[str, str]) -> Iterator[Row]:
    """What one entry says of the person."""
    event = entry.event
    if not isinstance(event, PersonAdded | DetailRecorded | JobChanged) or event.person not in ids:
        return
    said = values_of(entry)
    day = said.pop(DAY, None)
    if isinstance(event, DetailRecorded):
        said = {event.field: event.value}
    for field, value in said.items():
        if field not in {"person", "source-key"}:
            yield _row(field, said_value(field, value, names), day)


def _corrections(
    correction: Entry,
    envelopes: list[Envelope],
    now: dict[Any, Entry],
    named: Mapping[str, Any],
    names: dict[str, str],
) -> Iterator[Row]:
    """What a correction replaced. `now` holds the entries as they stood before, and afterwards."""
    from events.registry import UnreadableEvent, corrected

    target = now.get(correction.event.target)  # type: ignore[attr-defined]
    if target is None:
        return
    try:
        after = corrected(target, correction.event.patch)  # type: ignore[attr-defined]
    except UnreadableEvent:
        return
    before, says = values_of(target), values_of(after)
    now[target.id] = after
    of = next(each for each in envelopes if each.id == target.id)
    for key in correction.event.patch:  # type: ignore[attr-defined]
        field = DAY if key == OCCURRED else key.replace("_", "-")
        yield _row(
            field,
            said_value(field, says.get(field), names),
            says.get(DAY),
            before=said_value(field, before.get(field), names),
            of=target.id,
            line=line_of(of, named),
        )


def _row(field: str, value: str, day: str | None, **corrected: str) -> Row:
    return {"field": field, "value": value, "before": None, "on": day, "of": None, "line": None, **corrected}


def _patches(entries: Collection[Entry]) -> dict[str, Any]:
    """All values of all corrections, for their names."""
    patches = [entry.event.patch for entry in entries if entry.event.wire_name == "entry-corrected"]  # type: ignore[attr-defined]
    return {str(number): list(patch.values()) for number, patch in enumerate(patches)}


def _all_subjects(envelopes: list[Envelope]) -> set[str]:
    return {subject for envelope in envelopes for subject in envelope.subjects}


def _moment(envelope: Envelope) -> str | None:
    """UTC; None for a clock beyond the calendar."""
    try:
        moment = datetime.fromtimestamp(envelope.recorded // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
