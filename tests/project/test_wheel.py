"""What does a user who installs netlog receive? The four packages, whole, and nothing else."""

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"netlog", "events", "projections", "sync"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def members(wheel: Path) -> list[PurePosixPath]:
    with zipfile.ZipFile(wheel) as archive:
        return [PurePosixPath(name) for name in archive.namelist() if not name.endswith("/")]


def test_the_wheel_holds_exactly_the_four_packages(members: list[PurePosixPath]) -> None:
    tops = {member.parts[0] for member in members}
    besides = {top.rpartition(".")[2] for top in tops - PACKAGES}
    assert besides == {"dist-info", "data"}
    assert len(tops) == len(PACKAGES) + 2


def test_the_manual_page_is_all_that_is_installed_beside_them(members: list[PurePosixPath]) -> None:
    beside = [member.parts[1:] for member in members if member.parts[0].endswith(".data")]
    assert beside == [("data", "share", "man", "man1", "netlog.1")]


def test_every_file_of_the_four_packages_is_in_the_wheel_and_no_other(members: list[PurePosixPath]) -> None:
    source = {
        PurePosixPath(path.relative_to(ROOT).as_posix())
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {member for member in members if member.parts[0] in PACKAGES} == source


def test_the_format_and_the_type_markers_are_in_the_wheel(members: list[PurePosixPath]) -> None:
    assert PurePosixPath("sync/FORMAT.md") in members
    assert {PurePosixPath(package) / "py.typed" for package in PACKAGES} <= set(members)


def test_the_licence_is_in_the_wheel(members: list[PurePosixPath]) -> None:
    assert [member.name for member in members if "licenses" in member.parts] == ["LICENSE"]


def test_the_wheel_alone_starts_netlog(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    (entry_points,) = tmp_path.glob("*.dist-info/entry_points.txt")
    scripts = configparser.ConfigParser()
    scripts.read_string(entry_points.read_text(encoding="utf-8"))
    module, function = scripts["console_scripts"]["netlog"].split(":")
    start = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['netlog', '--help']\n"
        f"import {module}; assert {module}.__file__.startswith({str(tmp_path)!r}); {module}.{function}()"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-c", start], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert "netlog" in ran.stdout
