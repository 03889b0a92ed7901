"""The networks of the 2019 release, rebuilt from the facts in algorithm §9, with the names of their state
dicts."""

import torch
import torch.nn.functional as F
from torch import nn

CODE_SIZE = 8
STEP_BOUND = 1 / 64
_SLOPE = 0.1
_ENCODER_SLOPE = 0.2
# The release uses channel order blue, green, red; we use red, green, blue.
_REVERSED = [2, 1, 0]


class ReflectedConvolution(nn.Module):
    """Convolution with a reflected border of half the kernel."""

    def __init__(self, in_channels: int, out_channels: int, kernel: int, stride: int = 1):
        super().__init__()
        self.border = (kernel // 2,) * 4
        self.conv2d = nn.Conv2d(in_channels, out_channels, kernel, stride)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.conv2d(F.pad(features, self.border, mode="reflect"))


class InstanceNorm(nn.Module):
    """Norm per sample and channel with biased variance, then scale and shift."""

    def __init__(self, channels: int):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels))
        self.shift = nn.Parameter(torch.zeros(channels))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        centred = features - features.mean(dim=(2, 3), keepdim=True)
        variance = centred.square().mean(dim=(2, 3), keepdim=True)
        normed = centred / torch.sqrt(variance + 1e-9)
        return normed * self.scale.view(1, -1, 1, 1) + self.shift.view(1, -1, 1, 1)


class ResidualBlock(nn.Module):
    """Pre-activated residual block."""

    def __init__(self, channels: int):
        super().__init__()
        self.in1 = InstanceNorm(channels)
        self.conv1 = ReflectedConvolution(channels, channels, 3)
        self.in2 = InstanceNorm(channels)
        self.conv2 = ReflectedConvolution(channels, channels, 3)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        inner = self.conv1(F.leaky_relu(self.in1(features), _SLOPE))
        return features + self.conv2(F.leaky_relu(self.in2(inner), _SLOPE))


class Predictor2019(nn.Module):
    """P_M (2 output channels) or P_A (6): `image` B×3×256×256 BGR and `code` B×8 → raw maps B×C×256×256."""

    def __init__(self, out_channels: int):
        super().__init__()
        self.conv1 = ReflectedConvolution(3 + CODE_SIZE, 128, 5, 2)
        self.conv2 = ReflectedConvolution(128 + CODE_SIZE, 256, 3, 2)
        self.in2 = InstanceNorm(256)
        self.conv3 = ReflectedConvolution(256 + CODE_SIZE, 512, 3, 2)
        self.in3 = InstanceNorm(512)
        self.res1, self.res2, self.res3, self.res4, self.res5 = (ResidualBlock(512) for _ in range(5))
        self.deconv1 = ReflectedConvolution(1024, 256, 3)
        self.in4 = InstanceNorm(256)
        self.deconv2 = ReflectedConvolution(512, 128, 3)
        self.in5 = InstanceNorm(128)
        self.deconv3 = ReflectedConvolution(256, out_channels, 5)

    def forward(self, image: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
        first = F.leaky_relu(self.conv1(_beside(image, code)), _SLOPE)
        second = F.leaky_relu(self.in2(self.conv2(_beside(first, code))), _SLOPE)
        third = F.leaky_relu(self.in3(self.conv3(_beside(second, code))), _SLOPE)
        features = third
        for block in (self.res1, self.res2, self.res3, self.res4, self.res5):
            features = block(features)
        features = F.leaky_relu(self.in4(self.deconv1(_enlarge(features, third))), _SLOPE)
        features = F.leaky_relu(self.in5(self.deconv2(_enlarge(features, second))), _SLOPE)
        return self.deconv3(_enlarge(features, first))


def _beside(features: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
    tiled = code[:, :, None, None].expand(-1, -1, features.shape[2], features.shape[3])
    return torch.cat([features, tiled], 1)


def _enlarge(features: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
    return F.interpolate(torch.cat([features, skip], 1), scale_factor=2.0, mode="nearest")


class BatchNorm(nn.Module):
    """Batch norm with the statistics of the current batch (as in the 2019 programs) or the stored ones."""

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))
        self.uses_batch_statistics = True

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        if self.uses_batch_statistics:
            mean = features.mean(dim=(0, 2, 3))
            variance = (features - mean.view(1, -1, 1, 1)).square().mean(dim=(0, 2, 3))
        else:
            mean, variance = self.running_mean, self.running_var
        factor = self.weight / torch.sqrt(variance + 1e-5)
        return features * factor.view(1, -1, 1, 1) + (self.bias - mean * factor).view(1, -1, 1, 1)


class EncoderBlock(nn.Module):
    """Residual block that halves the picture. Indices in the names are positions in the 2019 state dict."""

    def __init__(self, in_channels: int, out_channels: int):
        super().__init__()
        self.conv = nn.Sequential(
            BatchNorm(in_channels),
            nn.LeakyReLU(_ENCODER_SLOPE),
            nn.Conv2d(in_channels, in_channels, 3, 1, 1),
            BatchNorm(in_channels),
            nn.LeakyReLU(_ENCODER_SLOPE),
            nn.Sequential(nn.Conv2d(in_channels, out_channels, 3, 1, 1), nn.AvgPool2d(2)),
        )
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(in_channels, out_channels, 1))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.conv(features) + self.shortcut(features)


class Encoder2019(nn.Module):
    """E_A: `image` B×3×128×128 BGR in [-1, 1] → `code` B×8."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(3, 64, 4, 2, 1), EncoderBlock(64, 128), EncoderBlock(128, 192), EncoderBlock(192, 256)
        )
        self.fc = nn.Sequential(nn.Linear(256, CODE_SIZE))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        features = F.leaky_relu(self.conv(image), _ENCODER_SLOPE)
        return self.fc(F.avg_pool2d(features, 8).flatten(1))

    def use_batch_statistics(self, is_used: bool) -> None:
        """Chooses between the statistics of the current picture and the stored ones."""
        for module in self.modules():
            if isinstance(module, BatchNorm):
                module.uses_batch_statistics = is_used


class MotionOfRelease(nn.Module):
    """P_M with our contract: RGB `image` and `code` → `flow` in normalised units per step (algorithm §8)."""

    def __init__(self, predictor: Predictor2019):
        super().__init__()
        self.predictor = predictor

    def forward(self, image: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.predictor(image[:, _REVERSED], code)) * STEP_BOUND


class AppearanceOfRelease(nn.Module):
    """P_A with our contract: RGB `image` and `code` → RGB `gain` and `bias`."""

    def __init__(self, predictor: Predictor2019):
        super().__init__()
        self.predictor = predictor

    def forward(self, image: torch.Tensor, code: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        gain, bias = self.predictor(image[:, _REVERSED], code).chunk(2, 1)
        return gain[:, _REVERSED], bias[:, _REVERSED]


class EncoderOfRelease(nn.Module):
    """E_A with our contract: RGB `image` → `code`."""

    def __init__(self, encoder: Encoder2019):
        super().__init__()
        self.encoder = encoder

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.encoder(image[:, _REVERSED])
