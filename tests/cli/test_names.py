"""The names that --help lists are those that exist."""

from flowanim import parts
from flowanim.cli.names import CAMERAS, CAMERAS_HELP, FILLER_FORM, FILLERS, NAMES_HELP, PRESETS
from flowanim.motion import presets


def test_the_help_lists_every_camera_move():
    assert tuple(presets.CAMERAS) == CAMERAS


def test_the_help_lists_every_preset():
    assert tuple(presets.PRESETS) == PRESETS


def test_the_command_line_knows_every_filler():
    assert (parts.FILLERS, parts.FILLER_FORM) == (FILLERS, FILLER_FORM)


def test_no_name_is_broken_at_its_hyphen():
    for name in (*CAMERAS, *PRESETS):
        assert name in NAMES_HELP
    assert "push-in" in CAMERAS_HELP
