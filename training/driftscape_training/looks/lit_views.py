"""Views of pictures with their regions, many of them in other lights: what appearance is learned from."""

import numpy as np
import torch

from ..views import crop, jitter, random_views, to_tensor
from .pool import Pool
from .statistics import Looks
from .wanted import light_like

# Share of the views that get a built-in look, or a mix of two.
_RELIT = 0.35
# Spread of the light of such pictures around those looks, in Lab.
_JITTER = (6.0, 4.0, 6.0)


class LitViews:
    """Draws windows of the pictures of a pool."""

    def __init__(self, pool: Pool, looks: Looks) -> None:
        self.pool = pool
        self.looks = looks

    def draw(
        self, count: int, size: int, rng: np.random.Generator, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Windows of pictures count×3×size×size in [-1, 1], and their regions count×4×size×size, shares that
        sum to 1."""
        index = rng.choice(len(self.pool.chances), count, p=self.pool.chances)
        shares = torch.from_numpy(self.pool.shares[index]).float() / 255
        both = torch.cat([to_tensor(self.pool.pictures[index]), shares], 1)
        both = crop(both, random_views(count, generator), size)
        pictures, shares = both[:, :3].contiguous(), both[:, 3:].clamp(min=1e-4)
        shares = shares / shares.sum(1, keepdim=True)
        is_relit = torch.rand(count, generator=generator) < _RELIT
        if is_relit.any():
            looks = self._draw_looks(int(is_relit.sum()), generator)
            (pictures[is_relit],) = light_like(pictures[is_relit], shares[is_relit], looks)
        return jitter(pictures, generator), shares

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
