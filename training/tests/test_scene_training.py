import json

import cv2
import numpy as np
import pytest
import torch
from scene_pictures import draw_scene, write_pictures
from typer.testing import CliRunner

from driftscape_training.bundle import CODEBOOK_FILE, NETWORK_FILES, read_description, write_description
from driftscape_training.cli import commands
from driftscape_training.errors import TrainingError
from driftscape_training.export import export
from driftscape_training.scene.export import load_scene
from driftscape_training.scene.metrics import region_overlaps
from driftscape_training.scene.pictures import load_pictures
from driftscape_training.scene.train import run as train_scene
from driftscape_training.scene.validation import SceneValidation
from driftscape_training.trainer import load_checkpoint

# RGB of the land, sky and water of generated scenes, in [-1, 1].
COLOURS = torch.tensor([[138.0, 88, 48], [108, 178, 248], [38, 148, 108]]) / 127.5 - 1
ROWS = [(f"p{i}", f"s{i % 3}", "hand", f"g{i}") for i in range(30)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    return write_pictures(tmp_path_factory.mktemp("pictures"), ROWS)


@pytest.fixture(scope="module")
def trained(pictures, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    train_scene(pictures=pictures, run=folder, minutes=5, steps=2, size=96, batch_size=2)
    return folder


@pytest.fixture(scope="module")
def old_bundle(tmp_path_factory):
    """A whole bundle without a scene network; its other networks are only bytes."""
    folder = tmp_path_factory.mktemp("bundle")
    for name in NETWORK_FILES:
        (folder / name).write_bytes(name.encode())
    (folder / CODEBOOK_FILE).write_text(json.dumps({"motion": [[0.0] * 8], "appearance": []}))
    provenance = {"motion": {"steps": 7}, "appearance": {"steps": 8}, "figures": {"own code": {"iou": 0.5}}}
    write_description(
        folder, {"name": "old", "version": "1", "colourTransfer": "tanh", "provenance": provenance}
    )
    return folder


@pytest.fixture(scope="module")
def bundle(trained, old_bundle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("new")
    export(old_bundle, old_bundle, None, folder / "cache", folder, "new", "2", None, trained)
    return folder


def test_a_run_writes_checkpoints_curves_and_a_description(trained):
    for name in ("checkpoint.pt", "best.pt", "curves.json", "curves.png"):
        assert (trained / name).exists(), name
    description = load_checkpoint(trained / "checkpoint.pt")["description"]
    assert description["kind"] == "scene"
    assert description["pictures"]["hand"] + description["held_out"] == 30
    assert "sky" in json.loads((trained / "curves.json").read_text())["validations"][-1]


def test_a_run_resumes_at_another_size_with_new_pictures(tmp_path):
    folder = write_pictures(tmp_path / "pictures", ROWS[:12])
    train_scene(pictures=folder, run=tmp_path / "run", minutes=5, steps=2, size=96, batch_size=2)
    before = load_checkpoint(tmp_path / "run/checkpoint.pt")
    write_pictures(folder, ROWS)
    train_scene(pictures=folder, run=tmp_path / "run", minutes=5, steps=4, size=192, batch_size=2)
    after = load_checkpoint(tmp_path / "run/checkpoint.pt")
    assert before["progress"]["step"] == 2
    assert after["progress"]["step"] == 4
    assert after["description"]["pictures"]["hand"] > before["description"]["pictures"]["hand"]
    frozen = "backbone._conv_stem.weight"
    assert before["weights"][frozen].equal(after["weights"][frozen])
    learnt = "decoder.lateral.0.weight"
    assert not before["weights"][learnt].equal(after["weights"][learnt])


def test_a_size_that_is_not_a_multiple_of_96_is_rejected(pictures, tmp_path):
    with pytest.raises(TrainingError, match="not a multiple of 96"):
        train_scene(pictures=pictures, run=tmp_path, size=100)


def test_a_checkpoint_of_another_kind_is_rejected(tmp_path):
    parts = {name: {} for name in ("weights", "average", "optimizer", "progress")}
    torch.save({**parts, "description": {"kind": "motion"}}, tmp_path / "best.pt")
    with pytest.raises(TrainingError, match="a scene one was expected"):
        load_scene(tmp_path)


def test_export_adds_the_scene_network_and_keeps_the_others(bundle, old_bundle):
    description = read_description(bundle)
    assert set(description["checksums"]) == {*NETWORK_FILES, CODEBOOK_FILE, "scene.onnx"}
    assert (bundle / "motion.onnx").read_bytes() == (old_bundle / "motion.onnx").read_bytes()
    provenance = description["provenance"]
    assert provenance["scene"]["steps"] == 2
    assert provenance["motion"] == {"steps": 7}
    assert provenance["figures"] == {"own code": {"iou": 0.5}}


def test_a_scene_network_is_kept_from_a_bundle_that_has_one(bundle, old_bundle, tmp_path):
    export(bundle, bundle, None, tmp_path, tmp_path / "kept", "kept", "3", None, bundle)
    assert (tmp_path / "kept/scene.onnx").read_bytes() == (bundle / "scene.onnx").read_bytes()
    export(bundle, bundle, None, tmp_path, tmp_path / "without", "without", "3", None)
    assert not (tmp_path / "without/scene.onnx").exists()
    assert "scene.onnx" not in read_description(tmp_path / "without")["checksums"]
    with pytest.raises(TrainingError, match="has no scene network"):
        export(bundle, bundle, None, tmp_path, tmp_path / "no", "no", "3", None, old_bundle)


def test_a_damaged_scene_network_is_detected(bundle, tmp_path):
    export(bundle, bundle, None, tmp_path, tmp_path / "b", "b", "3", None, bundle)
    (tmp_path / "b/scene.onnx").write_bytes(b"short")
    with pytest.raises(TrainingError, match=r"scene\.onnx: damaged"):
        read_description(tmp_path / "b")


@pytest.fixture(scope="module")
def stills(tmp_path_factory):
    """Two photos with masks, and what a perfect teacher says of the first."""
    folder = tmp_path_factory.mktemp("stills")
    for name in ("photos", "masks", "teachers"):
        (folder / name).mkdir()
    for seed, name in enumerate(("cove", "lake")):
        picture, mask = draw_scene(seed, 192, 288)
        cv2.imwrite(str(folder / f"photos/{name}.png"), picture)
        cv2.imwrite(str(folder / f"masks/{name}.png"), mask)
        if name == "cove":
            cv2.imwrite(str(folder / "teachers/cove.sky.png"), np.where(mask == 1, 255, 0).astype(np.uint8))
    return folder


def test_evaluate_reports_the_regions_next_to_those_of_teachers(bundle, stills, tmp_path):
    arguments = ["evaluate", "--bundle", str(bundle), "--out", str(tmp_path), "--json"]
    for option, name in (
        ("--scene-photos", "photos"),
        ("--scene-masks", "masks"),
        ("--scene-teachers", "teachers"),
    ):
        arguments += [option, str(stills / name)]
    result = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    regions = json.loads(result.stdout)["regions"]
    assert list(regions["per_photo"]) == ["cove", "lake"]
    assert regions["network"]["sky"]["photos"] == 2
    assert regions["network"]["sky"]["worst"] <= regions["network"]["sky"]["mean"]
    assert regions["teachers"] == {"sky": {"mean": 1.0, "worst": 1.0, "photos": 1}}
    assert regions["milliseconds_per_pass"] > 0
    assert (tmp_path / "regions.jpg").stat().st_size > 1000
    assert json.loads((tmp_path / "report.json").read_text())["regions"] == regions

    tables = (
        CliRunner()
        .invoke(commands, [one for one in arguments if one != "--json"], catch_exceptions=False)
        .stdout
    )
    assert "scene network:" in tables
    assert "cove" in tables


def test_evaluate_says_what_is_missing(bundle, old_bundle, stills, tmp_path):
    def fails(*arguments):
        result = CliRunner().invoke(commands, ["evaluate", "--out", str(tmp_path), *map(str, arguments)])
        return str(result.exception)

    photos, masks = ("--scene-photos", stills / "photos"), ("--scene-masks", stills / "masks")
    assert "nothing to evaluate" in fails("--bundle", bundle)
    assert "need each other" in fails("--bundle", bundle, *photos)
    assert "no scene network" in fails("--bundle", old_bundle, *photos, *masks)
    assert "no mask of a photo" in fails("--bundle", bundle, *photos, "--scene-masks", stills / "teachers")


def test_overlaps_count_only_pixels_that_are_known():
    mask = np.array([[1, 1, 1, 1, 0, 0, 2, 2, 255, 253, 254, 254]], np.uint8).repeat(10, 0)
    found = np.array([[1, 1, 1, 0, 1, 0, 2, 0, 1, 1, 2, 0]]).repeat(10, 0)
    overlaps = region_overlaps(found, mask)
    # Sky: 3 of 4 found, one wrong on land, one where sky is ruled out; unknown and "not water" do not count.
    assert overlaps["sky"] == pytest.approx(3 / 6)
    assert overlaps["water"] == pytest.approx(1 / 3)
    assert "mist" not in overlaps


def test_a_barely_visible_region_is_not_evaluated():
    mask = np.zeros((100, 100), np.uint8)
    mask[0, :30] = 1
    assert region_overlaps(mask, mask) == {}
    mask[0, :50] = 1
    assert region_overlaps(mask, mask) == {"sky": 1.0}


def test_validation_is_perfect_for_a_network_that_knows(pictures):
    class Knows(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.nothing = torch.nn.Parameter(torch.zeros(1))

        def forward(self, image):
            away = (image[:, None] - COLOURS[None, :, :, None, None]).square().sum(2)
            return torch.softmax(torch.cat((-50 * away, torch.full_like(away[:, :1], -500)), 1), 1)

    figures = SceneValidation(load_pictures(pictures)[:2])(Knows())
    assert figures["sky"] > 0.95
    assert figures["water"] > 0.95
    assert figures["score"] == pytest.approx((figures["sky"] + figures["water"]) / 2)
