"""A fence and hair over a known background, moved by 20 px: our mattes against a hard mask, both against the truth."""

import cv2
import numpy as np
import pytest

from flowanim.datatypes import Layer, Photo, Scene
from flowanim.ops.image import premultiply
from flowanim.ops.mask import grow
from flowanim.plan import CameraKey, CameraPath
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.scene.matte import peel, refine, tighten
from tests.render.stages import plan, speckle

SIZE = (480, 300)
W, H = SIZE
FINE = 4
MOVE = 20
ONES, EVERYWHERE = np.ones((H, W), np.float32), np.ones((H, W), bool)


def fence():
    """Posts of 4 px and rails of 3 px."""
    big = np.zeros((H * FINE, W * FINE), np.uint8)
    for x in range(60, W - 40, 36):
        cv2.rectangle(big, (x * FINE, 60 * FINE), ((x + 4) * FINE, H * FINE), 255, -1)
    for y in (90, 180, 250):
        cv2.rectangle(big, (40 * FINE, y * FINE), ((W - 30) * FINE, (y + 3) * FINE), 255, -1)
    return big, (0.35, 0.3, 0.28)


def hair():
    """A head with strands of 1 to 2 px standing off it."""
    big, random = np.zeros((H * FINE, W * FINE), np.uint8), np.random.default_rng(1)
    cv2.ellipse(big, (W * FINE // 2, H * FINE), (90 * FINE, 190 * FINE), 0, 180, 360, 255, -1)
    for angle in np.pi * (np.arange(90) + 0.5) / 90 + random.normal(0, 0.02, 90):
        out = np.array([-np.cos(angle), -np.sin(angle)])
        along = np.linspace(0, random.uniform(15, 45), 20)[:, None]
        bend = random.normal(0, 0.003) * along**2 * np.array([-out[1], out[0]])
        strand = np.array([W / 2, H]) + np.array([90, 190]) * out + along * out + bend
        points = np.round(strand * FINE).astype(np.int32)
        cv2.polylines(big, [points], False, 255, int(random.integers(4, 8)), cv2.LINE_AA)
    return big, (0.28, 0.17, 0.10)


def world(thing):
    """Return (alpha, colour of the thing, background, photo)."""
    big, tint = thing()
    alpha = cv2.resize(big, SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)[..., None] / 255
    sky = np.float32([0.45, 0.5, 0.6]) * (0.5 + 0.4 * np.linspace(0, 1, H, dtype=np.float32))[:, None, None]
    behind = np.clip(speckle((H, W), 4, soft=6) * 0.5 + sky, 0, 1)
    front = np.clip(np.float32(tint) + 0.25 * (speckle((H, W), 5) - 0.5), 0, 1)
    photo = np.round((alpha * front + (1 - alpha) * behind) * 255) / np.float32(255)
    return alpha, front, behind, Photo(photo.astype(np.float32), float(W))


def cut_hard(rgb, mask):
    return premultiply(rgb, 1 - mask), premultiply(rgb, mask)


def cut_soft(rgb, mask):
    top, rest = peel(rgb, tighten(refine(rgb, mask, EVERYWHERE)), EVERYWHERE)
    return peel(rest, ONES, top[..., 3] < 1)[0], top


def moved(photo, cut):
    """The front moved by 20 px over the background, cut along a hard mask to begin with, rendered as any scene."""
    below, top = cut
    layers = (Layer("behind", "other", below, 0 * ONES), Layer("front", "other", top, ONES))
    scene, key = Scene(photo, layers), CameraKey(u=0, x=-MOVE / W)
    a_plan = plan(size=SIZE, loop=False, camera=CameraPath(keys=(key,)), seconds=0.2, fps=5)
    frames = render_frames(complete(scene, survey(scene, a_plan, 2), a_plan), a_plan)
    return next(iter(frames.frames)) / np.float32(255)


def decibels(thing):
    """Return the PSNR in the band around the edges of a hard mask and of our matte."""
    alpha, front, behind, photo = world(thing)
    there = np.roll(alpha, MOVE, 1)
    truth = there * np.roll(front, MOVE, 1) + (1 - there) * behind
    mask = (alpha[..., 0] > 0.5).astype(np.float32)
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3))) > 0
    band = grow(edge | ((alpha[..., 0] > 0.02) & (alpha[..., 0] < 0.98)), 3)
    band |= np.roll(band, MOVE, 1)
    band[:, :30] = band[:, -10:] = False
    seen = [moved(photo, cut(photo.rgb, mask)) for cut in (cut_hard, cut_soft)]
    return [float(-10 * np.log10(np.square(picture - truth)[band].mean())) for picture in seen]


@pytest.mark.parametrize("thing", [fence, hair])
def test_a_thin_thing_keeps_its_edges_3_db_better_than_a_hard_mask(thing):
    hard, soft = decibels(thing)
    assert soft > hard + 3, f"hard {hard:.2f} dB, soft {soft:.2f} dB"
