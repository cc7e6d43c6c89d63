"""The tables of networks: those that are shipped, and those that a user may fetch. Data only."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

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
    onnx="e5bde7cd7bad1a49ed7a3c5e53c3b16d75f2963eb7f6e573c56adf9e258bf2a6",
    safetensors="a0d5e69ff50f660d5b8f3b25d1cdfa972118dd49a6ef5cef7673b5d4db385734",
    licence="MIT (see docs/models/scene.md for what it was trained on)",
    longest=384,
    multiple=32,
)

BETWEEN = Spec(
    name="between",
    onnx="80d4b408fb8f478407ab904c6bd16f84130ccfa6462c4bb177a9ef64a275405a",
    safetensors="3ebbbcd0a2bcee92e1c7711d8a44f7d112b584c7414105978a251ce1a155a606",
    licence="MIT (see docs/models/between.md for what it was trained on)",
    longest=448,
    multiple=16,
)

INPAINT = Spec(
    name="inpaint",
    onnx="d77de2c2ca56fc483bf780681e86d4fbd01034705075ff3f54cafb7e8450275e",
    safetensors="ae6dc6e4072d502733538fff544dbeac4c55158b71db90bcb3c36d306a135fbb",
    licence="MIT (see docs/models/inpaint.md for what it was trained on)",
    longest=64,
    multiple=64,
)


@dataclass(frozen=True)
class HubModel:
    """A larger model that somebody else has made, and that is used only where the user asks for it.

    name: on the command line. use: "depth" or "regions". repo, revision: where it is kept, to the commit. licence and
    megabytes are shown before it is fetched. longest: a photo goes in at most so many pixels long; its short side is
    `short`; sides are multiples of `multiple`.
    """

    name: str
    use: Literal["depth", "regions"]
    repo: str
    revision: str
    licence: str
    megabytes: int
    longest: int
    short: int
    multiple: int


HUB: dict[str, HubModel] = {
    model.name: model
    for model in (
        HubModel(
            name="depth-anything-v2-small",
            use="depth",
            repo="depth-anything/Depth-Anything-V2-Small-hf",
            revision="5426e4f0f36572d16453bbda7a8389317b1bef99",
            licence="Apache-2.0",
            megabytes=99,
            longest=924,
            short=518,
            multiple=14,
        ),
        HubModel(
            name="upernet-convnext-tiny",
            use="regions",
            repo="openmmlab/upernet-convnext-tiny",
            revision="876ffc56b819a829448f7e81e9f8606deef6fb65",
            licence="MIT",
            megabytes=241,
            longest=768,
            short=512,
            multiple=32,
        ),
    )
}
"""By name. Their sha256 are recorded when they are first fetched, and held to from then on: see `hub`."""
