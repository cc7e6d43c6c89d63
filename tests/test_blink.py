import pytest
from pydantic import ValidationError

from flowanim.blink import BlinkEffect


def test_a_blink_wants_eyes():
    with pytest.raises(ValidationError):
        BlinkEffect(eyes=())
    assert BlinkEffect(eyes=((0.4, 0.4, 0.05, 0.02),)).times == 1


def test_a_blink_is_of_the_picture_not_of_a_layer():
    with pytest.raises(ValidationError):
        BlinkEffect(eyes=((0.4, 0.4, 0.05, 0.02),), layer="person")
