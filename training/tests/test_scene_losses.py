import numpy as np
import pytest
import torch

from driftscape_training.scene.example import known_planes
from driftscape_training.scene.losses import scene_losses


def batch_of(value: int, size: int = 16):
    planes = known_planes(np.full((size, size), value, np.uint8), size)
    return torch.from_numpy(planes).permute(2, 0, 1)[None], torch.ones(1, 1, size, size)


def surely(region: int, size: int = 16) -> torch.Tensor:
    logits = torch.zeros(1, 4, size, size)
    logits[:, region] = 14
    return logits


def total(region: int, value: int) -> float:
    return float(scene_losses(surely(region), *batch_of(value))["total"])


def test_the_loss_is_zero_for_the_right_region_and_large_for_a_wrong_one():
    for region in range(4):
        assert total(region, region) < 0.01
        assert total((region + 1) % 4, region) > 2


def test_anything_but_water_penalises_only_water():
    assert max(total(region, 254) for region in (0, 1, 3)) < 0.01
    assert total(2, 254) > 1


def test_anything_but_sky_penalises_only_sky():
    assert max(total(region, 253) for region in (0, 2, 3)) < 0.01
    assert total(1, 253) > 1


def test_exclusion_does_not_prefer_any_remaining_region():
    known, weight = batch_of(254)
    logits = torch.zeros(1, 4, 16, 16, requires_grad=True)
    scene_losses(logits, known, weight)["exclusion"].backward()
    pull = logits.grad[0, :, 0, 0]
    assert pull[2] > 0
    assert pull[0].item() == pytest.approx(pull[1].item()) == pytest.approx(pull[3].item())


def test_unknown_pixels_have_no_effect():
    known, weight = batch_of(255)
    logits = torch.randn(1, 4, 16, 16, requires_grad=True)
    losses = scene_losses(logits, known, weight)
    (losses["region"] + losses["exclusion"]).backward()
    assert logits.grad.abs().max() == 0


def test_pixels_with_more_weight_decide():
    known = torch.zeros(1, 6, 16, 16)
    known[:, 0, :8], known[:, 1, 8:] = 1, 1
    weight = torch.ones(1, 1, 16, 16)
    light = scene_losses(surely(0), known, weight)["region"]
    weight[:, :, 8:] = 4
    assert scene_losses(surely(0), known, weight)["region"] > 1.4 * light
