import numpy as np
import pytest
from scene_pictures import draw_scene

from driftscape_training.scene.compose import add_things, lay_far_water, reflect, stand_before
from driftscape_training.scene.example import (
    EDGE_WEIGHT,
    Example,
    crop,
    known_planes,
    lay_over,
    mirror,
    stress_edges,
    whole,
)
from driftscape_training.scene.light import record, relight
from driftscape_training.scene.pictures import Entry, LabelledPicture
from driftscape_training.silhouettes import DRAWERS, draw_silhouette

# Colours that say which region a pixel is, so that a picture tells what its labels must be.
COLOURS = np.array([[200, 30, 30], [30, 30, 200], [30, 200, 30]], np.uint8)


def coded_picture(width: int = 160, height: int = 96) -> LabelledPicture:
    _, mask = draw_scene(0, height, width)
    # A thing that is not the same left and right.
    mask[10:60, 20:50] = 0
    return LabelledPicture(Entry("p", "s", "CC0", "hand", "g"), COLOURS[mask], mask)


def told_by_colour(example: Example) -> np.ndarray:
    return np.linalg.norm(example.picture[..., None, :] - COLOURS, axis=-1).argmin(-1)


def agreement(example: Example) -> float:
    """Share of the known pixels away from edges whose colour says the region of their label."""
    sure = example.known[..., :3].max(-1) > 0.99
    return float((told_by_colour(example) == example.known[..., :3].argmax(-1))[sure].mean())


def test_all_kinds_of_crops_keep_picture_and_labels_aligned():
    for seed in range(40):
        example = crop(coded_picture(), np.random.default_rng(seed), 96)
        assert example.picture.shape == (96, 96, 3)
        assert agreement(example) > 0.98, seed
        assert example.known.sum(-1).max() <= 1.001


def test_mirroring_keeps_picture_and_labels_aligned():
    example = mirror(crop(coded_picture(), np.random.default_rng(1), 96))
    assert agreement(example) > 0.98


def test_crops_keep_the_sky_on_top():
    for seed in range(20):
        example = crop(coded_picture(), np.random.default_rng(seed), 96)
        rows = np.arange(96)[:, None] * np.ones(96)
        sky, water = example.known[..., 1], example.known[..., 2]
        if sky.sum() > 50 and water.sum() > 50:
            assert (rows * sky).sum() / sky.sum() < (rows * water).sum() / water.sum()


def test_masks_can_exclude_regions():
    mask = np.tile(np.array([0, 1, 2, 3, 254, 253, 255], np.uint8), (7, 1))
    planes = known_planes(mask, 7)[0]
    assert np.array_equal(planes[:6], np.eye(6, dtype=np.float32))
    assert planes[6].sum() == 0


def test_pasted_pictures_reduce_all_other_labels():
    example = whole(coded_picture(), 96)
    cover = np.zeros((96, 96), np.float32)
    cover[:10], cover[10] = 1, 0.25
    laid = lay_over(example, np.zeros((96, 96, 3), np.float32), cover, 2, 3.0)
    assert np.all(laid.known[:10, :, 2] == 1)
    assert laid.known[10, -1, 2] == pytest.approx(0.25)
    assert laid.known[10, -1, 1] == pytest.approx(0.75)
    assert np.all(laid.picture[:10] == 0)
    assert np.all(laid.weight[:11] == 3)
    assert np.all(laid.weight[11:] == 1)


def test_a_reflection_is_labelled_water():
    for seed in range(10):
        example = reflect(whole(coded_picture(), 96), np.random.default_rng(seed))
        assert np.all(example.known[-20:, :, 2] == 1)
        assert np.all(example.known[:30].sum(-1) > 0.99)


def test_pasted_land_of_another_picture_is_labelled_land():
    example, other = whole(coded_picture(), 96), whole(coded_picture(), 96)
    changed = [stand_before(example, np.random.default_rng(seed), other) for seed in range(10)]
    more = [one.known[..., 0].mean() > example.known[..., 0].mean() for one in changed]
    assert any(more)
    for one in changed:
        assert one.known.sum(-1).max() <= 1.001


def test_land_without_a_skyline_is_not_pasted():
    example = whole(coded_picture(), 96)
    other = Example(example.picture, known_planes(np.zeros((96, 96), np.uint8), 96), example.weight)
    assert stand_before(example, np.random.default_rng(0), other) is example


def test_far_water_is_between_open_sky_and_land():
    mask = np.zeros((96, 96), np.uint8)
    mask[:60] = 1
    example = Example(
        np.full((96, 96, 3), 180, np.float32), known_planes(mask, 96), np.ones((96, 96), np.float32)
    )
    textures = [coded_picture().picture]
    for seed in range(12):
        regions = lay_far_water(example, np.random.default_rng(seed), textures).known.argmax(-1)
        water = np.flatnonzero((regions == 2).any(1))
        assert len(water) > 0
        assert (regions == 0).any()
        assert 0.5 < (regions[: water[0]] == 1).mean()


def test_far_water_needs_open_sky():
    example = whole(coded_picture(), 96)
    shut = Example(example.picture, known_planes(np.zeros((96, 96), np.uint8), 96), example.weight)
    assert lay_far_water(shut, np.random.default_rng(0), [coded_picture().picture]) is shut


def test_generated_things_are_land_and_thin_ones_have_more_weight():
    example = whole(coded_picture(), 96)
    changed = add_things(example, np.random.default_rng(4), [coded_picture().picture])
    assert changed.known[..., 0].sum() > example.known[..., 0].sum()
    assert changed.weight.max() >= 1


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_every_kind_of_silhouette_is_drawn_within_bounds(kind):
    covers = [draw_silhouette(np.random.default_rng(seed), 96, kinds=(kind,)).cover for seed in range(6)]
    assert all(cover.min() >= 0 and cover.max() <= 1 for cover in covers)
    assert any(cover.max() > 0.9 for cover in covers)
    assert all(cover.mean() < 0.95 for cover in covers)


def test_light_and_cameras_change_the_picture_and_not_the_labels():
    example = whole(coded_picture(), 96)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        changed = record(relight(example, rng), rng)
        assert changed.known is example.known
        assert changed.picture.shape == example.picture.shape
        assert changed.picture.dtype == np.float32
        assert 0 <= changed.picture.min() and changed.picture.max() <= 255


def test_pixels_near_region_edges_have_more_weight_and_unknown_ones_make_no_edge():
    mask = np.zeros((96, 96), np.uint8)
    mask[:32], mask[32:64] = 1, 255
    mask[80:, 48:] = 2
    example = Example(
        np.zeros((96, 96, 3), np.float32), known_planes(mask, 96), np.ones((96, 96), np.float32)
    )
    weight = stress_edges(example).weight
    assert np.all(weight[:70] == 1)
    assert np.all(weight[78:82, 50:] == EDGE_WEIGHT)
    assert np.all(weight[90:, :40] == 1)
