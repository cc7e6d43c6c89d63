"""The commands that the README promises are commands that exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from flowanim.plan import MotionPlan
from flowanim.video.probe import probe

ROOT = Path(__file__).resolve().parent.parent


def test_the_demos_own_command_makes_a_video(tmp_path):
    lines = (ROOT / "scripts" / "demo").read_text().replace("\\\n", " ").splitlines()
    (line,) = (line for line in lines if "flowanim animate" in line)
    words = ["-o" if word in ("-o", "--output") else word for word in shlex.split(line)[1:]]
    words[words.index("-o") + 1] = str(tmp_path / "out.mp4")
    done = subprocess.run(
        [sys.executable, "-m", "flowanim", *words, "--size", "160", "--seconds", "0.25"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert probe(tmp_path / "out.mp4").size[0] == 160


def promised_commands():
    """Every flowanim command of the shell blocks in the README and in docs/hands.md, as words."""
    texts = [(ROOT / name).read_text() for name in ("README.md", "docs/hands.md")]
    blocks = re.findall(r"```sh\n(.*?)```", "\n".join(texts), re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("flowanim ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.mark.parametrize("words", promised_commands(), ids=" ".join)
def test_every_promised_command_is_understood(words):
    """Each is refused for the file that is not there, and for nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "flowanim", *words], cwd=ROOT / "docs", capture_output=True, text=True, check=False
    )
    if "--schema" in words:
        assert done.returncode == 0 and done.stdout.startswith("{")
    else:
        assert done.returncode == 3 and re.search(r"(lake|house)\.(jpg|json).* does not exist", done.stderr)


def test_the_plan_that_is_written_by_hand_in_the_docs_is_a_plan():
    (text,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs/hands.md").read_text(), re.S)
    plan = MotionPlan.model_validate_json(text, strict=True)
    assert plan.effects[0].effect == "drawn" and (ROOT / "samples" / plan.photo.path).is_file()
