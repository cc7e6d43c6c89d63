import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowanim.errors import PlanError
from flowanim.motion.intent import Clause, Intent
from flowanim.motion.prompt import LONGEST, understand

WAYS = {0: "right", 45: "up right", 90: "up", 135: "up left", 180: "left", 225: "down left", 270: "down"}


def said(clause: Clause) -> str:
    """Write a clause down in short: "clouds drift left", "-camera" for what stays still."""
    if clause.still:
        return f"-{clause.target}"
    way = "" if clause.angle_deg is None else WAYS[round(clause.angle_deg)]
    step = f"@{clause.step}" if clause.step else ""
    return " ".join(filter(None, [clause.target, clause.verb, way])) + step


def heard(prompt: str) -> set[str]:
    """Return all that a prompt asks for, in short."""
    return {said(clause) for clause in understand(prompt).clauses}


PROMPTS = {
    # camera moves
    "slow push-in": "push-in",
    "push in": "push-in",
    "the camera slowly pushes in": "push-in",
    "dolly in": "push-in",
    "camera moves forward": "push-in",
    "pull out": "pull-out",
    "pulling back slowly": "pull-out",
    "camera moves away": "pull-out",
    "pan left": "pan-left",
    "panning to the right": "pan-right",
    "pan from left to right": "pan-right",
    "camera pans up": "tilt-up",
    "truck left": "truck-left",
    "tracking shot to the right": "truck-right",
    "tilt down": "tilt-down",
    "pedestal up": "pedestal-up",
    "the camera rises": "pedestal-up",
    "crane down": "pedestal-down",
    "zoom": "zoom-in",
    "zoom out gently": "zoom-out",
    "orbit left": "orbit-left",
    "camera orbits around the subject": "orbit",
    "slow dolly zoom in": "dolly-zoom",
    "vertigo effect": "dolly-zoom",
    "handheld camera": "handheld",
    "subtle camera shake": "handheld",
    "slow camera drift": "drift",
    "the camera drifts right": "truck-right",
    "arc shot": "arc",
    "parallax": "orbit",
    "static camera": "-camera",
    "locked-off shot": "-camera",
    "camera static": "-camera",
    "keep the camera steady": "-camera",
    "tripod": "-camera",
    "pan left and tilt up": "pan-left; tilt-up",
    "pan left and up": "pan-left; tilt-up",
    "push in while panning right": "push-in; pan-right",
    "[Push in]": "push-in",
    "[Truck left, Pedestal up]": "truck-left; pedestal-up",
    "[Static shot]": "-camera",
    # sequences
    "first push in, then hold for 1 s": "push-in; hold@1",
    "push in and hold": "push-in; hold@1",
    "pan left then right": "pan-left; pan-right@1",
    "pan left, then zoom in, then pull out": "pan-left; zoom-in@1; pull-out@2",
    # elements
    "water flows": "water flow",
    "the river flows toward the viewer": "river flow down",
    "clouds drift left": "clouds drift left",
    "clouds drift slowly from right to left": "clouds drift left",
    "clouds move from the left": "clouds right",
    "waves crash on the shore": "sea break",
    "gentle ripples on the water": "water ripple",
    "the waterfall plunges": "waterfall fall down",
    "smoke rises up and to the left": "smoke rise up left",
    "steam rises from the coffee cup": "steam rise up",
    "flames flicker": "fire flicker",
    "trees sway in the wind": "trees sway",
    "tall grass sways in mild wind": "grass sway",
    "leaves rustling": "leaves sway",
    "the flag waves in the wind": "flag sway",
    "her hair blows in the wind": "hair sway",
    "hair moves in a gentle breeze from the left": "hair right",
    "subject breathes slowly": "subject breathe",
    "soft warm light shifts slightly": "light shift",
    "strong wind from the right": "wind left",
    "flowers": "flowers",
    "boat rocks gently on the waves": "boat sway",
    "a red balloon drifts left": "balloon drift left",
    # lists and clauses
    "clouds, water and trees move gently": "clouds; water; trees",
    "clouds and water move left": "clouds left; water left",
    "clouds drift left, water flows right": "clouds drift left; water flow right",
    "clouds drift and swirl": "clouds swirl",
    "clouds drift over the mountains and the lake": "clouds drift",
    "the trees on the left sway": "trees sway",
    "water flows slow push in": "water flow; push-in",
    "clouds drift left, slow, gentle push in": "clouds drift left; push-in",
    "gentle zoom with clouds moving left": "zoom-in; clouds left",
    "slow dolly zoom in, subtle handheld sway": "dolly-zoom; handheld",
    "clouds drift left, the water flows, slow push-in": "clouds drift left; water flow; push-in",
    "slow camera push-in, steam rises from the coffee cup, shallow depth of field, static stable background": (
        "push-in; steam rise up; -background"
    ),
    "Subject breathes slowly, hair moves in a gentle breeze from the left, soft warm light shifts slightly": (
        "subject breathe; hair right; light shift"
    ),
    "Clouds drift slowly from right to left, water surface ripples gently, tall grass sways in mild wind, "
    "camera static": "clouds drift left; water ripple; grass sway; -camera",
    # denials
    "no camera movement": "-camera",
    "without camera movement": "-camera",
    "water flows without camera movement": "water flow; -camera",
    "static background": "-background",
    "everything in the background stays still": "-background",
    "don't move the sky": "-sky",
    "do not move the sky, the trees or the camera": "-sky; -trees; -camera",
    "the sky does not move": "-sky",
    "keep the trees still": "-trees",
    "keep the trees still and the water flowing": "-trees; water flow",
    "freeze the sky and the clouds": "-sky; -clouds",
    "still water": "-water",
    "leave the sky alone": "-sky",
    "no camera, water or sky movement, grass sways": "-camera; -water; -sky; grass sway",
    "no clouds, no camera movement, water flows": "-clouds; -camera; water flow",
    "water flows, not the sky": "water flow; -sky",
    "the sky stays still but the water flows": "-sky; water flow",
    "nothing moves": "-everything",
    "no movement": "-everything",
    "everything except the boat": "everything; -boat",
    "everything moves except the boat and the sky": "everything; -boat; -sky",
    "everything is still except the water": "-everything; water",
    "nothing moves but the clouds": "-everything; clouds",
    "freeze everything but the waterfall": "-everything; waterfall",
    "only the water moves": "-everything; water",
    "clouds only": "-everything; clouds",
    "keep the camera still, push in": "-camera; push-in",
    "no zoom and no pan, truck left": "-zoom-in; -zoom-out; -pan-right; -pan-left; -tilt-up; -tilt-down; truck-left",
    "don't zoom or tilt": "-zoom-in; -zoom-out; -tilt-up; -tilt-down; -roll-left; -roll-right",
    "clouds drift only slightly": "clouds drift",
    "sky moves, ground does not": "sky; -ground",
    "grass and flowers sway, sky stays": "grass sway; flowers sway; -sky",
    "the water stays calm": "water",
    "Only the smoke should move; nothing else": "-everything; smoke",
    "make the river flow from left to right, keep the rest frozen": "river flow right; -everything",
    "Add subtle motion to the water and keep everything else still": "water; -everything",
    "without moving the subject, push in": "-subject; push-in",
    "let the steam rise, but keep the cup still": "steam rise up; -object",
    # longer ones
    "The waves roll in slowly while seagulls fly overhead": "sea swell",
    "Cinematic slow push towards the mountain, clouds moving in fast-forward": "push-in; clouds",
    "the candle flickers, everything else static": "fire flicker; -everything",
    "a gentle breeze rustles the leaves, sunlight shimmers on the water": "leaves sway; light ripple",
    "The camera stays still. Water cascades down the rocks. Mist drifts to the right.": (
        "-camera; waterfall sway down; fog drift right"
    ),
    "slow cinematic dolly forward, fog rolling in from the right": "push-in; fog drift left",
    "clouds going left to right quickly": "clouds drift right",
    "camera circles around the subject to the left": "orbit-left",
    "girl's hair and dress flutter in the wind blowing from the right": "hair sway left; fabric sway left",
    "time-lapse clouds": "clouds",
    "zoom in on the face then pan up to the sky": "zoom-in; tilt-up@1",
    "high waves crash against the lighthouse during a storm": "sea break; wind",
    "trees: gentle; water: fast": "trees; water",
    "Camera: slow pan left. Sky: drifts right.": "pan-left; sky drift right",
    "Camera movement: push in": "push-in",
    "birds fly away": "",
    "fly over the lake": "push-in",
    # words that name nothing
    "": "",
    "make it move": "",
    "gently": "",
    "keep it subtle": "",
    "a beautiful landscape": "",
    "asdf qwer": "",
    "a smiling woman": "",
    "rain falls on the lake": "",
    "42": "",
    "🎬🌊": "",
    # slips of the finger
    "cluods drift lfet": "clouds drift left",
    "watr flows": "water flow",
    "slow psuh in": "push-in",
    "slow zooom in": "zoom-in",
    "waterfal": "waterfall",
    "camera paning left": "pan-left",
    "tress sway": "trees sway",
}


