"""What was measured of a clip: figures with their worst frame and place, curves over time, maps over the picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flowanim.datatypes import Array, Frame


@dataclass(frozen=True)
class Spot:
    """Where a figure is worst. frame: its number, None for the whole clip. place: in words, "" for everywhere."""

    frame: int | None = None
    place: str = ""

    def words(self, fps: float) -> str:
        """Return "frame 17 (0.7 s), the top left", or ""."""
        when = [] if self.frame is None else [f"frame {self.frame}, {self.frame / fps:.1f} s"]
        return ", ".join(when + ([self.place] if self.place else []))


@dataclass(frozen=True)
class Figure:
    """One measure. value: None where it cannot be told. unit: "" for a plain number. meaning: one plain sentence."""

    name: str
    value: float | None
    unit: str
    meaning: str
    spot: Spot = Spot()


def amount(figure: Figure | None) -> str:
    """Return "0.31 px/s", or "-" where it could not be told."""
    return "-" if figure is None or figure.value is None else f"{figure.value:.3g} {figure.unit}".strip()


@dataclass(frozen=True, eq=False)
class Measures:
    """All of a clip. size: (W, H). figures: by name. dynamic: VBench's dynamic degree.

    curves: name -> (frame numbers, values). maps: name -> a board of cells. pictures: frame number -> small frame.
    """

    name: str
    size: tuple[int, int]
    fps: float
    frames: int
    dynamic: bool
    figures: Mapping[str, Figure]
    curves: Mapping[str, tuple[list[int], list[float]]] = field(default_factory=dict)
    maps: Mapping[str, Array] = field(default_factory=dict)
    pictures: Mapping[int, Frame] = field(default_factory=dict)

    def value(self, name: str) -> float | None:
        """Return the value of a figure; None where it was not measured."""
        found = self.figures.get(name)
        return found.value if found else None

    @property
    def seconds(self) -> float:
        """Length of the clip."""
        return self.frames / self.fps
