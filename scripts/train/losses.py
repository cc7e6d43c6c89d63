"""What a network's answer costs, given labels that are partly unknown. All in float32, means over what is known.

Disparity up to scale and shift, with gradients at four scales: Ranftl et al., MiDaS, 2020. Order: Chen et al., Depth
in the Wild, 2016. The expected error: Laplace likelihood, Kendall and Gal, 2017.
"""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, log_softmax, softplus

LEVELS = (1.0, 0.75, 0.56, 0.42, 0.3, 0.2, 0.11, 0.05, 0.0)
"""The disparity that order numbers 1..9 suggest."""
SOFTNESS = 0.04
LIMITS = (0.1, 2.0)


def mean_over(value: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of `value` where `mask` is true; 0 where it is nowhere."""
    weight = mask.to(value.dtype)
    return (value * weight).sum() / weight.sum().clamp(min=1)


def aligned(found: Tensor, true: Tensor, mask: Tensor) -> Tensor:
    """Return `found` (N, H, W) scaled and shifted, picture by picture, to fit `true` in least squares over `mask`."""
    weight = mask.to(found.dtype)
    count = weight.sum((1, 2), keepdim=True).clamp(min=1)
    mean_f, mean_t = ((x * weight).sum((1, 2), keepdim=True) / count for x in (found, true))
    f, t = (found - mean_f) * weight, (true - mean_t) * weight
    scale = (f * t).sum((1, 2), keepdim=True) / ((f * f).sum((1, 2), keepdim=True) + 1e-3 * count)
    return scale.clamp(min=0.05) * (found - mean_f) + mean_t


def gradient_loss(error: Tensor, mask: Tensor, scales: int = 4) -> Tensor:
    """Return how much the error changes from pixel to pixel, at `scales` sizes."""
    total = error.new_zeros(())
    for level in range(scales):
        e, m = error[:, :: 2**level, :: 2**level], mask[:, :: 2**level, :: 2**level]
        total = total + mean_over((e[:, 1:] - e[:, :-1]).abs(), m[:, 1:] & m[:, :-1])
        total = total + mean_over((e[..., 1:] - e[..., :-1]).abs(), m[..., 1:] & m[..., :-1])
    return total


def dense_loss(found: Tensor, near: Tensor) -> tuple[Tensor, Tensor]:
    """Return the loss against measured disparity `near` (N, H, W; 0 unknown), and the error (N, H, W) it leaves."""
    mask = (near > 0) & ((near > 0).float().mean((1, 2), keepdim=True) > 0.2)
    fit = aligned(found, near, mask)
    error = fit - near
    ratio = (torch.log(fit.clamp(min=0.05)) - torch.log(near.clamp(min=0.05))).abs()
    direct = mean_over((found - near).abs(), mask)
    loss = 1.5 * mean_over(error.abs(), mask) + 0.5 * mean_over(ratio, mask) + 0.5 * gradient_loss(error, mask)
    return loss + 0.4 * direct, error.detach().abs()


def area_means(found: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
    """Return (N, 9) mean disparity of the area of each order number, and whether it is there."""
    number = torch.where(order > 100, order - 100, order)
    one = torch.nn.functional.one_hot(number.clamp(0, 9), 10)[..., 1:].to(found.dtype).flatten(1, 2)
    count = one.sum(1)
    return (one * found.flatten(1)[..., None]).sum(1) / count.clamp(min=1), count > 0.005 * one.shape[1]


def order_loss(found: Tensor, order: Tensor, exact: Tensor) -> Tensor:
    """Return how far areas are from following their numbers; where `exact` (N,), also from the levels they suggest."""
    means, there = area_means(found, order)
    step = means[:, :, None] - means[:, None, :]
    both = there[:, :, None] & there[:, None, :] & torch.ones(9, 9, dtype=torch.bool).triu(1)
    ranks = mean_over(softplus(-step / SOFTNESS), both)
    levels = found.new_tensor(LEVELS)
    apart = mean_over((means - levels).abs(), there & exact[:, None])
    sure = (order > 0) & (order < 100)
    level = levels[(order.clamp(1, 9) - 1)]
    flat = mean_over((found - level).abs(), sure & (exact[:, None, None] | (order == 9)))
    return 0.4 * ranks + 0.5 * apart + 0.6 * flat


def pixel_order_loss(found: Tensor, order: Tensor, count: int = 600) -> Tensor:
    """Return how far random pixels of standing areas are from following their numbers: it sharpens the borders."""
    n, h, w = order.shape
    i, j = torch.randint(h * w, (2, n, count))
    flat, number = found.flatten(1), order.flatten(1)
    a, b = number.gather(1, i), number.gather(1, j)
    step = flat.gather(1, i) - flat.gather(1, j)
    known = (a > 0) & (b > 0) & (a < 100) & (b < 100) & (a != b)
    return mean_over(softplus(-step * torch.sign(b - a) / SOFTNESS), known)


def ground_loss(found: Tensor, region: Tensor, order: Tensor, near: Tensor) -> Tensor:
    """Return how far ground and water are from coming nearer towards the bottom, where they are seen to recede."""
    step = max(1, found.shape[1] // 10)
    lies = ((region == 2) | (region == 7)) & (near == 0) & ((order > 100) | (order == 0))
    known = lies[:, step:] & lies[:, :-step]
    return mean_over(softplus(-(found[:, step:] - found[:, :-step]) / SOFTNESS), known)


def doubt_loss(doubt: Tensor, error: Tensor, mask: Tensor) -> Tensor:
    """Return the Laplace likelihood of `error` under the expected error exp(`doubt`)."""
    doubt = doubt.clamp(-5, 1)
    return mean_over(error * torch.exp(-doubt) + doubt, mask)


def region_loss(logits: Tensor, region: Tensor, weights: Tensor) -> Tensor:
    """Return the cross-entropy of (N, K, H, W) against labels (N, H, W); 128 + k says "not k"; 255 says nothing."""
    known = region < 128
    label = torch.where(known, region, -100)
    sure = cross_entropy(logits, label, weight=weights, ignore_index=-100, label_smoothing=0.03)
    partly = (region >= 128) & (region < 138)
    if not partly.any():
        return sure
    logs = log_softmax(logits, 1)
    chosen = logs.gather(1, (region - 128).clamp(0, 9)[:, None])[:, 0]
    return sure + 0.4 * mean_over(-torch.log1p(-chosen.exp().clamp(max=0.999)), partly)


def subject_loss(logit: Tensor, subject: Tensor) -> Tensor:
    """Return cross-entropy and soft Dice of the subject (N, H, W) against labels 0, 1, and 2 unknown."""
    known = subject < 2
    true = (subject == 1).float()
    apart = mean_over(binary_cross_entropy_with_logits(logit, true, reduction="none"), known)
    p = torch.sigmoid(logit) * known
    both, any_ = (p * true).sum((1, 2)), (p + true).sum((1, 2))
    dice = 1 - (2 * both + 1) / (any_ + 1)
    return apart + 0.7 * mean_over(dice, (true.sum((1, 2)) > 0) & known.any(2).any(1))
