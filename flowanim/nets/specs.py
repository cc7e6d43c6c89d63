"""The table of networks that are shipped: name, files, their sha256, licence, what sizes they take."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class Spec:
    """A network and its weights.

    name: also of its files, NAME.onnx (what ordinary commands run) and NAME.safetensors (for torch), float16 both.
    onnx, safetensors: sha256 of each. licence: of the weights. longest, multiple: a picture goes in at most `longest`
    pixels long, its sides multiples of `multiple`.
    """

    name: str
    onnx: str
    safetensors: str
    licence: str
    longest: int
    multiple: int


SCENE = Spec(
    name="scene",
    onnx="57c0e071351185295f29e5fa9d54715978d7b4baa66a9c30e2148d6333ce5efa",
    safetensors="ffc5fcbbf8004406ef35dfae2ea132d286917b87110e6c574e80ed9f12851cb1",
    licence="MIT (see docs/models/scene.md for what it was trained on)",
    longest=384,
    multiple=32,
)

INPAINT = Spec(
    name="inpaint",
    onnx="",
    safetensors="",
    licence="MIT (see docs/models/inpaint.md for what it was trained on)",
    longest=64,
    multiple=64,
)
