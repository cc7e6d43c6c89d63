"""Time the scene network at 384x256 on this machine: torch four ways, OpenCV, and ONNX Runtime where it is installed.

    python scripts/bench_scene.py [--threads 2] [--rounds 15]

Prints the median and the least of so many rounds in ms of wall clock, and the CPU time of one round; for OpenCV and
ONNX Runtime also how long the file takes to load and check; the greatest difference in disparity from float32.
"""

import argparse
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from time import perf_counter, process_time

import cv2
import numpy as np
import torch

from flowanim.datatypes import Array
from flowanim.nets import scene_onnx
from flowanim.nets.scene_layout import DISPARITY
from flowanim.nets.scene_net import SceneNet
from flowanim.nets.specs import SCENE
from flowanim.nets.weights import load_into, read_weights

SIZE = (384, 256)
Run = Callable[[Array], Array]


def torch_run(network: torch.nn.Module, batch: Array, *, last: bool, kind: torch.dtype) -> Array:
    """Run a torch network on (1, 3, H, W)."""
    rgb = torch.from_numpy(batch).contiguous(memory_format=torch.channels_last) if last else torch.from_numpy(batch)
    with torch.no_grad(), torch.autocast("cpu", kind, enabled=kind != torch.float32):
        return network(rgb).float().numpy()


def ways(batch: Array) -> dict[str, Run]:
    """Return name -> a function that runs the network."""
    plain = load_into(SceneNet(), SCENE)
    last = load_into(SceneNet(), SCENE).to(memory_format=torch.channels_last)
    found: dict[str, Run] = {
        "torch float32": partial(torch_run, plain, last=False, kind=torch.float32),
        "torch float32, channels last": partial(torch_run, last, last=True, kind=torch.float32),
        "torch bfloat16, channels last": partial(torch_run, last, last=True, kind=torch.bfloat16),
    }
    exported = torch.export.export(last, (torch.from_numpy(batch),)).module()
    found["torch.export, channels last"] = partial(torch_run, exported, last=True, kind=torch.float32)
    start = perf_counter()
    net = scene_onnx._network()
    print(f"OpenCV loads and checks the file in {1000 * (perf_counter() - start):.0f} ms")
    found["OpenCV dnn"] = lambda batch: scene_onnx._forward(net, batch)
    if find_spec("onnxruntime"):
        found["ONNX Runtime"] = _onnxruntime()
    return found


def _onnxruntime() -> Run:
    import onnxruntime

    start = perf_counter()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(read_weights(SCENE, "onnx"), options, providers=["CPUExecutionProvider"])
    print(f"ONNX Runtime loads and checks the file in {1000 * (perf_counter() - start):.0f} ms")
    return lambda batch: np.asarray(session.run(None, {"rgb": batch})[0])


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    cv2.setNumThreads(given.threads)
    batch = np.random.default_rng(0).random((1, 3, SIZE[1], SIZE[0]), np.float32)
    found = ways(batch)
    truth = found["torch float32"](batch)[:, DISPARITY]
    print("| way | median ms | least ms | CPU ms | off by |\n|---|---|---|---|---|")
    for name, run in found.items():
        off = float(np.abs(run(batch)[:, DISPARITY] - truth).max())
        times, used = [], process_time()
        for _ in range(given.rounds):
            start = perf_counter()
            run(batch)
            times.append(1000 * (perf_counter() - start))
        cpu = 1000 * (process_time() - used) / given.rounds
        print(f"| {name} | {np.median(times):.0f} | {min(times):.0f} | {cpu:.0f} | {off:.4f} |")


if __name__ == "__main__":
    main()
