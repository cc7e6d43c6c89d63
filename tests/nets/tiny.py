"""Tiny models, at random, of the classes that the fetched ones have: saved to disk as those are."""

import json
from pathlib import Path
from typing import Any

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
WORDS = {
    "vocab_size": 4,
    "hidden_size": 8,
    "intermediate_size": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "max_position_embeddings": 8,
    "projection_dim": 8,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 1,
}


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


def paint_pipeline(folder: Path, *, half: bool = False) -> Path:
    """Save an in-painting pipeline of the form of Stable Diffusion, 64 pixels a side; half: in 16 bits only."""
    diffusers = pytest.importorskip("diffusers")
    transformers = load_transformers()
    torch = pytest.importorskip("torch")
    torch.manual_seed(3)
    unet = diffusers.UNet2DConditionModel(
        sample_size=32,
        in_channels=9,
        out_channels=4,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=8,
        attention_head_dim=4,
        norm_num_groups=4,
    )
    vae = diffusers.AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        norm_num_groups=4,
        sample_size=64,
    )
    pipe = diffusers.StableDiffusionInpaintPipeline(
        vae=vae,
        unet=unet,
        text_encoder=transformers.CLIPTextModel(transformers.CLIPTextConfig(**WORDS)),
        tokenizer=tokenizer(folder.parent / f"{folder.name}-words"),
        scheduler=diffusers.DDIMScheduler(steps_offset=1, clip_sample=False, set_alpha_to_one=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    if half:
        pipe.to(torch.float16)
    pipe.save_pretrained(str(folder), safe_serialization=True, variant="fp16" if half else None)
    return folder


def tokenizer(folder: Path) -> Any:
    """Return a CLIPTokenizer that knows one letter."""
    folder.mkdir(parents=True)
    vocabulary = {"<|startoftext|>": 0, "<|endoftext|>": 1, "a": 2, "a</w>": 3}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    make = load_transformers().CLIPTokenizer
    return make(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=8)
