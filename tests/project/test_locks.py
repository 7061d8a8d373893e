"""Is what gets installed what was looked at? Every requirement pinned, hashed, bound to no one's mirror."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {"requirements.lock", "requirements-build.lock", "requirements-dev.lock"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
ASKED = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-build.lock": PROJECT["build-system"]["requires"],
    "requirements-dev.lock": [
        *PROJECT["project"]["dependencies"],
        *EXTRAS["test"],
        *EXTRAS["dev"],
        *EXTRAS["import"],
    ],
}


def entries(lock: str) -> list[str]:
    """One string a requirement, its hashes included."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(lock: str) -> dict[str, str]:
    """Package name to pinned version."""
    requirements = [Requirement(entry.split("--hash=")[0]) for entry in entries(lock)]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in requirements}


@pytest.mark.parametrize("lock", sorted(LOCKS))
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    assert entries(lock)
    for entry in entries(lock):
        assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", sorted(LOCKS))
def test_no_lock_names_an_index_or_a_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"index-url|--find-links|--trusted-host|://| @ |(?<!\w)/\w+/", text)


@pytest.mark.parametrize("lock", sorted(LOCKS))
def test_a_lock_answers_what_pyproject_asks(lock: str) -> None:
    pinned = pins(lock)
    for asked in map(Requirement, ASKED[lock]):
        assert asked.specifier.contains(pinned[canonicalize_name(asked.name)]), asked


def test_the_locks_agree_with_each_other() -> None:
    development = pins("requirements-dev.lock")
    for lock in LOCKS:
        assert pins(lock).items() <= development.items(), lock


def test_the_build_group_asks_for_what_the_build_system_asks_for() -> None:
    assert PROJECT["dependency-groups"]["build"] == PROJECT["build-system"]["requires"]
