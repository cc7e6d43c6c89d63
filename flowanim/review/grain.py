"""What the camera and the file have done to a photo's pixels: JPEG blocks, clipped light; for noise see `ops.grain`.

Measured on the photo's own pixels: scaling hides all of it.
Source: Wang, Sheikh and Bovik, No-Reference Perceptual Quality Assessment of JPEG Compressed Images, 2002 (differences
across block borders against those inside).
"""

import numpy as np

from flowanim.datatypes import Array, Image
from flowanim.ops.image import luma

JPEG = 8


def blocking(bright: Array) -> float:
    """Return by how many levels of 255 steps across the borders of 8 x 8 blocks exceed the others, on average.

    Whatever the phase of the blocks; the smaller one of both axes, as true blocks show in both.
    """
    return min(_phase_excess(bright), _phase_excess(np.ascontiguousarray(bright.T)))


def _phase_excess(bright: Array) -> float:
    steps = np.minimum(np.abs(np.diff(bright, axis=1)), np.float32(0.1)).mean(0)
    steps = steps[: len(steps) // JPEG * JPEG]
    if len(steps) < 4 * JPEG:
        return 0.0
    phases = steps.reshape(-1, JPEG).mean(0)
    return 255 * float(phases.max() - np.median(phases))


def clipped(rgb: Image) -> tuple[float, float]:
    """Return the shares of pixels that are burnt out (all channels 254 of 255 or more) and drowned (2 or less)."""
    return float((rgb.min(-1) >= 253.5 / 255).mean()), float((rgb.max(-1) <= 2.5 / 255).mean())


def exposure(rgb: Image) -> tuple[float, float]:
    """Return the median brightness and the contrast (5th to 95th percentile), both 0..1."""
    low, middle, high = np.quantile(luma(rgb), (0.05, 0.5, 0.95))
    return float(middle), float(high - low)
