import pytest

from flowanim.motion.prompt import understand


def said(prompt: str) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """Return the looks of a prompt and (target, verb) of what moves."""
    intent = understand(prompt)
    return dict(intent.looks), [(c.target, c.verb) for c in intent.clauses if not c.still]


@pytest.mark.parametrize(
    "prompt",
    """the lights twinkle/lights flicker in the windows/lanterns flicker/traffic lights twinkle/the windows glimmer
    street lamps flicker/lights glimmer on the water/candles flicker/lights and lanterns flicker/twinkling windows
    headlights flicker/light bulbs flicker/the lights of the city sparkle/lights blink/flickering lamps
    city lights twinkle""".replace("\n", "/").split("/"),
)
def test_many_lights_that_twinkle_are_the_small_lights(prompt):
    assert said(prompt) == ({"lights": 1.0}, []) and not understand(prompt).notes


@pytest.mark.parametrize(
    ("prompt", "target", "verb"),
    [
        ("the light flickers", "light", "flicker"),
        ("the lamp flickers", "light", "flicker"),
        ("the sunlight flickers", "light", "flicker"),
        ("the lights dim", "light", "shift"),
        ("the candle flickers", "fire", "flicker"),
        ("the water glimmers", "water", "ripple"),
    ],
)
def test_one_light_is_the_light_of_the_picture(prompt, target, verb):
    assert said(prompt) == ({}, [(target, verb)])


def test_they_twinkle_as_much_as_is_said_and_other_things_move_beside_them():
    assert said("the clouds drift, the lights twinkle gently") == ({"lights": 0.8}, [("clouds", "drift")])


@pytest.mark.parametrize("prompt", ["the lights don't flicker", "no flickering lights", "keep the lights still"])
def test_lights_that_are_denied_do_not_twinkle(prompt):
    assert said(prompt) == ({}, [])


def test_a_region_of_that_name_is_the_users_own():
    intent = understand("the lanterns flicker", ["lanterns"])
    assert not intent.looks and [c.target for c in intent.clauses] == ["lanterns"]
