from pathlib import Path

import pytest
import torch

from driftscape_training.errors import TrainingError
from driftscape_training.motion import MotionNetworks
from driftscape_training.networks.from_bundle import read_encoder, read_predictor
from driftscape_training.onnx_export import export_onnx

IMAGE, CODE, FLOW = torch.rand(1, 3, 256, 256) * 2 - 1, torch.randn(1, 8), torch.randn(1, 2, 128, 128) / 64


def make_uncommon_networks(seed: int) -> MotionNetworks:
    """Random weights everywhere, statistics of batch norm included: what an untrained network has in common
    with another would hide a tensor that was not read."""
    torch.manual_seed(seed)
    networks = MotionNetworks().eval()
    with torch.no_grad():
        for tensor in networks.state_dict().values():
            if tensor.is_floating_point():
                tensor.mul_(1 + 0.1 * torch.rand_like(tensor)).add_(0.01 * torch.rand_like(tensor))
    return networks


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[MotionNetworks, Path]:
    folder = tmp_path_factory.mktemp("bundle")
    networks = make_uncommon_networks(1)
    export_onnx(networks.predictor, {"image": IMAGE, "code": CODE}, ["flow"], folder / "motion.onnx")
    export_onnx(networks.encoder, {"flow": FLOW}, ["code"], folder / "motion-encoder.onnx")
    return networks, folder


@torch.no_grad()
def test_networks_read_from_a_bundle_equal_the_exported_ones(exported):
    networks, folder = exported
    read = make_uncommon_networks(2)
    assert not torch.allclose(read.encoder(FLOW), networks.encoder(FLOW), atol=1e-3)
    read_predictor(read.predictor, folder / "motion.onnx")
    read_encoder(read.encoder, folder / "motion-encoder.onnx")
    torch.testing.assert_close(
        read.predictor(IMAGE, CODE), networks.predictor(IMAGE, CODE), atol=1e-6, rtol=1e-4
    )
    torch.testing.assert_close(
        read.encoder.posterior(FLOW), networks.encoder.posterior(FLOW), atol=1e-5, rtol=1e-4
    )


def test_a_bundle_of_another_network_is_rejected(exported):
    _, folder = exported
    with pytest.raises(TrainingError, match="another network"):
        read_encoder(make_uncommon_networks(2).encoder, folder / "motion.onnx")
    with pytest.raises(TrainingError, match="another network"):
        read_predictor(make_uncommon_networks(2).predictor, folder / "motion-encoder.onnx")


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "motion.onnx").write_bytes(b"no network")
    with pytest.raises(TrainingError, match="not a readable ONNX file"):
        read_predictor(make_uncommon_networks(2).predictor, tmp_path / "motion.onnx")
