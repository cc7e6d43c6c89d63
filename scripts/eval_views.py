"""Render a second view from a photo and its measured disparity, by flowanim's own renderer, and compare with the truth.

    python scripts/eval_views.py [--data DATA] [--fill both|patch|telea] [--show FOLDER]

Without --data: scikit-image's motorcycle pair, on which all settings were made. With it, besides: DATA/test/stereo
(right view from the left) and DATA/test/room (frame N + 8 from frame N, by depth and pose). Prints a Markdown table.

The photo is cut wherever its disparity jumps, into layers of one pixel of parallax; each goes on behind what hides it
as far as it can come to light, filled from what is not nearer. Unknown disparity is taken from the near or the far
side, whichever the colour fits. A plan with one camera key is then rendered.
Baseline: splat weighted by exp(parallax), holes by cv2's Telea; scored over all, in its holes, and outside them.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from skimage import data as samples

from flowanim.datatypes import Array, Camera, Disparity, Flow, Frame, Image, Layer, Mask, Photo, Scene
from flowanim.fields.camera import project, rotation
from flowanim.ops import mask as masks
from flowanim.ops.image import from_uint8, premultiply
from flowanim.ops.warp import centre, pixel_grid, splat
from flowanim.plan import CameraKey, CameraPath, File, MotionPlan
from flowanim.render.fill import FILLERS
from flowanim.render.frames import render_frames

JUMP = 1.5
"""Pixels of parallax between neighbours that tear a surface."""
RIM = 2
"""Pixels beside a hole that are mixed with what hides it: they are not copied from."""
ROOM_FOCAL = 585.0


@dataclass(frozen=True)
class Pair:
    """One view and the next. parallax: (H, W), pixels by which the eye's move shifts each point at most; 0 unknown.

    camera: in units of the nearest distance, which has the greatest parallax.
    """

    group: str
    name: str
    first: Frame
    second: Frame
    parallax: Array
    camera: Camera
    focal_px: float


def read(path: Path) -> Frame:
    """Return an RGB picture."""
    return np.ascontiguousarray(cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1])


def stereo(group: str, name: str, left: Frame, right: Frame, disparity: Disparity) -> Pair:
    """Return the pair of a rectified stereo camera; disparity in pixels, 0 unknown."""
    focal = float(left.shape[1])
    camera = Camera(x=float(disparity.max()) / focal)
    return Pair(group, name, left, right, disparity.astype(np.float32), camera, focal)


def motorcycle() -> Pair:
    """Return scikit-image's Middlebury pair."""
    left, right, disparity = samples.stereo_motorcycle()
    return stereo("dev", "motorcycle", left, right, np.where(np.isfinite(disparity), disparity, 0))


def stereo_pairs(test: Path) -> Iterator[Pair]:
    """Yield cones and teddy."""
    for folder in sorted((test / "stereo").iterdir()):
        disparity = cv2.imread(str(folder / "disparity.png"), 0).astype(np.float32) / 4
        yield stereo("stereo", folder.name, read(folder / "left.png"), read(folder / "right.png"), disparity)


def room_pairs(folder: Path) -> Iterator[Pair]:
    """Yield the disjoint pairs N, N + 8."""
    numbers = sorted(int(path.name[6:12]) for path in folder.glob("*.pose.txt"))
    for first in numbers:
        if first + 8 in numbers and first % 16 == 0:
            yield room_pair(folder, first)


def room_pair(folder: Path, first: int) -> Pair:
    """Return the pair that begins with frame `first`."""
    names = [folder / f"frame-{number:06d}" for number in (first, first + 8)]
    colours = [read(Path(f"{name}.color.jpg")) for name in names]
    poses = [np.loadtxt(f"{name}.pose.txt") for name in names]
    metres = cv2.imread(f"{names[0]}.depth.png", cv2.IMREAD_UNCHANGED).astype(np.float32) / 1000
    known = (metres > 0.2) & (metres < 20)
    nearest = float(np.quantile(metres[known], 0.001))
    move = poses[0][:3, :3].T @ (poses[1][:3, 3] - poses[0][:3, 3])
    camera = posed(move / nearest, poses[1][:3, :3].T @ poses[0][:3, :3])
    longest = ROOM_FOCAL * float(np.linalg.norm(move)) / nearest
    parallax = np.where(known, longest * nearest / np.maximum(metres, nearest), 0).astype(np.float32)
    return Pair("room", f"{first:06d}", colours[0], colours[1], parallax, camera, ROOM_FOCAL)


def posed(move: Array, turn: Array) -> Camera:
    """Return the camera at `move` (3,) whose rotation is the matrix `turn` (3, 3)."""
    pitch, yaw = np.arcsin(-turn[2, 1]), np.arctan2(turn[2, 0], turn[2, 2])
    level = Camera(yaw_deg=float(np.degrees(yaw)), pitch_deg=float(np.degrees(pitch)))
    spin = turn @ rotation(level).T
    roll = float(np.degrees(np.arctan2(spin[0, 1], spin[0, 0])))
    x, y, z = (float(v) for v in move)
    return Camera(x, y, z, level.yaw_deg, level.pitch_deg, roll)


