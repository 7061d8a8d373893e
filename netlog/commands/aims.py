"""`netlog aim`: what you are after, and what you say of yourself in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from netlog import guards, render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, OneOf, words_for
from netlog.errors import Usage
from netlog.names import words_of

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person


class _Said(NamedTuple):
    """What was typed behind the name."""

    kind: str | None
    months: int | None
    who: str | None
    want: str | None
    pause: bool
    resume: bool
    outcome: str | None
    via: str | None
    why: str | None

    @property
    def turns(self) -> list[str]:
        """What is to become of the campaign: at most one of these makes sense."""
        typed = {"--pause": self.pause, "--resume": self.resume, "--close": self.outcome}
        return [option for option, said in typed.items() if said]

    @property
    def describes(self) -> bool:
        return any(each is not None for each in (self.kind, self.months, self.who, self.want))


@verb(
    "aim",
    examples=(
        "netlog aim",
        'netlog aim "data for water" --kind job --who "I read sensors" --want "a utility"',
        'netlog aim "data for water" --want "a team lead who starts to measure"',
        'netlog aim "data for water" --close won --via Dana',
    ),
)
@click.argument("name", type=ONE_LINE, required=False)
@click.option("--kind", type=OneOf(words_for("campaign-started", "kind")), metavar="KIND", help="For what.")
@click.option(
    "--months", type=click.IntRange(1, 600), metavar="N", help="For work in N months, not of today."
)
@click.option("--who", type=FREE_TEXT, metavar="TEXT", help="Who you are, as you say it. - reads it.")
@click.option("--want", type=FREE_TEXT, metavar="TEXT", help="What you want, as you say it. - reads it.")
@click.option("--pause", is_flag=True, help="It rests for a while.")
@click.option("--resume", is_flag=True, help="It goes on.")
@click.option(
    "--close",
    "outcome",
    type=OneOf(words_for("campaign-closed", "outcome")),
    metavar="OUTCOME",
    help="It is at its end.",
)
@click.option("--via", type=ONE_LINE, metavar="PERSON", help="Who led to it; with --close.")
@click.option("--why", type=FREE_TEXT, metavar="TEXT", help="For yourself, later; with --pause and --close.")
def aim(call: Call, *, name: str | None, **typed: Any) -> None:  # noqa: ANN401 - as click passes them
    """What you are after: who you are and what you want, in the words that you say to people.

    Without options: the aim as it stands, with every version of those words. Without a name: all of them.
    """
    said = _checked(_Said(**typed))
    if not (said.turns or said.describes) and _shown(call, name):
        return
    with recording(call) as record:
        _record(record, name, said)


def _checked(said: _Said) -> _Said:
    if len(said.turns) > 1:
        raise Usage(f"these do not go together: {' and '.join(said.turns)}", hint="netlog aim NAME --pause")
    if said.turns and said.describes:
        raise Usage(
            f"what you say of yourself is noted by itself, without {said.turns[0]}",
            hint=f"netlog aim NAME {said.turns[0]}",
        )
    if said.via and not said.outcome:
        raise Usage("--via says who led to the outcome", hint="netlog aim NAME --close won --via PERSON")
    if said.why and not (said.outcome or said.pause):
        raise Usage("--why says why it rests or ended", hint="netlog aim NAME --pause --why TEXT")
    return said


def _record(record: Recording, name: str | None, said: _Said) -> None:
    from events.aims import CampaignStarted, PitchRevised

    known = _known(record, name)
    called = known["aim"] if known else name
    if called is None:
        raise Usage("no aim was named", hint='netlog aim "what you are after" --who TEXT --want TEXT')
    if said.turns:
        _turn(record, called, known, said)
        return
    if known and known["state"] != "running":
        raise Usage(f"this aim is {known['state']}: {called}", hint=f'netlog aim "{called}" --resume')
    _warn_if_long(said, known)
    pitch = {"who_i_am": said.who, "what_i_want": said.want}
    if known and (said.kind or said.months) is None:
        record.add(PitchRevised(campaign=called, **pitch))
        record.finish(f"noted what you say of yourself in “{called}”")
        return
    told = {"name": called, "kind": said.kind, "horizon_months": said.months, **pitch}
    record.add(CampaignStarted.model_validate(told))
    record.finish(f"noted “{called}”" if known else f"after “{called}” from now on")


def _known(record: Recording, name: str | None) -> dict[str, Any] | None:
    """The campaign of this name; without one, the only one that runs."""
    from projections.campaigns import known_campaigns

    found = known_campaigns(record.app.hot, record.call.today)
    if name is not None:
        return next((one for one in found if words_of(one["aim"]) == words_of(name)), None)
    running = [one for one in found if one["state"] == "running"]
    if len(running) > 1:
        names = ", ".join(one["aim"] for one in running)
        raise Usage(f"several aims are running: {names}", hint=f'netlog aim "{running[0]["aim"]}" …')
    return running[0] if running else None


def _turn(record: Recording, called: str, known: dict[str, Any] | None, said: _Said) -> None:
    from events.aims import CampaignClosed, CampaignPaused, CampaignStarted

    if known is None:
        raise Usage(f"there is no such aim: {called}", hint="netlog aim")
    if said.resume:
        if known["state"] == "running":
            raise Usage(f"this aim is running: {called}", hint="netlog aim")
        record.add(CampaignStarted(name=called))
        record.finish(f"after “{called}” again")
        return
    if said.pause:
        if known["state"] != "running":
            raise Usage(f"this aim is {known['state']} already: {called}", hint="netlog aim")
        record.add(CampaignPaused(name=called, why=said.why))
        record.finish(f"“{called}” rests")
        return
    via: Person | None = record.person(said.via) if said.via else None
    closed = {"name": called, "outcome": said.outcome, "via_person": via and via.id, "why": said.why}
    record.add(CampaignClosed.model_validate(closed))
    outcome = str(said.outcome).replace("-", " ")
    record.finish(f"“{called}” is at its end: {outcome}", via and f"through {via.name}", about=via)


def _warn_if_long(said: _Said, known: dict[str, Any] | None) -> None:
    before = known["pitches"][-1] if known and known["pitches"] else {}
    both = (said.who or before.get("who_i_am"), said.want or before.get("what_i_want"))
    words = sum(len((text or "").split()) for text in both)
    guards.before_pitch(words)


def _shown(call: Call, name: str | None) -> bool:
    """Whether there was something to show: without a name, always."""
    day = call.asked_day()
    with call.opened() as app:
        from projections.campaigns import known_campaigns

        found = known_campaigns(call.tables(app, day), day)
    if name is not None:
        found = [one for one in found if words_of(one["aim"]) == words_of(name)]
        if not found:
            return False
    if call.as_json:
        render.emit_json(found)
    elif not found:
        render.emit('No aim yet: netlog aim "what you are after" --who TEXT --want TEXT')
    for one in found if not call.as_json else ():
        _page(one, whole=name is not None)
    return True


def _page(one: dict[str, Any], *, whole: bool) -> None:
    render.emit(one["aim"], style="strong")
    months = one["horizon_months"]
    ended = str(one["outcome"] or "").replace("-", " ")
    facts = [
        one["kind"],
        f"for work in {months} months" if months else None,
        f"{ended} on {spoken(one['since'])}" if ended else f"{one['state']} since {spoken(one['since'])}",
        f"through {one['via']['name']}" if one["via"] else None,
        one["why"],
    ]
    render.emit(f"  {', '.join(filter(None, facts))}")
    *earlier, last = one["pitches"] or [None]
    if last:
        _pitch(last)
    for version in reversed(earlier) if whole else ():
        render.emit(f"  from {spoken(version['since'])}")
        _pitch(version)
    if earlier and not whole:
        versions = f"{len(earlier)} earlier version{'s' if len(earlier) > 1 else ''}"
        render.emit(f'  {versions}: netlog aim "{one["aim"]}"')


def _pitch(version: dict[str, Any]) -> None:
    for title, text in (("who I am", version["who_i_am"]), ("what I want", version["what_i_want"])):
        if text:
            render.emit(f"  {title + ':':<13}{text}")
