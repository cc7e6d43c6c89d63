import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowanim.motion.lint import lint, suggest
from tests.motion.scenes import cafe, coast, harbour, nothing, portrait

SCENES = {"": None, "coast": coast(), "portrait": portrait(), "harbour": harbour(), "cafe": cafe()}

TABLE = (
    # (scene, prompt, the rules that complain)
    ("coast", "clouds drift left, slow push in", ""),
    ("coast", "the water ripples gently", ""),
    ("", "slow push in", ""),
    ("coast", "everything except the trees", ""),
    ("coast", "clouds drift left and the water flows, camera static", ""),
    ("coast", "make it move", "vague"),
    ("", "animate this photo", "vague"),
    ("coast", "gently", "vague"),
    ("coast", "", "empty"),
    ("coast", "a beautiful sunset over a calm bay", "vague words"),
    ("coast", "a mountain lake under white clouds", "no-motion"),
    ("coast", "trees, water and clouds", "no-motion things"),
    ("coast", "Die Wolken ziehen", "not-understood"),
    ("coast", "push in and pan left", "cameras"),
    ("coast", "push in, then tilt up", "cameras"),
    ("coast", "clouds drift, water flows, trees sway", "things"),
    ("coast", "the water moves, the water is still", "contradiction"),
    ("coast", "static camera, push in", "contradiction"),
    ("coast", "clouds drift left, clouds drift right", "contradiction"),
    ("coast", "pan left and pan right", "cameras contradiction"),
    ("coast", "clouds race dramatically", "extreme"),
    ("coast", "push in 50 %", "extreme"),
    ("coast", "clouds drift left at 300 px/s", "extreme"),
    ("portrait", "clouds drift left", "not-in-photo"),
    ("coast", "the flag waves", "not-in-photo"),
    ("harbour", "the flag waves", ""),
    ("harbour", "the man walks to the left", "not-honest"),
    ("portrait", "she smiles", "not-honest"),
    ("portrait", "the woman turns around", "not-honest"),
    ("harbour", "the church moves", "not-honest"),
    ("portrait", "confetti falls, push in", "not-yet"),
    ("portrait", "shallow depth of field, push in", ""),
    ("coast", "heavy snow", ""),
    ("portrait", "she blinks", ""),
    ("coast", "water flows frobnicate", "words"),
    ("coast", "cluods drift left", "words"),
    ("coast", "the clouds drift slowly to the left over the sea " * 4, "long"),
)


@pytest.mark.parametrize(("where", "prompt", "rules"), TABLE)
def test_what_is_doubtful_is_said(where, prompt, rules):
    assert {one.rule for one in lint(prompt, SCENES[where])} == set(rules.split())


def test_a_suggestion_is_made_from_what_the_photo_has():
    (finding,) = lint("make it move", coast())
    assert "water" in finding.suggestion and "clouds" in finding.suggestion
    (finding,) = lint("clouds drift left", portrait())
    assert "breathes" in finding.suggestion and "water" not in finding.suggestion
    assert "smoke" in suggest(cafe()) and "fire" in suggest(cafe())


@pytest.mark.parametrize("where", SCENES)
def test_what_is_suggested_is_itself_fine(where):
    assert lint(suggest(SCENES[where]), SCENES[where]) == ()
    assert lint(suggest(nothing()), nothing()) == ()


def test_each_finding_is_a_sentence_and_a_suggestion():
    for where, prompt, _ in TABLE:
        for finding in lint(prompt, SCENES[where]):
            assert finding.problem.endswith(".") and finding.suggestion.endswith(".")
            assert finding.problem.isprintable() and finding.suggestion.isprintable()


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80), st.sampled_from(sorted(SCENES)))
def test_lint_never_refuses(prompt, where):
    lint(prompt, SCENES[where])
