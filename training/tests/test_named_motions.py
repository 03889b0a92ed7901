import numpy as np

from driftscape_training.named_motions import choose


def named(motions):
    return {entry["name"]: entry for entry in choose(np.array(motions))}


def test_each_direction_gets_the_code_that_goes_there_at_the_usual_speed():
    found = named([(-0.01, 0.0), (-0.001, 0.0), (0.01, 0.001), (0.0, -0.01), (0.001, 0.01), (0.05, 0.0)])
    assert found["drift-left"]["index"] == 0
    assert found["drift-right"]["index"] == 2
    assert found["towards-viewer"]["index"] == 3
    assert found["away"]["index"] == 4
    assert found["drift-left"]["directionDegrees"] == 180
    assert found["towards-viewer"]["directionDegrees"] == 90


def test_calm_and_brisk_are_the_slow_and_the_fast_along_the_horizon():
    found = named([(speed, 0.0) for speed in np.linspace(0.001, 0.03, 20)] + [(0.0, 0.1)])
    assert found["calm"]["speed"] < 0.006
    assert 0.025 < found["brisk"]["speed"] < 0.05


def test_a_direction_without_a_code_gets_no_name():
    assert "away" not in named([(-0.01, 0.0), (0.01, 0.0)])
