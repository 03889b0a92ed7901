"""Loads the weights of exported predictors and encoders back into their PyTorch modules, so that training can
continue from a bundle. The export keeps the names of most tensors, but folds batch norm into the preceding
convolutions, and the gains and biases of group norms have no names."""

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from ..errors import TrainingError

NEWER_PARTS = ("layout", "movable")

Weights = dict[str, Tensor]


def read_predictor(predictor: nn.Module, path: Path) -> None:
    """Fills a MotionPredictor from `motion.onnx`; raises TrainingError if the graph is of another network."""
    named, graph = _read(path)
    folded = iter(
        [
            node
            for node in graph.node
            if node.op_type == "Conv" and node.input[1] not in predictor.state_dict()
        ]
    )
    with torch.no_grad():
        for convolution, norm in _normalised_convolutions(predictor.backbone):
            node = next(folded, None)
            if node is None or named[node.input[1]].shape != convolution.weight.shape:
                raise _mismatch(path, "backbone")
            convolution.weight.copy_(named[node.input[1]])
            _become_shift(norm, named[node.input[2]])
    inputs = torch.zeros(1, 3, 64, 64), torch.zeros(1, 8)
    _fill_rest(predictor, inputs, named, graph, path)


def read_encoder(encoder: nn.Module, path: Path) -> None:
    """Fills a MotionEncoder from `motion-encoder.onnx`; raises TrainingError if the graph is of another
    network."""
    named, graph = _read(path)
    _fill_rest(encoder, (torch.zeros(1, 2, 128, 128),), named, graph, path)


def _read(path: Path) -> tuple[Weights, onnx.GraphProto]:
    try:
        graph = onnx.load(str(path)).graph
    except Exception as error:
        raise TrainingError(f"{path}: not a readable ONNX file ({error.__class__.__name__})") from error
    return {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}, graph


def _normalised_convolutions(backbone: nn.Module) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Convolutions of the backbone with the batch norm after each, in the order of a pass."""
    layers = [layer for layer in backbone.modules() if isinstance(layer, nn.Conv2d)]
    norms = [layer for layer in backbone.modules() if isinstance(layer, nn.BatchNorm2d)]
    return list(zip(layers, norms, strict=True))


def _become_shift(norm: nn.BatchNorm2d, bias: Tensor) -> None:
    """Makes a batch norm that only adds `bias`: its scale is in the folded weights."""
    norm.running_mean.zero_()
    norm.running_var.fill_(1 - norm.eps)
    norm.weight.fill_(1)
    norm.bias.copy_(bias)


def _fill_rest(
    module: nn.Module, inputs: tuple[Tensor, ...], named: Weights, graph: onnx.GraphProto, path: Path
) -> None:
    """Fills tensors outside the backbone by name, and gains and biases of group norms in the order of a pass.
    The parts that bundles before 1.1 lack have no effect until they are trained."""
    gains, biases = (
        [
            named[node.input[1]].flatten()
            for node in graph.node
            if node.op_type == kind and node.input[1].startswith("onnx::")
        ]
        for kind in ("Mul", "Add")
    )
    norms = _run_order(module, inputs)
    if not len(norms) == len(gains) == len(biases):
        raise _mismatch(path, "group norms")
    for name, gain, bias in zip(norms, gains, biases, strict=True):
        named |= {f"{name}.weight": gain, f"{name}.bias": bias}
    for name, tensor in module.state_dict().items():
        is_newer = any(part in name for part in NEWER_PARTS) and name not in named
        if is_newer or name.startswith("backbone."):
            continue
        if name not in named or named[name].shape != tensor.shape:
            raise _mismatch(path, name)
        tensor.copy_(named[name])


@torch.no_grad()
def _run_order(module: nn.Module, inputs: tuple[Tensor, ...]) -> list[str]:
    """Names of the group norms in the order of a pass."""
    order = []
    hooks = [
        layer.register_forward_hook(lambda *_, name=name: order.append(name))
        for name, layer in module.named_modules()
        if isinstance(layer, nn.GroupNorm) and layer.affine
    ]
    module(*inputs)
    for hook in hooks:
        hook.remove()
    return order


def _mismatch(path: Path, what: str) -> TrainingError:
    return TrainingError(
        f"{path}: exported from another network ({what} does not fit); train from the start instead"
    )
