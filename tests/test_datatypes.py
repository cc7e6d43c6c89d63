import dataclasses
from math import inf, nan

import numpy as np
import pytest

from flowanim.datatypes import KINDS, Analysis, Camera, Clip, Layer, Photo, Scene, Wishes, check, vector

SHAPE = (6, 9)


def full(value: float = 0.5, channels: int = 0, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    """The same value everywhere."""
    return np.full((*shape, channels) if channels else shape, value, np.float32)


def photo() -> Photo:
    return Photo(full(channels=3), focal_px=9.0)


def layer(name: str = "sky", kind: str = "sky", subject: bool = False) -> Layer:
    return Layer(name, kind, full(1, 4), full(), subject=subject)


def test_a_vector_is_float32():
    assert vector(1, 2.5).dtype == np.float32 and vector(1, 2.5).tolist() == [1, 2.5]


@pytest.mark.parametrize(
    ("array", "asked", "message"),
    [
        (full(channels=3).astype(np.float64), {"channels": (3,)}, r"want float32 \(H, W, 3\), got float64 \(6, 9, 3\)"),
        (full(channels=2), {"channels": (3, 4)}, r"want float32 \(H, W, 3 or 4\), got float32 \(6, 9, 2\)"),
        (full(channels=1), {}, r"want float32 \(H, W\), got float32 \(6, 9, 1\)"),
        (full(), {"channels": (3,)}, r"got float32 \(6, 9\)"),
        (full(), {"shape": (6, 8)}, r"want \(6, 8\) pixels \(H, W\), got \(6, 9\)"),
    ],
)
def test_a_wrong_array_is_refused_with_what_came_and_what_was_wanted(array, asked, message):
    with pytest.raises(ValueError, match=f"^it: .*{message}"):
        check(array, "it", **asked)


def test_a_right_array_passes():
    check(full(channels=4), "it", channels=(3, 4), shape=SHAPE)
    check(full(), "it", shape=SHAPE)


def test_shape_is_height_width_and_size_is_width_height():
    assert photo().shape == (6, 9) and photo().size == (9, 6)


@pytest.mark.parametrize("focal_px", [0, -3, nan, inf])
def test_a_photo_wants_a_positive_focal_length(focal_px):
    with pytest.raises(ValueError, match="focal_px"):
        Photo(full(channels=3), focal_px)


def test_an_analysis_names_the_region_of_another_size():
    with pytest.raises(ValueError, match="region water"):
        Analysis(full(), {"water": full(shape=(6, 8))}, {"water": 1.0})


def test_a_layer_of_unknown_kind_is_told_the_kinds():
    with pytest.raises(ValueError, match=r"layer roof: want a kind of sky, water, .*, got tiles"):
        layer("roof", "tiles")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_a_layer(kind):
    assert layer("it", kind).alpha.shape == SHAPE


def test_a_scene_wants_layers_of_different_names_and_of_the_photos_size():
    with pytest.raises(ValueError, match="at least one"):
        Scene(photo(), ())
    with pytest.raises(ValueError, match="differ"):
        Scene(photo(), (layer(), layer()))
    small = Layer("sky", "sky", full(1, 4, (5, 5)), full(shape=(5, 5)))
    with pytest.raises(ValueError, match="layer sky"):
        Scene(photo(), (small,))


def test_a_target_is_a_kind_or_a_name_and_the_subject_is_a_flag():
    lake, sea, person = layer("lake", "water"), layer("water", "other"), layer("anna", "person", subject=True)
    scene = Scene(photo(), (lake, sea, person))
    assert scene.find("water") == (lake, sea)
    assert scene.find("person") == (person,) == scene.find("subject")
    assert scene.find("fire") == ()


@pytest.mark.parametrize("wrong", [{"z": 1.0}, {"zoom": 0.0}, {"zoom": -1.0}, {"x": nan}, {"yaw_deg": inf}])
def test_a_camera_refuses_what_cannot_be(wrong):
    with pytest.raises(ValueError, match="camera"):
        Camera(**wrong)


@pytest.mark.parametrize("wrong", [{"size": (0, 5)}, {"fps": 0.0}, {"fps": nan}])
def test_a_clip_refuses_what_cannot_be(wrong):
    with pytest.raises(ValueError, match="clip"):
        Clip(**({"frames": iter(()), "size": (4, 4), "fps": 24.0} | wrong))


@pytest.mark.parametrize("thing", [photo(), layer(), Camera(), Wishes()])
def test_data_is_frozen(thing):
    field = dataclasses.fields(thing)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(thing, field, None)
