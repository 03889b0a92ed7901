"""Reads the NumPy pickles of the 2019 release without allowing them to run code."""

import codecs
import pickle
from pathlib import Path
from typing import Any

import numpy as np

from .errors import TrainingError

try:
    from numpy._core.multiarray import _reconstruct, scalar
except ImportError:  # NumPy 1
    from numpy.core.multiarray import _reconstruct, scalar

CODE_SIZE = 8

# Everything needed to rebuild arrays; protocol 2 encodes bytes with `_codecs.encode`.
_ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy.core.multiarray", "scalar"): scalar,
    ("numpy._core.multiarray", "scalar"): scalar,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): codecs.encode,
}


class ArrayUnpickler(pickle.Unpickler):
    """Rebuilds NumPy arrays and plain containers; rejects every other name."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(
                f"refers to {module}.{name}, but only NumPy arrays are allowed"
            ) from None


def read_code_sequences(path: Path) -> list[np.ndarray]:
    """Codes of a codebook pickle, as a list of K×8 arrays in their order in the file.

    A codebook may be an array …×8 (singleton axes at the end are dropped; a third axis makes sequences), or a
    list, tuple or dict of such. Raises TrainingError for anything else.
    """
    try:
        with path.open("rb") as file:
            content = ArrayUnpickler(file, encoding="latin1").load()
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read ({error.strerror})") from error
    except Exception as error:
        raise TrainingError(f"{path.name}: not a codebook pickle: {error}") from error
    sequences = _collect(content, path.name)
    if not sequences:
        raise TrainingError(f"{path.name}: holds no codes")
    if not all(np.isfinite(sequence).all() for sequence in sequences):
        raise TrainingError(f"{path.name}: holds codes that are not finite")
    return sequences


def _collect(content: Any, name: str) -> list[np.ndarray]:
    if isinstance(content, dict):
        return _join([content[key] for key in sorted(content, key=str)], name)
    if isinstance(content, list | tuple):
        return _join(list(content), name)
    if not isinstance(content, np.ndarray):
        raise TrainingError(f"{name}: expected arrays of codes, found {type(content).__name__}")
    if content.dtype == object:
        return _join(list(content.ravel()), name)
    if content.dtype.kind not in "fiu":
        raise TrainingError(f"{name}: expected arrays of numbers, found {content.dtype}")
    codes = content.astype(np.float32)
    while codes.ndim > 1 and codes.shape[-1] == 1:
        codes = codes[..., 0]
    if codes.ndim == 0 or codes.shape[-1] != CODE_SIZE:
        raise TrainingError(f"{name}: expected codes of {CODE_SIZE} numbers, found an array {content.shape}")
    if codes.ndim == 3 and codes.shape[1] > 1:
        return list(codes)
    return [codes.reshape(-1, CODE_SIZE)]


def _join(parts: list[Any], name: str) -> list[np.ndarray]:
    """Sequences of the parts; a list of single codes is one sequence, plain numbers are one code."""
    if parts and all(isinstance(part, int | float | np.number) for part in parts):
        return _collect(np.asarray(parts, np.float32), name)
    sequences = [sequence for part in parts for sequence in _collect(part, name)]
    if len(sequences) > 1 and all(len(sequence) == 1 for sequence in sequences):
        return [np.concatenate(sequences)]
    return sequences
