from pathlib import Path

import numpy as np
import torch
from conftest import drifting_frames, write_clip

from driftscape_training.codes import fit_codes
from driftscape_training.dataset import MotionBatches, encoder_input
from driftscape_training.networks.encoder import MotionEncoder
from driftscape_training.networks.layout import Layout, enlarge_field
from driftscape_training.networks.motion import CODE_SIZE, FLOW_BOUND
from driftscape_training.prepare import run
from driftscape_training.warp import PX_PER_UNIT


@torch.no_grad()
def mean_vector(encoder: MotionEncoder, layout: Layout, flow: np.ndarray) -> np.ndarray:
    """The mean vector, px, of the upper part of what the layout draws for the code of a flow."""
    drawn = layout(encoder(encoder_input(flow)[None]))
    field = FLOW_BOUND * PX_PER_UNIT * torch.tanh(enlarge_field(drawn.field, 64))
    return field[0, :, :32].mean((1, 2)).numpy()


def test_the_layout_learns_to_draw_the_motion_that_a_code_was_made_from(tmp_path: Path):
    write_clip(tmp_path / "sky.mp4", drifting_frames(20, 1.5))
    run(clips=tmp_path, cache=tmp_path / "cache")
    batches = MotionBatches(tmp_path / "cache", 4)
    torch.manual_seed(1)
    encoder, layout = MotionEncoder(), Layout(CODE_SIZE)
    fit_codes(encoder, layout, batches, steps=150, seed=0)
    flow = batches.clips[0].mean
    true = flow[:128].mean((0, 1))
    there, back = mean_vector(encoder, layout, flow), mean_vector(encoder, layout, -flow)
    assert np.linalg.norm(there - true) < 0.3 * np.linalg.norm(true)
    assert np.linalg.norm(back + true) < 0.3 * np.linalg.norm(true)
