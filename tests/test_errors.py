import re

import pytest

from flowanim import errors
from flowanim.errors import FlowanimError, show_name

TREE = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
DRAWN = dict(re.findall(r"(\w+Error) +(\d)", errors.__doc__ or ""))


def test_the_tree_at_the_top_shows_every_error_with_its_exit_code():
    assert {name: str(kind.exit_code) for name, kind in TREE.items()} == DRAWN


@pytest.mark.parametrize("kind", TREE.values())
def test_every_error_is_ours_and_can_be_caught_as_such(kind):
    assert issubclass(kind, FlowanimError)


def test_no_two_errors_share_an_exit_code_and_none_is_a_signal():
    codes = [kind.exit_code for kind in TREE.values()]
    assert sorted(codes) == list(range(1, 10))


def test_our_errors_are_not_the_callers():
    """A caller's mistake is ValueError; catching that must not swallow ours."""
    assert not issubclass(FlowanimError, ValueError | OSError)


@pytest.mark.parametrize("name", ["photo.jpg", "Größe 3 – été.png", "写真.jpg", "a b'c.jpg"])
def test_a_name_that_can_be_printed_is_shown_as_it_is(name):
    assert show_name(name) == name


@pytest.mark.parametrize("evil", ["\x1b[2J", "\n", "\r", "\t", "\x00", "\u202e", "\x9b"])
def test_what_would_steer_the_terminal_is_escaped(evil):
    shown = show_name(f"a{evil}b.jpg")
    assert shown.isprintable() and shown.startswith("a\\") and shown.endswith("b.jpg")
