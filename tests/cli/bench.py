"""Run the command line as a user does, in a process of its own, and see what it says and what it leaves behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

REFUSAL_S = 10
MOST_MB = 1500
DEADLINE_S = 120
Snapshot = dict[str, bytes]


@dataclass(frozen=True)
class Done:
    """A run that ended. memory_mb: its peak. before, after: every file in its folder and its temporary folder."""

    code: int
    out: str
    err: str
    seconds: float
    memory_mb: float
    before: Snapshot = field(repr=False)
    after: Snapshot = field(repr=False)

    @property
    def new(self) -> list[str]:
        """The files that are there now and were not."""
        return sorted(self.after.keys() - self.before.keys())


def high_water_mb(pid: int) -> float:
    """Return the most memory a process has held since it began, in MB; 0 once it has ended.

    Not `ru_maxrss`: that counts what the parent held when it forked.
    """
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


class Running:
    """`python -m flowanim *args` in `folder`, as a session of its own. wrap: a command to run it under."""

    def __init__(
        self, folder: Path, args: Sequence[str], *, env: Mapping[str, str] | None = None, wrap: Sequence[str] = ()
    ) -> None:
        logs = folder.parent / f"{folder.name}-logs"
        logs.mkdir(exist_ok=True)
        (folder / "tmp").mkdir(exist_ok=True)
        self.folder, self.logs, self.before, self.begun = folder, logs, snapshot(folder), time.monotonic()
        surroundings = {**os.environ, "TMPDIR": str(folder / "tmp"), **(env or {})}
        with (logs / "out").open("wb") as out, (logs / "err").open("wb") as err:
            self.process = subprocess.Popen(
                [*wrap, sys.executable, "-m", "flowanim", *args],
                cwd=folder,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                preexec_fn=_mind_ctrl_c,
            )

    def wait(self, seconds: float = DEADLINE_S) -> Done:
        """Return how it ended; one that hangs is killed, and the test fails."""
        memory_mb = 0.0
        while True:
            memory_mb = max(memory_mb, high_water_mb(self.process.pid))
            pid, status = os.waitpid(self.process.pid, os.WNOHANG)
            spent = time.monotonic() - self.begun
            if pid:
                break
            if spent > seconds:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                raise AssertionError(f"it hangs: {seconds} s and no end; it said: {self.said('err')}")
            time.sleep(0.005)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        after = snapshot(self.folder)
        code = self.process.returncode
        return Done(code, self.said("out"), self.said("err"), spent, memory_mb, self.before, after)

    def said(self, stream: str) -> str:
        """Return what it has written to "out" or "err" so far."""
        return (self.logs / stream).read_bytes().decode("utf-8", "surrogateescape")

    def wait_for_encoder(self, frames_s: float = 0.5) -> int:
        """Wait until its ffmpeg has run for a while; return ffmpeg's process id."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            found = [pid for pid in children(self.process.pid) if "ffmpeg" in command(pid) and "pipe:" in command(pid)]
            if found:
                time.sleep(frames_s)
                return found[0]
            time.sleep(0.02)
        raise AssertionError(f"no ffmpeg was started; it said: {self.said('err')}")


def _mind_ctrl_c() -> None:
    """Undo what a test run in the background hands down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def flowanim(folder: Path, *args: str, env: Mapping[str, str] | None = None, wrap: Sequence[str] = ()) -> Done:
    """Run the command line in `folder` to its end."""
    return Running(folder, args, env=env, wrap=wrap).wait()


def snapshot(folder: Path) -> Snapshot:
    """Return the content of everything in `folder`, hidden things too."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = os.fsencode(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not path.is_dir():
            found[name] = b"special"
        else:
            found[f"{name}/"] = b""
    return found


def check_refused(done: Done, code: int, *words: str) -> None:
    """Hold what "well made" means for a fault: see the top of the table of faults."""
    errors = [line for line in done.err.splitlines() if line.startswith("error:")]
    assert done.code == code, done.err
    assert len(errors) == 1, done.err
    assert "Traceback" not in done.err
    assert done.after == done.before, f"left behind or changed: {sorted(done.after.items() ^ done.before.items())}"
    assert done.memory_mb < MOST_MB
    check_printable(done)
    for word in words:
        assert word in errors[0], f"'{word}' is missing in: {errors[0]}"


def check_quick(done: Done) -> None:
    """A refusal does not keep anyone waiting."""
    assert done.seconds < REFUSAL_S


def check_made(done: Done, *new: str) -> None:
    """Hold what "ok" means: a video, nothing else that is new, nothing that was changed."""
    assert done.code == 0, done.err
    assert not [line for line in done.err.splitlines() if line.startswith("error:")]
    assert "Traceback" not in done.err
    assert done.new == sorted(new)
    assert done.before.items() <= done.after.items()
    assert done.memory_mb < MOST_MB
    check_printable(done)


def check_printable(done: Done) -> None:
    """No control or direction character reaches the terminal."""
    raw = [c for c in done.err if not c.isprintable() and c != "\n"]
    assert not raw, f"raw characters in {done.err!r}"


def children(pid: int) -> list[int]:
    """Return the processes that `pid` has started, and those that they have."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            stat = _read(entry / "stat")
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1]) if stat else 0
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [deeper for child in found for deeper in children(child)]


def command(pid: int) -> str:
    """Return the command line of a process, "" if it has gone."""
    return _read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ")


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Whether a process runs (one that only waits to be buried does not)."""
    stat = _read(Path(f"/proc/{pid}/stat"))
    return bool(stat) and stat.rpartition(")")[2].split()[0] not in "ZX"


def mounted(script: str) -> list[str]:
    """Return a wrap: run `script`, then the command, with mounts that vanish with it. As root, or as one's own root."""
    rights = ["--mount"] if os.geteuid() == 0 else ["--mount", "--map-root-user", "--user"]
    return [
        "unshare",
        *rights,
        "sh",
        "-c",
        f'set -e; {script}; set +e; "$@"; code=$?; ls -A full > left; exit $code',
        "sh",
    ]


def colours(w: int = 96, h: int = 64, seed: int = 0) -> np.ndarray:
    """Return a small landscape (h, w, 3) uint8: bright sky, dark rough ground, never one flat colour."""
    noise = np.random.default_rng(seed).normal(0, 1, (h, w, 3))
    y = np.linspace(0, 1, h)[:, None, None]
    sky = np.array([120, 170, 235]) + 60 * y + 1.5 * noise
    ground = np.array([70, 90, 40]) * (0.6 + y) + 14 * noise
    return np.clip(np.where(y < 0.5, sky, ground), 0, 255).astype(np.uint8)


def save_photo(path: Path, w: int = 96, h: int = 64) -> Path:
    """Write a small photo, in the format that the name says."""
    Image.fromarray(colours(w, h)).save(path)
    return path
