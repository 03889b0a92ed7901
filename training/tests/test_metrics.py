import numpy as np
import pytest
from conftest import draw_texture

from driftscape_training.evaluate.loops import crossfade_loop, evaluate_loop, symmetric_loop
from driftscape_training.evaluate.metrics import compare_flows, compose, moving_area, next_frame_gain
from driftscape_training.evaluate.scenes import draw_scene, still_share
from driftscape_training.flow import warp_pixels


@pytest.fixture
def reference() -> np.ndarray:
    """Upper half moves right at 1 px, lower half stands still."""
    flow = np.zeros((256, 256, 2), np.float32)
    flow[:128, :, 0] = -1
    return flow


def test_the_ground_truth_gets_perfect_scores(reference):
    figures = compare_flows(reference, reference)
    assert figures == {
        "end_point_error": 0,
        "direction": 1,
        "speed_ratio": pytest.approx(1),
        "iou": 1,
        "leakage": 0,
        "static_speed": 0,
    }


def test_each_error_shows_in_its_own_figure(reference):
    turned = np.zeros_like(reference)
    turned[:128, :64] = [-1, 0]
    turned[:128, 64:] = [-np.cos(np.radians(40)), np.sin(np.radians(40))]
    assert compare_flows(turned, reference)["direction"] == pytest.approx(0.25)
    assert compare_flows(0.5 * reference, reference)["speed_ratio"] == pytest.approx(0.5)
    assert compare_flows(0.1 * reference, reference)["iou"] == 0
    leaking = np.full_like(reference, 0)
    leaking[..., 0] = -1
    leaking[128:] *= 0.3
    figures = compare_flows(leaking, reference)
    assert figures["leakage"] == pytest.approx(0.3)
    assert figures["static_speed"] == pytest.approx(0.3)
    assert figures["iou"] == pytest.approx(0.5)


def test_leakage_needs_a_static_area_of_a_tenth():
    flow = np.ones((100, 100, 2), np.float32)
    flow[:9] = 0
    assert compare_flows(flow, flow)["leakage"] is None


def test_the_moving_area_needs_both_thresholds():
    flow = np.zeros((10, 10, 2), np.float32)
    flow[0], flow[1:, :, 0] = 0.1, 4.0
    flow[1] = 0.2  # |f| = 0.28: above 0.15 px, below a tenth of the mean of about 3.2 px
    assert not moving_area(flow)[:2].any()
    assert moving_area(flow)[2:].all()


def test_moving_the_photo_by_its_true_flow_gains_and_the_wrong_way_loses():
    frame = draw_texture(2, 256, 256)
    flow = np.full((256, 256, 2), 0.7, np.float32)
    later = warp_pixels(frame, compose(flow, 2)) * 0.8 + 10
    everywhere = np.ones((256, 256), bool)
    gain = next_frame_gain(frame, later, flow, 2, everywhere)
    assert gain[0] > 10
    assert gain[1] == pytest.approx(gain[0], abs=1e-3)
    assert next_frame_gain(frame, later, -flow, 2, everywhere)[0] < -1
    assert next_frame_gain(frame, later, 0 * flow, 2, everywhere)[0] == 0


def test_composing_a_steady_drift_adds_up(reference):
    assert np.allclose(compose(reference, 4)[:100], 4 * reference[:100])


def test_the_symmetric_loop_starts_with_the_photo_and_has_no_seam(reference):
    photo = draw_texture(6, 256, 256).astype(np.float32)
    symmetric = evaluate_loop(symmetric_loop(photo, reference), photo, reference)
    crossfade = evaluate_loop(crossfade_loop(photo, reference), photo, reference)
    assert symmetric["frame0_psnr"] > 60
    assert crossfade["frame0_psnr"] < 40
    assert symmetric["static_psnr"] > 60
    assert 0.3 < symmetric["seam_ratio"] < 2.5
    assert symmetric["contrast_kept"] > 0.5


def test_thin_things_count_as_still_only_below_a_tenth_of_the_speed_around():
    scene = draw_scene(np.random.default_rng(3))
    assert scene.is_thin.any()
    assert still_share(scene.flow, scene.is_thin) == 1
    everything = np.ones_like(scene.flow)
    assert still_share(everything, scene.is_thin) == 0
    leaking = np.where(scene.is_thin[..., None], 0.2, 1).astype(np.float32)
    assert still_share(leaking, scene.is_thin) == 0
