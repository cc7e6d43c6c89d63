"""What a segmentation model calls an area -> our kind. The words are those of the 150 classes of ADE20K."""

import re

from flowanim.datatypes import Kind

WORDS: dict[Kind, str] = {
    "sky": "sky",
    "water": "water, sea, river, lake, waterfall, falls, pool, swimming pool, fountain",
    "person": "person",
    "animal": "animal, cat, dog, horse, cow, sheep, bird, elephant, bear",
    "vegetation": "tree, plant, palm, flower, bush",
    "building": (
        "wall, building, edifice, ceiling, windowpane, window, door, house, skyscraper, fence, railing, column, "
        "pillar, bridge, tower, hovel, booth, stairway, stairs, step, screen door, bannister, pier, awning, "
        "grandstand, canopy"
    ),
    "ground": "floor, road, grass, sidewalk, earth, field, sand, path, runway, dirt track, land, rug, snow",
    "mountain": "mountain, hill, rock",
    "vehicle": "car, bus, truck, van, airplane, boat, ship, bicycle, minibike, train, motorcycle",
}


def kind_of(name: str) -> Kind:
    """Return the kind of a class such as "sidewalk, pavement" or "tree"; "other" where it is none of ours."""
    words = {word.strip().lower() for word in re.split("[;,]", name)}
    for kind, known in WORDS.items():
        if words & {word.strip() for word in known.split(",")}:
            return kind
    return "other"
