"""What a fluid is made of: the layer's colour, carried on beyond its matte, ready to be transported."""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Image, Kind, Mask
from flowanim.ops.image import blur, colour, from_uint8, luma, masked, premultiply, resize, to_uint8
from flowanim.ops.mask import disc, grow, largest, nearest_index, shrink, without_specks

DETAIL = 0.012
CLEAN: dict[Kind, float] = {"sky": 10 / 1280, "other": 5 / 1280}
"""How far from its border a texture counts as clean: a sky is smooth and mirrors well, so it can give up more."""
SOFT = 3 / 1280
FINE = 26 / 1280
LARGE = 110 / 1280
SHARP = 0.025
ROUGH = 5 / 1280
RIM = 3 / 1280


@dataclass(frozen=True)
class Fluid:
    """texture: (H, W, 4), clean colour that can be carried along, and the detail of its brightness.

    remainder: (H, W, 4), what the layer shows at rest besides its texture (premultiplied colour), and its alpha. The
    sum `texture * alpha + remainder` is the layer; what sticks to its border stays where it is.
    """

    texture: Image
    remainder: Image


def fluid(rgba: Image, open_: Alpha, kind: Kind = "other", longest: int | None = None) -> Fluid:
    """Split a layer, or a part of one (h, w, 4), into what flows and what stays.

    open_: (h, w), the share not covered at rest. longest: pixels on the whole picture's long side.

    The texture is taken from well inside the matte, where nothing of the neighbours is mixed in, and continued by its
    mirror image. What stands sharply out of a sky (twigs, wires, birds, stars) or dark out of calm water (rocks, posts)
    belongs to neither and stays. The fourth channel is brightness less its local mean: what a cross-fade loses.
    """
    alpha = np.ascontiguousarray(rgba[..., 3])
    plain, longest = colour(rgba), longest or max(alpha.shape)
    pure = (alpha > 0.98) & (open_ > 0.98)
    core = shrink(pure, max(1.0, CLEAN.get(kind, CLEAN["other"]) * longest))
    if kind in FOREIGN:
        core = largest(core & ~FOREIGN[kind](plain, pure, longest), 0.02)
    rgb = mirrored(plain, core if core.mean() > 0.2 * pure.mean() else pure, longest=longest)
    light = luma(rgb)
    detail = light - blur(light, max(2.0, DETAIL * longest))
    remainder = np.asarray(cv2.subtract(rgba, premultiply(rgb, alpha)))
    cv2.insertChannel(alpha, remainder, 3)
    return Fluid(cv2.merge([*cv2.split(rgb), detail]), remainder)


def in_sky(image: Image, pure: Mask, longest: int) -> Mask:
    """Return what stands out of a smooth sky (H, W): what is far from the median around it, and its rim.

    It must have a colour that the rest of the sky has not, or hang on what borders the sky. Large things (a tower that
    was taken for sky) must have a sharp outline too, stand on that border, and be odd in colour or tall.
    Far from the median is six times the usual deviation of the `pure` pixels, at least nine levels of 255.
    """
    fine = (np.abs(_stands_out(image, pure, FINE * longest, 2)) > 1) & pure
    large = (np.abs(_stands_out(image, pure, LARGE * longest, 4)) > 1) & pure
    odd = _odd_colours(image, pure & ~fine & ~large)
    hanging = _touching(fine, grow(~pure, 2 * RIM * longest))
    outlined = _sharply_outlined(large, image)
    standing = _touching((outlined & odd) | _tall(outlined), grow(~pure, LARGE / 2 * longest))
    found = (fine & odd) | hanging | standing
    return grow(without_specks(found, 3), max(1.0, RIM * longest))


def _touching(mask: Mask, other: Mask) -> Mask:
    """Keep the connected parts of `mask` that meet `other`."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8))
    keep = np.bincount(labels[mask & other], minlength=count) > 0
    keep[0] = False
    return np.asarray(keep[labels])


def _tall(mask: Mask) -> Mask:
    """Keep the connected parts that are higher than wide."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    keep = stats[:, cv2.CC_STAT_HEIGHT] > 1.2 * stats[:, cv2.CC_STAT_WIDTH]
    keep[0] = False
    return np.asarray(keep[labels])


