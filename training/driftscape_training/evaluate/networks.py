"""The networks of a bundle in ONNX Runtime, so that exactly what the engine runs is evaluated."""

from pathlib import Path

import numpy as np
import onnxruntime

from ..bundle import read_description
from ..dataset import encoder_input, picture_to_tensor
from ..errors import TrainingError
from ..warp import PX_PER_UNIT


class BundleNetworks:
    """The exported files of a bundle. Raises TrainingError if the bundle is damaged."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self.description = read_description(folder)
        self.folder = folder
        self.options = onnxruntime.SessionOptions()
        self.options.intra_op_num_threads = threads
        # Waiting threads that spin slow everything down as soon as the machine is shared.
        self.options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.sessions: dict[str, onnxruntime.InferenceSession] = {}

    def run(self, file: str, **inputs: np.ndarray) -> list[np.ndarray]:
        """Outputs of one of the bundle's networks, opened on first use."""
        if file not in self.sessions:
            try:
                self.sessions[file] = onnxruntime.InferenceSession(
                    str(self.folder / file), self.options, providers=["CPUExecutionProvider"]
                )
            except Exception as error:
                raise TrainingError(f"{self.folder / file}: ONNX Runtime cannot open it ({error})") from error
        return self.sessions[file].run(None, inputs)

    def predict_flow(self, frame: np.ndarray, code: np.ndarray) -> np.ndarray:
        """Frame 256×256×3 uint8 and code (8) → flow 256×256×2 in px per step."""
        image = picture_to_tensor(frame[None]).numpy()
        (flow,) = self.run("motion.onnx", image=image, code=code[None].astype(np.float32))
        return np.ascontiguousarray(flow[0].transpose(1, 2, 0)) * PX_PER_UNIT

    def encode_flow(self, flow: np.ndarray) -> np.ndarray:
        """Flow H×W×2 in px of a clip → its code (8)."""
        return self.run("motion-encoder.onnx", flow=encoder_input(flow)[None].numpy())[0][0]
