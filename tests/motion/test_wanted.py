import pytest

from flowanim.datatypes import Wishes
from flowanim.errors import UsageError
from flowanim.motion.held import held_by
from flowanim.motion.presets import PRESETS
from flowanim.motion.prompt import understand
from flowanim.motion.wanted import wanted
from tests.motion.scenes import coast


def asked(prompt="", preset=None, **options):
    """Return (channel, target) of all that shall move on the coast."""
    intent, here = understand(prompt), coast()
    held = held_by(here, intent.clauses)
    clauses, _ = wanted(here, intent, held, preset=PRESETS.get(preset), wishes=Wishes(**options))
    return [(c.channel, c.target) for c in clauses]


def test_without_a_prompt_there_is_a_choice():
    assert asked() == [("element", "clouds"), ("element", "water"), ("camera", "camera")]


def test_a_prompt_that_names_a_motion_leaves_no_choice():
    assert asked("trees sway") == [("element", "trees")]


@pytest.mark.parametrize("prompt", ["city lights twinkle", "the stars twinkle", "heavy snow", "she blinks", "god rays"])
def test_what_is_laid_over_leaves_no_choice_either_if_it_is_a_motion(prompt):
    assert asked(prompt) == []


@pytest.mark.parametrize("prompt", ["film grain", "shallow depth of field"])
def test_how_the_picture_looks_is_no_motion(prompt):
    assert asked(prompt) == asked()


def test_a_prompt_that_only_denies_trims_the_choice():
    assert asked("no clouds") == [("element", "water"), ("element", "vegetation"), ("camera", "camera")]


def test_a_prompt_comes_after_its_preset_and_replaces_the_camera():
    assert asked("pan left", "forest-wind") == [("element", "trees"), ("camera", "pan-left")]


def test_the_camera_option_replaces_all_others():
    assert asked("pan left, zoom in", camera="orbit") == [("camera", "orbit")]
    with pytest.raises(UsageError):
        asked(camera="orbti")


def test_wind_moves_what_stands_in_it():
    assert asked("wind from the left") == [("wind", "wind"), ("element", "vegetation")]


def test_strength_multiplies():
    intent = understand("clouds drift, keep it subtle")
    clauses, _ = wanted(coast(), intent, held_by(coast(), ()), preset=None, wishes=Wishes(strength=0.5))
    assert clauses[0].strength == pytest.approx(0.3)
