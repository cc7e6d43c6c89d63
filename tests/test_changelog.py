"""The changelog is a list for users: a merge leaves half sentences and says things twice."""

from collections import Counter
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
SECTIONS = TEXT.split("\n## ")[1:]


def items(section: str) -> list[str]:
    """Return the items of a section, each on one line."""
    return [" ".join(part.split()) for part in section.split("\n- ")[1:]]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.partition("\n")[0])
def test_no_item_is_cut_off_or_said_twice(section):
    for block in section.split("\n\n")[1:]:
        assert block.startswith(("- ", "### ")), f"this belongs to no item: {block[:80]}"
    for item in items(section):
        assert item[0].isupper() or item[0] in '`"', f"this begins in the middle: {item[:80]}"
    lines = Counter(line for line in section.splitlines() if len(line) > 40)
    assert [line for line, times in lines.items() if times > 1] == []
    openings = Counter(item[:60] for item in items(section))
    assert [opening for opening, times in openings.items() if times > 1] == []
