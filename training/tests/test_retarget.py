import numpy as np
from conftest import draw_texture

from driftscape_training.augment import Example
from driftscape_training.flow import warp_pixels
from driftscape_training.retarget import fill_field, retarget

SIZE = 128


def half_moving() -> Example:
    frame = draw_texture(3, SIZE, SIZE).astype(np.float32)
    flow = np.zeros((SIZE, SIZE, 2), np.float32)
    flow[: SIZE // 2, :, 0] = -1
    moving = (flow[..., 0] < 0).astype(np.float32)
    ones = np.ones_like(moving)
    return Example(frame, frame, flow, moving, moving, ones, moving, ones, flow, True)


def test_a_field_is_kept_where_known_and_extrapolated_elsewhere():
    flow = np.zeros((SIZE, SIZE, 2), np.float32)
    flow[..., 1] = 1.5
    weight = np.zeros((SIZE, SIZE), np.float32)
    weight[:, : SIZE // 4] = 1
    flow[weight == 0] = 0
    field = fill_field(flow, weight)
    assert field is not None
    assert np.allclose(field, [0, 1.5], atol=0.05)


def test_a_nearly_static_clip_gives_no_field():
    weight = np.zeros((SIZE, SIZE), np.float32)
    weight[:3, :3] = 1
    assert fill_field(np.ones((SIZE, SIZE, 2), np.float32), weight) is None


def test_the_moving_area_gets_the_other_motion_and_land_stays_static():
    field = np.zeros((SIZE, SIZE, 2), np.float32)
    field[..., 0] = 1
    moved = retarget(half_moving(), field, turn=np.pi / 2)
    upper, lower = slice(0, SIZE // 2), slice(SIZE // 2, None)
    assert np.allclose(moved.flow[upper], [0, 1], atol=1e-6)
    assert not moved.flow[lower].any()
    assert np.array_equal(moved.flow, moved.clip_flow)
    assert np.array_equal(moved.later, warp_pixels(moved.earlier, moved.flow))
    assert np.array_equal(moved.later[lower], moved.earlier[lower])
