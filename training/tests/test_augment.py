import numpy as np
import pytest
from conftest import draw_texture

from driftscape_training.augment import (
    Example,
    change_speed,
    crop,
    limit_speed,
    mirror,
    paste,
    recolour,
    reverse,
)
from driftscape_training.dataset import collate, label
from driftscape_training.flow import warp_pixels
from driftscape_training.grafts import find_land, graft
from driftscape_training.silhouettes import DRAWERS, draw_silhouette

SIZE = 256


@pytest.fixture
def example() -> Example:
    """A texture that turns slowly: flow differs in both directions over the picture."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32) - SIZE / 2
    flow = np.stack((-0.008 * y + 0.4, 0.008 * x), -1).astype(np.float32)
    earlier = draw_texture(4, SIZE, SIZE)
    later = warp_pixels(earlier, flow)
    ones = np.ones((SIZE, SIZE), np.float32)
    return Example(earlier, later, flow, ones, ones, ones, ones, ones, flow, True)


def misfit(example: Example, flow: np.ndarray | None = None) -> float:
    """How badly the flow explains the pair, relative to no motion (centre only)."""
    flow = example.flow if flow is None else flow
    scale = example.flow.shape[0] / SIZE
    earlier, later = (frame.astype(np.float32) for frame in (example.earlier, example.later))
    inner = slice(24, -24)
    moved = np.abs(warp_pixels(earlier, flow * scale) - later)[inner, inner].mean()
    return float(moved / np.abs(earlier - later)[inner, inner].mean())


def test_flow_of_mirrored_examples_still_fits(example):
    assert misfit(mirror(example)) < 0.15
    assert misfit(mirror(example), -mirror(example).flow) > 0.5


@pytest.mark.parametrize("size", [SIZE, 192])
def test_flow_of_cropped_examples_still_fits(example, size):
    for seed in range(4):
        cut = crop(example, np.random.default_rng(seed), size)
        assert cut.earlier.shape == (size, size, 3)
        assert misfit(cut) < 0.35


def test_flow_of_reversed_examples_still_fits(example):
    assert misfit(reverse(example)) < 0.25


def test_flow_of_recoloured_examples_still_fits(example):
    for seed in range(4):
        assert misfit(recolour(example, np.random.default_rng(seed))) < 0.35


def test_examples_with_changed_speed_have_no_valid_pair(example):
    faster = change_speed(example, 1.3)
    assert not faster.has_pair
    assert np.allclose(faster.clip_flow, 1.3 * example.clip_flow)


def test_pasted_things_are_static_in_both_frames(example):
    pasted = paste(example, np.random.default_rng(2), [])
    is_static = pasted.moving == 0
    assert 0.001 < is_static.mean() < 0.95
    assert np.abs(pasted.flow[is_static]).max() == 0
    solid = is_static & (pasted.certainty >= 1.5)
    assert np.abs(pasted.earlier[solid] - pasted.later[solid]).mean() < 0.5 * (
        np.abs(example.earlier[solid].astype(float) - example.later[solid]).mean() + 1
    )
    assert np.array_equal(pasted.clip_flow, example.clip_flow)


@pytest.mark.parametrize("kind", list(DRAWERS))
def test_every_kind_of_silhouette_covers_a_part_of_the_picture(kind):
    shares = [
        draw_silhouette(np.random.default_rng(seed), 128, kinds=(kind,)).cover.mean() for seed in range(8)
    ]
    assert max(shares) > 0.002
    assert max(shares) < 0.95


def test_vectors_beyond_the_bound_are_shortened_without_changing_direction():
    flow = np.array([[[3.0, 4.0], [0.3, 0.4]]], np.float32)
    limited = limit_speed(flow, 2.0)
    assert np.allclose(limited[0, 0], [1.2, 1.6])
    assert np.allclose(limited[0, 1], flow[0, 1])


def test_static_things_under_bleeding_flow_are_labelled_static():
    mean = np.full((64, 64, 2), 0.8, np.float32)
    mean[:, :16] = 0
    still, moved = np.full((64, 64), 12, np.float32), np.full((64, 64), 3, np.float32)
    still[:, 40:48], moved[:, 40:48] = 0.5, 10  # a mast: it does not move, the flow over it does
    trust, flow, moving, certainty = label(mean, np.zeros((64, 64), np.float32), still, moved, 60)
    assert moving[:, 42:46].max() == 0
    assert np.abs(flow[:, 42:46]).max() == 0
    assert moving[:, 20:36].min() == 1
    assert moving[:, :14].max() == 0
    assert trust[:, 20:36].min() > 0.9
    assert certainty.min() > 0


def test_noisy_flow_is_trusted_less():
    mean = np.full((8, 8, 2), 0.3, np.float32)
    zero = np.ones((8, 8), np.float32)
    calm = label(mean, 0.1 * zero, 5 * zero, zero, 60)[0]
    wild = label(mean, 4 * zero, 5 * zero, zero, 60)[0]
    assert calm.mean() > 0.95
    assert wild.mean() < 0.5


def test_batches_hold_normalised_flow_and_pictures_within_bounds(example):
    batch = collate([example, mirror(example)])
    assert batch["image"].shape == (2, 3, SIZE, SIZE)
    assert batch["image"].abs().max() <= 1
    assert batch["clip_flow"].shape == (2, 2, 128, 128)
    assert np.allclose(batch["flow"][0].permute(1, 2, 0) * 127.5, example.flow, atol=1e-5)


def test_only_textured_static_areas_count_as_land():
    frame = draw_texture(8, SIZE, SIZE)
    frame[:128] = 130  # a blank sky
    is_static = np.ones((SIZE, SIZE), bool)
    is_static[:, :64] = False
    land = find_land(frame, is_static).land
    assert land[:110].mean() < 0.05
    assert land[:, :60].mean() < 0.05
    assert land[150:, 80:].mean() > 0.7
    assert find_land(np.full_like(frame, 130), is_static) is None


def test_land_of_another_clip_is_static_in_front_of_both_frames(example):
    frame = draw_texture(8, SIZE, SIZE)
    land = find_land(frame, np.ones((SIZE, SIZE), bool))
    for seed in range(4):
        grafted = graft(example, np.random.default_rng(seed), [land])
        is_land = (grafted.moving == 0) & (grafted.certainty == 1.5)
        assert is_land.mean() > 0.05
        assert np.abs(grafted.flow[is_land]).max() == 0
        assert np.array_equal(grafted.clip_flow, example.clip_flow)
        before = np.abs(example.earlier[is_land].astype(float) - example.later[is_land]).mean()
        assert np.abs(grafted.earlier[is_land] - grafted.later[is_land]).mean() < 0.4 * before
