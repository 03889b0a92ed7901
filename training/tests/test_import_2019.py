"""The importer against networks written down a second time, from the facts alone, in plain functions."""

import io
import json
import pickle
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
import torch.nn.functional as F

from driftscape_training.bundle import checksum
from driftscape_training.errors import TrainingError
from driftscape_training.import_2019 import import_release, load_state
from driftscape_training.import_2019_networks import Encoder2019, Predictor2019
from driftscape_training.import_2019_pickle import read_code_sequences

State = dict[str, torch.Tensor]


def predictor_shapes(out_channels: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}

    def convolution(name: str, to: int, of: int, kernel: int) -> None:
        shapes[f"{name}.conv2d.weight"] = (to, of, kernel, kernel)
        shapes[f"{name}.conv2d.bias"] = (to,)

    def norm(name: str, channels: int) -> None:
        shapes[f"{name}.scale"] = shapes[f"{name}.shift"] = (channels,)

    convolution("conv1", 128, 11, 5)
    convolution("conv2", 256, 136, 3)
    convolution("conv3", 512, 264, 3)
    convolution("deconv1", 256, 1024, 3)
    convolution("deconv2", 128, 512, 3)
    convolution("deconv3", out_channels, 256, 5)
    for name, channels in {"in2": 256, "in3": 512, "in4": 256, "in5": 128}.items():
        norm(name, channels)
    for block in range(1, 6):
        for part in (1, 2):
            norm(f"res{block}.in{part}", 512)
            convolution(f"res{block}.conv{part}", 512, 512, 3)
    return shapes


def encoder_shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"conv.0.weight": (64, 3, 4, 4), "conv.0.bias": (64,)}
    for block, (of, to) in enumerate([(64, 128), (128, 192), (192, 256)], 1):
        for place in (0, 3):
            for name in ("weight", "bias", "running_mean", "running_var"):
                shapes[f"conv.{block}.conv.{place}.{name}"] = (of,)
        shapes[f"conv.{block}.conv.2.weight"], shapes[f"conv.{block}.conv.2.bias"] = (of, of, 3, 3), (of,)
        shapes[f"conv.{block}.conv.5.0.weight"], shapes[f"conv.{block}.conv.5.0.bias"] = (to, of, 3, 3), (to,)
        shapes[f"conv.{block}.shortcut.1.weight"] = (to, of, 1, 1)
        shapes[f"conv.{block}.shortcut.1.bias"] = (to,)
    for name in ("fc", "fcVar"):
        shapes[f"{name}.0.weight"], shapes[f"{name}.0.bias"] = (8, 256), (8,)
    return shapes


def random_state(shapes: dict[str, tuple[int, ...]], seed: int) -> State:
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, shape in shapes.items():
        values = torch.randn(shape, generator=generator)
        if len(shape) > 1:
            state[name] = values / np.sqrt(np.prod(shape[1:]))
        elif name.endswith(("scale", "running_var")) or (
            ".conv.0.weight" in name or ".conv.3.weight" in name
        ):
            state[name] = 1 + 0.2 * values.abs()
        else:
            state[name] = 0.1 * values
    return state


