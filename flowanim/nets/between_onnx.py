"""The network of frames between, run by OpenCV's dnn: no torch, a tenth of a second for a 720p frame on two cores."""

from collections.abc import Callable

import cv2
import numpy as np

from flowanim.datatypes import Array
from flowanim.errors import WeightsError
from flowanim.nets.specs import BETWEEN
from flowanim.nets.weights import REMEDY, read_weights


def load_between() -> Callable[[Array], Array]:
    """Return the network: planes (INSIDE, H, W) -> answers (C, H / 2, W / 2), H and W multiples of 16.

    Raises WeightsError if its file is missing or damaged. It holds some memory while it is kept, and is not for use by
    several threads at once.
    """
    held = read_weights(BETWEEN, "onnx")
    try:
        network = cv2.dnn.readNetFromONNX(np.frombuffer(held, np.uint8))
    except cv2.error as error:
        raise WeightsError(f"OpenCV {cv2.__version__} cannot read {BETWEEN.name}.onnx: {REMEDY}") from error

    def answer(planes: Array) -> Array:
        network.setInput(np.ascontiguousarray(planes)[None], "planes")
        answers: Array = np.asarray(network.forward(), np.float32)[0]
        return answers

    return answer
