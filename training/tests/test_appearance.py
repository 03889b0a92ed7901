"""The appearance half: data, training, export and codebook, on tiny generated days."""

import json
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from driftscape_training.appearance import load_appearance, run
from driftscape_training.appearance_codebook import (
    build_sequences,
    first_component_order,
    measure_light,
    name_lights,
    split_days,
)
from driftscape_training.appearance_data import Sequence, read_sequences
from driftscape_training.appearance_export import export_appearance
from driftscape_training.errors import TrainingError
from driftscape_training.evaluate.appearance import evaluate_appearance, far_pairs
from driftscape_training.evaluate.networks import BundleNetworks
from driftscape_training.networks.appearance import AppearanceNetworks, transfer_colours
from driftscape_training.trainer import load_checkpoint
from driftscape_training.views import to_tensor

DAY_FRAMES = 16


def make_day(seed: int, frames: int = DAY_FRAMES, size: int = 128) -> np.ndarray:
    """A night, a day and a night again over hills: N×S×S×3 RGB bytes."""
    rng = np.random.default_rng(seed)
    hills = size * (0.55 + 0.1 * np.sin(np.linspace(0, 5, size) + rng.uniform(0, 6)))
    is_sky = np.arange(size)[:, None] < hills[None]
    texture = rng.uniform(0.6, 1.0, (size, size, 1))
    pictures = []
    for hour in np.linspace(0, 1, frames):
        sun = 0.04 + 0.96 * np.sin(np.pi * hour) ** 2
        sky = np.array([0.45, 0.65, 1.0]) * sun
        land = np.array([0.4, 0.5, 0.25]) * (0.1 + 0.9 * sun) * texture
        pictures.append(np.where(is_sky[..., None], sky, land) * 235)
    return np.stack(pictures).astype(np.uint8)


@pytest.fixture
def sequences() -> list[Sequence]:
    return [Sequence(f"hills-cam-2024-0{i}", make_day(i)) for i in range(1, 4)]


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """An indexed folder of five days, the last of them held out."""
    folder = tmp_path / "clips"
    folder.mkdir()
    rows = ["id\tkind\tsplit\tpath\tlicence\twhat"]
    for number in range(5):
        write_video(folder / f"day-{number}.mp4", make_day(number))
        split = "valid" if number == 4 else "train"
        rows.append(f"day-{number}\tappearance\t{split}\tday-{number}.mp4\tCC0-1.0\thills")
    (folder / "index.tsv").write_text("\n".join(rows) + "\n")
    return folder


def write_video(path: Path, frames: np.ndarray) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 10, frames.shape[2:0:-1])
    assert writer.isOpened()
    for frame in frames:
        writer.write(np.ascontiguousarray(frame[:, :, ::-1]))
    writer.release()


def test_recordings_of_one_camera_are_recognised_by_name():
    names = ["webcam-feed-2023-06-12", "webcam-feed-2023-06-13", "week-20160612", "amos-640x471"]
    assert [Sequence(name, np.zeros(0)).camera for name in names] == [
        "webcam-feed", "webcam-feed", "week", "amos-640x"
    ]  # fmt: skip


def test_unusable_clips_are_skipped_with_a_reason(clips):
    (clips / "day-1.mp4").write_bytes(b"not a video")
    write_video(clips / "day-2.mp4", make_day(2, frames=2))
    found, left_out = read_sequences(clips, "train")
    assert [sequence.name for sequence in found] == ["day-0", "day-3"]
    assert len(left_out) == 2
    assert "day-1.mp4: does not decode" in left_out[0]
    assert "day-2.mp4: has 2 frames, at least 3 are needed" in left_out[1]


@pytest.mark.parametrize("form", ["tanh-artanh", "tanh"])
def test_colour_transfer_stays_in_range_and_gain_one_keeps_order(form):
    ramp = torch.linspace(-1, 1, 256).view(1, 1, 1, 256).expand(1, 3, 2, 256)
    ones, zeros = torch.ones_like(ramp), torch.zeros_like(ramp)
    result = transfer_colours(ramp, ones, zeros, form)
    assert result.abs().max() <= 1
    assert (result.diff(dim=-1) >= 0).all()
    if form == "tanh-artanh":
        assert (result - ramp).abs().max() <= 1 / 255 + 1e-6


def test_an_unknown_colour_transfer_is_rejected():
    with pytest.raises(ValueError, match="must be one of tanh-artanh, tanh"):
        transfer_colours(*torch.zeros(3, 1, 3, 4, 4), form="gamma")


def test_every_frame_is_paired_with_three_distant_ones():
    pairs = far_pairs(8)
    assert len(pairs) == 24
    assert {(second - first) % 8 for first, second in pairs} == {2, 4, 6}