def _odd_colours(image: Image, usual: Mask) -> Mask:
    """Return where the colour is one that hardly any of the `usual` pixels has, in steps of a sixteenth."""
    bins = np.minimum((image * 16).astype(np.int32), 15)
    index = (bins[..., 0] * 16 + bins[..., 1]) * 16 + bins[..., 2]
    count = np.bincount(index[usual], minlength=4096).reshape(16, 16, 16).astype(np.float32)
    near = np.pad(count, 1)
    for axis in range(3):
        swept = near.swapaxes(0, axis)
        near = (swept[:-2] + swept[1:-1] + swept[2:]).swapaxes(0, axis)
    return np.asarray(near.ravel()[index] < 0.004 * max(1, int(usual.sum())))


def in_water(image: Image, pure: Mask, longest: int) -> Mask:
    """Return what lies in calm water and is not water (H, W): rocks, posts, weed, and what they enclose.

    They are much rougher than the usual water and darker than the calm water around them; foam and glitter are bright.
    """
    light = luma(image)
    slopes = cv2.Sobel(light, cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(light, cv2.CV_32F, 0, 1) ** 2
    rough = blur(slopes, ROUGH * longest)
    usual = float(np.median(rough[pure])) if pure.any() else 0.0
    hot = rough > max(10 * usual, 1e-3)
    calm = (pure & ~hot).astype(np.float32)
    around = blur(light * calm, LARGE * longest) / np.maximum(blur(calm, LARGE * longest), 1e-3)
    dark = hot & pure & (blur(light, ROUGH * longest) < around - 0.03)
    closed = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_CLOSE, disc(0.012 * longest)) > 0
    solid = without_specks(closed, round((0.012 * longest) ** 2))
    return grow(solid, RIM * longest)


FOREIGN = {"sky": in_sky, "water": in_water}


def _stands_out(image: Image, pure: Mask, window: float, step: int) -> Array:
    """Return how far each pixel is from the median around it (H, W), 1 being what counts as far; below 0 if darker."""
    h, w = pure.shape
    small = cv2.resize(to_uint8(image), (max(1, w // step), max(1, h // step)), interpolation=cv2.INTER_AREA)
    around = resize(from_uint8(cv2.medianBlur(small, round(window / step / 2) * 2 + 1)), (w, h))
    apart = np.abs(image - around).max(-1)
    usual = 1.48 * float(np.median(apart[pure])) if pure.any() else 0.0
    return np.asarray(np.copysign(apart, luma(image) - luma(around)) / np.float32(max(9 / 255, 6 * usual)))


def _sharply_outlined(mask: Mask, image: Image) -> Mask:
    """Keep the connected parts whose border is sharp: brightness changes by over SHARP a pixel along half of it."""
    slopes = (np.abs(cv2.Sobel(luma(image), cv2.CV_32F, dx, 1 - dx, scale=0.25)) for dx in (0, 1))
    peak = cv2.dilate(np.maximum(*slopes), np.ones((5, 5), np.uint8))
    count, labels = cv2.connectedComponents(mask.astype(np.uint8))
    rim = mask & ~shrink(mask, 1.5)
    sharp = np.bincount(labels[rim], peak[rim] > SHARP, count) / np.maximum(
        np.bincount(labels[rim], minlength=count), 1
    )
    keep = sharp > 0.5
    keep[0] = False
    return np.asarray(keep[labels])


def mirrored(image: Image, known: Mask, source: Mask | None = None, *, longest: int | None = None) -> Image:
    """Return `image` (H, W, 3) with unknown pixels taken from the soft mirror image across the border of the source.

    source: what may be copied; by default all that is known. longest: pixels on the whole picture's long side.
    """
    source = known if source is None else source
    if known.all() or not source.any():
        return image
    h, w = known.shape
    border = nearest_index(source)
    place = np.ogrid[:h, :w]
    mirror = [np.clip(2 * border[..., axis] - place[axis], 0, (h, w)[axis] - 1) for axis in (0, 1)]
    good = source[mirror[0], mirror[1]]
    rows, columns = (np.where(good, mirror[axis], border[..., axis]) for axis in (0, 1))
    del border, mirror
    filled = blur(masked(image, source, image[rows, columns]), SOFT * (longest or max(h, w)))
    return masked(image, known, filled)
