"""Small clips, and ffmpegs that fail as real ones do, for the tests of this folder."""

import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from flowanim.datatypes import Clip, Frame
from flowanim.video.ffmpeg import find_ffmpeg


def smooth(size: tuple[int, int] = (64, 48), count: int = 8) -> list[Frame]:
    """Return frames of soft colours that drift to the right."""
    w, h = size
    y, x = np.mgrid[:h, :w]
    waves = [
        np.stack([np.sin((x - 2 * i) / 9), np.cos((y + x - 2 * i) / 11), np.sin(y / 7)], -1) * 90 + 128
        for i in range(count)
    ]
    return [wave.astype(np.uint8) for wave in waves]


def noise(size: tuple[int, int] = (64, 48), count: int = 8) -> Iterator[Frame]:
    """Yield frames that no encoder makes small."""
    random = np.random.default_rng(0)
    return (random.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8) for _ in range(count))


def clip(frames: list[Frame], fps: float = 24.0) -> Clip:
    """Return the frames as a clip."""
    h, w = frames[0].shape[:2]
    return Clip(iter(frames), (w, h), fps, len(frames))


def use_script(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let a shell script stand for ffmpeg; in it REAL is the true one. It answers questions as the true one does."""
    fake = folder / "ffmpeg"
    ask = 'case "$*" in *"-h encoder"*) exec REAL "$@";; esac\n'
    fake.write_text(("#!/bin/bash\n" + ask + script + "\n").replace("REAL", f"'{find_ffmpeg()}'"))
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(fake))


def names(folder: Path) -> list[str]:
    """Return the names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())