@pytest.fixture
def trained(clips: Path, tmp_path: Path) -> Path:
    run(clips=clips, out=tmp_path / "run", region_steps=1, code_steps=3, looks=48)
    return tmp_path / "run" / "checkpoint.pt"


def test_a_run_that_is_started_again_with_more_steps_continues_both_phases(clips, trained):
    before = {one: load_checkpoint(trained.parent / one / "checkpoint.pt") for one in ("regions", "codes")}
    run(clips=clips, out=trained.parent, region_steps=3, code_steps=5, looks=64, threads=1)
    for phase, steps in (("regions", 3), ("codes", 5)):
        checkpoint = load_checkpoint(trained.parent / phase / "checkpoint.pt")
        assert before[phase]["progress"]["step"] < checkpoint["progress"]["step"] == steps


def test_the_command_trains_exports_and_evaluates(clips, trained, tmp_path):
    _, description = load_appearance(trained)
    assert description["codeSteps"] == 3
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    exported = export_appearance(trained, clips, bundle)
    assert exported.colour_transfer == "tanh-artanh"
    assert exported.provenance["clips"] == 4
    assert exported.provenance["licences"] == {"CC0-1.0": 4}
    assert all(np.shape(entry["codes"])[1] == 8 for entry in exported.codebook)
    json.dumps(exported.codebook)

    graph = onnx.load(str(bundle / "appearance.onnx")).graph
    # The engine refuses networks with branches or loops.
    assert not [node.op_type for node in graph.node if node.op_type in ("If", "Loop", "Scan")]
    session = onnxruntime.InferenceSession(
        str(bundle / "appearance.onnx"), providers=["CPUExecutionProvider"]
    )
    assert [(tensor.name, tensor.shape) for tensor in session.get_inputs()] == [
        ("image", [1, 3, 256, 256]),
        ("code", [1, 8]),
    ]
    assert [(tensor.name, tensor.shape) for tensor in session.get_outputs()] == [
        ("gain", [1, 3, 256, 256]),
        ("bias", [1, 3, 256, 256]),
    ]

    (bundle / "bundle.json").write_text(json.dumps({"colourTransfer": "tanh-artanh", "checksums": {}}))
    rows = evaluate_appearance(BundleNetworks(bundle), clips, "valid")
    assert list(rows) == ["day-4", "mean"]
    row = rows["day-4"]
    assert row["repeat"] > 5
    assert row["ratio"] == pytest.approx(row["distance"] / row["repeat"])
    # A map by regions, even with hardly trained codes, comes closer than the photo.
    assert row["ratio"] < 0.9


def test_finished_regions_are_kept(clips, trained, tmp_path):
    regions = load_appearance(trained)[0].regions.state_dict()
    run(clips=clips, out=tmp_path / "run", region_steps=1, code_steps=1, looks=48, seed=1)
    again = load_appearance(trained)[0].regions.state_dict()
    assert all(torch.equal(again[name], tensor) for name, tensor in regions.items())


def test_another_checkpoint_is_rejected(tmp_path):
    torch.save({"weights": {}, "description": {"kind": "motion"}}, tmp_path / "checkpoint.pt")
    with pytest.raises(TrainingError, match="expected an appearance checkpoint, found motion"):
        load_appearance(tmp_path / "checkpoint.pt")


def test_a_day_is_named_after_the_course_of_its_light(sequences):
    names = name_lights(measure_light(sequences[0].frames))
    assert names[0] == names[-1] == "night"
    assert names[DAY_FRAMES // 2] == "noon"
    assert {"dawn", "dusk"} <= set(names)
    assert names.index("dawn") < names.index("noon") < names.index("dusk")


def test_days_are_split_at_night():
    days = np.concatenate([60 * np.sin(np.linspace(0, np.pi, 16)) ** 2 for _ in range(3)])
    cuts = split_days(days)
    assert len(cuts) == 3
    assert all(abs(cut.start - 16 * number) <= 2 for number, cut in enumerate(cuts))


def test_the_codebook_has_unique_labels_single_lights_and_days(sequences):
    built = build_sequences(AppearanceNetworks().eval(), sequences)
    labels = [sequence.label for sequence in built]
    assert len(set(labels)) == len(labels)
    assert {"night", "dawn", "noon", "dusk"} <= set(labels)
    assert {len(sequence.codes) for sequence in built} == {1, 12}
    assert all(sequence.codes.shape[1] == 8 and np.isfinite(sequence.codes).all() for sequence in built)


def test_sequences_are_ordered_along_their_first_component():
    line = [np.full((2, 8), value, np.float32) for value in (3.0, -1.0, 2.0, 0.0)]
    assert first_component_order(line) == [1, 3, 2, 0]


def test_bytes_become_signed_values():
    assert to_tensor(np.array([[[[0, 255, 51]]]], np.uint8)).flatten().tolist() == pytest.approx(
        [-1, 1, -0.6]
    )
