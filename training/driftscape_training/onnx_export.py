"""Writes a network as ONNX and compares it with its PyTorch module."""

import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

from .errors import TrainingError

OPSET = 17


def export_onnx(
    network: nn.Module,
    inputs: dict[str, torch.Tensor],
    output_names: list[str],
    path: Path,
    tolerance: float = 1e-3,
) -> float:
    """Exports a network with fixed shapes at opset 17 and returns the largest difference to PyTorch on random
    input.

    `inputs` are the names and shapes of the tensors. Raises TrainingError if the difference exceeds
    `tolerance`.
    """
    network = network.eval().float().cpu()
    with warnings.catch_warnings():
        # Only the deprecated exporter can write opsets below 18.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=output_names,
            opset_version=OPSET,
            dynamo=False,
        )
    generator = torch.Generator().manual_seed(0)
    probe = {name: torch.rand(value.shape, generator=generator) * 2 - 1 for name, value in inputs.items()}
    with torch.no_grad():
        expected = network(*probe.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(output_names, {name: value.numpy() for name, value in probe.items()})
    difference = max(
        float(np.abs(ours.numpy() - theirs).max()) for ours, theirs in zip(expected, found, strict=True)
    )
    if not difference <= tolerance:
        raise TrainingError(f"{path.name}: ONNX Runtime differs from PyTorch by {difference:.2g}")
    return difference
