import json

import cv2
import numpy as np
import pytest
from conftest import draw_texture, drifting_frames, write_clip

from driftscape_training.clips import decode, find_cuts
from driftscape_training.errors import TrainingError
from driftscape_training.index import read_index
from driftscape_training.prepare import prepare, read_cache


def test_the_averaged_flow_points_to_where_each_pixel_came_from(tmp_path):
    write_clip(tmp_path / "drift.mp4", drifting_frames(24, 1.5))
    (note,) = prepare(tmp_path, tmp_path / "cache")
    with np.load(tmp_path / "cache/drift.npz") as arrays:
        mean, frames = arrays["mean"].astype(np.float32), arrays["frames"]
    assert note.step == 1
    assert frames.shape == (24, 256, 256, 3)
    sky, land = mean[:, 20:120, 40:216], mean[:, 180:, 40:216]
    assert np.median(sky[0]) == pytest.approx(-1.5, abs=0.2)
    assert np.abs(np.median(sky[1])) < 0.1
    assert np.linalg.norm(land, axis=0).mean() < 0.05


def test_slow_clips_get_a_larger_frame_step(tmp_path):
    write_clip(tmp_path / "slow.mp4", drifting_frames(60, 0.3))
    (note,) = prepare(tmp_path, tmp_path / "cache")
    assert note.step >= 3
    assert 0.8 < note.speed_px < 2


def test_unusable_clips_are_skipped_with_a_reason(tmp_path, capfd):
    clips = tmp_path / "clips"
    clips.mkdir()
    write_clip(clips / "good.mp4", drifting_frames(24, 1.5))
    write_clip(clips / "short.mp4", drifting_frames(5, 1.5))
    write_clip(clips / "still.mp4", drifting_frames(24, 0))
    write_clip(clips / "cut.mp4", [draw_texture(t // 4, 144, 256) for t in range(24)])
    scene = draw_texture(3, 200, 320)
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 8, (24, 2))
    write_clip(clips / "shaking.mp4", [scene[y : y + 144, x : x + 256] for x, y in corners])
    (clips / "broken.mp4").write_bytes(b"this is no video")

    notes = prepare(clips, tmp_path / "cache")

    assert [note.id for note in notes] == ["good"]
    reasons = json.loads((tmp_path / "cache/summary.json").read_text())["left_out"]
    by_clip = {reason.split(":")[0]: reason for reason in reasons}
    assert "too short (5 frames)" in by_clip["short"]
    assert "nothing moves" in by_clip["still"]
    assert "cuts every few frames" in by_clip["cut"]
    assert "camera shakes" in by_clip["shaking"]
    assert "does not decode" in by_clip["broken.mp4"]
    printed = capfd.readouterr().err
    assert all(f"left out: {reason}" in printed for reason in reasons)


def test_only_the_longest_shot_between_cuts_is_used(tmp_path):
    frames = drifting_frames(10, 1.5, seed=5) + drifting_frames(20, 1.5, seed=7)
    write_clip(tmp_path / "two-shots.mp4", frames)
    decoded = decode(tmp_path / "two-shots.mp4")
    assert find_cuts(decoded) == [10]
    (note,) = prepare(tmp_path, tmp_path / "cache")
    assert note.frames == 20


def test_a_folder_without_clips_is_reported_in_one_line(tmp_path):
    with pytest.raises(TrainingError, match="no motion clips found"):
        prepare(tmp_path, tmp_path / "cache")


def test_training_without_prepared_clips_says_what_to_do(tmp_path):
    with pytest.raises(TrainingError, match="run `prepare` first"):
        read_cache(tmp_path, "train")


def test_a_folder_of_plain_videos_gets_an_index(tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.mov").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no clip")
    entries = read_index(tmp_path)
    assert [entry.id for entry in entries] == ["0", "1", "2", "3", "4", "5"]
    assert [entry.split for entry in entries].count("valid") == 1


def test_clips_already_prepared_are_kept_and_changed_ones_are_not(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", drifting_frames(24, 1.5))
    cache = tmp_path / "cache"
    prepare(tmp_path, cache)
    before = (cache / "clip.npz").stat().st_mtime_ns
    prepare(tmp_path, cache)
    assert (cache / "clip.npz").stat().st_mtime_ns == before
    write_clip(path, drifting_frames(30, 1.5))
    (note,) = prepare(tmp_path, cache)
    assert note.frames == 30


def test_decoding_gives_rgb(tmp_path):
    red = np.zeros((64, 64, 3), np.uint8)
    red[..., 2] = 200
    write_clip(tmp_path / "red.mp4", [red] * 3)
    frame = decode(tmp_path / "red.mp4", 32)[0]
    assert frame.shape == (32, 32, 3)
    red_mean, _, blue_mean, _ = cv2.mean(frame)
    assert red_mean > 150
    assert blue_mean < 60
