"""timm comes in through its door, whatever torchvision does. Each fact in a process of its own: imports are global."""

import subprocess
import sys

import pytest


def run(program: str) -> str:
    """Run a Python program afresh and return what it prints."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_network_of_timm_runs_through_the_door():
    shape = run(
        "import torch; from flowanim.nets.timm_door import load_timm; timm = load_timm();"
        "assert load_timm() is timm;"
        "model = timm.create_model('test_resnet', pretrained=False, num_classes=5).eval();"
        "print(tuple(model(torch.zeros(1, 3, 64, 64)).shape))"
    )
    assert shape == "(1, 5)"


FAKE = """
import sys, types
from flowanim.nets import timm_door

tries = []
def fake(name):
    tries.append(name)
    if len(tries) == 1:
        sys.modules["torchvision.half"] = sys.modules["timm.half"] = types.ModuleType("half")
        raise RuntimeError({message!r})
    return types.ModuleType(name)

timm_door.import_module = fake
"""


def test_half_imported_modules_are_dropped_before_the_second_try():
    program = FAKE.format(message="operator torchvision::nms does not exist") + (
        "print(timm_door.load_timm().__name__, {'timm.half', 'torchvision.half'} & sys.modules.keys())"
    )
    assert run(program) == "timm set()"


@pytest.mark.parametrize("message", ["operator torchvision::roi_align does not exist", "out of memory"])
def test_another_error_of_the_import_is_passed_on(message):
    program = FAKE.format(message=message) + (
        "try:\n    timm_door.load_timm()\nexcept RuntimeError as error:\n    print(error, len(tries))"
    )
    assert run(program) == f"{message} 1"


def test_transformers_finds_a_vision_model_through_the_door():
    pytest.importorskip("transformers")
    name = run(
        "from flowanim.nets.timm_door import load_transformers;"
        "print(load_transformers().DepthAnythingForDepthEstimation.__name__)"
    )
    assert name == "DepthAnythingForDepthEstimation"
