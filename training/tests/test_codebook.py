from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import drifting_frames, write_clip

from driftscape_training.codebook import try_codes
from driftscape_training.prepare import read_cache, run
from driftscape_training.scenes import Drawn
from driftscape_training.warp import PX_PER_UNIT

QUIET, RESTLESS, STILL = 0, 1, 2
CODES = torch.eye(8)[:3]


def draw(image: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
    """Stands in for a predictor: 1 px to the right in the upper half, under the restless code in all of the picture."""
    flow = torch.zeros(1, 2, *image.shape[-2:])
    rows = {QUIET: 128, RESTLESS: 256, STILL: 0}[int(code.argmax())]
    flow[:, 0, :rows] = -1 / PX_PER_UNIT
    return flow


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One prepared clip whose upper 60 % drift to the right."""
    folder = tmp_path_factory.mktemp("clips")
    write_clip(folder / "sky.mp4", drifting_frames(20, 1.5))
    run(clips=folder, cache=folder / "cache")
    return folder / "cache"


def test_a_code_that_moves_land_is_found_out(cache):
    trial = try_codes(draw, CODES, cache, {})
    assert trial.unrest[QUIET] < 0.1
    assert trial.unrest[RESTLESS] == pytest.approx(1, abs=0.01)
    assert trial.kindness.argmax() == QUIET


def test_what_someone_has_drawn_as_land_counts_instead_of_what_stood(cache):
    (note,) = read_cache(cache, "train")
    movable = np.zeros((256, 256), np.float32)
    movable[:64] = 1
    trial = try_codes(draw, CODES, cache, {note.id: Drawn(movable, np.ones_like(movable))})
    assert trial.unrest[QUIET] == pytest.approx(1 / 3, abs=0.01)
    assert trial.unrest[STILL] == 0
