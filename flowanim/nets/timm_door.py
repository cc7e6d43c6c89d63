"""The one door to timm and transformers, also where torchvision's compiled part does not load.

Beside a CPU build of torch, a torchvision built for CUDA fails at import with "operator torchvision::nms does not
exist" (pytorch/vision issues 9077 and 9085), and they with it. They need only torchvision's Python parts: so, on
exactly that error, the missing operators are declared by name and the import is tried again. Declaring them before the
failed import would clash with a torchvision that does load.
"""

import sys
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from torch.library import Library

_MISSING = "operator torchvision::nms does not exist"
_OPERATORS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def load_timm() -> ModuleType:
    """Return the module timm; raises ImportError where it is not installed."""
    return _load("timm")


def load_transformers() -> ModuleType:
    """Return the module transformers, ready for its vision models; raises ImportError where it is not installed.

    It would meet a torchvision that does not load only when a model is asked for, and then call the model missing.
    """
    if find_spec("torchvision"):
        _load("torchvision")
    return import_module("transformers")


def _load(name: str) -> ModuleType:
    """Return the module `name`, mended where torchvision's compiled part does not load."""
    try:
        return import_module(name)
    except RuntimeError as error:
        if str(error) != _MISSING:
            raise
    _forget("torchvision", name)
    _declared_operators()
    return import_module(name)


def _forget(*packages: str) -> None:
    """Drop half-imported modules, so that the next import starts afresh."""
    for name in list(sys.modules):
        if name.partition(".")[0] in packages:
            del sys.modules[name]


@lru_cache(maxsize=1)
def _declared_operators() -> Library:
    """Declare torchvision's operators by name only; they stay for as long as the library is kept, here in the cache."""
    library = Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    for signature in _OPERATORS:
        library.define(signature)  # type: ignore[no-untyped-call]
    return library
