"""Tiny models, at random, of the classes that the fetched ones have: saved to disk as those are."""

from pathlib import Path

import pytest

from flowanim.nets.timm_door import load_transformers

LABELS = (
    "wall",
    "sky",
    "tree",
    "sidewalk, pavement",
    "person, individual",
    "water",
    "hill",
    "car, auto",
    "cat",
    "lamp",
)


def depth_model(folder: Path) -> Path:
    """Save a DepthAnything."""
    pytest.importorskip("transformers")
    transformers = load_transformers()
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    backbone = transformers.Dinov2Config(
        hidden_size=24,
        num_attention_heads=2,
        num_hidden_layers=4,
        image_size=56,
        out_indices=[1, 2, 3, 4],
        reshape_hidden_states=False,
    )
    config = transformers.DepthAnythingConfig(
        backbone_config=backbone,
        reassemble_hidden_size=24,
        neck_hidden_sizes=[8, 12, 16, 24],
        fusion_hidden_size=8,
        head_hidden_size=8,
    )
    transformers.DepthAnythingForDepthEstimation(config).save_pretrained(str(folder))
    return folder


def segment_model(folder: Path) -> Path:
    """Save an UPerNet on a ConvNeXt."""
    pytest.importorskip("transformers")
    transformers = load_transformers()
    torch = pytest.importorskip("torch")
    torch.manual_seed(2)
    backbone = transformers.ConvNextConfig(
        hidden_sizes=[8, 12, 16, 20], depths=[1, 1, 1, 1], out_features=["stage1", "stage2", "stage3", "stage4"]
    )
    config = transformers.UperNetConfig(
        backbone_config=backbone,
        hidden_size=16,
        use_auxiliary_head=False,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    transformers.UperNetForSemanticSegmentation(config).save_pretrained(str(folder))
    return folder
