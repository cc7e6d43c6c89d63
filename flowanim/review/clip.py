"""A clip from anywhere -> its figures. With its plan and scene more is known: what must stand still, how far the
fields bend, what was invented.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

import cv2
import numpy as np

from flowanim.datatypes import Array, Clip, Mask, Progress, silent
from flowanim.errors import InputError, show_name
from flowanim.ops.image import fit, resize
from flowanim.render.holes import survey
from flowanim.render.parallax import aimed, fixed_camera
from flowanim.review.bend import bend
from flowanim.review.figures import Figure, Measures, Spot
from flowanim.review.flicker import vbench_score
from flowanim.review.glance import LOOK_PX, place_words
from flowanim.review.movement import Movement
from flowanim.review.seam import seam_ratio, step_levels
from flowanim.review.steady import camera_jitter, camera_stands
from flowanim.review.track import Tracks, follow, textured_points
from flowanim.review.watch import DETAIL_EVERY, TRACK_PX, Known, Watch

PICTURES = 8
LEAST_PX = 16
NOTHING = Known()


def measure(clip: Clip, known: Known = NOTHING, *, name: str = "clip", progress: Progress = silent) -> Measures:
    """Return what can be measured of `clip`, whose frames are read once. ValueError if it has none."""
    last = max(0, (clip.count or 1) - 1)
    watch = Watch(known, Movement(clip.fps), frozenset(round(i * last / (PICTURES - 1)) for i in range(PICTURES)))
    looks = watch.look(clip.frames, clip.count, progress)
    first = next(looks, None)
    if first is None:
        raise ValueError("want at least one frame, got a clip without any")
    tracks = follow(chain([first], looks), textured_points(first))
    found = [
        *_motion(watch, tracks, clip),
        *_light(watch),
        *_stillness(watch, tracks),
        *_picture(watch),
        *_planned(known),
    ]
    maps = {
        "motion": watch.movement.map,
        "flicker": watch.flicker.worst,
        "warp error": watch.error_map,
        "strays": watch.still.strayed,
    }
    return Measures(
        name,
        clip.size,
        clip.fps,
        watch.count,
        watch.movement.dynamic_degree,
        {figure.name: figure for figure in found},
        _curves(watch),
        {key: value for key, value in maps.items() if value is not None},
        watch.pictures,
    )


def measurable(name: str, clip: Clip) -> Clip:
    """Return `clip`; InputError if it is too small or too narrow for any motion to be found in it."""
    if min(fit(clip.size, LOOK_PX)) < LEAST_PX:
        w, h = clip.size
        raise InputError(
            f"{show_name(name)} has {w}x{h} pixels: to be measured a clip needs {LEAST_PX} a side, and no side over"
            f" {LOOK_PX // LEAST_PX} times the other"
        )
    return clip


def _motion(watch: Watch, tracks: Tracks, clip: Clip) -> Iterator[Figure]:
    move, size = watch.movement, fit(clip.size, TRACK_PX)
    yield Figure("motion", move.mean_px_s, "px/s", "mean speed of all pixels, at 1280 px")
    yield Figure("fastest", move.peak_px_s, "px/s", "mean speed of the fastest 5 % of the pixels, at 1280 px")
    jitter = camera_jitter(tracks, size)
    scale = clip.size[0] / size[0]
    yield Figure(
        "jitter",
        jitter and jitter[0] * scale,
        "px/frame²",
        "acceleration that all points share, without the camera's slow move",
        Spot(jitter[1]) if jitter else Spot(),
    )


def _light(watch: Watch) -> Iterator[Figure]:
    flicker = watch.flicker
    spot = Spot(_peak(flicker.percents, 1), _where(flicker.worst))
    yield Figure("flicker", flicker.percent, "%", "brightness that comes and goes between frames, beyond motion", spot)
    yield Figure(
        "vbench flicker",
        vbench_score(watch.changes),
        "",
        "VBench's temporal flickering: 1 is best, and frozen clips win",
    )
    yield Figure("colour drift", max(watch.drifts), "ΔE", "farthest mean colour from the photo's or the first frame's")


def _stillness(watch: Watch, tracks: Tracks) -> Iterator[Figure]:
    still = told_still(watch.known, watch.still.quiet.shape)
    if still is None and camera_stands(tracks):
        still = watch.still.quiet
    leak = None if still is None else watch.still.leak(still)
    spot = Spot(leak[2], place_words(leak[1], watch.still.quiet.shape)) if leak else Spot()
    yield Figure("leak", leak and leak[0], "levels", "largest change, of 255, in what should stand still", spot)
    closing = step_levels(watch.last.rgb, watch.first.rgb) if watch.last and watch.first else 0.0
    yield Figure(
        "seam",
        seam_ratio(watch.steps, closing),
        "x",
        "step from the last frame to the first, against the other steps",
    )


def _picture(watch: Watch) -> Iterator[Figure]:
    spot = Spot(_peak(watch.errors, 1), _where(watch.error_map))
    yield Figure("warp error", _mean(watch.errors) * 1e4, "x 1e-4", "what motion does not explain (Lai et al.)", spot)
    yield Figure("twinkle", _mean(watch.twinkles), "", "share of fine detail that does not move with the picture")
    lowest = int(np.argmin(watch.details))
    reference = "the first frame's" if watch.known.photo is None else "the photo's"
    yield Figure("detail", watch.details[lowest], "", f"least share of {reference} detail", Spot(lowest * DETAIL_EVERY))
    face = watch.likeness.worst
    yield Figure(
        "face change", face and face[0], "", "1 less the correlation with itself", Spot(face[1]) if face else Spot()
    )


def _planned(known: Known) -> Iterator[Figure]:
    if known.plan is None or known.scene is None:
        return
    found = bend(known.plan, known.scene)
    moment = Spot(round(found.at * known.plan.frames), f"the {found.layer}")
    yield Figure("stretch", found.stretch, "x", "99th percentile of how much longer than wide a spot becomes", moment)
    yield Figure("folded", 100 * found.folded, "%", "share of the picture that passes over itself", moment)
    yield Figure("invented", 100 * survey(known.scene, known.plan).invented, "%", "share of shown pixels made up")


def told_still(known: Known, shape: tuple[int, ...]) -> Mask | None:
    """Return the cells (rows, columns) in which the plan moves nothing: none if the camera moves. None: no plan."""
    if known.plan is None or known.scene is None:
        return None
    anywhere = any(not effect.layer for effect in known.plan.effects)
    if anywhere or not fixed_camera(known.plan):
        return np.zeros(shape, bool)
    moving = np.zeros(known.scene.photo.shape, np.float32)
    for layer, effects in zip(known.scene.layers, aimed(known.scene, known.plan), strict=True):
        moving = np.maximum(moving, layer.alpha) if effects else moving
    cells = resize(moving, (shape[1], shape[0]))
    return np.asarray(cv2.dilate(cells, np.ones((3, 3), np.uint8)) < 1e-3)


def _curves(watch: Watch) -> dict[str, tuple[list[int], list[float]]]:
    move = watch.movement
    return {
        "motion": ([i * move.interval for i in range(len(move.fastest_px_s))], move.fastest_px_s),
        "change": (list(range(1, len(watch.changes) + 1)), watch.changes),
        "flicker": (list(range(1, len(watch.flicker.percents) + 1)), watch.flicker.percents),
        "warp error": (list(range(1, len(watch.errors) + 1)), watch.errors),
        "detail": ([i * DETAIL_EVERY for i in range(len(watch.details))], watch.details),
    }


def _peak(values: Sequence[float], first: int) -> int | None:
    """Return the number of the frame with the largest value; `first` is that of the first value."""
    return int(np.argmax(values)) + first if values and max(values) > 0 else None


def _where(cells: Array | None) -> str:
    """Return where the largest cell lies, in words."""
    if cells is None or not cells.any():
        return ""
    row, column = np.unravel_index(int(cells.argmax()), cells.shape)
    return place_words((int(row), int(column)), cells.shape)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
