"""A model for MLServer: sums the rows, greets by name, and gives the ids back."""

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse


class Sums(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        by_name = {each.name: each for each in payload.inputs}
        rows = NumpyCodec.decode_input(by_name["rows"])
        if (rows < 0).any():
            raise ValueError("rows must not be negative")
        names = StringCodec.decode_input(by_name["names"])
        return InferenceResponse(
            model_name=self.name,
            outputs=[
                NumpyCodec.encode_output("sums", rows.sum(axis=1, keepdims=True)),
                StringCodec.encode_output("greetings", [f"Hello {name}" for name in names]),
                NumpyCodec.encode_output("ids", NumpyCodec.decode_input(by_name["ids"])),
            ],
        )
