"""What a network sees in a photo: small and soft. `scene/seen.py` makes an Analysis of it on the photo's own edges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flowanim.datatypes import Alpha, Array, Disparity, Image, check


@dataclass(frozen=True, eq=False)
class Sight:
    """The answer of a scene network, at any size (h, w).

    disparity: (h, w), sky 0, nearest about 1. doubt: (h, w), its expected error. regions: kind -> probability (h, w);
    together they are 1. subject: probability (h, w). sure: whether its regions need no second opinion.
    """

    disparity: Disparity
    doubt: Array
    regions: Mapping[str, Alpha]
    subject: Alpha
    sure: bool = False

    def __post_init__(self) -> None:
        check(self.disparity, "disparity")
        maps = {"doubt": self.doubt, "subject": self.subject, **self.regions}
        for name, array in maps.items():
            check(array, name, shape=self.disparity.shape)


See = Callable[[Image], Sight]
