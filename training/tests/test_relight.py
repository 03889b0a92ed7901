"""Relighting and colour measures on generated scenes whose sky and light are known."""

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
from driftscape_training.relight import PARAMETERS, UNCHANGED, estimate_sky, relight, sample_lights

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


def light(**changes: float) -> torch.Tensor:
    values = UNCHANGED.clone()
    for name, value in changes.items():
        values[PARAMETERS.index(name)] = value
    return values[None]


def test_sky_is_detected_above_the_horizon(scene):
    sky = estimate_sky(scene)
    assert sky[..., : HORIZON - 6, :].min() > 0.9
    assert sky[..., HORIZON + 6 :, :].max() < 0.1


def test_the_neutral_light_leaves_the_picture_unchanged(scene):
    assert (relight(scene, estimate_sky(scene), UNCHANGED[None]) - scene).abs().max() < 0.01


def test_one_stop_doubles_only_the_light_of_the_land(scene):
    sky = torch.zeros(1, 1, 96, 96)
    sky[:, :, :HORIZON] = 1
    brighter = srgb_to_linear(relight(scene, sky, light(land_exposure=1.0)) * 0.5 + 0.5)
    before = srgb_to_linear(scene * 0.5 + 0.5)
    ratio = (brighter / before)[..., HORIZON:, :]
    assert torch.allclose(ratio, torch.full_like(ratio, 2.0), atol=0.01)
    assert torch.allclose(brighter[..., :HORIZON, :], before[..., :HORIZON, :], atol=0.01)


def test_warmth_raises_red_and_lowers_blue(scene):
    warm = relight(scene, estimate_sky(scene), light(land_warmth=0.3, sky_warmth=0.3))
    assert (warm[:, 0] > scene[:, 0]).float().mean() > 0.95
    assert (warm[:, 2] < scene[:, 2]).float().mean() > 0.95


def test_the_mean_of_two_lights_is_between_them(scene):
    sky = estimate_sky(scene)
    ends = [light(land_exposure=-3.0, sky_exposure=-3.0), light(land_exposure=0.0)]
    dark, bright = (relight(scene, sky, end) for end in ends)
    half = relight(scene, sky, (ends[0] + ends[1]) / 2)
    assert (half >= dark - 1e-4).all()
    assert (half <= bright + 1e-4).all()


def test_random_lights_give_finite_pictures_in_range_and_some_nights(scene):
    lights = sample_lights(64, torch.Generator().manual_seed(1))
    pictures = relight(scene.expand(64, -1, -1, -1), estimate_sky(scene).expand(64, -1, -1, -1), lights)
    assert torch.isfinite(pictures).all()
    assert pictures.abs().max() <= 1
    levels = pictures.mean(dim=(1, 2, 3))
    assert levels.min() < -0.75
    assert levels.max() > -0.3


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
