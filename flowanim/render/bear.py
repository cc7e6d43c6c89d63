"""A dry run of a plan -> what the scene can bear of it: how far its motion stretches the picture, how much it opens.

Strain is the largest change of the push from one pixel to the next, as a length: at 0.5 things are drawn half as long
again, at 1 the picture may fold over itself. It grows in proportion to the motion, so that what is too much can be
reduced to what is not. Source: Spencer, Continuum Mechanics, 1980, ch. 6 (small strain).
"""

import numpy as np

from flowanim.datatypes import Array, Bearing, Flow, Mask, Scene, vector
from flowanim.fields.camera import sight
from flowanim.fields.waves import field_at
from flowanim.plan import MotionPlan
from flowanim.render.holes import survey
from flowanim.render.parallax import Sheet, Stage, fixed_camera, set_up

LONGEST, MOMENTS = 160, 6
WORST = 0.995
"""The quantile of the strain that counts: single points at a matte's rim do not."""
STEPS_ASIDE = 0.04
"""Camera moves of less than this, in distances to the nearest thing, open next to nothing: no holes are sought."""


def bear(scene: Scene, plan: MotionPlan) -> Bearing:
    """Play `plan` roughly and return the strain of each layer, that of the camera, and the share that it opens."""
    stage = set_up(scene, plan, LONGEST)
    shown = visible(stage)
    moments = [(i + 0.5) / MOMENTS for i in range(MOMENTS)]
    strains = {
        sheet.layer.name: max(_strain_of(sheet, mask, u) for u in moments)
        for sheet, mask in zip(stage.sheets, shown, strict=True)
    }
    if fixed_camera(plan):
        return Bearing(strains, 0.0, 0.0)
    camera = max(_camera_strain(stage, shown, u) for u in moments)
    aside = max(abs(value) for u in moments for value in _steps(stage, u))
    return Bearing(strains, camera, survey(scene, plan, MOMENTS, LONGEST).invented if aside > STEPS_ASIDE else 0.0)


def _steps(stage: Stage, u: float) -> tuple[float, float, float]:
    camera = stage.camera(u)
    return camera.x, camera.y, camera.z


def visible(stage: Stage) -> list[Mask]:
    """Return where each sheet is what one sees at rest, (h, w) bool."""
    left = np.ones(stage.grid.shape, np.float32)
    found = list[Mask]()
    for sheet in reversed(stage.sheets):
        found.append(np.asarray(sheet.place.alpha * left > 0.5))
        left = left * (1 - sheet.place.alpha)
    return found[::-1]


def _strain_of(sheet: Sheet, shown: Mask, u: float) -> float:
    """Return the strain of a sheet's own motion: what moves it whole, and what moves inside it."""
    fields = [field_at(waves, u) for waves in (sheet.motion.push, sheet.motion.pull)]
    return max((_worst(field, shown, sheet.place.grid.step) for field in fields if field is not None), default=0.0)


def _camera_strain(stage: Stage, shown: list[Mask], u: float) -> float:
    """Return the strain of the parallax within the sheets; the zoom and turn of the whole picture are none."""
    _, slope = sight(stage.camera(u), stage.grid.offsets, stage.scene.photo.focal_px)
    step = stage.grid.step
    return max(
        _worst(_even(slope * sheet.place.disparity[..., None], mask, stage.grid.offsets), mask, step)
        for sheet, mask in zip(stage.sheets, shown, strict=True)
    )


def _even(push: Flow, shown: Mask, offsets: Flow) -> Flow:
    """Return a push without the even growth or shrinking of the whole sheet, which stretches nothing."""
    if not shown.any():
        return push
    own, places = push[shown], offsets[shown]
    places = places - places.mean(0)
    growth = float((places * (own - own.mean(0))).sum() / max(float((places**2).sum()), 1e-6))
    return np.asarray(push - offsets * vector(growth, growth))


def _worst(push: Array, shown: Mask, step: float) -> float:
    """Return the largest strain of a push (h, w, 2), in pixels, where the sheet shows."""
    if not shown.any():
        return 0.0
    down, across = (np.gradient(push, step, axis=axis) for axis in (0, 1))
    return float(np.quantile(np.sqrt((down**2 + across**2).sum(-1))[shown], WORST))
