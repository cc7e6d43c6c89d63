from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from flowanim.nets.scene_layout import CHANNELS
from flowanim.nets.scene_net import WIDTHS, SceneDecoder, SceneNet

SCRIPTS = str(Path(__file__).resolve().parents[2] / "scripts")


@pytest.mark.parametrize("size", [(64, 96), (32, 32), (128, 64)])
def test_the_answer_is_a_quarter_of_the_question(size):
    with torch.inference_mode():
        assert SceneNet().eval()(torch.rand(2, 3, *size)).shape == (2, CHANNELS, size[0] // 4, size[1] // 4)


def test_the_network_is_compact():
    assert sum(p.numel() for p in SceneNet().parameters()) <= 6_000_000


def test_every_weight_learns():
    network = SceneNet()
    network(torch.rand(2, 3, 64, 64)).square().mean().backward()
    assert not [name for name, p in network.named_parameters() if p.grad is None]


def test_any_encoder_that_gives_the_same_widths_fits_the_decoder():
    class Averages(SceneDecoder):
        def features(self, rgb):
            small = [torch.nn.functional.avg_pool2d(rgb, 4 * 2**i).mean(1, keepdim=True) for i in range(4)]
            return [seen.expand(-1, width, -1, -1) for seen, width in zip(small, WIDTHS, strict=True)]

    with torch.inference_mode():
        assert Averages().eval()(torch.rand(1, 3, 64, 96)).shape == (1, CHANNELS, 16, 24)


def test_weights_of_the_loss_go_in_again_as_they_came_out(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    from train.encoders import weigh
    from train.scene import WEIGHTS

    network = SceneNet().eval()
    rgb = torch.rand(1, 3, 32, 32)
    with torch.inference_mode():
        before = network(rgb)
    weigh(network, WEIGHTS, -1)
    with torch.inference_mode():
        apart = before - network(rgb)
    np.testing.assert_allclose(apart[0, :, 0, 0], [0, 0, 0, *np.log(WEIGHTS)], atol=1e-5)
    weigh(network, WEIGHTS, 1)
    with torch.inference_mode():
        np.testing.assert_allclose(network(rgb), before, atol=1e-5)


def test_who_is_alone_in_the_labels_and_large_is_the_subject(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    from train.data import subject_of

    region = np.full((40, 50), 131, np.uint8)
    region[10:30, 10:20], region[0, 0] = 3, 3
    subject = subject_of(region)
    assert subject[15, 15] == 1 and subject[0, 0] == 2 and subject[35, 35] == 0
    assert set(np.unique(subject_of(np.uint8([[0, 1, 2, 7, 8, 255]])))) == {0, 2}


def test_who_is_pasted_is_the_subject_if_it_is_the_larger_one(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    from train.augment import paste
    from train.data import REGION, SUBJECT, UNKNOWN

    rng = np.random.default_rng(4)
    scene = np.zeros((96, 128, 3), np.uint8), np.full((48, 64, 4), UNKNOWN, np.uint8)
    labels = np.full((48, 64, 4), (131, 0, 0, 0), np.uint8)
    labels[10:40, 20:40, (REGION, SUBJECT)] = 3, 1
    rgb, maps = paste(rng, scene, (np.full((96, 128, 3), 200, np.uint8), labels))
    inside = maps[..., SUBJECT] == 1
    assert inside.any() and (maps[..., REGION][inside] == 3).all() and rgb.max() > 190
    scene[1][:, :40, SUBJECT] = 1
    _, maps = paste(rng, scene, (rgb, labels // 1))
    assert (maps[:, :10, SUBJECT] == 1).any()


def test_an_outline_inside_an_outline_is_a_hole(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    from train.outlines import Outlined

    square, hole = (100, 200, 500, 200, 500, 800, 100, 800), (200, 400, 400, 400, 400, 600, 200, 600)
    mask = Outlined("animal", False, (square, hole)).mask((180, 240))
    assert mask[40, 30] and mask[140, 115] and not mask[90, 72] and not mask[90, 150]
    assert mask.mean() == pytest.approx(0.4 * 0.6 - 0.2 * 0.2, abs=0.01)


def test_of_what_is_outlined_the_region_is_known_and_around_it_what_it_is_not(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(SCRIPTS)
    from train import data, outlines

    (tmp_path / "photos").mkdir()
    ring = ((250, 250, 750, 250, 750, 750, 250, 750),)
    kinds = {"a": ("animal", False), "b": ("animal", True), "c": ("other", False), "d": ("none", False)}
    held = {name: outlines.Outlined(kind, also, ring) for name, (kind, also) in kinds.items()}
    monkeypatch.setattr(outlines, "subjects", lambda: held)
    for name in kinds:
        cv2.imwrite(str(tmp_path / "photos" / f"{name}.jpg"), np.zeros((40, 60, 3), np.uint8))
    samples = data.load_things(tmp_path)
    assert [sample.name for sample in samples] == ["a", "b", "c"]
    around = [sample.maps[0, 0, data.REGION] for sample in samples]
    assert around == [132, 255, 255] and all(s.maps[20, 30, data.SUBJECT] == 1 for s in samples)
    assert data.outlined("a", np.zeros((40, 60), np.uint8))[20, 30] == 1


def test_every_outline_of_ours_is_of_a_kind_and_has_a_size(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    from train.outlines import NONE, subjects

    assert len(subjects()) > 200
    for name, own in subjects().items():
        share = own.mask((240, 320)).mean()
        assert share == 0 if own.kind == NONE else own.number >= 0 and 0.002 < share < 0.99, name
