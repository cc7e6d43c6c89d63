"""Fluids judged on the result: a dense flow measured on rendered frames of the samples against the planned one."""

import cv2
import numpy as np
import pytest

from flowanim import pipeline
from flowanim.ops.flow import speed
from flowanim.plan import CameraPath, FlowEffect
from flowanim.render.frames import render_frames
from flowanim.render.parallax import set_up
from tests.test_samples import SAMPLES

PLANS = {
    "sky": FlowEffect(layer="sky", speed_px_s=24, angle_deg=180, perspective=0.5),
    "water": FlowEffect(layer="water", speed_px_s=30, angle_deg=0, cycles=2),
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """The sample lake at 640 px with its true regions, and a plan without motion."""
    folder = tmp_path_factory.mktemp("masks")
    truth = cv2.imread(str(SAMPLES / "truth" / "alpine_lake.regions.png"), cv2.IMREAD_UNCHANGED)
    masks = {}
    for name, value in (("sky", 1), ("water", 2)):
        masks[name] = str(folder / f"{name}.png")
        cv2.imwrite(masks[name], (truth == value).astype(np.uint8) * 255)
    wishes = pipeline.Wishes(size=640, masks=masks)
    return pipeline.make_plan(SAMPLES / "alpine_lake.jpg", "camera static", wishes)


def planned_and_measured(plan, scene, name):
    """Return (planned, measured, contrast): mean velocities (2,) in px/s where there is texture, contrast (frames,)."""
    plan = plan.model_copy(update={"camera": CameraPath(), "effects": (PLANS[name],)})
    stage = set_up(scene, plan)
    (sheet,) = (sheet for sheet in stage.sheets if sheet.motion.transport)
    velocity = stage.grid.enlarge(sheet.motion.transport.velocity, slice(0, plan.size[1]))
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in render_frames(scene, plan).frames]
    detail = cv2.GaussianBlur(np.abs(cv2.Laplacian(grey[0], cv2.CV_32F)), (0, 0), 4)
    moving = (sheet.layer.alpha > 0.99) & (speed(velocity) > 0.3 * speed(velocity).max())
    seen = moving & (detail > np.quantile(detail[moving], 0.6))
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    steps = [flow.calc(a, b, None)[seen].mean(0) for a, b in zip(grey[::8], grey[1::8], strict=True)]
    return velocity[seen].mean(0), np.mean(steps, 0) * plan.fps, np.array([frame[moving].std() for frame in grey])


@pytest.mark.parametrize("name", PLANS)
def test_a_fluid_is_seen_to_flow_as_planned_without_pulsing(lake, name):
    planned, measured, contrast = planned_and_measured(*lake, name)
    assert np.linalg.norm(measured) > 0.5 * np.linalg.norm(planned)
    angle = np.degrees(np.arccos(planned @ measured / np.linalg.norm(planned) / np.linalg.norm(measured)))
    assert angle < 20
    assert np.ptp(contrast) < 0.05 * contrast.mean()
