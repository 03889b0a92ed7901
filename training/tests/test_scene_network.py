import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from driftscape_training.networks.backbone import Backbone, fold_batch_norm
from driftscape_training.networks.scene import SCENE_SIZE, TAPS, SceneNetwork
from driftscape_training.onnx_export import export_onnx
from driftscape_training.scene.train import FIRST_LEARNING_BLOCK, parameter_groups


def test_shares_have_the_size_of_the_photo_and_sum_to_one():
    network = SceneNetwork().eval()
    for size in (96, 192):
        with torch.no_grad():
            shares = network(torch.rand(2, 3, size, size) * 2 - 1)
        assert shares.shape == (2, 4, size, size)
        assert torch.allclose(shares.sum(1), torch.ones(2, size, size), atol=1e-5)
        assert shares.min() >= 0


def test_shares_are_the_softmax_of_the_logits():
    network = SceneNetwork().eval()
    image = torch.rand(1, 3, 96, 96) * 2 - 1
    with torch.no_grad():
        assert torch.allclose(network(image), torch.softmax(network.logits(image), 1), atol=1e-5)


def test_a_folded_backbone_gives_the_same_features():
    torch.manual_seed(0)
    plain = Backbone(TAPS).eval()
    for module in plain.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    image = torch.rand(1, 3, 64, 64) * 2 - 1
    with torch.no_grad():
        expected = plain(image)
        found = fold_batch_norm(plain)(image)
    assert [level.shape[-1] for level in found] == [32, 16, 8, 4, 2]
    for ours, theirs in zip(found, expected, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-4)


def test_only_the_decoder_and_late_blocks_of_the_backbone_learn():
    network = SceneNetwork()
    fast, slow = parameter_groups(network)
    assert slow["lr_scale"] < 1
    names = {name for name, parameter in network.named_parameters() if not parameter.requires_grad}
    assert names
    assert all(name.startswith("backbone.") for name in names)
    assert f"backbone._blocks.{FIRST_LEARNING_BLOCK}._expand_conv.weight" not in names
    assert len(names) + len(fast["params"]) + len(slow["params"]) == len(list(network.parameters()))


def test_the_exported_file_is_small_simple_and_gives_the_same_result(tmp_path):
    network, path = SceneNetwork(), tmp_path / "scene.onnx"
    export_onnx(network, {"image": torch.zeros(1, 3, SCENE_SIZE, SCENE_SIZE)}, ["shares"], path)
    assert path.stat().st_size <= 12e6
    model = onnx.load(path)
    assert model.opset_import[0].version <= 18
    assert {node.domain for node in model.graph.node} == {""}
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (shares,) = session.run(
        ["shares"], {"image": np.random.default_rng(0).uniform(-1, 1, (1, 3, 384, 384)).astype("f")}
    )
    assert shares.shape == (1, 4, 384, 384)
    assert shares.sum(1) == pytest.approx(1, abs=1e-5)
