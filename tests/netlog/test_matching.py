"""Whom does a row of a file mean, and what of it is new?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from events.corrections import EntryCorrected
from events.ids import USER
from events.imports import ImportStarted
from events.people import DetailRecorded, JobChanged, Met, PeopleMerged, PersonAdded
from netlog.importers.profiles import mail_key, phone_key, profile_key
from netlog.importers.rows import Somebody
from tests.netlog.notebook import Notebook
from tests.projections.world import person

if TYPE_CHECKING:
    from events.ids import SubjectId

DANA = person(1)
PROFILE = "https://www.linkedin.com/in/dana"
ROW = Somebody(2, "in:dana", "Dana Wu", "analyst", None, (("linkedin", PROFILE),), "2026-01-01")


def added(who: SubjectId = DANA, name: str = "Dana Wu", **more: str) -> PersonAdded:
    return PersonAdded.model_validate({"person": who, "name": name, "met": Met(how="import"), **more})


def test_a_row_that_says_what_it_said_before_changes_nothing_whatever_was_said_since() -> None:
    book = Notebook()
    book.imports(ROW)
    book.imports(ROW._replace(key="sheet:7", role="director"), digest="1" * 64)
    assert book.role() == "director"
    assert book.imports(ROW).drafts == []
    assert book.role() == "director"


def test_a_corrected_entry_is_the_users_own() -> None:
    book = Notebook()
    book.imports(ROW)
    (entry,) = [each for each in book.log.arrived if each.name == "person-added"]
    right = EntryCorrected(target=entry.id, patch={"role": "chief analyst"})
    book.typed(book.writer.write(right, also=entry.subjects))
    plan = book.imports(ROW._replace(role="director"), digest="1" * 64)
    assert (plan.updated, plan.kept, book.role()) == (0, 1, "chief analyst")


def test_a_new_name_of_somebody_is_taken() -> None:
    book = Notebook()
    book.imports(ROW)
    plan = book.imports(ROW._replace(name="Dana Wu-Park"), digest="1" * 64)
    assert [update.new for update in plan.updates] == [{"name": "Dana Wu-Park"}]
    assert book.role("Dana Wu-Park") == "analyst"


def test_what_a_row_leaves_empty_stays() -> None:
    book = Notebook()
    book.imports(ROW)
    assert book.imports(ROW._replace(role=None), digest="1" * 64).drafts == []


def test_the_same_file_counts_as_old_as_it_was_when_it_first_came() -> None:
    book = Notebook()
    book.imports(ROW, as_of="2026-03-01", digest="1" * 64)
    book.imports(ROW._replace(role="director"), as_of="2026-04-01", digest="2" * 64)
    again = book.imports(ROW, as_of="2026-05-01", digest="1" * 64)
    assert (again.kept, again.drafts) == (1, [])


def test_two_rows_about_one_person_do_not_take_turns() -> None:
    book = Notebook()
    other = Somebody(3, "in:dana-w", "Dana W.", "director", None, ())
    book.imports(ROW, other)
    one, two = (each.subjects[0] for each in book.log.arrived if each.name == "person-added")
    merge = PeopleMerged(kept=one, merged=(two,))
    book.typed(book.writer.write(merge))
    assert book.imports(ROW, other, digest="1" * 64).drafts == []
    assert book.imports(other, ROW, digest="2" * 64).drafts == []


def test_whoever_was_typed_in_keeps_even_what_is_empty() -> None:
    book = Notebook()
    book.typed(book.writer.write(PersonAdded(person=DANA, name="Dana Wu")))
    book.typed(book.writer.write(DetailRecorded(person=DANA, field="linkedin", value=PROFILE)))
    plan = book.imports(ROW)
    assert (plan.matched, plan.updated, book.role()) == (1, 0, None)


def test_a_job_that_was_typed_in_stands() -> None:
    book = Notebook()
    book.imports(ROW)
    (entry,) = [each for each in book.log.arrived if each.name == "person-added"]
    book.typed(book.writer.write(JobChanged(person=entry.subjects[0], role="founder"), occurred="2026-05-01"))
    plan = book.imports(ROW._replace(role="director"), digest="1" * 64)
    assert (plan.kept, book.role()) == (1, "founder")


def test_a_name_alone_finds_nobody_and_is_told() -> None:
    book = Notebook()
    book.typed(book.writer.write(added(), occurred="2026-01-01"))
    plan = book.imports(ROW._replace(channels=()))
    assert (plan.created, plan.matched, plan.namesakes) == (1, 0, ["Dana Wu"])


def test_name_and_place_together_are_only_told() -> None:
    book = Notebook()
    row = ROW._replace(organisation="Contoso")
    book.imports(row)
    plan = book.imports(Somebody(2, "sheet:1", "dana wu", None, "CONTOSO"), digest="1" * 64)
    assert plan.created == 1
    assert [(each.name, each.like.name) for each in plan.probable] == [("dana wu", "Dana Wu")]


def test_every_row_is_counted_once_and_an_import_begins_and_ends() -> None:
    book = Notebook()
    plan = book.imports(ROW, ROW._replace(line=3, name="x" * 500), ROW._replace(line=4))
    assert (plan.rows, plan.created, plan.matched, plan.errors) == (3, 1, 1, 1)
    assert [plan.drafts[0].name, plan.drafts[-1].name] == ["import-started", "import-finished"]
    (began,) = [each for one in book.histories([USER]) for each in one.entries if each.part_of is None]
    assert began.event == ImportStarted(source="linkedin", file_sha256="0" * 64, as_of="2026-03-01")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (profile_key("https://www.LinkedIn.com/in/Dana/?x=1"), profile_key("linkedin.com/in/dana")),
        (mail_key("Dana@Example.org "), mail_key("dana@example.org")),
        (phone_key("+43 (0)316 123-456"), phone_key("0043316123456")),
    ],
)
def test_a_key_is_the_same_however_it_is_spelt(one: str | None, other: str | None) -> None:
    assert one == other is not None


def test_a_number_without_a_country_is_no_key() -> None:
    assert phone_key("0316 123456") is None
