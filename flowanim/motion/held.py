"""Clauses -> Held: what must not move. What is denied by name stays still whatever else is said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flowanim.datatypes import Layer, Scene
from flowanim.errors import UsageError, show_name
from flowanim.motion.intent import Clause
from flowanim.motion.look import layers_of
from flowanim.motion.prompt import understand

WINDY = ("vegetation", "hair", "fabric", "flag")
"""What the wind moves."""


@dataclass(frozen=True)
class Held:
    """everything, background: held as far as nothing in them is named to move. camera, light: held by name.

    moves: camera moves that are denied. layers: names of layers that are denied. missing: what is denied and not there.
    """

    everything: bool = False
    background: bool = False
    camera: bool = False
    light: bool = False
    moves: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()

    def holds(self, layer: Layer, named: bool) -> bool:
        """Whether a layer must stay still. named: the prompt says of this very thing that it moves."""
        return layer.name in self.layers or (self.background and not layer.subject and not named)

    def of(self, scene: Scene) -> frozenset[str]:
        """Return the names of the layers that must stay still where nothing is named to move."""
        return frozenset(layer.name for layer in scene.layers if self.holds(layer, named=False))


def held_by(scene: Scene, clauses: Sequence[Clause]) -> Held:
    """Return what the still ones among the prompt's clauses hold."""
    still = [c for c in clauses if c.still]
    camera_moves = any(c.channel == "camera" and not c.still for c in clauses)
    everything = any((c.channel, c.target) == ("all", "everything") for c in still)
    names = [name for c in still for name in _names(c)]
    layers = {name: layers_of(scene, name) for name in names if name != "light"}
    return Held(
        everything=everything,
        background=any((c.channel, c.target) == ("all", "background") for c in still),
        camera=any((c.channel, c.target) == ("camera", "camera") for c in still) or (everything and not camera_moves),
        light="light" in names,
        moves=frozenset(c.target for c in still if c.channel == "camera"),
        layers=frozenset(layer.name for found in layers.values() for layer in found),
        missing=tuple(c.target for c in still if c.channel == "element" and not layers.get(c.target, True)),
    )


def denied_by(words: str, names: Sequence[str]) -> tuple[Clause, ...]:
    """Return clauses that hold all that `words` lists: "camera, people". names: of the scene's layers.

    Raises UsageError for a part that names nothing.
    """
    found = list[Clause]()
    for part in filter(None, (part.strip() for part in re.split(r"[,;&]|\band\b", words))):
        clauses = [c for c in understand(f"no {part}", names).clauses if c.still]
        if not clauses:
            raise UsageError(f"--no {show_name(part[:40])!r} names nothing that can move: say for example camera, sky")
        found += [replace(c, origin="option") for c in clauses]
    return tuple(found)


def _names(clause: Clause) -> tuple[str, ...]:
    """Return the elements that a clause holds."""
    if clause.channel == "element":
        return (clause.target,)
    return WINDY if clause.channel == "wind" else ()
