from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import draw_texture, drifting_frames, write_clip

from driftscape_training.dataset import MotionBatches, load_clip, photo_example
from driftscape_training.errors import TrainingError
from driftscape_training.prepare import read_cache, run
from driftscape_training.scenes import SIZE, load_masks, load_photos


def write_mask(path: Path, movable_rows: float) -> None:
    """A mask whose upper part can move."""
    mask = np.zeros((64, 64), np.uint8)
    mask[: round(64 * movable_rows)] = 255
    cv2.imwrite(str(path), mask)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One prepared clip, `sky`, whose upper 60 % drift."""
    folder = tmp_path_factory.mktemp("clips")
    write_clip(folder / "sky.mp4", drifting_frames(20, 1.5))
    run(clips=folder, cache=folder / "cache")
    return folder / "cache"


def test_masks_are_matched_by_the_name_of_a_clip_or_a_photo(tmp_path):
    write_mask(tmp_path / "sky.mask.png", 0.5)
    write_mask(tmp_path / "lake.mask.png", 0.25)
    cv2.imwrite(str(tmp_path / "lake.png"), draw_texture(1, 100, 160))
    masks = load_masks(tmp_path)
    assert sorted(masks) == ["lake", "sky"]
    (lake,) = load_photos(tmp_path, masks)
    assert lake.picture.shape == (SIZE, SIZE, 3)
    assert lake.drawn.movable.mean() == pytest.approx(0.25, abs=0.01)


def test_the_edge_of_a_mask_is_less_certain_than_the_rest(tmp_path):
    write_mask(tmp_path / "sky.mask.png", 0.5)
    certainty = load_masks(tmp_path)["sky"].certainty
    assert certainty[SIZE // 2].max() < 0.5
    assert certainty[: SIZE // 4].min() == certainty[-SIZE // 4 :].min() == 1


def test_a_folder_without_masks_and_a_damaged_mask_are_rejected_with_a_message(tmp_path):
    with pytest.raises(TrainingError, match="no mask"):
        load_masks(tmp_path)
    (tmp_path / "sky.mask.png").write_bytes(b"no picture")
    with pytest.raises(TrainingError, match=r"sky\.mask\.png: does not decode"):
        load_masks(tmp_path)


def test_hand_drawn_land_is_static_even_if_the_flow_moves(cache, tmp_path):
    (note,) = read_cache(cache, "train")
    plain = load_clip(note, cache)
    # Half of the drifting sky is called land.
    write_mask(tmp_path / f"{note.id}.mask.png", 0.3)
    drawn = load_clip(note, cache, load_masks(tmp_path)[note.id])
    is_land = (drawn.movable == 0) & (drawn.movable_certainty == 1)
    assert np.abs(plain.flow[is_land]).max() > 0.5
    assert np.abs(drawn.flow[is_land]).max() == drawn.moving[is_land].max() == 0
    assert np.array_equal(drawn.flow[: SIZE // 5], plain.flow[: SIZE // 5])


def test_without_a_mask_static_areas_have_little_weight_for_what_can_move(cache):
    (note,) = read_cache(cache, "train")
    clip = load_clip(note, cache)
    stands, moves = clip.moving == 0, clip.moving == 1
    assert clip.movable_certainty[stands].mean() < 0.3 * clip.movable_certainty[moves].mean()


def test_a_photo_only_teaches_where_land_is(cache, tmp_path):
    write_mask(tmp_path / "lake.mask.png", 0.5)
    cv2.imwrite(str(tmp_path / "lake.png"), draw_texture(1, 100, 160))
    batches = MotionBatches(cache, 4, scenes=tmp_path)
    assert len(batches.scenes) == 1
    example = photo_example(batches.scenes[0], batches.clips[0])
    assert example.trust.max() == 0
    assert not example.has_pair
    assert example.certainty[: SIZE // 4].max() == 0
    assert example.certainty[-SIZE // 4 :].min() == 1
    batch = batches.draw(np.random.default_rng(0))
    assert batch["movable"].shape == batch["movable_certainty"].shape == (4, 1, 192, 192)
