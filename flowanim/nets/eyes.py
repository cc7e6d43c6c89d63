"""The names of models in a plan -> what looks at the photo: the shipped network, or a fetched one in its place."""

from dataclasses import replace

import numpy as np

from flowanim.datatypes import Disparity, Image
from flowanim.nets.hub import find
from flowanim.nets.scene_onnx import see
from flowanim.ops.image import resize
from flowanim.sight import See, Sight


def eye(segment_model: str = "") -> See:
    """Return what sees disparity and regions; the regions by the fetched model `segment_model`, if one is named.

    What it returns raises WeightsError where a model is missing or damaged.
    """
    if not segment_model:
        return see
    model = find(segment_model)

    def look(rgb: Image) -> Sight:
        from flowanim.nets import hub_models

        found = hub_models.regions(model, rgb)
        sight = see(rgb)
        h, w = next(iter(found.values())).shape
        other = {"disparity": sight.disparity, "doubt": sight.doubt, "subject": sight.subject}
        sized = {name: np.ascontiguousarray(resize(field, (w, h))) for name, field in other.items()}
        return replace(sight, **sized, regions=found, sure=True)

    return look


def near_of(depth_model: str, rgb: Image) -> Disparity:
    """Return the relative disparity (H, W) that a fetched model sees. Raises WeightsError."""
    from flowanim.nets import hub_models

    return hub_models.depth(find(depth_model), rgb)
