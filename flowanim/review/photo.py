"""A photo file and its scene -> the check: a score with reasons, what can move, what will look bad."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Box, Image, Layer, Scene
from flowanim.motion.choice import FLAT, things
from flowanim.motion.look import SURE, area, depth_range
from flowanim.ops.image import fit, luma, resize
from flowanim.ops.mask import ramp
from flowanim.review.findings import Finding, of_pixels
from flowanim.scene.faces import find_faces
from flowanim.scene.photo import photo_size, read_photo
from flowanim.scene.picture import MAX_PIXELS

RAW_PX = 1024
CLUTTER_PX = 480
EDGE = 0.06
SMALL_FACE = 0.06
LEAST_REGION = 0.01
WEIGHTS = {"size": 0.5, "blur": 0.6, "motion blur": 0.4}
WEIGHT = 0.35
"""How much of the score a finding of severity 1 costs."""


@dataclass(frozen=True)
class Region:
    """A part of the photo. share: of the picture. confidence: 0..1, how sure it is what it is called."""

    name: str
    kind: str
    share: float
    confidence: float


@dataclass(frozen=True)
class PhotoCheck:
    """All that is known of a photo before it is animated. size: (W, H) of the file. can_move: the regions that may.

    will_look_bad: plain sentences.
    """

    name: str
    size: tuple[int, int]
    findings: tuple[Finding, ...]
    regions: tuple[Region, ...]
    can_move: tuple[str, ...]
    will_look_bad: tuple[str, ...]

    @property
    def score(self) -> float:
        """0..100: what is left after each finding has cost its share."""
        return 100 * float(np.prod([1 - WEIGHTS.get(f.name, WEIGHT) * f.severity for f in self.findings]))


def check_photo(path: Path | str, scene: Scene, *, max_pixels: int = MAX_PIXELS) -> PhotoCheck:
    """Return the check of the photo at `path`; its `scene` is of the whole of it. InputError as in `read_photo`."""
    size = photo_size(path, max_pixels=max_pixels)
    faces = find_faces(scene.photo.rgb)
    pixels = of_pixels(size, scene.photo.rgb, own_pixels(path, size, max_pixels))
    layers = [layer for layer in scene.layers if area(layer) >= LEAST_REGION]
    found = (*pixels, *of_scene(scene), of_faces(faces))
    clauses, doubts = things(scene, ())
    return PhotoCheck(
        scene.photo.name,
        size,
        found,
        tuple(Region(layer.name, layer.kind, area(layer), layer.confidence) for layer in layers),
        tuple(clause.target for clause in clauses),
        tuple(_bad(scene, layers, faces)) + doubts,
    )


def own_pixels(path: Path | str, size: tuple[int, int], max_pixels: int = MAX_PIXELS) -> Image:
    """Return the middle of a photo of `size` (W, H) at the file's own pixels, at most RAW_PX a side."""
    w, h = (min(side, RAW_PX) for side in size)
    left, top = (size[0] - w) // 2, (size[1] - h) // 2
    box = left / size[0], top / size[1], w / size[0], h / size[1]
    return read_photo(path, crop=box, longest=RAW_PX, max_pixels=max_pixels).rgb


def of_scene(scene: Scene) -> Iterator[Finding]:
    """Yield what the layers tell: depth, clutter, a subject that the frame cuts, regions that nobody is sure of."""
    deep = depth_range(scene)
    severity = 0.5 * (1 - ramp(deep, FLAT / 2, 2 * FLAT))
    advice = "give --depth, or let only things move: a step into it is a zoom" if severity > 0.2 else ""
    yield Finding("depth", deep, "", severity, "nearly flat" if severity > 0.2 else "near and far are apart", advice)
    busy = clutter(scene.photo.rgb)
    severity = 0.7 * ramp(busy, 0.3, 0.55)
    advice = "keep the camera move small, or give --mask for what matters" if severity > 0.2 else ""
    yield Finding("clutter", busy, "", severity, "cluttered" if severity > 0.2 else "tidy", advice)
    cut = max((cut_share(layer) for layer in scene.find("subject")), default=0.0)
    severity = 0.6 * ramp(cut, 0.02, 0.25)
    advice = "choose --camera zoom-in: a sideways move shows where it ends" if severity > 0.1 else ""
    text = "the frame cuts the subject" if severity > 0.1 else "no subject is cut"
    yield Finding("cut subject", cut, "", severity, text, advice)
    doubt = sum(area(layer) for layer in scene.layers if layer.confidence < SURE)
    severity = 0.5 * ramp(doubt, 0.2, 0.8)
    advice = "name what moves in the prompt, or give --mask" if severity > 0.1 else ""
    yield Finding("doubt", doubt, "", severity, f"{100 * doubt:.0f} % of it is in regions that are not sure", advice)


def of_faces(faces: tuple[Box, ...]) -> Finding:
    """Return how many faces there are, and whether they are small."""
    if not faces:
        return Finding("faces", 0, "", 0.0, "no face found")
    largest = faces[0][2]
    text = f"{len(faces)} {'face' if len(faces) == 1 else 'faces'}, the largest {100 * largest:.0f} % of the width"
    small = largest < SMALL_FACE
    return Finding("faces", len(faces), "", 0.2 * small, text, "small faces melt first: a small camera move" * small)


def clutter(rgb: Image) -> float:
    """Return the share of the picture (H, W, 3) that lies at edges, looked at at CLUTTER_PX."""
    h, w = rgb.shape[:2]
    soft = cv2.GaussianBlur(luma(resize(rgb, fit((w, h), CLUTTER_PX))), (0, 0), 1.0)
    dx, dy = (cv2.Sobel(soft, cv2.CV_32F, x, 1 - x, ksize=3, scale=1 / 4) for x in (1, 0))
    return float((cv2.magnitude(dx, dy) > EDGE).mean())


def cut_share(layer: Layer) -> float:
    """Return how much of the frame's top and sides a layer covers, 0..1 of them; its foot may be cut."""
    alpha = layer.alpha
    return float(np.concatenate([alpha[0], alpha[:, 0], alpha[:, -1]]).mean())


def _bad(scene: Scene, layers: list[Layer], faces: tuple[Box, ...]) -> Iterator[str]:
    """Yield what a viewer will stumble over, whatever is chosen."""
    if faces and faces[0][2] > 0.25:
        yield "a large face: any bend shows in it, so only slight camera moves look right"
    if depth_range(scene) < FLAT:
        yield "the depth is nearly flat: an orbit or a dolly looks like a moving poster"
    unsure = [layer.name for layer in layers if layer.confidence < SURE]
    if unsure:
        yield f"not sure of {', '.join(unsure)}: its border may be cut wrong"
