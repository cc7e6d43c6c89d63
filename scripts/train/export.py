"""A checkpoint's averaged weights -> the two files that are shipped, and their sha256 for nets/specs.py.

    python scripts/train/export.py --checkpoint FOLDER/checkpoint.pt --out flowanim/nets/shipped [--name inpaint]
    python scripts/train/export.py --checkpoint FOLDER/checkpoint.pt --mean BEFORE.safetensors --out FOLDER

NAME.safetensors holds float16; NAME.onnx is exported from the same rounded weights, batch norms folded in, and keeps
its own as float16 behind casts, which OpenCV folds away when it reads them.
"""

import argparse
import re
import sys
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, TensorProto, helper, numpy_helper
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flowanim.nets.between_net import INSIDE, BetweenNet
from flowanim.nets.inpaint import BATCH
from flowanim.nets.inpaint_layout import PLANES
from flowanim.nets.inpaint_net import InpaintNet
from flowanim.nets.scene_net import SceneNet
from flowanim.render.tiles import SIDE
from train.encoders import weigh
from train.loop import averaged, shipped
from train.scene import WEIGHTS

OPSET = 17


def rounded(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the weights as float16, counters as they are; ValueError where one does not fit."""
    half = {name: value.half() if value.is_floating_point() else value for name, value in state.items()}
    lost = [name for name, value in half.items() if not torch.isfinite(value).all()]
    if lost:
        raise ValueError(f"want weights that float16 can hold, got larger ones in {', '.join(lost)}")
    return {name: value.contiguous() for name, value in half.items()}


def halfway(state: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the mean of two networks' weights, of which one was trained on from the other. Wortsman et al., 2022."""
    return {name: (value + other[name]) / 2 if value.is_floating_point() else value for name, value in state.items()}


def exported(network: torch.nn.Module, example: torch.Tensor, name: str, free: dict[int, str]) -> ModelProto:
    """Return `network` as ONNX, traced with `example`; `name`: of its input; `free`: axes of any length."""
    file = BytesIO()
    names = {"input_names": [name], "output_names": ["out"], "dynamic_axes": {name: free}}
    torch.onnx.export(network.eval(), (example,), file, opset_version=OPSET, dynamo=False, **names)
    return onnx.load_from_string(file.getvalue())


def scene(state: dict[str, torch.Tensor]) -> tuple[torch.nn.Module, Callable[[torch.nn.Module], ModelProto]]:
    """Return the scene network with its weights, and what exports it: for pictures of any size."""
    network = SceneNet()
    network.load_state_dict(state)
    weigh(network, WEIGHTS, -1)
    return network, lambda net: exported(net, torch.rand(1, 3, 256, 384), "rgb", {2: "h", 3: "w"})


def inpaint(state: dict[str, torch.Tensor]) -> tuple[torch.nn.Module, Callable[[torch.nn.Module], ModelProto]]:
    """Return the in-painting network with its weights, and what exports it: for tiles of one size."""
    network = InpaintNet()
    network.load_state_dict(state)
    return network, lambda net: exported(net, torch.rand(BATCH, PLANES, SIDE, SIDE), "planes", {})


def between(state: dict[str, torch.Tensor]) -> tuple[torch.nn.Module, Callable[[torch.nn.Module], ModelProto]]:
    """Return the network of frames between with its weights, and what exports it: for frames of any size."""
    network = BetweenNet()
    network.load_state_dict(state)
    return network, lambda net: exported(net, torch.rand(1, INSIDE, 96, 128), "planes", {2: "h", 3: "w"})


NETWORKS = {"scene": scene, "inpaint": inpaint, "between": between}


def with_half_weights(model: ModelProto, least: int = 64) -> ModelProto:
    """Store tensors of over `least` numbers as float16, each behind a cast to float32."""
    kept, casts = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size <= least:
            kept.append(tensor)
            continue
        kept.append(numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}_half"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}_half"], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def note_sum(specs: Path, name: str, form: str, value: str) -> None:
    """Write the sha256 of NAME.form into the table of networks; ValueError where its place is not found."""
    place = re.compile(rf'(name="{name}",(?:\n.*?)*?\n    {form}=")[0-9a-f]*(")')
    changed, count = place.subn(rf"\g<1>{value}\g<2>", specs.read_text("utf-8"), count=1)
    if not count:
        raise ValueError(f"want a line for {form} of {name} in {specs}, found none")
    specs.write_text(changed, "utf-8")


def main() -> None:
    """Write both files and print their sha256."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the two files")
    parser.add_argument("--name", choices=NETWORKS, default="scene")
    parser.add_argument("--mean", type=Path, help="weights as they ship (.safetensors): half of what is written")
    parser.add_argument("--specs", type=Path, help="write the sha256 into this file (nets/specs.py)")
    given = parser.parse_args()
    network, export = NETWORKS[given.name](averaged(given.checkpoint))
    state = network.state_dict() if given.mean is None else halfway(network.state_dict(), shipped(given.mean))
    state = rounded(state)
    given.out.mkdir(parents=True, exist_ok=True)
    tensors, graph = (given.out / f"{given.name}.{form}" for form in ("safetensors", "onnx"))
    save_file(state, tensors)
    network.load_state_dict({name: value.float() for name, value in state.items()})
    graph.write_bytes(with_half_weights(export(network)).SerializeToString())
    for path in (graph, tensors):
        held = path.read_bytes()
        print(f"{path.name}: {len(held) / 1e6:.1f} MB, sha256 {sha256(held).hexdigest()}")
        if given.specs:
            note_sum(given.specs, given.name, path.suffix[1:], sha256(held).hexdigest())


if __name__ == "__main__":
    main()
