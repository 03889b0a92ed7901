"""The appearance half: data, networks, losses, training, export and codebook, on tiny generated days."""

import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
import torch

from driftscape_training.appearance import far_pairs, load_appearance, make_validation, run
from driftscape_training.appearance_codebook import (
    build_sequences,
    first_component_order,
    measure_light,
    name_lights,
    split_days,
)
from driftscape_training.appearance_data import Sequence, read_sequences
from driftscape_training.appearance_export import export_appearance
from driftscape_training.appearance_loss import compute_appearance_losses, gaussian_distance
from driftscape_training.errors import TrainingError
from driftscape_training.evaluate.appearance import evaluate_appearance
from driftscape_training.evaluate.networks import BundleNetworks
from driftscape_training.networks.appearance import (
    AppearancePair,
    ExportedPredictor,
    enlarge_maps,
    transfer_colours,
)
from driftscape_training.pair_source import PairSource
from driftscape_training.trainer import TrainerSettings, train
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


def test_pairs_depend_only_on_the_generator(sequences):
    source = PairSource(sequences, [], batch=6)
    first, second = (source.draw(np.random.default_rng([0, 7])) for _ in range(2))
    other = source.draw(np.random.default_rng([0, 8]))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["photo"], other["photo"])


def test_pairs_show_one_place_in_two_lights(sequences):
    batch = PairSource(sequences, [], batch=24).draw(np.random.default_rng(0))
    assert batch["photo"].shape == batch["target"].shape == batch["half"].shape == (24, 3, 64, 64)
    assert max(batch[name].abs().max() for name in ("photo", "target", "half")) <= 1
    difference = (batch["photo"] - batch["target"]).abs().mean(dim=(1, 2, 3))
    assert (difference > 0.05).float().mean() > 0.6
    assert batch["is_half_known"][:12].sum() == 0
    assert batch["is_half_known"][12:].sum() >= 8


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


def test_maps_are_bounded_for_any_picture_and_code():
    predictor = ExportedPredictor(AppearancePair().predictor).eval()
    torch.nn.init.normal_(predictor.predictor.head.weight, std=1.0)
    noise = torch.rand(1, 3, 256, 256) * 2 - 1
    with torch.no_grad():
        gain, bias = predictor(noise, 20 * torch.randn(1, 8))
    assert gain.shape == bias.shape == (1, 3, 256, 256)
    assert gain.min() >= np.exp(-1.5) - 1e-4
    assert gain.max() <= np.exp(1.5) + 1e-3
    assert bias.abs().max() <= 3


def test_enlarged_maps_change_at_the_ridge_and_not_around_it():
    ridge = 131
    picture = torch.full((1, 3, 256, 256), 0.7)
    picture[:, :, ridge:] = -0.7
    dark_sky = torch.where(torch.arange(32) * 8 + 4 < ridge, -2.0, 0.0).view(1, 1, 32, 1).expand(1, 3, 32, 32)
    _, bias = enlarge_maps(torch.ones(1, 3, 32, 32), dark_sky, picture)
    column = bias[0, 0, :, 128]
    assert column[: ridge - 8].max() < -1.7
    assert column[ridge + 8 :].min() > -0.3
    # Plain enlargement would climb over eight pixels, a quarter of a unit each.
    assert column[ridge] - column[ridge - 1] > 0.8


def test_weak_texture_does_not_affect_enlarged_maps():
    generator = torch.Generator().manual_seed(0)
    clouds = 0.3 + 0.04 * torch.randn(1, 3, 256, 256, generator=generator)
    slope = torch.linspace(-1, 1, 32).view(1, 1, 1, 32).expand(1, 3, 32, 32)
    _, bias = enlarge_maps(torch.ones(1, 3, 32, 32), slope, clouds)
    assert bias.diff(dim=-1).abs().max() < 0.03


def test_codes_from_a_unit_gaussian_are_closer_to_it_than_others():
    generator = torch.Generator().manual_seed(0)
    codes = torch.randn(256, 8, generator=generator)
    torch.manual_seed(0)
    near = gaussian_distance(codes)
    assert near < gaussian_distance(codes * 0.2)
    assert near < gaussian_distance(codes + 1.5)


def test_a_little_training_beats_repeating_the_photo(sequences, tmp_path):
    torch.manual_seed(0)
    settings = TrainerSettings(
        steps=60, learning_rate=2e-3, warmup_steps=5, ema_decay=0.8, uses_bfloat16=False
    )
    validate = make_validation(sequences[:1], "tanh")
    before = validate(AppearancePair().eval())["ratio"]
    train(
        AppearancePair(),
        lambda model, batch: compute_appearance_losses(model, batch, "tanh"),
        PairSource(sequences, [], batch=8).draw,
        tmp_path,
        settings,
        {"kind": "appearance", "transfer": "tanh", "batch": 8},
    )
    model, _ = load_appearance(tmp_path / "checkpoint.pt")
    after = validate(model)["ratio"]
    assert after < 0.75
    assert after < before


def test_every_frame_is_paired_with_three_distant_ones():
    pairs = far_pairs(8)
    assert len(pairs) == 24
    assert {(second - first) % 8 for first, second in pairs} == {2, 4, 6}


@pytest.fixture
def trained(clips: Path, tmp_path: Path) -> Path:
    run(clips=clips, out=tmp_path / "run", steps=2, batch=4)
    return tmp_path / "run" / "checkpoint.pt"


def test_the_command_trains_resumes_exports_and_evaluates(clips, trained, tmp_path):
    run(clips=clips, out=tmp_path / "run", steps=4, batch=4)
    _, description = load_appearance(trained)
    assert description["step"] == 4
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    exported = export_appearance(trained, clips, bundle)
    assert exported.colour_transfer == "tanh"
    assert exported.provenance["steps"] == 4
    assert exported.provenance["licences"] == {"CC0-1.0": 4}
    assert all(np.shape(entry["codes"])[1] == 8 for entry in exported.codebook)
    json.dumps(exported.codebook)

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

    (bundle / "bundle.json").write_text(json.dumps({"colourTransfer": "tanh", "checksums": {}}))
    rows = evaluate_appearance(BundleNetworks(bundle), clips, "valid")
    assert list(rows) == ["day-4", "mean"]
    row = rows["day-4"]
    assert row["repeat"] > 5
    assert row["ratio"] == pytest.approx(row["distance"] / row["repeat"])
    assert row["anchored_ratio"] == pytest.approx(row["anchored"] / row["repeat"])
    # Two steps teach nothing yet, and anchoring keeps the photo then.
    assert row["anchored_ratio"] == pytest.approx(1, abs=0.2)


def test_an_unknown_transfer_form_is_reported_in_one_line(clips, tmp_path):
    with pytest.raises(TrainingError, match="--transfer must be one of tanh-artanh, tanh, not 'gamma'"):
        run(clips=clips, out=tmp_path / "run", steps=1, transfer="gamma")


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
    built = build_sequences(AppearancePair().eval().encoder, sequences)
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
