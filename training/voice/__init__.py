"""A voice made by rule: a formant synthesiser written as an ONNX graph."""
