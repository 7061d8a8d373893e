import os
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlog.errors import Exit, UnfitFile
from netlog.importers import contents, delimited, linkedin
from netlog.importers.column_dates import month_order, read_date
from netlog.importers.linkedin import Connection, Connections, read
from netlog.importers.profiles import slug
from netlog.importers.rows import Skipped

FILES = Path(__file__).parents[1] / "fixtures" / "linkedin"
HEADER = b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def connections(source: str | Path | bytes) -> list[Connection]:
    return [row for row in read(source) if isinstance(row, Connection)]


def skipped(source: Path | bytes) -> list[tuple[int, str]]:
    return [(row.line, row.why) for row in read(source) if isinstance(row, Skipped)]


def refused(source: str | Path | bytes) -> str:
    with pytest.raises(UnfitFile) as caught:
        list(read(source))
    assert caught.value.exit_code == Exit.OTHER
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("until-2021.csv", ["Dana Wu", "Bo Lindqvist"]),
        ("until-2023.csv", ["Dana Wu", "Amara Okafor"]),
        ("excel-semicolons.csv", ["Dana Wu", "Bo Lindqvist"]),
        ("excel-unicode-text.csv", ["Łukasz Ørsted"]),
        ("windows-1252.csv", ["Zoë Müller"]),
    ],
)
def test_every_era_and_re_save_is_read(file: str, names: list[str]) -> None:
    assert [row.name for row in connections(FILES / file)] == names


def test_a_row_of_today_is_read_in_full() -> None:
    jose = connections(FILES / "today.csv")[1]
    assert jose == Connection(
        first="José",
        last="Núñez, Ph.D., PMP",
        name="José Núñez, Ph.D., PMP",
        url_slug="josé-núñez",
        email="jose@contoso.example",
        company="Contoso, Ltd.",
        position='Head of "Special" Projects',
        connected_on="2026-01-07",
        line=6,
    )


def test_every_row_is_a_connection_or_skipped_with_a_reason() -> None:
    assert skipped(FILES / "today.csv") == [
        (7, "hidden-member"),
        (9, "no-name"),
        (11, "duplicate"),
        (12, "hidden-member"),
        (14, "duplicate"),
        (17, "empty"),
        (18, "no-name"),
    ]
    for file in ("today.csv", "damaged.csv", "excel-semicolons.csv"):
        found = read(FILES / file)
        assert len(list(found)) == found.rows == len(list(found))


def test_a_richer_duplicate_is_reported_as_such() -> None:
    reasons = {row.line: row.reason for row in read(FILES / "today.csv") if isinstance(row, Skipped)}
    assert reasons[11] == "the same as line 5, with more details"
    assert reasons[14] == "the same as line 13"


def test_an_empty_last_name_and_an_emoji_are_kept_as_typed() -> None:
    zoe = connections(FILES / "today.csv")[2]
    assert (zoe.first, zoe.last, zoe.name, zoe.url_slug) == ("Zoë 🚀", "", "Zoë 🚀", "zoe-k")


def test_people_of_the_same_name_without_a_profile_stay_two() -> None:
    assert [row.company for row in connections(FILES / "today.csv") if row.name == "Kim Lee"] == [
        "Tailspin",
        "Wingtip",
    ]


def test_a_date_that_cannot_be_read_is_counted_and_the_person_kept() -> None:
    found = read(FILES / "today.csv")
    ola = list(found)[-1]
    assert isinstance(ola, Connection)
    assert (ola.name, ola.connected_on, found.unread_dates) == ("Ola Nordmann", None, 1)


def test_an_open_quotation_mark_costs_its_own_line_only() -> None:
    assert [row.first for row in connections(FILES / "damaged.csv")] == ["Dana", "Kim", "Amara", "Ola"]
    assert skipped(FILES / "damaged.csv") == [(3, "unreadable"), (6, "unreadable")]


def test_control_characters_do_not_get_in() -> None:
    ola = connections(FILES / "damaged.csv")[-1]
    assert ola.name == "Ola Nordmann"


def test_a_line_break_inside_a_field_becomes_a_space() -> None:
    (dana,) = connections(HEADER + b'Dana,Wu,,,Contoso,"Head of\r\nData",08 Feb 2026\r\n')
    assert dana.position == "Head of Data"


def test_the_order_of_day_and_month_is_decided_by_the_whole_column() -> None:
    assert [row.connected_on for row in connections(FILES / "dates-month-first.csv")] == [
        "2026-03-11",
        "2026-03-25",
        "2026-02-08",
    ]
    assert [row.connected_on for row in connections(FILES / "dates-day-first.csv")] == [
        "2025-11-03",
        "2026-03-25",
    ]