def push_of(pair: Pair, parallax: Array) -> Flow:
    """Return where each pixel goes, (H, W, 2)."""
    h, w = parallax.shape
    return project(pair.camera, pixel_grid(h, w) - centre(h, w), parallax / parallax.max(), pair.focal_px)


def baseline(pair: Pair) -> tuple[Frame, Mask]:
    """Return the splatted view filled by Telea, and its holes."""
    known = pair.parallax > 0
    push = push_of(pair, pair.parallax)
    push[~known] = 1e6
    seen, cover = splat(pair.first.astype(np.float32), push, np.exp(pair.parallax.astype(np.float64)))
    hole = cover < 0.5
    whole = np.clip(seen, 0, 255).round().astype(np.uint8)
    return np.asarray(cv2.inpaint(whole, hole.astype(np.uint8) * 255, 5, cv2.INPAINT_TELEA)), hole


def completed(rgb: Image, parallax: Array, size: int = 5) -> Array:
    """Return the parallax with unknown pixels taken from the known one left or right of them.

    The farther of the two, unless the colours of the nearer one within `size` pixels fit clearly better.
    """
    known = parallax > 0
    far, near = sides(parallax)
    misfit = [misfits(rgb, parallax, candidate, size) for candidate in (far, near)]
    unknown = (~known).astype(np.float32)
    better = cv2.blur((misfit[0] - misfit[1]) * unknown, (3, 3)) / np.maximum(cv2.blur(unknown, (3, 3)), 1e-3)
    return np.where(known, parallax, np.where(better > 0.05, near, far)).astype(np.float32)


def sides(parallax: Array) -> tuple[Array, Array]:
    """Return the smaller and the larger of the next known values left and right in the row."""
    w = parallax.shape[1]
    rows = np.arange(len(parallax))[:, None]
    column = np.where(parallax > 0, np.arange(w), -1)
    left = np.maximum.accumulate(column, 1)
    right = w - 1 - np.maximum.accumulate(np.where(parallax > 0, w - 1 - np.arange(w), -1)[:, ::-1], 1)[:, ::-1]
    left, right = np.where(left < 0, right, left), np.where(right >= w, left, right)
    a, b = parallax[rows, np.clip(left, 0, w - 1)], parallax[rows, np.clip(right, 0, w - 1)]
    return np.minimum(a, b), np.maximum(a, b)


def misfits(rgb: Image, parallax: Array, wanted: Array, size: int) -> Array:
    """Return for unknown pixels how far their colour is from the five likest known ones at the `wanted` parallax."""
    side = 2 * size + 1
    colours = np.lib.stride_tricks.sliding_window_view(
        np.pad(rgb, ((size, size), (size, size), (0, 0))), (side, side), (0, 1)
    )
    values = np.lib.stride_tricks.sliding_window_view(np.pad(parallax, size), (side, side))
    result = np.zeros_like(parallax)
    places = np.argwhere(parallax <= 0)
    for start in range(0, len(places), 2000):
        y, x = places[start : start + 2000].T
        value = values[y, x].reshape(len(y), -1)
        apart = np.abs(colours[y, x] - rgb[y, x][:, :, None, None]).sum(1).reshape(len(y), -1)
        fits = (value > 0) & (np.abs(value - wanted[y, x][:, None]) < 2)
        nearest = np.sort(np.where(fits, apart, 3), 1)[:, :5].mean(1)
        result[y, x] = np.where(fits.sum(1) < 3, 0.3, nearest)
    return result


def fill(rgb: Image, hole: Mask, source: Mask, way: str) -> Image:
    """Return `rgb` with the hole filled from the source, less the rim that is mixed with what hides the hole."""
    clean = source & ~masks.grow(hole, RIM)
    source = clean if clean.any() else source
    names = ("patch", "telea") if way == "both" else (way,)
    wide = masks.grow(hole, RIM) & ~source
    made = np.mean([FILLERS[name](rgb, wide, source, 0) for name in names], axis=0)
    return np.where(hole[..., None], made, rgb).astype(np.float32)


def padded(pair: Pair, rgb: Image, parallax: Array, way: str) -> tuple[Image, Array]:
    """Return picture and parallax, wider on all sides by what the camera may see beyond them."""
    push = np.abs(push_of(pair, parallax))
    x, y = (int(np.ceil(v)) + 2 for v in push.max((0, 1)))
    sides = (y, y), (x, x)
    hole = np.pad(np.zeros(parallax.shape, bool), sides, constant_values=True)
    wide = np.pad(rgb, (*sides, (0, 0)), mode="edge")
    return fill(wide, hole, ~hole, way), np.pad(parallax, sides, mode="edge")


