"""Codes of looks: features, their distance, the autoencoder, and maps fitted to wanted colours."""

import pytest
import torch

from driftscape_training.colour import colour_distance, rgb_to_lab
from driftscape_training.look_codes import begin_with_components, gaussian_distance
from driftscape_training.looks.distance import look_distance
from driftscape_training.looks.features import (
    FEATURES,
    features_of,
    looks_of,
    measure_features,
    presence_of,
    regroup,
)
from driftscape_training.looks.fit import fit_maps
from driftscape_training.looks.statistics import LAND, MIST, SKY, WATER, measure_looks
from driftscape_training.networks.appearance import AppearanceNetworks, ExportedPredictor, transfer_colours
from driftscape_training.networks.look_code import LookCode

RIDGE = 61


@pytest.fixture
def picture() -> torch.Tensor:
    """A sky that brightens downwards over textured land, 1×3×128×128."""
    generator = torch.Generator().manual_seed(0)
    rows = torch.linspace(0, 1, RIDGE).view(1, 1, RIDGE, 1)
    sky = torch.tensor([-0.2, 0.1, 0.6]).view(1, 3, 1, 1) + 0.3 * rows
    land = torch.tensor([-0.5, -0.3, -0.6]).view(1, 3, 1, 1)
    texture = 0.2 * torch.rand(1, 1, 128 - RIDGE, 128, generator=generator)
    return torch.cat([sky.expand(1, 3, RIDGE, 128), land + texture], 2)


@pytest.fixture
def shares() -> torch.Tensor:
    shares = torch.zeros(1, 4, 128, 128)
    shares[:, SKY, :RIDGE] = 1
    shares[:, LAND, RIDGE:] = 1
    return shares


def test_looks_survive_as_features(picture: torch.Tensor, shares: torch.Tensor) -> None:
    looks = measure_looks(rgb_to_lab(picture), shares)
    again = looks_of(features_of(looks.means, looks.covariances, looks.heights))
    assert torch.allclose(again.means[:, :3], looks.means[:, :3], atol=1e-3)
    # Deviations have a floor.
    assert torch.allclose(again.covariances, looks.covariances, atol=1.6)
    assert torch.equal(again.heights, looks.heights)
    assert look_distance(looks, again).max() < 0.5


def test_the_distance_of_looks_is_that_of_their_regions(picture: torch.Tensor, shares: torch.Tensor) -> None:
    one = looks_of(measure_features(rgb_to_lab(picture), shares))
    warmer = picture.clone()
    warmer[:, 0, :RIDGE] += 0.3
    other = looks_of(measure_features(rgb_to_lab(warmer), shares))
    sky, land, _ = look_distance(one, other)[0].tolist()
    assert land < 0.2
    true = float(colour_distance(picture[:, :, :RIDGE], warmer[:, :, :RIDGE]))
    assert sky == pytest.approx(true, rel=0.25)


def test_presence_is_a_region_s_area(shares: torch.Tensor) -> None:
    shares[:, WATER, -1] = shares[:, LAND, -1]
    shares[:, LAND, -1] = 0
    sky, land, water = presence_of(shares)[0].tolist()
    assert sky == land == 1
    assert 0.2 < water < 0.3


def test_mist_belongs_to_the_sky_and_spray_and_streams_without_a_sky_to_the_land(
    shares: torch.Tensor,
) -> None:
    shares[:, MIST, :20], shares[:, SKY, :20] = 1, 0
    hazy = regroup(shares)
    assert torch.equal(hazy[:, SKY], shares[:, SKY] + shares[:, MIST])
    assert hazy[:, MIST].max() == 0
    fall = torch.zeros_like(shares)
    fall[:, LAND, 15:], fall[:, WATER, 10:15], fall[:, MIST, :10] = 1, 1, 1
    assert regroup(fall)[:, LAND].min() == 1


def test_codes_of_principal_components_rebuild_looks_of_few_dimensions() -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(400, 5, generator=generator) @ torch.randn(5, FEATURES, generator=generator)
    presence = torch.ones(400, 3)
    codes = LookCode()
    begin_with_components(codes, features, presence)
    with torch.no_grad():
        code = codes.encode(features, presence)
        rebuilt = codes.decode(code)
    assert (rebuilt - features).abs().max() < 0.02 * features.std()
    assert code[:, :5].std(0).tolist() == pytest.approx([1] * 5, abs=0.1)


def test_absent_regions_do_not_affect_codes() -> None:
    torch.manual_seed(0)
    codes, features = LookCode(), torch.randn(1, FEATURES)
    presence = torch.tensor([[1.0, 1.0, 0.0]])
    other = features.clone()
    other[:, 18:27] += 5
    assert torch.equal(codes.encode(features, presence), codes.encode(other, presence))
    assert not torch.equal(codes.encode(features, torch.ones(1, 3)), codes.encode(other, torch.ones(1, 3)))


def test_codes_from_a_unit_gaussian_are_closer_to_it_than_others() -> None:
    codes = torch.randn(256, 8, generator=torch.Generator().manual_seed(0))
    torch.manual_seed(0)
    near = gaussian_distance(codes)
    assert near < gaussian_distance(codes * 0.2)
    assert near < gaussian_distance(codes + 1.5)


def test_fitted_maps_give_each_region_its_colours_up_to_the_ridge(
    picture: torch.Tensor, shares: torch.Tensor
) -> None:
    night, dusk = (picture * 0.4 - 0.5).clamp(-1, 1), (picture + 0.15).clamp(-1, 1)
    targets = torch.stack([dusk, night, picture, picture], 1)
    result = transfer_colours(picture, *fit_maps(picture, shares, targets))
    wanted = torch.where(shares[:, SKY, None] > 0, night, dusk)
    error = (result - wanted).abs().mean(1)[0]
    assert error.mean() < 0.02
    assert error[RIDGE - 2 : RIDGE + 2].mean() < 0.06


def test_maps_to_a_picture_s_own_colours_change_nothing(picture: torch.Tensor, shares: torch.Tensor) -> None:
    gain, bias = fit_maps(picture, shares, picture[:, None].expand(-1, 4, -1, -1, -1))
    assert (gain - 1).abs().max() < 0.01
    assert bias.abs().max() < 0.01


@pytest.fixture
def networks(shares: torch.Tensor) -> AppearanceNetworks:
    """With regions that are known, and codes of random looks."""
    torch.manual_seed(0)
    networks = AppearanceNetworks().eval()
    networks.regions.forward = lambda image: shares
    spread = torch.randn(300, FEATURES) * 5 + torch.full((FEATURES,), 20.0)
    begin_with_components(networks.codes, spread, torch.ones(300, 3))
    return networks


def test_a_photo_in_its_own_light_hardly_changes(networks: AppearanceNetworks, picture: torch.Tensor) -> None:
    with torch.no_grad():
        own = networks.encode(picture)
        same, other = (transfer_colours(picture, *networks.predict(picture, code)) for code in (own, own + 4))
    assert (same - picture).abs().mean() < 0.02
    assert (other - picture).abs().mean() > 0.2


def test_maps_are_finite_for_any_picture_and_code() -> None:
    torch.manual_seed(0)
    noise = torch.rand(1, 3, 256, 256) * 2 - 1
    with torch.no_grad():
        maps = ExportedPredictor(AppearanceNetworks().eval())(noise, 20 * torch.randn(1, 8))
    for values in maps:
        assert values.shape == (1, 3, 256, 256)
        assert torch.isfinite(values).all()