@pytest.mark.parametrize("prompt", PROMPTS)
def test_prompt_is_understood(prompt):
    wanted = {part.strip() for part in PROMPTS[prompt].split(";") if part.strip()}
    assert heard(prompt) == wanted


@pytest.mark.parametrize(
    "prompt, faster, larger",
    [
        ("clouds drift slowly", -1, -1),
        ("clouds drift gently", -1, -1),
        ("clouds drift fast", 1, 1),
        ("clouds drift dramatically", 1, 1),
        ("clouds drift", 0, 0),
        ("clouds drift, not too fast", -1, -1),
        ("barely moving clouds", -1, -1),
    ],
)
def test_adverbs_are_numbers(prompt, faster, larger):
    (clause,) = understand(prompt).clauses
    assert (clause.speed > 1) - (clause.speed < 1) == faster
    assert (clause.strength > 1) - (clause.strength < 1) == larger


def test_very_counts_more():
    slow, very = understand("slow pan left").clauses[0], understand("very slow pan left").clauses[0]
    assert very.speed < slow.speed < 1


def test_an_adverb_belongs_to_its_own_thing():
    water, push = understand("water flows fast and slow push in").clauses
    assert water.speed > 1 > push.speed


def test_what_is_said_of_nothing_counts_for_all():
    assert understand("gently").strength < 1
    assert understand("water flows, keep it subtle").strength < 1


