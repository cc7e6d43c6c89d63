import numpy as np
import pytest

from flowanim.fields.portrait import breathe, head
from flowanim.fields.waves import field_at
from flowanim.parts import BreatheEffect, HeadEffect
from tests.fields.places import place

FACE = (0.42, 0.15, 0.16, 0.25)
BODY = place("person", top=0.05, sides=0.25)


def breath(u: float = 0.5, face=FACE, share=0.006) -> np.ndarray:
    """Return the push of one breath in 4 s, in pixels."""
    return field_at(breathe(BreatheEffect(layer="it", share=share, face=face), BODY), u)


def inside(box) -> tuple[slice, slice]:
    x, y, w, h = box
    return slice(round(y * 200) + 1, round((y + h) * 200)), slice(round(x * 320), round((x + w) * 320))


def test_a_face_keeps_still_while_the_chest_breathes():
    push = breath()
    assert np.abs(push[inside(FACE)]).max() < 1e-6 < np.abs(push).max()


def test_a_chest_widens_by_its_share_and_lifts():
    push = breath(share=0.008)
    row = round((FACE[1] + 2.1 * FACE[3]) * 200)
    left, right = push[row, 100], push[row, 220]
    assert left[0] < 0 < right[0] and push[row, 160, 1] < 0
    width = np.ptp(push[row, :, 0])
    assert 0.002 < width / 120 < 0.02


def test_one_breath_goes_in_and_out():
    lifts = [-breath(u)[..., 1].min() for u in np.linspace(0, 1, 9)]
    assert lifts[0] == lifts[-1] == pytest.approx(0, abs=1e-6) and np.argmax(lifts) == 4


def test_without_a_face_the_chest_is_in_the_middle_of_the_outline():
    push = np.abs(breath(face=None)).sum(-1)
    assert 0.4 < np.unravel_index(push.argmax(), push.shape)[0] / 200 < 0.8
    assert push[: round(0.25 * 200)].max() < 0.05 * push.max()


def test_a_head_turns_about_its_outline():
    push = field_at(head(HeadEffect(layer="it", face=FACE), BODY), 0.25)
    nose = push[round((FACE[1] + FACE[3] / 2) * 200), 160]
    assert nose[0] > 0.3 and not push[..., 1].any()
    assert np.abs(push[:, :100]).max() == 0


def test_an_empty_layer_does_not_breathe():
    waves = breathe(BreatheEffect(layer="it"), place(top=2.0))
    assert np.isfinite(field_at(waves, 0.5)).all()
