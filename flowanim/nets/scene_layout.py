"""What the channels of the scene network's answer are: known to torch, to OpenCV and to training alike."""

from flowanim.datatypes import Kind

REGIONS: tuple[Kind, ...] = (
    "other",
    "sky",
    "water",
    "person",
    "animal",
    "vegetation",
    "building",
    "ground",
    "mountain",
    "vehicle",
)
"""The order of the region channels, as the labels number them."""
DISPARITY, DOUBT, SUBJECT, FIRST_REGION = range(4)
CHANNELS = FIRST_REGION + len(REGIONS)
