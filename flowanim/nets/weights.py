"""Files of weights -> what they hold, after their sha256 has been checked. Nothing is downloaded here.

Networks for torch are safetensors, never pickles, and fit their network exactly or not at all; networks for OpenCV are
ONNX. Both are float16 on disk and float32 in use.
"""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flowanim.errors import WeightsError
from flowanim.nets.specs import FOLDER, Spec

if TYPE_CHECKING:
    from torch import Tensor, nn

REMEDY = "delete it and install flowanim again"


def read_weights(spec: Spec, form: str, folder: Path = FOLDER) -> bytes:
    """Return the file of `spec` in `form` ("onnx" or "safetensors"); WeightsError if it is missing or damaged."""
    path = folder / f"{spec.name}.{form}"
    try:
        held = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({error.strerror or error}): install flowanim again") from error
    wanted = {"onnx": spec.onnx, "safetensors": spec.safetensors}[form]
    if sha256(held).hexdigest() != wanted:
        raise WeightsError(f"{path} is damaged or of another version: {REMEDY}")
    return held


def load_into(network: "nn.Module", spec: Spec, folder: Path = FOLDER) -> "nn.Module":
    """Fill `network` with the weights of `spec` in float32, ready to be run; WeightsError where they do not fit."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    held = read_weights(spec, "safetensors", folder)
    try:
        state: dict[str, Tensor] = load(held)
        network.load_state_dict({name: value.float() for name, value in state.items()}, strict=True)
    except (SafetensorError, RuntimeError) as error:
        path = folder / f"{spec.name}.safetensors"
        raise WeightsError(f"{path} does not fit this version of flowanim: {REMEDY}") from error
    return network.eval()
