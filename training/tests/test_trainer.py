import numpy as np
import pytest
import torch
from torch import nn

from driftscape_training.errors import TrainingError
from driftscape_training.trainer import TrainerSettings, load_checkpoint, train


def draw_batch(rng: np.random.Generator) -> dict[str, torch.Tensor]:
    x = torch.from_numpy(rng.normal(0, 1, (8, 3)).astype(np.float32))
    return {"x": x, "y": x.sum(1, keepdim=True)}


def compute_losses(model: nn.Module, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    noisy = batch["x"] + 0.01 * torch.randn_like(batch["x"])
    return {"total": (model(noisy) - batch["y"]).square().mean()}


def make_model(width: int = 1) -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, width))


def settings(steps: int, **others: float) -> TrainerSettings:
    return TrainerSettings(steps=steps, learning_rate=1e-2, warmup_steps=2, **others)


def test_a_resumed_run_equals_an_uninterrupted_one(tmp_path):
    class StopError(Exception):
        pass

    whole = make_model()
    train(whole, compute_losses, draw_batch, tmp_path / "whole", settings(20), {})

    seen = 0

    def stop_at_ten(model, batch):
        nonlocal seen
        seen += 1
        if seen > 10:
            raise StopError
        return compute_losses(model, batch)

    with pytest.raises(StopError):
        train(
            make_model(), stop_at_ten, draw_batch, tmp_path / "parts", settings(20, checkpoint_seconds=0), {}
        )
    assert load_checkpoint(tmp_path / "parts/checkpoint.pt")["progress"]["step"] == 10
    resumed = make_model()
    train(resumed, compute_losses, draw_batch, tmp_path / "parts", settings(20), {})

    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    averages = [load_checkpoint(tmp_path / run / "checkpoint.pt")["average"] for run in ("whole", "parts")]
    assert all(torch.equal(averages[0][name], averages[1][name]) for name in averages[0])


def test_training_learns_and_leaves_curves(tmp_path):
    progress = train(make_model(), compute_losses, draw_batch, tmp_path, settings(300), {})
    assert progress.history[-1]["total"] < 0.5 * progress.history[0]["total"]
    assert (tmp_path / "curves.png").stat().st_size > 1000
    assert (tmp_path / "curves.json").exists()


def test_training_stops_when_the_minutes_are_used_up(tmp_path):
    progress = train(make_model(), compute_losses, draw_batch, tmp_path, settings(10**6, minutes=0.01), {})
    assert 0 < progress.step < 10**6


def test_a_loss_that_is_not_finite_stops_training_and_keeps_the_last_good_checkpoint(tmp_path):
    count = 0

    def breaking(model, batch):
        nonlocal count
        count += 1
        losses = compute_losses(model, batch)
        return {"total": losses["total"] * (float("nan") if count == 6 else 1)}

    with pytest.raises(TrainingError, match="no longer finite at step 5"):
        train(make_model(), breaking, draw_batch, tmp_path, settings(20, checkpoint_seconds=0), {})
    kept = load_checkpoint(tmp_path / "checkpoint.pt")
    assert kept["progress"]["step"] == 5
    assert all(torch.isfinite(tensor).all() for tensor in kept["weights"].values())


def test_a_checkpoint_of_another_shape_is_rejected_by_tensor_name(tmp_path):
    train(make_model(), compute_losses, draw_batch, tmp_path, settings(2), {})
    with pytest.raises(TrainingError, match=r"2\.weight should be \(2, 4\), found \(1, 4\)"):
        train(make_model(2), compute_losses, draw_batch, tmp_path, settings(4), {})


def test_a_file_that_is_not_a_checkpoint_is_rejected(tmp_path):
    (tmp_path / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(TrainingError, match="not a readable checkpoint"):
        train(make_model(), compute_losses, draw_batch, tmp_path, settings(2), {})


def test_the_best_averaged_weights_are_kept(tmp_path):
    scores = iter([1.0, 3.0])

    def validate(model):
        return {"score": next(scores, 2.0)}

    progress = train(
        make_model(), compute_losses, draw_batch, tmp_path, settings(4, validate_seconds=0), {}, validate
    )
    assert progress.best_score == 3.0
    assert load_checkpoint(tmp_path / "best.pt")["progress"]["step"] == 2


@pytest.mark.parametrize(("description", "best"), [({"pictures": 3}, 3), ({"pictures": 4}, 1)])
def test_a_run_that_continues_with_other_data_searches_its_best_again(tmp_path, description, best):
    def train_on(steps, score, description):
        return train(
            make_model(),
            compute_losses,
            draw_batch,
            tmp_path,
            settings(steps),
            description,
            lambda _: {"score": score},
        )

    train_on(2, 3.0, {"pictures": 3})
    assert train_on(4, 1.0, description).best_score == best
    assert load_checkpoint(tmp_path / "best.pt")["progress"]["step"] == (2 if best == 3 else 4)