def expected_maps(state: State, rgb: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
    """What the 2019 predictor computes, channels in its own order."""

    def convolution(name: str, x: torch.Tensor, stride: int = 1) -> torch.Tensor:
        weight = state[f"{name}.conv2d.weight"]
        padded = torch.nn.ReflectionPad2d(weight.shape[-1] // 2)(x)
        return F.conv2d(padded, weight, state[f"{name}.conv2d.bias"], stride)

    def norm(name: str, x: torch.Tensor) -> torch.Tensor:
        variance, mean = torch.var_mean(x, dim=(2, 3), unbiased=False, keepdim=True)
        scale, shift = (state[f"{name}.{part}"].reshape(1, -1, 1, 1) for part in ("scale", "shift"))
        return (x - mean) / (variance + 1e-9) ** 0.5 * scale + shift

    def with_code(x: torch.Tensor) -> torch.Tensor:
        return torch.cat((x, code.reshape(1, 8, 1, 1).repeat(1, 1, *x.shape[-2:])), dim=1)

    def leaky(x: torch.Tensor) -> torch.Tensor:
        return torch.where(x > 0, x, 0.1 * x)

    def doubled(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return torch.cat((a, b), dim=1).repeat_interleave(2, 2).repeat_interleave(2, 3)

    bgr = rgb.flip(1)
    h1 = leaky(convolution("conv1", with_code(bgr), 2))
    h2 = leaky(norm("in2", convolution("conv2", with_code(h1), 2)))
    h3 = leaky(norm("in3", convolution("conv3", with_code(h2), 2)))
    x = h3
    for block in range(1, 6):
        inner = convolution(f"res{block}.conv1", leaky(norm(f"res{block}.in1", x)))
        x = x + convolution(f"res{block}.conv2", leaky(norm(f"res{block}.in2", inner)))
    x = leaky(norm("in4", convolution("deconv1", doubled(x, h3))))
    x = leaky(norm("in5", convolution("deconv2", doubled(x, h2))))
    return convolution("deconv3", doubled(x, h1))


def expected_code(state: State, rgb: torch.Tensor, has_stored_statistics: bool) -> torch.Tensor:
    """What the 2019 encoder computes."""

    def leaky(x: torch.Tensor) -> torch.Tensor:
        return torch.where(x > 0, x, 0.2 * x)

    def norm(name: str, x: torch.Tensor) -> torch.Tensor:
        stored = (
            (state[f"{name}.running_mean"], state[f"{name}.running_var"])
            if has_stored_statistics
            else (None, None)
        )
        return F.batch_norm(
            x, *stored, state[f"{name}.weight"], state[f"{name}.bias"], training=not has_stored_statistics
        )

    x = F.conv2d(rgb.flip(1), state["conv.0.weight"], state["conv.0.bias"], stride=2, padding=1)
    for block in (1, 2, 3):
        at = f"conv.{block}"

        def weights(name: str, at: str = at) -> tuple[torch.Tensor, torch.Tensor]:
            return state[f"{at}.{name}.weight"], state[f"{at}.{name}.bias"]

        y = F.conv2d(leaky(norm(f"{at}.conv.0", x)), *weights("conv.2"), padding=1)
        y = F.conv2d(leaky(norm(f"{at}.conv.3", y)), *weights("conv.5.0"), padding=1)
        x = F.avg_pool2d(y, 2) + F.conv2d(F.avg_pool2d(x, 2), *weights("shortcut.1"))
    pooled = F.avg_pool2d(leaky(x), 8).reshape(1, 256)
    return pooled @ state["fc.0.weight"].T + state["fc.0.bias"]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, State]]:
    """A folder that looks like the release, with random weights."""
    folder = tmp_path_factory.mktemp("release")
    states = {
        "PMNet": random_state(predictor_shapes(2), 1),
        "PANet": random_state(predictor_shapes(6), 2),
        "EANet": random_state(encoder_shapes(), 3),
    }
    for name, state in states.items():
        torch.save(state, folder / f"{name}_weight_5000.pth")
    rng = np.random.default_rng(4)
    write_pickle(folder / "codebook_m_5000.pkl", rng.normal(size=(130, 8)).astype(np.float32))
    write_pickle(
        folder / "codebook_a_5000.pkl", [rng.normal(size=(n, 8)).astype(np.float32) for n in (5, 9, 3)]
    )
    return folder, states


def write_pickle(path: Path, content: object) -> None:
    path.write_bytes(pickle.dumps(content, protocol=2))


@pytest.fixture(scope="module")
def bundle(release: tuple[Path, dict[str, State]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle")
    import_release(release[0], out)
    return out


def run_onnx(path: Path, **inputs: torch.Tensor) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {name: value.numpy() for name, value in inputs.items()})


@pytest.fixture(scope="module")
def inputs() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(5)
    return torch.rand(1, 3, 256, 256, generator=generator) * 2 - 1, torch.randn(1, 8, generator=generator)


def test_imported_motion_agrees_with_the_facts(release, bundle, inputs):
    with torch.no_grad():
        expected = torch.tanh(expected_maps(release[1]["PMNet"], *inputs)) / 64
    (flow,) = run_onnx(bundle / "motion.onnx", image=inputs[0], code=inputs[1])
    assert np.abs(flow - expected.numpy()).max() <= 1e-4 / 64
    assert np.abs(flow).max() > 1e-3


def test_imported_appearance_agrees_with_the_facts_in_rgb_order(release, bundle, inputs):
    with torch.no_grad():
        expected = expected_maps(release[1]["PANet"], *inputs)
    gain, bias = run_onnx(bundle / "appearance.onnx", image=inputs[0], code=inputs[1])
    assert np.abs(gain - expected[:, [2, 1, 0]].numpy()).max() <= 1e-4
    assert np.abs(bias - expected[:, [5, 4, 3]].numpy()).max() <= 1e-4


def test_imported_encoder_normalises_with_the_current_picture(release, bundle, inputs):
    picture = inputs[0][:, :, :128, :128]
    with torch.no_grad():
        expected = expected_code(release[1]["EANet"], picture, has_stored_statistics=False)
    (code,) = run_onnx(bundle / "appearance-encoder.onnx", image=picture)
    assert np.abs(code - expected.numpy()).max() <= 1e-4


def test_stored_statistics_are_used_on_request(release, inputs):
    picture = inputs[0][:, :, :128, :128]
    encoder = Encoder2019()
    load_state(encoder, release[0] / "EANet_weight_5000.pth", needs_statistics=True)
    encoder.use_batch_statistics(False)
    with torch.no_grad():
        expected = expected_code(release[1]["EANet"], picture, has_stored_statistics=True)
        assert (encoder(picture.flip(1)) - expected).abs().max() <= 1e-4


def test_bundle_has_a_description(bundle):
    description = json.loads((bundle / "bundle.json").read_text())
    assert description["nonCommercial"] is True
    assert description["colourTransfer"] == "tanh"
    assert description["absent"] == ["motion-encoder.onnx"]
    assert set(description["checksums"]) == {
        "motion.onnx",
        "appearance.onnx",
        "appearance-encoder.onnx",
        "codebook.json",
    }
    assert all(checksum(bundle / name) == found for name, found in description["checksums"].items())


def test_codebook_has_at_most_100_motion_codes_and_every_sequence(bundle):
    codebook = json.loads((bundle / "codebook.json").read_text())
    assert np.shape(codebook["motion"]) == (100, 8)
    assert sorted(len(sequence["codes"]) for sequence in codebook["appearance"]) == [3, 5, 9]


def test_every_wrong_key_is_named(release, tmp_path):
    state = dict(release[1]["PMNet"])
    del state["in2.shift"], state["res3.conv1.conv2d.weight"]
    state["deconv3.conv2d.bias"] = torch.zeros(3)
    state["surprise.weight"] = torch.zeros(1, 2)
    torch.save(state, tmp_path / "wrong.pth")
    with pytest.raises(TrainingError) as caught:
        load_state(Predictor2019(2), tmp_path / "wrong.pth")
    assert str(caught.value) == (
        "wrong.pth: missing in2.shift 256; missing res3.conv1.conv2d.weight 512×512×3×3; "
        "unexpected surprise.weight 1×2; deconv3.conv2d.bias should be 2, is 3"
    )


def test_weights_that_are_not_finite_are_rejected(release, tmp_path):
    state = dict(release[1]["EANet"])
    state["fc.0.bias"] = torch.full((8,), torch.nan)
    torch.save(state, tmp_path / "nan.pth")
    with pytest.raises(TrainingError, match="fc.0.bias is not finite"):
        load_state(Encoder2019(), tmp_path / "nan.pth")


def test_missing_files_are_named_and_nothing_is_written(tmp_path):
    (tmp_path / "weights").mkdir()
    with pytest.raises(TrainingError, match="PMNet_weight_5000.pth, PANet_weight_5000.pth"):
        import_release(tmp_path / "weights", tmp_path / "out")
    assert not (tmp_path / "out").exists()


class Harmful:
    def __reduce__(self):
        return print, ("this must never run",)


def test_a_pickle_that_runs_code_is_rejected(tmp_path, capsys):
    write_pickle(tmp_path / "harmful.pkl", Harmful())
    with pytest.raises(TrainingError, match="only NumPy arrays are allowed"):
        read_code_sequences(tmp_path / "harmful.pkl")
    assert capsys.readouterr().out == ""


def test_a_pickle_from_python_2_is_read(tmp_path):
    """Byte strings in the stream are `str` of Python 2: protocol 2 without the marks of Python 3."""
    codes = np.arange(16, dtype="<f4").reshape(2, 8)
    stream = io.BytesIO()
    stream.write(b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R")
    stream.write(
        b"(K\x01K\x02K\x08\x86cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    )
    stream.write(b"\x89U" + bytes([codes.nbytes]) + codes.tobytes() + b"tb.")
    (tmp_path / "old.pkl").write_bytes(stream.getvalue())
    (read,) = read_code_sequences(tmp_path / "old.pkl")
    assert np.array_equal(read, codes)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (np.zeros((3, 7), np.float32), "expected codes of 8 numbers"),
        ("text", "expected arrays of codes, found str"),
        ([], "holds no codes"),
        (np.full((2, 8), np.inf), "not finite"),
        (np.array(["a"]), "expected arrays of numbers"),
    ],
)
def test_a_codebook_of_another_shape_is_rejected(tmp_path, content, fault):
    write_pickle(tmp_path / "codebook.pkl", content)
    with pytest.raises(TrainingError, match=fault):
        read_code_sequences(tmp_path / "codebook.pkl")


@pytest.mark.parametrize(
    ("content", "lengths"),
    [
        (np.zeros((4, 8, 1, 1)), [4]),
        (np.zeros((3, 5, 8)), [5, 5, 5]),
        ([np.zeros(8)] * 6, [6]),
        ({"a": np.zeros((2, 8)), "b": np.zeros((4, 8))}, [2, 4]),
        ([[0.0] * 8] * 3, [3]),
        ([[np.zeros((1, 8))] * 2, [np.zeros((1, 8))] * 3], [2, 3]),
    ],
)
def test_codebooks_of_many_shapes_become_sequences(tmp_path, content, lengths):
    write_pickle(tmp_path / "codebook.pkl", content)
    assert [len(sequence) for sequence in read_code_sequences(tmp_path / "codebook.pkl")] == lengths
