import json

import numpy as np
import onnxruntime
import pytest
import torch
from typer.testing import CliRunner

from driftscape_training.appearance import run as train_appearance
from driftscape_training.bundle import checksum, read_description, write_description
from driftscape_training.cli import app, commands
from driftscape_training.errors import TrainingError
from driftscape_training.evaluate.networks import BundleNetworks
from driftscape_training.export import export, load_motion
from driftscape_training.motion import run as train_motion
from driftscape_training.prepare import prepare


def test_clips_become_a_bundle_that_is_evaluated_by_its_exported_files(clips, tmp_path):
    cache, motion, appearance, bundle = (
        tmp_path / name for name in ("cache", "motion", "appearance", "bundle")
    )
    prepare(clips, cache)
    train_motion(cache, motion, minutes=5, steps=2, batch_size=2)
    train_appearance(clips=clips, out=appearance, region_steps=1, code_steps=2, looks=32, threads=1)
    export(motion / "best.pt", appearance / "checkpoint.pt", clips, cache, bundle, "tiny", "0.0.1", None)

    description = read_description(bundle)
    assert description["networkSize"] == 256
    assert description["flowBound"] == 1 / 64
    assert description["provenance"]["motion"]["steps"] == 2
    codebook = json.loads((bundle / "codebook.json").read_text())
    assert np.array(codebook["motion"]).shape[1] == 8
    assert codebook["appearance"][0]["label"]

    again = tmp_path / "again"
    export(motion / "best.pt", bundle, clips, cache, again, "tiny", "0.0.2", None)
    for name in ("appearance.onnx", "appearance-encoder.onnx", "codebook.json"):
        assert (again / name).read_bytes() == (bundle / name).read_bytes()
    assert read_description(again)["provenance"]["appearance"] == description["provenance"]["appearance"]

    image, code = torch.rand(1, 3, 256, 256) * 2 - 1, torch.randn(1, 8)
    networks, _ = load_motion(motion / "best.pt")
    with torch.no_grad():
        expected = networks.predictor(image, code).numpy()
    session = onnxruntime.InferenceSession(str(bundle / "motion.onnx"))
    (flow,) = session.run(["flow"], {"image": image.numpy(), "code": code.numpy()})
    assert np.abs(flow - expected).max() < 1e-4 / 64 + 1e-5

    arguments = ["evaluate", "--bundle", str(bundle), "--clips", str(clips), "--cache", str(cache)]
    arguments += ["--out", str(tmp_path / "report"), "--codes", "2", "--json"]
    result = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    report = json.loads(result.stdout)
    assert list(report["clips"]) == ["sky-valid"]
    own = report["mean"]["own code"]
    for name in (
        "direction",
        "speed_ratio",
        "iou",
        "leakage",
        "end_point_error",
        "gain_moving_k1",
        "gain_whole_k4",
    ):
        assert np.isfinite(own[name]), name
    assert report["mean"]["mean DIS flow"]["gain_moving_k1"] > 3
    assert report["mean"]["repeat the photo"]["gain_moving_k1"] == 0
    assert report["groups"]["sky"]["clips"] == 1
    assert {"symmetric", "crossfade"} == set(report["loops"])
    assert 0 <= report["scenes"]["thin_still_share"] <= 1
    assert "day-valid" in report["appearance"]
    for sheet in ("contact-sheet.jpg", "scenes.jpg"):
        assert (tmp_path / "report" / sheet).stat().st_size > 1000

    damaged = bundle / "motion.onnx"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    with pytest.raises(TrainingError, match=r"motion\.onnx: damaged"):
        BundleNetworks(bundle)


def test_a_checkpoint_of_the_other_kind_is_rejected(tmp_path):
    parts = {name: {} for name in ("weights", "average", "optimizer", "progress")}
    torch.save({**parts, "description": {"kind": "appearance"}}, tmp_path / "checkpoint.pt")
    with pytest.raises(TrainingError, match="a motion one was expected"):
        load_motion(tmp_path / "checkpoint.pt")


def test_an_incomplete_bundle_gets_no_description(tmp_path):
    (tmp_path / "motion.onnx").write_bytes(b"x")
    with pytest.raises(TrainingError, match=r"lacks appearance\.onnx"):
        write_description(tmp_path, {})
    assert not (tmp_path / "bundle.json").exists()


def test_checksums_match_the_file(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert checksum(tmp_path / "a").startswith("ba7816bf8f01cfea")


def test_every_command_is_registered_and_has_help():
    shown = CliRunner().invoke(commands, ["--help"]).stdout
    for name in ("prepare", "motion", "appearance", "export", "evaluate", "import-2019", "contact-sheet"):
        assert name in shown


def test_an_expected_failure_prints_one_line_and_exits_with_1(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["driftscape-training", "prepare", "--clips", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        app()
    assert stopped.value.code == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    assert "no motion clips found" in lines[0]