@pytest.mark.parametrize(
    "prompt, loop",
    [
        ("push in", None),
        ("push in, one-way", False),
        ("pan left to reveal the sea", False),
        ("push in, no loop", False),
        ("push in then hold", False),
        ("seamless loop of clouds", True),
        ("push in, then hold, loop", True),
    ],
)
def test_a_prompt_may_say_whether_it_loops(prompt, loop):
    assert understand(prompt).loop is loop


def test_a_length_of_time_is_the_clips():
    intent = understand("push in slowly for 6 seconds at 30 fps")
    assert (intent.seconds, intent.fps) == (6, 30)


def test_in_a_sequence_a_length_is_the_moves():
    intent = understand("push in, then hold for 1 s")
    assert intent.seconds is None
    assert intent.clauses[1].seconds == 1


def test_unknown_words_are_named():
    assert understand("water flows frobnicate").notes == ("did not understand: frobnicate",)


def test_a_slip_is_said():
    assert "read 'cluods' as 'clouds'" in understand("cluods").notes


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("birds fly by", "flying"),
        ("a car drives by", "driving"),
        ("sand blows", "blowing sand"),
        ("the sand blows in the wind", "blowing sand"),
        ("the milky way rotates", "a rotating sky"),
        ("star trails", "a rotating sky"),
    ],
)
def test_what_cannot_be_is_called_by_its_name(prompt, name):
    intent = understand(prompt)
    assert intent.impossible == (name,) and not intent.clauses
    assert intent.notes == (f"left out: {name} (warping a photo cannot do that honestly)",)


@pytest.mark.parametrize("prompt", ["keep the city lights still", "the stars stay still", "no rain"])
def test_what_is_kept_still_is_not_laid_over(prompt):
    assert understand(prompt).looks == ()


def test_snow_falls_on_a_still_lake():
    assert dict(understand("snow falls on the still lake").looks) == {"snow": 1.0}


def test_the_milky_way_is_part_of_the_sky():
    (clause,) = understand("the milky way drifts left").clauses
    assert (clause.target, clause.verb, clause.angle_deg) == ("sky", "drift", 180)


def test_what_cannot_be_is_named():
    assert any("walking" in note for note in understand("a woman walks to the left").notes)
    assert any("sound" in note for note in understand("soft music").notes)


def test_what_is_denied_is_no_fault():
    assert understand("no rain, nobody walking").notes == () or all(
        "rain" not in note for note in understand("no rain").notes
    )


def test_a_layer_may_be_called_by_its_name():
    clauses = understand("the red umbrella sways", ["red umbrella"]).clauses
    assert [said(c) for c in clauses] == ["red umbrella sway"]


def test_too_long_a_prompt_is_refused():
    with pytest.raises(PlanError, match="shorten"):
        understand("water " * LONGEST)


def test_the_longest_prompt_is_read():
    assert understand("zxcv qwer " * (LONGEST // 10)).notes


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_text_crashes_the_grammar(text):
    intent = understand(text)
    assert isinstance(intent, Intent)
    assert all(note.isprintable() for note in intent.notes)


VOCABULARY = """push in pan left right up down zoom orbit camera water clouds sky trees boat subject light flows drift
sway still static no not without except only everything nothing background and or but while then hold , . [ ] slowly
very gently fast from to the for 3 seconds loop wind waves walks rain frob"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=14).map(" ".join))
def test_no_order_of_words_crashes_the_grammar(text):
    assert understand(text) == understand(text)


@pytest.mark.parametrize("denial", ["no {} movement", "keep the {} still", "don't move the {}", "without {} motion"])
@pytest.mark.parametrize("thing", ["water", "sky", "camera", "trees"])
@pytest.mark.parametrize(
    "other", ["slow push in", "clouds drift left", "water flows", "strong wind from the left", "loop"]
)
def test_a_denial_is_heard_beside_anything_else(denial, thing, other):
    first = denial.format(thing)
    for prompt in (f"{first}, {other}", f"{other}, {first}", f"{other}. {first.capitalize()}."):
        assert f"-{thing}" in heard(prompt), prompt


def test_every_text_of_the_table_is_distinct():
    assert len({re.sub(r"\W+", " ", p).casefold() for p in PROMPTS}) > 0.9 * len(PROMPTS)
