import numpy as np
import torch

from driftscape_training.codebook import order_for_slider
from driftscape_training.motion import MotionNetworks, compute_losses, parameter_groups
from driftscape_training.networks.backbone import PYRAMID_CHANNELS, Backbone, load_imagenet_weights
from driftscape_training.networks.encoder import MotionEncoder
from driftscape_training.networks.motion import FLOW_BOUND, MotionPredictor, both
from driftscape_training.warp import warp


def random_batch(count: int = 2, size: int = 64) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)

    def draw(*shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=generator)

    return {
        "image": draw(count, 3, size, size) * 2 - 1,
        "next": draw(count, 3, size, size) * 2 - 1,
        "flow": (draw(count, 2, size, size) - 0.5) / 64,
        "clip_flow": (draw(count, 2, 128, 128) - 0.5) / 64,
        "trust": draw(count, 1, size, size),
        "moving": (draw(count, 1, size, size) > 0.5).float(),
        "certainty": draw(count, 1, size, size),
        "movable": (draw(count, 1, size, size) > 0.3).float(),
        "movable_certainty": draw(count, 1, size, size),
        "has_pair": torch.ones(count),
    }


def test_the_flow_is_bounded_and_has_full_size():
    predictor = MotionPredictor().eval()
    with torch.no_grad():
        flow = predictor(torch.rand(1, 3, 256, 256) * 2 - 1, 100 * torch.randn(1, 8))
    assert flow.shape == (1, 2, 256, 256)
    assert flow.abs().max() <= FLOW_BOUND


def test_the_code_changes_the_flow():
    predictor = MotionPredictor().eval()
    image = torch.rand(1, 3, 64, 64) * 2 - 1
    with torch.no_grad():
        flows = predictor(image.expand(2, -1, -1, -1), torch.tensor([[1.0] * 8, [-1.0] * 8]))
    assert not torch.allclose(flows[0], flows[1])


def test_codes_depend_on_the_speed_of_a_flow():
    encoder = MotionEncoder().eval()
    slow = torch.full((1, 2, 128, 128), FLOW_BOUND / 8)
    with torch.no_grad():
        codes = [encoder(slow * factor)[0] for factor in (1, 2, 4)]
    assert (codes[1] - codes[0]).norm() > 1e-3
    assert (codes[2] - codes[1]).norm() > (codes[1] - codes[0]).norm()


def test_a_closed_mask_stops_everything():
    predictor = MotionPredictor().eval()
    with torch.no_grad():
        predictor.coarse_mask.bias.fill_(-50)
        flow = predictor(torch.rand(1, 3, 64, 64) * 2 - 1, torch.randn(1, 8))
    assert flow.abs().max() < 1e-6


def test_what_cannot_move_is_static_under_every_code():
    predictor = MotionPredictor().eval()
    with torch.no_grad():
        predictor.movable.head.bias.fill_(-50)
        flow = predictor(torch.rand(1, 3, 64, 64) * 2 - 1, 3 * torch.randn(1, 8))
    assert flow.abs().max() < 1e-6


def test_the_product_of_two_masks_is_that_of_their_probabilities():
    a, b = torch.randn(2, 100) * 4
    product = torch.sigmoid(both(a, b))
    assert torch.allclose(product, torch.sigmoid(a) * torch.sigmoid(b), atol=1e-6)


def test_the_backbone_halves_the_picture_at_every_level():
    levels = Backbone().eval()(torch.zeros(1, 3, 64, 64))
    assert [tuple(level.shape) for level in levels] == [
        (1, channels, size, size) for channels, size in zip(PYRAMID_CHANNELS, (32, 16, 8, 4, 2), strict=True)
    ]


def test_imagenet_weights_fill_the_whole_backbone():
    backbone = Backbone()
    before = {name: tensor.clone() for name, tensor in backbone.state_dict().items()}
    load_imagenet_weights(backbone)
    changed = [
        name for name, tensor in backbone.state_dict().items() if not torch.equal(tensor, before[name])
    ]
    assert changed == [name for name in before if "num_batches" not in name]


def test_batch_norm_of_the_backbone_keeps_its_statistics_in_training():
    networks = MotionNetworks().train()
    before = networks.predictor.backbone._bn0.running_mean.clone()
    compute_losses(networks, random_batch())["total"].backward()
    assert torch.equal(networks.predictor.backbone._bn0.running_mean, before)


def test_every_learning_parameter_gets_a_gradient():
    torch.manual_seed(0)
    networks = MotionNetworks().train()
    groups = parameter_groups(networks)
    compute_losses(networks, random_batch(4))["total"].backward()
    assert all(parameter.grad is not None for group in groups for parameter in group["params"])
    frozen = [p for p in networks.parameters() if not p.requires_grad]
    assert frozen
    assert all(parameter.grad is None for parameter in frozen)


def test_a_few_steps_on_one_batch_reduce_the_loss():
    torch.manual_seed(0)
    networks = MotionNetworks().train()
    load_imagenet_weights(networks.predictor.backbone)
    batch = random_batch(4)
    batch["flow"] = torch.tensor([0.5, -0.3]).view(1, 2, 1, 1).expand(4, 2, 64, 64) / 64
    batch["moving"], batch["trust"] = torch.ones(4, 1, 64, 64), torch.ones(4, 1, 64, 64)
    optimizer = torch.optim.Adam([p for g in parameter_groups(networks) for p in g["params"]], lr=1e-3)
    totals = []
    for _ in range(20):
        losses = compute_losses(networks, batch)
        optimizer.zero_grad()
        losses["total"].backward()
        optimizer.step()
        totals.append(float(losses["total"].detach()))
    assert np.mean(totals[-3:]) < 0.9 * np.mean(totals[:3])


def test_warping_samples_where_the_pixel_came_from():
    picture = torch.zeros(1, 1, 5, 5)
    picture[0, 0, 2, 1] = 1
    flow = torch.zeros(1, 2, 5, 5)
    flow[:, 0] = -2 / 4  # one pixel to the left, align_corners
    assert warp(picture, flow)[0, 0, 2, 2] == 1


def test_neighbours_on_the_slider_are_nearer_than_along_the_first_component():
    rng = np.random.default_rng(0)
    angles = rng.uniform(0, 2 * np.pi, 40)
    codes = np.stack([np.cos(angles), np.sin(angles), *(0.02 * rng.normal(size=(6, 40)))], 1)
    component = np.linalg.svd(codes - codes.mean(0), full_matrices=False)[2][0]

    def step(ordered: np.ndarray) -> float:
        return float(np.linalg.norm(np.diff(ordered, axis=0), axis=1).mean())

    ordered = codes[order_for_slider(codes)]
    assert sorted(map(tuple, ordered)) == sorted(map(tuple, codes))
    assert step(ordered) < 0.5 * step(codes[np.argsort(codes @ component)])


def test_the_slider_begins_in_the_middle_of_a_round_trip():
    rng = np.random.default_rng(1)
    angles = rng.permutation(np.linspace(0, 2 * np.pi, 30, endpoint=False))
    codes = np.stack([np.cos(angles), np.sin(angles), *np.zeros((6, 30))], 1)
    ordered = codes[order_for_slider(codes, middle=7)]
    assert np.array_equal(ordered[15], codes[7])
    around = np.linalg.norm(ordered - np.roll(ordered, 1, 0), axis=1)
    assert np.allclose(around, around[0])