def layers_of(rgb: Image, parallax: Array, way: str) -> tuple[Layer, ...]:
    """Return the layers, far to near, each with what of it may come to light."""
    slab = np.floor(parallax - parallax.min()).astype(int)
    return tuple(layer_of(rgb, parallax, slab, int(number), way) for number in np.unique(slab))


def layer_of(rgb: Image, parallax: Array, slab: Array, number: int, way: str) -> Layer:
    """Return one slab: its pixels, two pixels of lap under the next ones, and what is hidden behind jumps."""
    h, w = parallax.shape
    own, far = slab == number, slab <= number
    index = masks.nearest_index(far)
    place = index[..., 0], index[..., 1]
    away = np.hypot(*(np.moveaxis(index, -1, 0) - np.mgrid[:h, :w]))
    jump = (cv2.dilate(parallax, np.ones((3, 3), np.uint8)) - parallax)[place]
    behind = ~far & (slab[place] == number)
    hidden = behind & (jump > JUMP) & (away <= jump + 3)
    lap = behind & ~hidden & (away <= 2) & (parallax - parallax[place] <= JUMP)
    beyond = parallax[place]
    depth = np.where(hidden, cv2.blur(beyond, (9, 9)), np.where(lap, parallax, beyond))
    solid = own | hidden | lap
    index = masks.nearest_index(solid)
    low = parallax.min() + number
    depth = np.clip(depth[index[..., 0], index[..., 1]], low - 1, low + 2) / parallax.max()
    colour = fill(rgb, hidden, far, way) if hidden.any() else rgb
    return Layer(f"slab {number}", "other", premultiply(colour, solid.astype(np.float32)), depth.astype(np.float32))


def view(pair: Pair, way: str) -> Frame:
    """Return the second view as flowanim renders it."""
    rgb = from_uint8(pair.first)
    wide, parallax = padded(pair, rgb, completed(rgb, pair.parallax), way)
    scene = Scene(Photo(wide, pair.focal_px), layers_of(wide, parallax, way))
    camera = pair.camera
    key = CameraKey(
        u=0,
        x=camera.x,
        y=camera.y,
        z=camera.z,
        yaw_deg=camera.yaw_deg,
        pitch_deg=camera.pitch_deg,
        roll_deg=camera.roll_deg,
    )
    path = CameraPath(keys=(key,))
    plan = MotionPlan(photo=File(path=pair.name), size=scene.photo.size, seconds=0.1, fps=10, loop=False, camera=path)
    frame = next(iter(render_frames(scene, plan).frames))
    y, x = ((a - b) // 2 for a, b in zip(frame.shape[:2], pair.first.shape[:2], strict=True))
    return frame[y : y + pair.first.shape[0], x : x + pair.first.shape[1]]


def psnr(a: Frame, b: Frame, where: Mask) -> float:
    """Return the PSNR in dB over the pixels `where`, 8-bit RGB."""
    return float(10 * np.log10(255**2 / np.square(a[where].astype(np.float64) - b[where]).mean()))


def scores(pair: Pair, way: str, show: Path | None) -> Array:
    """Return the PSNR over all, in the holes and outside: (2, 3), of the baseline and of flowanim."""
    other, hole = baseline(pair)
    ours = view(pair, way)
    if show:
        show.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(show / f"{pair.group}_{pair.name}.png"), np.hstack([pair.second, other, ours])[..., ::-1])
    everywhere = np.ones_like(hole)
    regions = (everywhere, hole, ~hole)
    return np.array([[psnr(one, pair.second, where) for where in regions] for one in (other, ours)])


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--fill", choices=("both", "patch", "telea"), default="both")
    parser.add_argument("--show", type=Path, help="a folder for pictures to look at: truth, baseline, ours")
    parser.add_argument("--no-motorcycle", action="store_true")
    parser.add_argument("--only", choices=("stereo", "room"))
    options = parser.parse_args()
    pairs = [] if options.no_motorcycle else [motorcycle()]
    if options.data and options.only != "room":
        pairs += stereo_pairs(options.data / "test")
    room = room_pairs(options.data / "test" / "room") if options.data and options.only != "stereo" else iter(())
    print("| view | baseline: all / holes / seen, dB | flowanim | gain |\n|---|---|---|---|", flush=True)
    for pair in pairs:
        report(pair.name, scores(pair, options.fill, options.show))
    table = [scores(pair, options.fill, options.show) for pair in room]
    if table:
        report(f"room, mean of {len(table)}", np.mean(table, axis=0))


def report(name: str, found: Array) -> None:
    """Print one row."""
    cells = [" / ".join(f"{value:.2f}" for value in row) for row in found]
    gain = " / ".join(f"{value:+.2f}" for value in found[1] - found[0])
    print(f"| {name} | {cells[0]} | {cells[1]} | {gain} |", flush=True)


if __name__ == "__main__":
    main()
