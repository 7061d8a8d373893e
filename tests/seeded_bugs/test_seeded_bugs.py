"""Can every seeded bug still be planted, and is the script able to fail?"""

from pathlib import Path

import pytest

from tests.seeded_bugs.__main__ import ROOT, load, planted

BUGS = load()


@pytest.mark.parametrize("name", BUGS)
def test_a_seeded_bug_fits_the_code_of_today(name: str) -> None:
    bug = BUGS[name]
    assert planted((ROOT / bug["file"]).read_text("utf-8"), bug)
    assert bug["find"] != bug["replace"]
    for test in bug["tests"].split():
        assert Path(ROOT / test.split("::")[0]).exists()


def test_there_are_at_least_twelve() -> None:
    assert len(BUGS) >= 12
