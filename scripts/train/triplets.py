"""Clips and photos -> triplets with their motions, made once and kept as arrays that every worker maps into memory.

    first, middle, last   N x SIDE x SIDE x 3 bytes; the middle is at progress u of the way
    pushes                N x 4 x SIDE x SIDE x 2 float16: there, back, far there, far back (`video/motions.py`)
    whole                 N x SIDE x SIDE x 2 float16
    truth                 synthetic ones only: N x SIDE x SIDE x 2 float16, the motion of what is seen at u

Real ones come from clips, scaled so that their compression shows less, or compressed anew as old clips are; never
across a cut, only where something moves. Two frames between which others were left out move farther, and their
middle need not be half-way.
"""

import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.video.ffmpeg import find_ffmpeg
from flowanim.video.interpolate import is_cut
from flowanim.video.motions import find_motions
from train.moving import Mover

SIDE = 160
PART = 100
STEPS = ((0, 1, 2), (0, 1, 2), (0, 2, 4), (0, 1, 3), (0, 2, 3), (0, 1, 4), (0, 3, 6))
"""Which frames make a triplet, from any frame on."""
LEAST_MOTION, MOST_MOTION = 1.5, 40.0
"""Mean difference, in levels, between the ends of a tile that teaches something."""
NAMES = ("first", "middle", "last", "pushes", "whole", "u")
Arrays = dict[str, NDArray[np.generic]]


def frames_of(path: Path, width: int, *, old: bool) -> NDArray[np.uint8]:
    """Return the frames of a clip (N, h, w, 3) at `width`; old: compressed once more, as clips of 2010 were."""
    scaled = ["-vf", f"scale={width}:-2:flags=area"]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    source = ["-i", str(path)]
    head = [find_ffmpeg(), "-v", "error"]
    held = None
    if old:
        packed = [*head, *source, *scaled, "-an", "-c:v", "mpeg4", "-q:v", "5", "-f", "avi", "-"]
        held = subprocess.run(packed, check=True, capture_output=True).stdout
        source, scaled = ["-f", "avi", "-i", "-"], []
    done = subprocess.run([*head, *source, *scaled, *raw], check=True, capture_output=True, input=held)
    probe = subprocess.run(
        [*head, *source, *scaled, "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"],
        check=True,
        capture_output=True,
        input=held,
    )
    h, w = cv2.imdecode(np.frombuffer(probe.stdout, np.uint8), cv2.IMREAD_COLOR).shape[:2]
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, h, w, 3)


def of_clip(frames: NDArray[np.uint8], rng: np.random.Generator, count: int) -> Iterator[Arrays]:
    """Yield up to `count` tiles from a clip (N, h, w, 3)."""
    tries = 0
    while count > 0 and tries < 12 * count:
        tries += 1
        steps = STEPS[rng.integers(len(STEPS))]
        start = int(rng.integers(max(1, len(frames) - steps[2])))
        if start + steps[2] >= len(frames):
            return
        three = [frames[start + step] for step in steps]
        if is_cut(three[0], three[2]) or is_cut(three[0], three[1]):
            continue
        tiles = list(_tiles(three, steps[1] / steps[2], rng))[: min(2, count)]
        count -= len(tiles)
        yield from tiles


def _tiles(three: list[NDArray[np.uint8]], u: float, rng: np.random.Generator) -> Iterator[Arrays]:
    """Yield the tiles in which most moves, of a few at random."""
    h, w = three[0].shape[:2]
    if min(h, w) < SIDE:
        three = [cv2.copyMakeBorder(f, 0, max(0, SIDE - h), 0, max(0, SIDE - w), cv2.BORDER_REFLECT) for f in three]
        h, w = three[0].shape[:2]
    apart = np.abs(three[0].astype(np.int16) - three[2]).mean(2)
    corners = [(int(rng.integers(h - SIDE + 1)), int(rng.integers(w - SIDE + 1))) for _ in range(5)]
    scored = sorted(((float(apart[y : y + SIDE, x : x + SIDE].mean()), y, x) for y, x in corners), reverse=True)
    good = [(y, x) for score, y, x in scored if LEAST_MOTION < score < MOST_MOTION]
    if not good:
        return
    moves = find_motions(three[0], three[2])
    pushes = np.stack([moves.there, moves.back, moves.far_there, moves.far_back])
    for y, x in good:
        at = np.s_[y : y + SIDE, x : x + SIDE]
        yield {
            **dict(zip(NAMES, (frame[at].copy() for frame in three), strict=False)),
            "pushes": pushes[:, at[0], at[1]].astype(np.float16),
            "whole": moves.whole[at].astype(np.float16),
            "u": np.float32(u),
        }


def clip_tiles(folder: Path, count: int, seed: int) -> Iterator[tuple[str, Arrays]]:
    """Yield (clip, tile) over all clips of a folder, at each of several sizes; about `count`."""
    rng = np.random.default_rng(seed)
    paths = sorted(folder.glob("*.mp4"))
    passes = [(320, True), (384, False), (448, True), (320, False)]
    for width, old in passes:
        for path in paths:
            tiles = of_clip(frames_of(path, width, old=old), rng, max(1, count // (len(paths) * len(passes))))
            yield from ((path.stem, tile) for tile in tiles)


def photo_tiles(folders: list[Path], count: int, seed: int) -> Iterator[tuple[str, Arrays]]:
    """Yield `count` synthetic tiles from the photos of some folders."""
    mover = Mover([path for folder in folders for path in sorted(folder.glob("*.jpg"))], seed)
    margin = 24
    side = SIDE + 2 * margin
    for _ in range(count):
        three, truth, u = mover.triplet(side)
        moves = find_motions(three[0], three[2])
        pushes = np.stack([moves.there, moves.back, moves.far_there, moves.far_back])
        at = np.s_[margin:-margin, margin:-margin]
        yield (
            "photo",
            {
                **dict(zip(NAMES, (frame[at] for frame in three), strict=False)),
                "pushes": pushes[:, at[0], at[1]].astype(np.float16),
                "whole": moves.whole[at].astype(np.float16),
                "u": np.float32(u),
                "truth": truth[at].astype(np.float16),
            },
        )


def keep(tiles: Iterator[tuple[str, Arrays]], folder: Path) -> None:
    """Write tiles in parts of PART, each array as an .npy, and the names of their clips; `done` marks the end."""
    for number, part in enumerate(iter(lambda: list(islice(tiles, PART)), [])):
        at = folder / f"{number:03}"
        at.mkdir(parents=True, exist_ok=True)
        for key in part[0][1]:
            np.save(at / f"{key}.npy", np.stack([tile[key] for _, tile in part]))
        (at / "names.txt").write_text("\n".join(name for name, _ in part))
    (folder / "done").touch()


def kept(folder: Path) -> list[tuple[list[str], Arrays]]:
    """Return the names and arrays of each part that `keep` wrote, mapped into memory."""
    return [
        (path.read_text().splitlines(), {file.stem: np.load(file, mmap_mode="r") for file in path.parent.glob("*.npy")})
        for path in sorted(folder.glob("*/names.txt"))
    ]
