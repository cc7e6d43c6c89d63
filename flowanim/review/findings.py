"""A photo's pixels -> what is to be said of them before anything is animated: size, blur, light, noise, blocks.

Severity runs from 0, nothing to say, to 1, it will spoil the video. The limits are ours: see docs/review.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowanim.datatypes import Image
from flowanim.ops.grain import noise
from flowanim.ops.image import fit, luma, resize
from flowanim.ops.mask import ramp
from flowanim.review.crisp import blur_effect
from flowanim.review.grain import blocking, clipped, exposure

SHARP_PX = 1024
THIN_PX = 480
"""Light is counted on single pixels, about so many a side: the whole photo would take a third of a second."""
SHORT_SIDES = ((512, 0.9), (720, 0.5), (1024, 0.2))
MATTERS = 0.4
"""Findings as severe as this are worth a line while animating."""


@dataclass(frozen=True)
class Finding:
    """One thing about a photo. value, unit: as measured. text: what is so. advice: what to do, "" if nothing."""

    name: str
    value: float
    unit: str
    severity: float
    text: str
    advice: str = ""


def of_pixels(size: tuple[int, int], photo: Image, raw: Image) -> Iterator[Finding]:
    """Yield what the pixels tell. size: (W, H) of the file. photo: at working size. raw: a part, unscaled."""
    yield of_size(size)
    yield from of_blur(photo)
    yield from of_light(photo)
    yield from of_file(raw)


def of_size(size: tuple[int, int]) -> Finding:
    """Return whether a photo of `size` (W, H) has pixels enough."""
    short = min(size)
    severity = next((value for limit, value in SHORT_SIDES if short < limit), 0.0)
    text = f"{size[0]}x{size[1]} pixels" + (": few" if severity else "")
    advice = f"use --size {max(size)} or smaller rather than enlarging" if severity else ""
    return Finding("size", short, "px on the short side", severity, text, advice)


def of_blur(photo: Image) -> Iterator[Finding]:
    """Yield how sharp a photo is, and whether it is smeared one way."""
    h, w = photo.shape[:2]
    along, across = blur_effect(luma(resize(photo, fit((w, h), SHARP_PX))))
    severity = ramp(min(along, across), 0.5, 0.75)
    text = "soft" if severity > 0.5 else "a little soft" if severity > 0.1 else "sharp"
    yield Finding("blur", max(along, across), "", severity, text, "use a smaller --size" if severity > 0.1 else "")
    apart = abs(along - across)
    smeared = ramp(apart, 0.12, 0.3)
    way = "sideways" if along > across else "up and down"
    text = f"smeared {way}: the camera or the subject moved" if smeared > 0.1 else "not smeared"
    advice = "use a smaller --size, or another shot" if smeared > 0.1 else ""
    yield Finding("motion blur", apart, "", smeared, text, advice)


def of_light(photo: Image) -> Iterator[Finding]:
    """Yield how a photo is exposed, and what is burnt out or drowned."""
    step = max(1, max(photo.shape) // THIN_PX)
    photo = photo[::step, ::step]
    middle, contrast = exposure(photo)
    dark, bright = 1 - ramp(middle, 0.03, 0.12), ramp(middle, 0.85, 0.97)
    flat = 1 - ramp(contrast, 0.12, 0.3)
    severity = 0.6 * max(dark, bright, flat)
    faults = {"dark": dark, "very bright": bright, "of little contrast": flat}
    text = next((word for word, value in faults.items() if value > 0.3), "well exposed")
    yield Finding("exposure", middle, "", severity, text, "correct the light first" if severity > 0.2 else "")
    burnt, drowned = clipped(photo)
    severity = 0.7 * max(ramp(burnt, 0.02, 0.2), ramp(drowned, 0.1, 0.5))
    text = f"{100 * burnt:.1f} % burnt out, {100 * drowned:.1f} % drowned in black"
    advice = "develop it with less contrast: what is burnt out shows no motion" if severity > 0.2 else ""
    yield Finding("clipping", burnt + drowned, "", severity, text, advice)


def of_file(raw: Image) -> Iterator[Finding]:
    """Yield what the camera and the file have done to the pixels themselves."""
    bright = luma(raw)
    grain = noise(bright)
    severity = ramp(grain, 3, 12)
    text = f"{'much ' if severity > 0.5 else 'some ' if severity > 0.1 else 'little '}noise ({grain:.1f} of 255 levels)"
    advice = "denoise it first, or use a smaller --size: noise that moves looks like dirt" if severity > 0.1 else ""
    yield Finding("noise", grain, "levels", severity, text, advice)
    blocks = blocking(bright)
    severity = ramp(blocks, 1.0, 3.0)
    text = f"JPEG blocks show ({blocks:.1f} of 255 levels)" if severity > 0.1 else "no JPEG blocks to be seen"
    advice = "take the original file, not a copy from a messenger" if severity > 0.1 else ""
    yield Finding("blocks", blocks, "levels", severity, text, advice)


def warning(size: tuple[int, int], photo: Image) -> tuple[str, ...]:
    """Return at most one sentence about a photo of `size` (W, H), read at working size: the worst that matters."""
    found = [of_size(size), *of_blur(photo), *of_light(photo)]
    worst = max(found, key=lambda one: one.severity)
    return (f"photo: {worst.text}: {worst.advice}",) if worst.severity >= MATTERS and worst.advice else ()
