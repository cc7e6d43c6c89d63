"""Camera path -> Camera at a time, and where the camera puts each pixel.

A pixel at offset o from the picture's centre with disparity d is the ray (o / focal, 1); moving the eye by (x, y, z)
makes it (o / focal - (x, y) d, 1 - z d); turning rotates it; projecting multiplies by focal and zoom. Without turning:

    push = zoom * (o - focal * (x, y) * d) / (1 - z * d) - o

Source: Hartley and Zisserman, Multiple View Geometry, 2004, ch. 6.
"""

from bisect import bisect_right
from math import cos, exp, log, pi, radians, sin

import numpy as np

from flowanim.datatypes import Array, Camera, Disparity, Flow, vector
from flowanim.fields.easing import EASINGS, factor_at
from flowanim.plan import CameraKey, CameraPath, Swing

AXES = ("x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg", "zoom")
SHAKE = {"x": 0.0035, "y": 0.003, "z": 0.002, "yaw_deg": 0.35, "pitch_deg": 0.3, "roll_deg": 0.25}
SHAKE_HZ = (0.2, 1.6)


def camera_at(path: CameraPath, u: float, *, seconds: float = 4.0, seed: int = 0) -> Camera:
    """Return the camera at progress `u` (0..1) of a clip of `seconds`. Zoom moves on a log scale: even in speed."""
    pose = _between_keys(path.keys, u)
    for swing in path.swings:
        pose[swing.axis] += _swing(swing, u)
    if path.handheld:
        for axis, amount in _shake(u, seconds, seed).items():
            pose[axis] += amount * path.handheld * factor_at(path.handheld_over, u)
    return Camera(**{**pose, "z": min(pose["z"], 0.95), "zoom": exp(pose["zoom"]) * path.overscan})


def rotation(camera: Camera) -> Array:
    """Return the (3, 3) matrix from the photo's axes to the camera's: yaw, then pitch, then roll."""
    yaw, pitch, roll = radians(camera.yaw_deg), radians(camera.pitch_deg), radians(camera.roll_deg)
    turn = np.array([[cos(yaw), 0, -sin(yaw)], [0, 1, 0], [sin(yaw), 0, cos(yaw)]])
    tilt = np.array([[1, 0, 0], [0, cos(pitch), sin(pitch)], [0, -sin(pitch), cos(pitch)]])
    spin = np.array([[cos(roll), sin(roll), 0], [-sin(roll), cos(roll), 0], [0, 0, 1]])
    return np.asarray(spin @ tilt @ turn, np.float32)


def project(camera: Camera, offset: Flow, disparity: Disparity, focal_px: float) -> Flow:
    """Return the push (..., 2), in pixels, of pixels at `offset` (..., 2) from the centre with `disparity` (...)."""
    d = disparity[..., None]
    ray = np.concatenate([offset / focal_px - vector(camera.x, camera.y) * d, 1 - np.float32(camera.z) * d], -1)
    if camera.yaw_deg or camera.pitch_deg or camera.roll_deg:
        ray = ray @ rotation(camera).T
    return np.asarray(ray[..., :2] / ray[..., 2:] * np.float32(focal_px * camera.zoom) - offset)


def sight(camera: Camera, offset: Flow, focal_px: float) -> tuple[Flow, Flow]:
    """Return (base, slope), both (..., 2): what is seen at `offset` comes from `offset + base + slope * disparity`.

    The way back of `project`, for every disparity at once: it is linear in it.
    """
    scale = np.float32(1 / (focal_px * camera.zoom))
    if camera.yaw_deg or camera.pitch_deg or camera.roll_deg:
        ray = np.concatenate([offset * scale, np.ones((*offset.shape[:-1], 1), np.float32)], -1) @ rotation(camera)
        flat = ray[..., :2] / ray[..., 2:]
    else:
        flat = offset * scale
    focal = np.float32(focal_px)
    slope = flat * np.float32(-camera.z)
    for axis, aside in enumerate((camera.x, camera.y)):
        slope[..., axis] += np.float32(aside)
    return np.asarray(flat * focal - offset), np.asarray(slope * focal)


def _between_keys(keys: tuple[CameraKey, ...], u: float) -> dict[str, float]:
    if not keys:
        return dict.fromkeys(AXES, 0.0)
    i = bisect_right([key.u for key in keys], u) - 1
    a, b = keys[max(i, 0)], keys[min(i + 1, len(keys) - 1)]
    share = EASINGS[a.easing]((u - a.u) / (b.u - a.u)) if b.u > a.u and u > a.u else 0.0
    return {axis: _scale(a, axis) * (1 - share) + _scale(b, axis) * share for axis in AXES}


def _scale(key: CameraKey, axis: str) -> float:
    value = float(getattr(key, axis))
    return log(value) if axis == "zoom" else value


def _swing(swing: Swing, u: float) -> float:
    phase = radians(swing.phase_deg)
    return swing.amount * factor_at(swing.over, u) * (sin(2 * pi * swing.cycles * u + phase) - sin(phase))


def _shake(u: float, seconds: float, seed: int) -> dict[str, float]:
    """Band-limited noise: whole cycles between SHAKE_HZ, amplitude falling with frequency; zero at u = 0."""
    low, high = (max(1, round(hz * seconds)) for hz in SHAKE_HZ)
    k = np.arange(low, max(high, low + 2) + 1)
    rng = np.random.default_rng([seed, 0x5AE])
    result = {}
    for axis, amount in SHAKE.items():
        phase, weight = rng.uniform(0, 2 * pi, len(k)), rng.uniform(0.5, 1, len(k)) / k
        wave = np.sin(2 * pi * k * u + phase) - np.sin(phase)
        result[axis] = float(amount * (weight * wave).sum() / np.sqrt((weight**2).sum() / 2) / 2)
    return result