def test_a_column_that_does_not_tell_the_order_is_asked_about_not_guessed() -> None:
    message = refused(FILES / "dates-that-do-not-tell.csv")
    assert message.endswith("dates-that-do-not-tell.csv, line 3")
    chosen = list(read(FILES / "dates-that-do-not-tell.csv", order="DMY"))
    assert isinstance(chosen[1], Connection)
    assert chosen[1].connected_on == "2025-11-03"


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    assert month_order(["03/25/2026", "25/03/2026", "03/04/2026"]) is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("08 Feb 2026", "2026-02-08"),
        ("8 February 2026", "2026-02-08"),
        ("4-Apr-21", "2021-04-04"),
        ("7-Feb-22", "2022-02-07"),
        ("2026-02-08", "2026-02-08"),
        ("2026-02-08 00:00:00", "2026-02-08"),
        ("Feb 8, 2026", "2026-02-08"),
        ("08 févr. 2026", "2026-02-08"),
        ("08 juil. 2026", "2026-07-08"),
        ("08 juin 2026", "2026-06-08"),
        ("8. März 2026", "2026-03-08"),
        ("8 de ago. de 2026", "2026-08-08"),
        ("08.02.2026", "2026-02-08"),
        ("46061", "2026-02-08"),
        ("12/31/2025", "2025-12-31"),
        ("31/12/2025", "2025-12-31"),
        ("03/11/2026", None),
        ("30 Feb 2026", None),
        ("08 Xyz 2026", None),
        ("Pending", None),
        ("12/31/20251", None),
        ("9" * 50, None),
        ("", None),
    ],
)
def test_dates_of_exports_are_read(cell: str, day: str | None) -> None:
    assert read_date(cell, None) == day


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.linkedin.com/in/Dana-Wu/", "dana-wu"),
        ("http://linkedin.com/in/dana-wu?trk=x", "dana-wu"),
        ("de.linkedin.com/in/dana-wu#about", "dana-wu"),
        ("https://www.linkedin.com/in/jos%C3%A9", "josé"),
        ("https://www.linkedin.com/in/jose%CC%81", "josé"),
        ("https://www.linkedin.com/in/%0A%1b", "%0a%1b"),
        ("https://www.linkedin.com/in/a%2Fb", "a%2fb"),
        ("https://www.linkedin.com/company/contoso", None),
        ("https://linkedin.com.evil.example/in/dana", None),
        ("https://evil.example/linkedin.com/in/dana", None),
        ("", None),
    ],
)
def test_the_profile_is_the_key(url: str, key: str | None) -> None:
    assert slug(url) == key


def test_the_key_of_a_row_survives_what_changes_between_exports() -> None:
    then, now = (
        connections(HEADER + row)[0].row_key
        for row in (
            b"Dana,Wu,https://www.linkedin.com/in/dana-wu,,Contoso,Analyst,08 Feb 2026\n",
            b"Dana,Wu-Lee,https://www.linkedin.com/in/Dana-Wu/,d@x.example,Fabrikam,Head,2026-02-08\n",
        )
    )
    assert then == now


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (b"\0" * 500, "empty"),
        (b"PK\x03\x04rest", "archive"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", "vCard"),
        (b'{"netlog": 1}\n', "export of netlog"),
        (b"<!doctype html><title>x</title>", "web page"),
        (b"First Name,Last Name,Phonetic First Name,Notes\nDana,Wu,,\n", "Google"),
        (b"one,two\n1,2\n", "no line holds both"),
        (os.urandom(5000).replace(b"PK", b"pk"), ""),
    ],
)
def test_what_is_no_connections_file_is_refused_by_name(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_another_file_of_the_same_archive_is_named() -> None:
    assert "messages.csv" in refused(FILES / "messages.csv")


def test_a_pipe_a_folder_a_device_and_a_circle_of_links_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "circle.csv").symlink_to(tmp_path / "circle.csv")
    assert "not a regular file" in refused(tmp_path / "pipe.csv")
    assert "circle" in refused(tmp_path / "circle.csv")
    assert "folder" in refused(tmp_path)
    assert "no such file" in refused(tmp_path / "missing.csv")
    assert "not a regular file" in refused("/dev/zero")
    assert "cannot be opened" in refused("a\0b.csv")


def test_a_link_to_a_real_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(FILES / "until-2021.csv")
    assert len(connections(tmp_path / "link.csv")) == 2


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(10 << 30)
    tracemalloc.start()
    assert "100 MiB" in refused(tmp_path / "huge.csv")
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100)
    assert len(contents(tmp_path / "file", limit=100)) == 100
    with pytest.raises(UnfitFile):
        contents(tmp_path / "file", limit=99)


@pytest.mark.parametrize(
    ("bomb", "says"),
    [
        (HEADER + b"Dana," + b"w" * 140_000 + b",,,,,\n", "field"),
        (HEADER + b'Dana,"' + b"w\n" * 140_000, "field"),
        (HEADER + b"," * 2_000 + b"\n", "columns"),
        (HEADER + b"x" * (5 << 20), "characters"),
    ],
)
def test_bombs_are_refused_with_the_line(bomb: bytes, says: str) -> None:
    message = refused(bomb)
    assert says in message
    assert message.endswith("line 2")


def test_too_many_rows_are_refused_with_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_ROWS", 10)
    assert refused(HEADER + b"Dana,Wu,,,,,\n" * 11) == "more than 10 rows: the file, line 12"
    assert read(HEADER + b"Dana,Wu,,,,,\n" * 10).rows == 10


def test_thirty_thousand_connections_cost_about_three_times_ten_thousand() -> None:
    def cost(count: int) -> float:
        rows = (
            f'Dana{n},Wu,https://www.linkedin.com/in/dana-{n},,"Contoso, {n % 300}",Analyst,08 Feb 2026\n'
            for n in range(count)
        )
        data = HEADER + "".join(rows).encode()
        began = time.process_time()
        assert len(connections(data)) == count
        return time.process_time() - began

    assert cost(30_000) < 6 * cost(10_000)


CELLS = st.text(st.characters(codec="utf-8"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=9), max_size=8))
def test_whatever_stands_in_the_rows_every_row_comes_out_clean(rows: list[list[str]]) -> None:
    data = HEADER + "".join(",".join(row) + "\n" for row in rows).encode()
    found: Connections
    try:
        found = read(data)
        came_out = list(found)
    except UnfitFile:
        return
    assert len(came_out) == found.rows
    for row in came_out:
        if isinstance(row, Connection):
            assert row.name
            assert not any(c < " " or "\x7f" <= c <= "\x9f" for field in row[:8] if field for c in field)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fall_over(data: bytes) -> None:
    for source in (data, HEADER + data):
        with suppress(UnfitFile):
            found = linkedin.read(source)
            assert len(list(found)) == found.rows
