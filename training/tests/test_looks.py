"""Looks in training are the engine's: the same numbers for the same picture."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from driftscape_training.appearance_data import Sequence
from driftscape_training.colour import colour_distance, rgb_to_lab
from driftscape_training.errors import TrainingError
from driftscape_training.looks.built_in import read_looks
from driftscape_training.looks.lab import lab_to_rgb
from driftscape_training.looks.lit_views import LitViews
from driftscape_training.looks.pool import Pool, load_pool, regions_of
from driftscape_training.looks.statistics import LAND, MIST, SKY, WATER, measure_looks
from driftscape_training.looks.wanted import light_like

LOOKS = Path(__file__).parents[2] / "models/looks.json"
BUNDLE = Path(__file__).parents[2] / "models/default"
# A picture, its regions, its look and it in three built-in looks, as the engine computes them (rounded).
ENGINE = json.loads((Path(__file__).parent / "engine-looks.json").read_text())
SIDE = 12


@pytest.fixture
def picture() -> torch.Tensor:
    return torch.tensor(ENGINE["rgb"]).view(1, 3, SIDE, SIDE)


@pytest.fixture
def shares() -> torch.Tensor:
    return torch.tensor(ENGINE["shares"]).view(1, 4, SIDE, SIDE)


@pytest.fixture
def pool(picture: torch.Tensor, shares: torch.Tensor) -> Pool:
    frame = ((picture[0].permute(1, 2, 0) + 1) * 127.5).round().byte().numpy().repeat(11, 0).repeat(11, 1)
    small = (shares[0] * 255).round().byte().numpy().repeat(11, 1).repeat(11, 2)
    brighter = np.clip(frame.astype(int) + 40, 0, 255).astype(np.uint8)
    return Pool(np.stack([frame, brighter]), np.stack([small, small]), np.array([0.5, 0.5]))


def test_a_look_equals_the_one_measured_by_the_engine(picture: torch.Tensor, shares: torch.Tensor) -> None:
    looks = measure_looks(rgb_to_lab(picture), shares)
    for name, region in (("land", LAND), ("sky", SKY), ("water", WATER)):
        expected = ENGINE["look"][name]
        assert looks.means[0, region].tolist() == pytest.approx(expected["mean"], abs=0.02)
        covariance = looks.covariances[0, region][torch.triu(torch.ones(3, 3)) > 0]
        assert covariance.tolist() == pytest.approx(expected["covariance"], abs=0.05)
    # The engine leaves out rows that hardly count.
    assert torch.allclose(looks.heights[0], torch.tensor(ENGINE["look"]["sky"]["heights"]), atol=0.15)


@pytest.mark.parametrize("name", ["sunset", "moonlit-night", "noon-coast"])
def test_a_look_gives_the_same_colours_as_in_the_engine(
    name: str, picture: torch.Tensor, shares: torch.Tensor
) -> None:
    names = [entry["name"] for entry in json.loads(LOOKS.read_text())]
    looks = read_looks(LOOKS)[names.index(name) : names.index(name) + 1]
    (lit,) = light_like(picture, shares, looks)
    expected = torch.tensor(ENGINE["lit"][name]).view_as(lit)
    assert (lit - expected).abs().max() < 0.01


def test_taking_on_the_light_of_a_picture_brings_another_closer_to_it(
    picture: torch.Tensor, shares: torch.Tensor
) -> None:
    reference = light_like(picture, shares, read_looks(LOOKS)[9:10])[0]
    looks = measure_looks(rgb_to_lab(reference), shares)
    whole, half = light_like(picture, shares, looks, (1.0, 0.5))
    before, after, between = (colour_distance(one, reference) for one in (picture, whole, half))
    assert after < 0.3 * before
    assert after < between < before


def test_a_strength_of_zero_leaves_the_picture_unchanged(picture: torch.Tensor, shares: torch.Tensor) -> None:
    (same,) = light_like(picture, shares, read_looks(LOOKS)[:1], (0.0,))
    assert (same - picture).abs().max() < 1e-3


def test_colours_outside_srgb_keep_lightness_and_hue() -> None:
    lab = torch.tensor([60.0, 90.0, -90.0]).view(1, 3, 1, 1)
    back = rgb_to_lab(lab_to_rgb(lab)).flatten()
    assert float(back[0]) == pytest.approx(60, abs=0.5)
    assert float(back[1] / back[2]) == pytest.approx(-1, abs=0.05)
    assert float(back[1]) < 89


def test_a_look_without_water_gives_it_the_sky(picture: torch.Tensor, shares: torch.Tensor) -> None:
    dry = torch.cat([shares[:, :1] + shares[:, 2:3], shares[:, 1:2], torch.zeros_like(shares[:, :2])], 1)
    looks = measure_looks(rgb_to_lab(picture), dry)
    assert torch.equal(looks.means[:, WATER], looks.means[:, SKY])
    assert not torch.equal(looks.means[:, MIST], looks.means[:, SKY])


def test_views_depend_only_on_their_numbers(pool: Pool) -> None:
    views = LitViews(pool, read_looks(LOOKS))
    first, again, other = (
        views.draw(6, 64, np.random.default_rng(seed), torch.Generator().manual_seed(seed))
        for seed in (1, 1, 2)
    )
    assert all(torch.equal(one, same) for one, same in zip(first, again, strict=True))
    assert not torch.equal(first[0], other[0])
    assert first[0].shape == (6, 3, 64, 64)
    assert first[0].abs().max() <= 1
    assert torch.allclose(first[1].sum(1), torch.ones(6, 64, 64), atol=1e-5)


def test_water_in_the_dark_counts_as_land() -> None:
    shares = np.zeros((4, 40, 40), np.float32)
    shares[WATER] = 1
    dark, lit = (np.full((40, 40, 3), level, np.uint8) for level in (10, 120))
    assert regions_of(shares, dark)[LAND].min() > 0.99
    assert regions_of(shares, lit)[WATER].min() > 0.99


def test_a_folder_without_photos_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds no photo"):
        load_pool(tmp_path, [], BUNDLE, tmp_path / "pool.npz")


def test_regions_are_detected_only_once(tmp_path: Path) -> None:
    frames = np.random.default_rng(0).integers(0, 255, (3, 128, 128, 3), np.uint8)
    sequence = Sequence("cam-1", frames)
    first = load_pool(None, [sequence], BUNDLE, tmp_path / "pool.npz")
    again = load_pool(None, [sequence], tmp_path / "no-bundle", tmp_path / "pool.npz")
    assert np.array_equal(first.shares, again.shares)
    assert again.chances.sum() == pytest.approx(1)
