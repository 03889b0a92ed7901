"""Losses of the appearance training (algorithm §7; no VGG: local colour statistics and sorted colours
instead)."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from .colour import projections, rgb_to_lab
from .networks.appearance import AppearancePair, transfer_colours

WEIGHTS = {
    "colours": 1.0,
    "local_colours": 0.5,
    "statistics": 0.5,
    "layout": 0.3,
    "half": 0.3,
    "cycle": 0.1,
    "content": 0.15,
    "smooth": 0.15,
    "extent": 0.003,
    "gaussian": 0.5,
}
# Lab values are divided by this, so that losses are near 1.
_LAB_SCALE = 25.0
_CODE_NOISE = 0.1


def compute_appearance_losses(
    model: AppearancePair, batch: dict[str, torch.Tensor], form: str
) -> dict[str, torch.Tensor]:
    """Losses of one batch of `PairSource`; `total` is their weighted sum."""
    photo, count = batch["photo"], len(batch["photo"])
    codes = model.encoder(torch.cat([batch["light"], photo]))
    target_code, photo_code = codes.split(count)
    noise = _CODE_NOISE * torch.randn_like(target_code)
    # A light between two known ones. If the half-way picture is known it is the teacher; otherwise the code
    # only has to survive being rendered and encoded again (cycle). Some codes are those of other places'
    # lights.
    blend = torch.where(
        (batch["is_half_known"] > 0)[:, None],
        (target_code + photo_code) / 2,
        torch.lerp(target_code, target_code.roll(1, 0), torch.rand(count, 1, device=photo.device)),
    )
    # Blends cost as much as targets, so only the second half of the batch, with most half-way pictures, has
    # them.
    some = slice(count // 2, None)
    gain, bias = model.predictor(
        torch.cat([photo, photo[some]]), torch.cat([target_code + noise, blend[some]])
    )
    # One random pixel of every 2×2 is enough to compare colours, and keeps their contrast.
    thin = _thin(photo.shape[-1] // gain.shape[-1])
    results = transfer_colours(torch.cat([thin(photo), thin(photo[some])]), gain, bias, form)
    seen = transfer_colours(photo[some], *_repeat(gain[count:], bias[count:], photo.shape[-1]), form)
    cycle = (model.encoder(seen) - blend[some].detach()).abs().mean()
    thinned = {name: thin(batch[name]) for name in ("photo", "target", "half")}
    with torch.autocast(photo.device.type, enabled=False):
        return _weigh(thinned | {"is_half_known": batch["is_half_known"]}, gain, bias, results, codes, cycle)


def _thin(step: int) -> Callable[[torch.Tensor], torch.Tensor]:
    """Keeps one pixel of every step×step, at the same position in all pictures."""
    row, column = torch.randint(step, (2,)).tolist()
    return lambda pictures: pictures[..., row::step, column::step]


def _repeat(gain: torch.Tensor, bias: torch.Tensor, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    return F.interpolate(gain, size=(size, size)), F.interpolate(bias, size=(size, size))


def _weigh(
    batch: dict[str, torch.Tensor],
    gain: torch.Tensor,
    bias: torch.Tensor,
    results: torch.Tensor,
    codes: torch.Tensor,
    cycle: torch.Tensor,
) -> dict[str, torch.Tensor]:
    """All terms, from thinned pictures; `results` are those of the targets, then those of the blends."""
    count = len(batch["photo"])
    result, blended = results[:count], results[count:]
    some = slice(count - len(blended), None)
    photos = torch.cat([batch["photo"], batch["photo"][some]])
    losses = _match_colours(result, batch["target"])
    known = batch["is_half_known"][some].view(-1, 1, 1, 1)
    losses["half"] = _layout_distance(blended * known, batch["half"][some] * known)
    losses["cycle"] = cycle
    losses["content"] = _content_distance(torch.cat([result, blended]), photos)
    losses["smooth"] = _total_variation(gain.log()) + _total_variation(bias)
    losses["extent"] = gain.log().square().mean() + bias.square().mean()
    losses["gaussian"] = gaussian_distance(codes)
    losses["total"] = sum(WEIGHTS[name] * value for name, value in losses.items())
    return losses


def _match_colours(result: torch.Tensor, target: torch.Tensor) -> dict[str, torch.Tensor]:
    result_lab, target_lab = (rgb_to_lab(image) / _LAB_SCALE for image in (result, target))
    count = len(result)
    # 4×4 cells are compared separately, then all pixels.
    side = result.shape[-1] // 4
    cells = [
        lab.unfold(2, side, side).unfold(3, side, side).permute(0, 2, 3, 4, 5, 1).reshape(count, 16, -1, 3)
        for lab in (result_lab, target_lab)
    ]
    directions = projections(8).to(result)
    first, second = (cell @ directions.T for cell in cells)
    local = (first.sort(2).values - second.sort(2).values).abs().mean()
    whole = (first.flatten(1, 2).sort(1).values - second.flatten(1, 2).sort(1).values).abs().mean()
    statistics = 0.0
    for window in (4, 8):
        means, deviations = zip(
            *(_local_statistics(lab, window) for lab in (result_lab, target_lab)), strict=True
        )
        statistics = (
            statistics + (means[0] - means[1]).abs().mean() + (deviations[0] - deviations[1]).abs().mean()
        )
    return {
        "colours": whole,
        "local_colours": local,
        "statistics": statistics / 2,
        "layout": _layout_distance(result, target),
    }


def _local_statistics(image: torch.Tensor, window: int) -> tuple[torch.Tensor, torch.Tensor]:
    mean = F.avg_pool2d(image, window)
    return mean, (F.avg_pool2d(image.square(), window) - mean.square()).clamp_min(1e-4).sqrt()


def _layout_distance(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Coarse comparison of colours by position: mean absolute difference after pooling 2×2 pixels."""
    return (F.avg_pool2d(first, 2) - F.avg_pool2d(second, 2)).abs().mean() * 4


