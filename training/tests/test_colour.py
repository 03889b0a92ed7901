"""Colour spaces and the distance between colour distributions, on known colours."""

import numpy as np
import pytest
import torch

from driftscape_training.colour import (
    colour_distance,
    linear_to_srgb,
    projections,
    rgb_to_lab,
    sliced_wasserstein,
    srgb_to_linear,
)

HORIZON = 40


@pytest.fixture
def scene() -> torch.Tensor:
    """Blue sky over textured green land, 1×3×96×96."""
    generator = torch.Generator().manual_seed(0)
    picture = torch.zeros(1, 3, 96, 96)
    picture[:, :, :HORIZON] = torch.tensor([0.1, 0.35, 0.8]).view(1, 3, 1, 1)
    land = torch.tensor([-0.6, -0.3, -0.7]).view(1, 3, 1, 1)
    picture[:, :, HORIZON:] = land + 0.2 * torch.rand(1, 1, 96 - HORIZON, 96, generator=generator)
    return picture


def test_linear_light_and_srgb_are_inverse():
    values = torch.linspace(0, 1, 256)
    assert torch.allclose(linear_to_srgb(srgb_to_linear(values)), values, atol=1e-5)


def test_lab_of_known_colours():
    """White, mid grey and pure red; reference values of CIE Lab under D65."""
    colours = torch.tensor([[1.0, 1, 1], [0.0, 0, 0], [1.0, -1, -1]]).T[None, :, :, None]
    lab = rgb_to_lab(colours)[0, :, :, 0].T
    expected = torch.tensor([[100.0, 0, 0], [53.389, 0, 0], [53.24, 80.09, 67.20]])
    assert torch.allclose(lab, expected, atol=0.1)


def test_sliced_wasserstein_of_a_shift_is_the_mean_projection_of_the_shift():
    directions = projections(256, torch.Generator().manual_seed(0))
    colours = torch.rand(1, 500, 3, generator=torch.Generator().manual_seed(1))
    shift = torch.tensor([10.0, 0.0, 0.0])
    distance = sliced_wasserstein(colours, colours + shift, directions)
    assert float(distance) == pytest.approx(10 * float(directions[:, 0].abs().mean()), rel=1e-4)


def test_colour_distance_ignores_where_colours_are(scene):
    shuffled = scene.flatten(2)[..., np.random.default_rng(0).permutation(96 * 96)].view_as(scene)
    assert float(colour_distance(scene, shuffled)) < 1e-3
    assert float(colour_distance(scene, -scene)) > 10
