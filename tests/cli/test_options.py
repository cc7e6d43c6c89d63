"""Options shared by commands: kept under the field that they set."""

import click
import pytest

from flowanim.cli.guard import Settings
from flowanim.cli.options import make_options, motion_options, photo_argument, together, wish


def parsed(decorator, *words):
    """Return the Settings after a command with these options has read `words`."""
    settings = Settings()
    command = click.command()(decorator(lambda **_: None))
    command.main(list(words), obj=settings, standalone_mode=False)
    return settings


def test_flags_are_kept_by_name():
    found = parsed(make_options, "-f", "-v", "--json", "--dry-run")
    assert (found.force, found.verbose, found.json, found.dry_run, found.quiet) == (True, True, True, True, False)


def test_what_is_not_given_is_no_wish():
    assert parsed(motion_options).wishes == {}


@pytest.mark.parametrize("spelt", ["push-in", "push_in", "Push In", " push-in "])
def test_a_camera_move_may_be_spelt_in_many_ways(spelt):
    assert parsed(motion_options, "--camera", spelt).wishes == {"camera": "push-in"}


def test_together_keeps_the_order_of_the_help():
    both = together(wish("first", text="one"), wish("second", text="two"))
    command = click.command()(both(lambda: None))
    assert [param.name for param in command.params] == ["first", "second"]


def test_a_photo_in_a_folder_of_photos_is_pointed_to_batch(tmp_path):
    with pytest.raises(Exception, match="flowanim batch"):
        parsed(photo_argument, str(tmp_path))