def _content_distance(result: torch.Tensor, photo: torch.Tensor) -> torch.Tensor:
    """1 − correlation of lightness in 7×7 windows: structure must be preserved in any light."""
    lightness = [image.mean(1, keepdim=True) for image in (result, photo)]
    means = [F.avg_pool2d(image, 7, 4) for image in lightness]
    variances = [
        (F.avg_pool2d(image.square(), 7, 4) - mean.square()).clamp_min(0)
        for image, mean in zip(lightness, means, strict=True)
    ]
    shared = F.avg_pool2d(lightness[0] * lightness[1], 7, 4) - means[0] * means[1]
    floor = 1e-4
    correlation = (shared + floor) / ((variances[0] + floor) * (variances[1] + floor)).sqrt()
    return (1 - correlation).mean()


def _total_variation(maps: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference between neighbours, per picture width."""
    across = (maps[..., 1:] - maps[..., :-1]).abs().mean()
    return (across + (maps[..., 1:, :] - maps[..., :-1, :]).abs().mean()) * (maps.shape[-1] / 64)


def gaussian_distance(codes: torch.Tensor) -> torch.Tensor:
    """Maximum mean discrepancy between codes N×8 and as many samples of a unit Gaussian (multi-scale IMQ
    kernel)."""
    drawn = torch.randn_like(codes)
    size = 2.0 * codes.shape[1]

    def kernel(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        squared = (first[:, None] - second[None]).square().sum(-1)
        return sum(size * scale / (size * scale + squared) for scale in (0.1, 0.5, 1.0, 2.0))

    off_diagonal = 1 - torch.eye(len(codes), device=codes.device)
    pairs = len(codes) * (len(codes) - 1)
    within = ((kernel(codes, codes) + kernel(drawn, drawn)) * off_diagonal).sum() / pairs
    return within - 2 * kernel(codes, drawn).mean()
