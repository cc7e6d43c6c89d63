from flowanim.motion.held import held_by
from flowanim.motion.prompt import understand
from tests.motion.scenes import coast, portrait


def held(prompt, where):
    """Return what a prompt holds in a scene."""
    return held_by(where, understand(prompt).clauses)


def test_names_hold_their_layers():
    assert held("no clouds, keep the river still", coast()).layers == {"sky", "water"}


def test_everything_holds_the_camera_too_unless_it_is_named():
    assert held("nothing moves", coast()).camera
    assert not held("everything is still except the camera", coast()).camera


def test_the_background_is_all_but_the_subject():
    here = portrait()
    assert held("static background", here).of(here) == {"other"}


def test_what_is_named_is_free_of_the_background():
    sky = coast().layers[0]
    hold = held("static background", coast())
    assert hold.holds(sky, named=False) and not hold.holds(sky, named=True)


def test_what_is_not_there_is_missing():
    assert held("don't move the boat", coast()).missing == ("boat",)


def test_no_wind_holds_what_it_would_move():
    assert held("no wind", coast()).layers == {"vegetation"}
