"""`netlog add`: a person enters the notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from netlog import questions, render
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import ONE_LINE, PERSON, OneOf, is_linkedin, words_for
from netlog.errors import Usage

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person

EXAMPLES = (
    'netlog add "Dana Wu" --role CTO --at Contoso --how event --tag robotics',
    'netlog add "Aoife O\'Brien" --via Dana --email aoife@example.org',
    'netlog add "Lee Park" --url https://www.linkedin.com/in/leepark --aim robotics',
)


@verb("add", examples=EXAMPLES)
@click.argument("name", type=ONE_LINE)
@click.option("--role", type=ONE_LINE, metavar="R", help="What they do.")
@click.option(
    "--at", "organisation", type=ONE_LINE, metavar="ORG", help="Where; a new organisation is added too."
)
@click.option(
    "--kind", type=OneOf(words_for("person-added", "role_kind")), metavar="KIND", help="Who they are to you."
)
@click.option(
    "--how",
    type=OneOf(words_for("person-added", "met.how")),
    metavar="HOW",
    help="How you came to know each other.",
)
@click.option("--via", type=PERSON, metavar="PERSON", help="Who brought you together.")
@click.option("--aim", type=ONE_LINE, metavar="SECTOR", help="What you hope to learn or reach together.")
@click.option(
    "--email",
    "emails",
    type=ONE_LINE,
    multiple=True,
    metavar="E",
    help="May be repeated, like --phone and --url.",
)
@click.option("--phone", "phones", type=ONE_LINE, multiple=True, metavar="P")
@click.option(
    "--url", "urls", type=ONE_LINE, multiple=True, metavar="U", help="A LinkedIn address is recognised."
)
@click.option("--tag", "tags", type=ONE_LINE, multiple=True, metavar="T", help="May be repeated.")
def add(
    call: Call,
    *,
    name: str,
    role: str | None,
    organisation: str | None,
    kind: str | None,
    how: str | None,
    via: str | None,
    aim: str | None,
    emails: tuple[str, ...],
    phones: tuple[str, ...],
    urls: tuple[str, ...],
    tags: tuple[str, ...],
) -> None:
    """A person enters your notebook."""
    with recording(call) as record:
        from events.people import Met, PersonAdded, PersonTagged

        through = record.person(via) if via else None
        _check_namesakes(record, name)
        place, place_is_new = record.organisation(organisation) if organisation else (None, False)
        person = record.new_person(name)
        met = Met.model_validate(
            {"how": how or ("introduction" if through else None), "via_person": through and through.id}
        )
        record.add(
            PersonAdded.model_validate(
                {
                    "person": person.id,
                    "name": name,
                    "role": role,
                    "organisation": place and place.id,
                    "role_kind": kind,
                    "channels": tuple(_channels(emails, phones, urls)),
                    "met": met if through or how else None,
                    "aim": aim,
                }
            )
        )
        if place and place_is_new:
            record.add_organisation(place)
        if tags:
            record.add(PersonTagged(person=person.id, tags=tags))
        record.finish(
            f"added {name}",
            role,
            place and f"at {place.name}" + (" (new)" if place_is_new else ""),
            through and f"through {through.name}",
            about=person,
        )


def _check_namesakes(record: Recording, name: str) -> None:
    """Two people may have one name, but rarely two entries are meant."""
    namesakes = record.people.called(name)
    if not namesakes:
        return
    _say_namesakes(namesakes)
    if record.call.may_ask and not questions.agreed(f"add another {name}?", default=False):
        raise Usage(
            f"nothing was recorded: {name} is in your notebook already",
            hint=f"netlog show {namesakes[0].id[:9]}",
        )


def _say_namesakes(namesakes: list[Person]) -> None:
    for each in namesakes:
        render.tell(f"in your notebook already: {each.name} ({each.id})")


Kind = Literal["email", "phone", "url", "linkedin"]


def _channels(emails: tuple[str, ...], phones: tuple[str, ...], urls: tuple[str, ...]) -> list[object]:
    from events.people import Channel

    kinds: list[tuple[Kind, str]] = [("email", each) for each in emails]
    kinds += [("phone", each) for each in phones]
    kinds += [("linkedin" if is_linkedin(each) else "url", each) for each in urls]
    return [Channel(kind=kind, value=value) for kind, value in kinds]
