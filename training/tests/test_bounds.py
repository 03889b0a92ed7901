import numpy as np
import pytest

from driftscape_training.evaluate.bounds import fit_plane, see_through_grid


@pytest.fixture
def zoom() -> np.ndarray:
    """A moving plane in the upper half, land below."""
    y, x = np.mgrid[-1:1:256j, -1:1:256j].astype(np.float32)
    flow = np.stack((0.5 + 0.3 * x + 0.2 * x * y, 0.4 * y + 0.2 * y * y), -1)
    flow[128:] = 0
    return flow.astype(np.float32)


def test_eight_numbers_describe_the_flow_of_a_moving_plane(zoom):
    assert np.abs(fit_plane(zoom) - zoom)[:127].max() < 0.16
    assert np.abs(fit_plane(zoom)[128:]).max() == 0


def test_eight_numbers_do_not_describe_a_whirl(zoom):
    x = np.linspace(0, 6 * np.pi, 256, dtype=np.float32)
    whirl = zoom.copy()
    whirl[:128, :, 1] = np.sin(x)
    assert np.abs(fit_plane(whirl) - whirl)[:128].mean() > 0.2
    assert np.abs(see_through_grid(whirl, 32) - whirl)[:120].mean() < 0.1


def test_a_grid_keeps_uniform_motion(zoom):
    zoom[:128] = (0.5, -0.25)
    assert np.abs(see_through_grid(zoom, 8) - zoom).max() < 0.02


def test_a_static_clip_fits_no_plane():
    assert np.abs(fit_plane(np.zeros((64, 64, 2), np.float32))).max() == 0
