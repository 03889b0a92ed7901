"""Writes an ONNX model anew with other numbers: 8-bits.onnx and 16-bits.onnx in the folder given, by ONNX Runtime's own tools."""

import sys
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

model, folder = Path(sys.argv[1]), Path(sys.argv[2])
# The CPU has convolutions of whole numbers for unsigned weights only.
quantize_dynamic(model, folder / "8-bits.onnx", weight_type=QuantType.QUInt8)
onnx.save(convert_float_to_float16(onnx.load(model), keep_io_types=True), folder / "16-bits.onnx")
