"""A layer that takes the scale of an example away, and nothing else."""

import numpy as np

from activations.checks import real_array, upstream


class RMSNorm:
    """Divides each example by the root of the mean of its squares.

    output = inputs / sqrt(mean(inputs**2)), row by row; a row of zeros
    stays one. It learns nothing.

    Shapes: inputs and output (n, width), one example a row; in float64.
    Raises ValueError for arrays of another shape, TypeError for what holds
    no real numbers, RuntimeError for backward before forward.
    Source: Zhang & Sennrich (2019), without their learned vector.
    """

    inputs = output = dinputs = None

    def __call__(self, inputs):
        """Return the output and keep nothing."""
        inputs = _rows(inputs)
        return inputs / _scale(inputs)

    def forward(self, inputs):
        """Return the output; keep it, and inputs by reference."""
        self.inputs = _rows(inputs)
        self.output = self.inputs / _scale(self.inputs)
        return self.output

    def backward(self, dvalues):
        """Return the gradient of the inputs, given that of the output.

        What would only change the scale of an example is taken out.
        """
        dvalues = upstream(self, dvalues).astype(np.float64)
        scale = _scale(self.inputs)
        y = self.inputs / scale
        along = np.mean(y * dvalues, axis=1, keepdims=True)
        self.dinputs = (dvalues - y * along) / scale
        return self.dinputs

    def parameters(self):
        """Return an empty list."""
        return []

    def __repr__(self):
        return "RMSNorm()"


def _rows(inputs):
    inputs = real_array("RMSNorm", "inputs", inputs)
    if inputs.ndim != 2 or inputs.shape[1] == 0:
        raise ValueError(
            "RMSNorm: inputs must have the shape (n, width), one example a "
            f"row, got {inputs.shape}"
        )
    return inputs.astype(np.float64, copy=False)


def _scale(inputs):
    # The squares of 1e200 and of 1e-200 are no numbers any more. So the
    # largest entry of a row is divided away first.
    largest = np.max(np.abs(inputs), axis=1, keepdims=True)
    largest = np.where(largest == 0, 1, largest)
    ratios = inputs / largest
    scale = largest * np.sqrt(np.mean(ratios**2, axis=1, keepdims=True))
    return np.where(scale == 0, 1, scale)
