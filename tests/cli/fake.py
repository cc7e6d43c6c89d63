"""A pipe that does nothing, so that what the command line says can be tested at once."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
from PIL import Image

import flowanim
from flowanim.datatypes import Layer, Photo, Scene
from flowanim.plan import CameraKey, CameraPath, File, FlowEffect, MotionPlan

PLAN = MotionPlan(
    photo=File(path="beach.jpg"),
    size=(96, 64),
    seconds=2,
    camera=CameraPath(keys=(CameraKey(u=0), CameraKey(u=0.5, z=0.12), CameraKey(u=1))),
    effects=(FlowEffect(layer="water", speed_px_s=30, angle_deg=180),),
    notes=("the water flows to the left", "there is no boat: left out"),
)


def scene() -> Scene:
    """Return two layers, far to near: a sky, and ground over its lower half."""
    h, w = 64, 96
    solid = np.ones((h, w, 4), np.float32) * np.float32(0.25)
    solid[..., 3] = 1
    near = solid * np.float32(2)
    near[..., 3] = 1
    near[: h // 2] = 0
    depths = [np.full((h, w), d, np.float32) for d in (0.0, 0.5)]
    whole = np.where(near[..., 3:] > 0, near, solid)[..., :3]
    layers = Layer("sky", "sky", solid, depths[0]), Layer("left ground", "ground", near, depths[1])
    return Scene(Photo(np.ascontiguousarray(whole), 96.0, "beach.jpg", ("beach.jpg was scaled down",)), layers)


def put_in_place(monkeypatch, folder: Path) -> SimpleNamespace:
    """Put the fake pipe in place of the real one, and a photo in `folder`, which becomes the current one.

    Returns what was called: name -> its arguments.
    """
    called = SimpleNamespace(calls={}, fail=None)

    def result(name, **arguments):
        called.calls[name] = arguments
        if called.fail is not None:
            raise called.fail
        arguments["progress"]("encode", 1, 2)
        arguments["progress"]("encode", 2, 2)
        path = Path(arguments["out"] or "beach.flowanim.mp4").absolute()
        path.write_bytes(bytes(2500))
        return SimpleNamespace(
            path=path, plan=PLAN, size=PLAN.size, layers=("sky", "water"), invented=0.0123, seconds_spent=1.0
        )

    def animate(photo, prompt="", *, out=None, wishes=None, force=False, progress=None):
        return result("animate", photo=photo, prompt=prompt, out=out, wishes=wishes, force=force, progress=progress)

    def render_plan(plan, *, folder=".", out=None, force=False, max_pixels=0, progress=None):
        return result("render_plan", plan=plan, folder=folder, out=out, force=force, progress=progress)

    def make_plan(photo, prompt="", wishes=None, *, folder=".", progress=None):
        called.calls["make_plan"] = {"photo": photo, "prompt": prompt, "wishes": wishes}
        return PLAN, scene()

    pipe = ModuleType("flowanim.pipeline")
    pipe.animate, pipe.render_plan, pipe.make_plan = animate, render_plan, make_plan
    pipe.draft = lambda plan: plan.model_copy(update={"fps": plan.fps / 2})
    pipe.expect = lambda plan, layers: SimpleNamespace(frames=plan.frames, memory_mb=300.0, seconds=5.0)
    monkeypatch.setitem(sys.modules, "flowanim.pipeline", pipe)
    monkeypatch.setattr(flowanim, "pipeline", pipe, raising=False)
    Image.new("RGB", (96, 64), (90, 120, 200)).save(folder / "beach.jpg")
    monkeypatch.chdir(folder)
    return called
