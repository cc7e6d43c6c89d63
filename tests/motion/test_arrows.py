import pytest

from flowanim.errors import PlanError
from flowanim.motion.arrows import with_arrows
from tests.render.stages import SIZE, plan, small_scene

PHOTO = (320, 192)


def arrowed(*arrows, **changes):
    return with_arrows(plan(**changes), small_scene(), arrows, PHOTO)


def test_what_lies_under_the_start_flows_along_the_arrow():
    made = arrowed((40, 20, 20, 20))
    (effect,) = made.effects
    assert (effect.layer, effect.angle_deg) == ("sky", 180)
    assert effect.speed_px_s == pytest.approx(20 * (SIZE[0] / PHOTO[0]) * 1280 / SIZE[0])
    assert "sky" in made.notes[-1]


def test_an_arrow_down_points_down():
    assert arrowed((20, 180, 20, 190)).effects[0].angle_deg == -90


def test_of_two_arrows_in_one_layer_the_later_counts():
    made = arrowed((40, 20, 20, 20), (60, 20, 90, 20))
    assert [effect.angle_deg for effect in made.effects] == [0]


@pytest.mark.parametrize("arrow", [(-1, 5, 5, 5), (320, 5, 5, 5), (5, 500, 5, 5)])
def test_an_arrow_from_outside_the_photo_is_refused(arrow):
    with pytest.raises(PlanError, match="outside the photo"):
        arrowed(arrow)


def test_an_arrow_from_outside_the_crop_is_refused():
    with pytest.raises(PlanError, match="crop"):
        arrowed((5, 5, 20, 5), crop=(0.5, 0.5, 0.5, 0.5))


def test_an_arrow_without_length_is_refused():
    with pytest.raises(PlanError, match="length"):
        arrowed((5, 5, 5, 5))
