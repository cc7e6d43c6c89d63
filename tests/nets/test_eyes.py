"""Names of models in a plan -> what looks at the photo."""

import numpy as np
import pytest

from flowanim.errors import WeightsError
from flowanim.nets import eyes, hub_models
from flowanim.nets.scene_layout import REGIONS
from flowanim.nets.scene_onnx import see


def test_without_a_name_the_shipped_network_looks():
    assert eyes.eye() is see


def test_a_named_model_sees_the_regions_and_the_shipped_one_the_rest(monkeypatch):
    found = {kind: np.full((20, 30), float(kind == "water"), np.float32) for kind in REGIONS}
    monkeypatch.setattr(hub_models, "regions", lambda model, rgb: found)
    sight = eyes.eye("upernet-convnext-tiny")(np.zeros((64, 96, 3), np.float32))
    assert sight.sure and sight.regions["water"].min() == 1 and sight.disparity.shape == (20, 30)


def test_a_name_that_is_none_is_refused():
    with pytest.raises(WeightsError, match="choose from"):
        eyes.eye("none-such")
    with pytest.raises(WeightsError, match="choose from"):
        eyes.near_of("none-such", np.zeros((64, 96, 3), np.float32))
