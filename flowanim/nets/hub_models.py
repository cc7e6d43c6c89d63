"""A photo -> what a fetched model of others sees in it, run by transformers and torch.

    depth     Image (H, W, 3) -> relative disparity (H, W), right up to scale and shift
    regions   Image (H, W, 3) -> kind -> chance (h, w)

The files are checked before each use; transformers is told never to ask the network, and to read safetensors only.
"""

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image, check
from flowanim.errors import WeightsError
from flowanim.nets.ade_words import kind_of
from flowanim.nets.hub import verify
from flowanim.nets.scene_layout import REGIONS
from flowanim.nets.specs import HubModel
from flowanim.nets.timm_door import load_transformers
from flowanim.ops.image import resize

if TYPE_CHECKING:
    from torch import Tensor

MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def depth(model: HubModel, rgb: Image) -> Disparity:
    """Return the relative disparity (H, W) of a photo (H, W, 3). Raises WeightsError."""
    _, answer = _run(model, rgb, "AutoModelForDepthEstimation")
    near = np.asarray(answer.predicted_depth.float()[0].numpy(), np.float32)
    return np.ascontiguousarray(resize(near, (rgb.shape[1], rgb.shape[0])))


def regions(model: HubModel, rgb: Image) -> dict[str, Alpha]:
    """Return kind -> chance (h, w), together 1, for a photo (H, W, 3). Raises WeightsError."""
    network, answer = _run(model, rgb, "AutoModelForSemanticSegmentation")
    chances: Tensor = answer.logits.float().softmax(1)[0]
    kinds = [kind_of(str(network.config.id2label[number])) for number in range(len(chances))]
    none = np.zeros(tuple(chances.shape[1:]), np.float32)
    found: dict[str, Alpha] = {kind: none.copy() for kind in REGIONS}
    for kind, chance in zip(kinds, chances.numpy(), strict=True):
        found[kind] += chance
    return found


def _run(model: HubModel, rgb: Image, form: str) -> tuple[Any, Any]:
    """Return (the network, its answer) for a photo."""
    check(rgb, "photo", channels=(3,))
    import torch

    network = _loaded(model, form)
    batch = torch.from_numpy(_prepared(model, rgb))
    with torch.no_grad():
        return network, network(pixel_values=batch)


def _prepared(model: HubModel, rgb: Image) -> Array:
    """Return the photo as the model takes it: (1, 3, h, w)."""
    h, w = rgb.shape[:2]
    scale = min(model.short / min(h, w), model.longest / max(h, w))
    sides = (max(1, round(side * scale / model.multiple)) * model.multiple for side in (w, h))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.clip(cv2.resize(rgb, tuple(sides), interpolation=way), 0, 1)
    even = (small - np.array(MEAN, np.float32)) / np.array(SPREAD, np.float32)
    return np.ascontiguousarray(even.transpose(2, 0, 1)[None], np.float32)


def _loaded(model: HubModel, form: str) -> Any:
    """Return the network, read from its folder; WeightsError where that cannot be."""
    place = verify(model)
    try:
        transformers = load_transformers()
    except ImportError as error:
        raise WeightsError(f"{model.name} wants transformers: pip install 'flowanim[hub]'") from error
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    try:
        kind = getattr(transformers, form)
        network = kind.from_pretrained(str(place), local_files_only=True, use_safetensors=True)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        said = (str(error).strip().split("\n") or [""])[0][:160]
        raise WeightsError(f"{place} does not hold {model.name} as this transformers reads it: {said}") from error
    return network.eval()
