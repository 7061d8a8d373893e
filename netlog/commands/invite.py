"""`netlog invite` and `netlog accepted`: asking somebody to connect, and that they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import ONE_LINE, PERSON

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb("invite", examples=("netlog invite Dana", 'netlog invite Lee --network xing --variant "same industry"'))
@click.argument("person", type=PERSON)
@click.option("--network", type=ONE_LINE, default="linkedin", metavar="N", help="Where; assumed: linkedin.")
@click.option("--variant", type=ONE_LINE, metavar="V", help="Which wording, to compare them later.")
def invite(call: Call, *, person: str, network: str, variant: str | None) -> None:
    """You asked somebody to connect in a network."""
    with recording(call) as record:
        from events.conversations import InvitationSent

        somebody = record.person(person)
        record.add(InvitationSent(person=somebody.id, network=network, variant=variant))
        record.finish(f"invited {somebody.name} on {network}", about=somebody)


@verb("accepted", examples=("netlog accepted Dana",))
@click.argument("person", type=PERSON)
def accepted(call: Call, *, person: str) -> None:
    """They accepted your invitation."""
    with recording(call) as record:
        from events.conversations import InvitationAccepted

        somebody = record.person(person)
        record.add(InvitationAccepted(person=somebody.id))
        record.finish(f"{somebody.name} accepted your invitation", about=somebody)
