import cv2
import numpy as np
import pytest
from conftest import draw_texture

from driftscape_training.augment import Example
from driftscape_training.errors import TrainingError
from driftscape_training.ground import TEXTURE_SIZE, add_ground, load_textures

SIZE = 128


@pytest.fixture
def moving() -> Example:
    """Everything drifts to the right."""
    frame = draw_texture(4, SIZE, SIZE).astype(np.float32)
    flow = np.zeros((SIZE, SIZE, 2), np.float32)
    flow[..., 0] = -1
    ones = np.ones((SIZE, SIZE), np.float32)
    return Example(frame, np.roll(frame, 1, 1), flow, ones, ones, ones, ones, ones, flow, True)


def test_ground_is_static_and_labelled_static_in_both_frames(moving):
    textures = [draw_texture(1, TEXTURE_SIZE, TEXTURE_SIZE)]
    for seed in range(20):
        laid = add_ground(moving, np.random.default_rng(seed), textures)
        is_ground = laid.moving == 0
        assert 0.02 < is_ground.mean() < 0.9
        assert np.array_equal(is_ground, np.linalg.norm(laid.flow, axis=-1) == 0)
        difference = np.abs(laid.earlier - laid.later).mean(-1)
        assert difference[is_ground].max() < 0.4 * np.abs(moving.earlier - moving.later).max()
        assert np.median(difference[is_ground]) == 0


def test_the_clip_is_unchanged_above_the_ground(moving):
    laid = add_ground(moving, np.random.default_rng(0), [draw_texture(1, TEXTURE_SIZE, TEXTURE_SIZE)])
    above = slice(0, SIZE // 8)
    assert np.array_equal(laid.earlier[above], moving.earlier[above])
    assert np.array_equal(laid.flow[above], moving.flow[above])


def test_pictures_of_land_are_read_from_a_folder_with_other_files(tmp_path):
    cv2.imwrite(str(tmp_path / "meadow.png"), draw_texture(1, 60, 90))
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("grass")
    textures = load_textures(tmp_path)
    assert [texture.shape for texture in textures] == [(TEXTURE_SIZE, TEXTURE_SIZE, 3)]


def test_a_folder_without_pictures_is_rejected_with_a_message(tmp_path):
    with pytest.raises(TrainingError, match="no picture of land"):
        load_textures(tmp_path)
