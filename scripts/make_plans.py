"""Write the plan beside each sample picture: samples/NAME.plan.json.

    python scripts/make_plans.py

Plans are small and meant to be read; `flowanim render samples/NAME.jpg samples/NAME.plan.json` renders one.
"""

from pathlib import Path

from flowanim.datatypes import Wishes
from flowanim.motion.planfile import save_plan
from flowanim.pipeline import make_plan

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PROMPTS = {
    "alpine_lake": ("clouds drift left, the water ripples, slow push in", {}),
    "coast_evening": ("clouds drift slowly right, the water flows, handheld camera", {}),
    "astronaut": ("slow orbit", {}),
    "chelsea": ("gentle push in", {}),
    "coffee": ("slow push in, soft warm light shifts slightly", {}),
    "rocket": ("slow tilt up", {}),
}


def main() -> None:
    """Plan every sample and save the plan."""
    for name, (prompt, masks) in PROMPTS.items():
        wishes = Wishes(masks={kind: str(SAMPLES / path) for kind, path in masks.items()})
        plan, _ = make_plan(SAMPLES / f"{name}.jpg", prompt, wishes, folder=SAMPLES)
        print(save_plan(plan, SAMPLES / f"{name}.plan.json", force=True, folder=SAMPLES).name)


if __name__ == "__main__":
    main()
