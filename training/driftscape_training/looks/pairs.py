"""An unlimited number of pairs of a photo and a reference; the photo in the reference's light is computed by
regions."""

import numpy as np
import torch

from ..colour import rgb_to_lab
from ..views import crop, jitter_together, random_views, to_tensor
from .pool import Pool
from .statistics import Looks, measure_looks
from .wanted import light_like

# Share of photos and of references that are first given a built-in look, or a mix of two.
_RELIT_PHOTOS, _RELIT_REFERENCES = 0.35, 0.6
# Spread of the light of such pictures around those looks, in Lab.
_JITTER = (6.0, 4.0, 6.0)


class LookPairs:
    """Draws photos, the target light (a picture of any place) and the photo in that light, fully and
    half-way."""

    def __init__(self, pool: Pool, looks: Looks):
        self.pool = pool
        self.looks = looks

    def draw(
        self, count: int, rng: np.random.Generator, generator: torch.Generator
    ) -> dict[str, torch.Tensor]:
        """`photo`, `light`, `target` and `half`, count×3×64×64 in [-1, 1]."""
        pictures, shares = self._draw_views(2 * count, rng, generator)
        odds = torch.tensor([_RELIT_PHOTOS] * count + [_RELIT_REFERENCES] * count)
        chosen = torch.rand(2 * count, generator=generator) < odds
        if chosen.any():
            looks = self._draw_looks(int(chosen.sum()), generator)
            (pictures[chosen],) = light_like(pictures[chosen], shares[chosen], looks)
        (pictures,) = jitter_together([pictures], generator)
        photo, light = pictures.split(count)
        looks = measure_looks(rgb_to_lab(light), shares[count:])
        target, half = light_like(photo, shares[:count], looks, (1.0, 0.5))
        return {"photo": photo, "light": light, "target": target, "half": half}

    def _draw_views(
        self, count: int, rng: np.random.Generator, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        index = rng.choice(len(self.pool.chances), count, p=self.pool.chances)
        shares = torch.from_numpy(self.pool.shares[index]).float() / 255
        both = crop(
            torch.cat([to_tensor(self.pool.pictures[index]), shares], 1), random_views(count, generator)
        )
        shares = both[:, 3:].clamp(min=1e-4)
        return both[:, :3].contiguous(), shares / shares.sum(1, keepdim=True)

    def _draw_looks(self, count: int, generator: torch.Generator) -> Looks:
        first, second = torch.randint(len(self.looks.means), (2, count), generator=generator)
        # Most are close to one look; some are half-way between two.
        share = torch.rand(count, generator=generator) ** 2 * 0.5
        parts = (
            torch.lerp(one, other, share.view(-1, *[1] * (one.dim() - 1)))
            for one, other in (
                (getattr(self.looks[first], name), getattr(self.looks[second], name))
                for name in ("means", "covariances", "heights")
            )
        )
        looks = Looks(*parts)
        moved = looks.means + torch.randn(count, 1, 3, generator=generator) * torch.tensor(_JITTER)
        moved[..., 0].clamp_(2, 98)
        return Looks(moved, looks.covariances, looks.heights)
