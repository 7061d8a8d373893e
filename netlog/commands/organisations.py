"""`netlog org`: what an organisation is, and whether it is a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from netlog import render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, OneOf, words_for
from netlog.errors import Usage
from netlog.render import Column
from netlog.words import organisation_called, organisations_like

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Organisation

_COLUMNS: Final = (Column("name"), Column("target"), Column("sector"), Column("kind"), Column("people"))


class _Decision(NamedTuple):
    """Whether it is a target. `rank`: null if that was not said, 0 for a target without one."""

    rank: int | None
    no_target: bool
    motivation: int | None
    why: str | None

    @property
    def said(self) -> str | None:
        if self.no_target:
            return "no target"
        return None if self.rank is None else f"target {self.rank}" if self.rank else "a target"


@verb(
    "org",
    examples=(
        "netlog org",
        "netlog org Contoso",
        'netlog org Fabrikam --sector water --kind employer --target 3 --why "their leak data"',
        'netlog org Contoso --no-target --why "no data of their own"',
    ),
)
@click.argument("name", type=ONE_LINE, required=False)
@click.option("--sector", type=ONE_LINE, metavar="S")
@click.option("--kind", type=OneOf(words_for("organisation-added", "kind")), metavar="KIND")
@click.option("--place", type=ONE_LINE, metavar="WHERE")
@click.option("--website", type=ONE_LINE, metavar="W")
@click.option(
    "--alias", "aliases", type=ONE_LINE, multiple=True, metavar="A", help="Another name. May be repeated."
)
@click.option(
    "--target",
    "rank",
    type=click.IntRange(0, 1000),
    is_flag=False,
    flag_value=0,
    metavar="[RANK]",
    help="You want to get to know it; of several 1 comes first.",
)
@click.option("--no-target", is_flag=True, help="It is none, or none any more.")
@click.option(
    "--motivation", type=click.IntRange(0, 3), metavar="0-3", help="How much you want to; with --target."
)
@click.option(
    "--why", type=FREE_TEXT, metavar="TEXT", help="What you could do for them, or why not. - reads it."
)
def org(call: Call, *, name: str | None, **said: Any) -> None:  # noqa: ANN401 - as click passes them
    """An organisation: what it is, and whether it is a target. One that is new enters the notebook.

    Without options: what is known of it, and who is there. Without a name: all of them, targets first.
    """
    decision = _decided(_Decision(*(said.pop(field) for field in _Decision._fields)))
    described = {field: value for field, value in said.items() if value}
    if name is None and (described or decision.said):
        raise Usage("no organisation was named", hint="netlog org NAME --target")
    if name is None:
        _list(call)
    elif described or decision.said or not _show(call, name):
        _record(call, name, described, decision)


def _decided(said: _Decision) -> _Decision:
    if said.rank is not None and said.no_target:
        raise Usage("it is a target or none, not both", hint="netlog org NAME --target")
    if said.motivation is not None and said.rank is None:
        raise Usage(
            "--motivation says how much you want a target", hint="netlog org NAME --target --motivation 3"
        )
    if said.why and not said.said:
        raise Usage("--why says why it is a target or none", hint="netlog org NAME --target --why TEXT")
    return said


def _record(call: Call, name: str, described: Mapping[str, Any], decision: _Decision) -> None:
    with recording(call) as record:
        place, is_new = record.organisation(name)
        if is_new and (alike := organisations_like(record.app.hot, name)):
            render.tell(f"new beside {', '.join(alike)}; to take it back: netlog undo")
        if is_new:
            record.created(place)
        if is_new or described:
            record.add_organisation(place, **described)
        if decision.said:
            _decide(record, place, decision)
        fields = [
            f"{field} {', '.join(value) if isinstance(value, tuple) else value}"
            for field, value in described.items()
        ]
        said = f"noted {place.name}" + (" (new)" if is_new else "")
        record.finish(": ".join([said, *filter(None, [", ".join(fields)])]), decision.said, about=place)


def _decide(record: Recording, place: Organisation, decision: _Decision) -> None:
    from events.organisations import OrganisationTargeted, OrganisationUntargeted

    if decision.no_target:
        record.add(OrganisationUntargeted(organisation=place.id, why=decision.why))
    else:
        record.add(
            OrganisationTargeted(
                organisation=place.id,
                rank=decision.rank or None,
                motivation=decision.motivation,
                value_rationale=decision.why,
            )
        )


def _show(call: Call, name: str) -> bool:
    """Whether there is one of this name to be shown."""
    day = call.asked_day()
    with call.opened() as app:
        from projections.organisations import organisation

        tables = call.tables(app, day)
        known = organisation_called(tables, name)
        document = organisation(tables, known.id, day) if known else None
    if document is None:
        return False
    if call.as_json:
        render.emit_json(document)
    else:
        _page(document)
    return True


def _page(document: dict[str, Any]) -> None:
    render.emit(document["organisation"]["name"], style="strong")
    target = document["target"]
    facts = [
        ", ".join(filter(None, (document["kind"], document["sector"], document["place"]))),
        f"also known as {', '.join(document['also'])}" if document["also"] else "",
        document["website"] or "",
        *(_target(target) if target else ["no target"]),
        f"id {document['organisation']['id']}",
    ]
    for fact in filter(None, facts):
        render.emit(f"  {fact}")
    for one in document["people"]:
        render.emit(f"  {one['name']}" + (f", {one['stage']}" if one["stage"] else ""))


def _target(target: dict[str, Any]) -> list[str]:
    rank = f" {target['rank']}" if target["rank"] else ""
    wanted = f", motivation {target['motivation']} of 3" if target["motivation"] is not None else ""
    return [f"target{rank} since {spoken(target['since'])}{wanted}", target["why"] or ""]


def _list(call: Call) -> None:
    day = call.asked_day()
    with call.opened() as app:
        from projections.organisations import known_organisations

        found = known_organisations(call.tables(app, day), day)
    if call.as_json:
        render.emit_json(found)
    elif not found:
        render.emit("No organisation yet. New: netlog org NAME")
    else:
        render.emit_table(
            _COLUMNS,
            [
                (
                    one["organisation"]["name"],
                    one["rank"] or ("yes" if one["target"] else None),
                    one["sector"],
                    one["kind"],
                    one["people"] or None,
                )
                for one in found
            ],
        )
