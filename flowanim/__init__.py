"""Turn a photograph into a short video: `flowanim.animate("lake.jpg", "the water flows, slow push in")`.

Three altitudes: one call (`animate`, or `make_plan` and `render_clip`); the stages (`read_photo`, `analyse`,
`build_scene`, `plan_motion`, `write_video`); and the arithmetic on arrays in `flowanim.ops`.
Names are looked up when they are first used: importing flowanim loads neither numpy nor OpenCV nor torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowanim.datatypes import Camera, Scene, Wishes
    from flowanim.errors import FlowanimError
    from flowanim.motion.planfile import load_plan, save_plan
    from flowanim.motion.planner import plan_motion
    from flowanim.pipeline import animate, make_plan, render_clip
    from flowanim.plan import MotionPlan
    from flowanim.scene.classical import analyse
    from flowanim.scene.layers import build_scene
    from flowanim.scene.photo import read_photo
    from flowanim.video.decode import read_video
    from flowanim.video.encode import write_video

__version__ = "0.1.0"

__all__ = [
    "Camera",
    "FlowanimError",
    "MotionPlan",
    "Scene",
    "Wishes",
    "analyse",
    "animate",
    "build_scene",
    "load_plan",
    "make_plan",
    "plan_motion",
    "read_photo",
    "read_video",
    "render_clip",
    "save_plan",
    "write_video",
]

_PLACES = {
    "Camera": "datatypes.Camera",
    "FlowanimError": "errors.FlowanimError",
    "MotionPlan": "plan.MotionPlan",
    "Scene": "datatypes.Scene",
    "Wishes": "datatypes.Wishes",
    "analyse": "scene.classical.analyse",
    "animate": "pipeline.animate",
    "build_scene": "scene.layers.build_scene",
    "load_plan": "motion.planfile.load_plan",
    "make_plan": "pipeline.make_plan",
    "plan_motion": "motion.planner.plan_motion",
    "read_photo": "scene.photo.read_photo",
    "read_video": "video.decode.read_video",
    "render_clip": "pipeline.render_clip",
    "save_plan": "motion.planfile.save_plan",
    "write_video": "video.encode.write_video",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module; raises AttributeError for any other."""
    if name not in _PLACES:
        raise AttributeError(f"module 'flowanim' has no attribute {name!r}")
    module, _, attribute = _PLACES[name].rpartition(".")
    return getattr(import_module(f"flowanim.{module}"), attribute)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*globals(), *__all__])
