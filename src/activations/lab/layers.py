"""The layers of a network, and the network they make."""

import itertools
import math
import numbers

import numpy as np

from activations.base import Activation
from activations.checks import (
    generator,
    integer,
    number,
    plain_array,
    real_array,
    upstream,
)
from activations.lab.places import check_places, is_layer


class Dense:
    """A layer in which every output is a weighted sum of all inputs.

    output = inputs @ weights + bias

    Shapes: inputs (n, n_inputs), one example a row; weights (n_inputs,
    n_outputs); bias (n_outputs,); output (n, n_outputs). All in float64.
    init says how they start: see initial_values.
    Raises ValueError for arrays of another shape, TypeError for what holds
    no real numbers, RuntimeError for backward before forward.
    """

    inputs = output = dinputs = None

    def __init__(self, n_inputs, n_outputs, init="he", *, rng):
        start = initial_values(n_inputs, n_outputs, init, rng)
        self.weights, self.bias = start
        self.dweights = np.zeros_like(self.weights)
        self.dbias = np.zeros_like(self.bias)

    def __call__(self, inputs):
        """Return the output and keep nothing."""
        return _rows_for(self, inputs) @ self.weights + self.bias

    def forward(self, inputs):
        """Return the output; keep it, and inputs by reference."""
        self.inputs = _rows_for(self, inputs)
        self.output = self.inputs @ self.weights + self.bias
        return self.output

    def backward(self, dvalues):
        """Return the gradient of the inputs, given that of the output.

        Those of weights and bias are kept, and 0 until then.
        """
        dvalues = upstream(self, dvalues).astype(np.float64)
        self.dweights = self.inputs.T @ dvalues
        self.dbias = dvalues.sum(axis=0)
        self.dinputs = dvalues @ self.weights.T
        return self.dinputs

    def parameters(self):
        """Return (array, gradient) of the weights and of the bias."""
        return [(self.weights, self.dweights), (self.bias, self.dbias)]

    def __repr__(self):
        return "Dense({}, {})".format(*self.weights.shape)


def initial_values(n_inputs, n_outputs, init, rng):
    """Return the weights and the bias that a Dense layer starts with.

    init says how: weights are normal, with mean 0 and variance
        "he"        2 / n_inputs
        "xavier"    2 / (n_inputs + n_outputs)
        "lecun"     1 / n_inputs
        a number g  g * g / n_inputs: g is the gain
    and the bias is 0; or "uniform", the default of PyTorch: weights and
    bias uniform between -1 / sqrt(n_inputs) and 1 / sqrt(n_inputs).
    Shapes: weights (n_inputs, n_outputs), bias (n_outputs,).
    Raises ValueError for another init or a width below 1, TypeError unless
    rng is a numpy.random.Generator.
    """
    generator("Dense", "rng", rng)
    n_inputs = integer("Dense", "n_inputs", n_inputs, least=1)
    n_outputs = integer("Dense", "n_outputs", n_outputs, least=1)
    shape = (n_inputs, n_outputs)
    if isinstance(init, str) and init == "uniform":
        bound = 1 / math.sqrt(n_inputs)
        weights = rng.uniform(-bound, bound, shape)
        return weights, rng.uniform(-bound, bound, n_outputs)
    weights = rng.normal(0, _deviation(init, *shape), shape)
    return weights, np.zeros(n_outputs)


def _deviation(init, n_inputs, n_outputs):
    variances = {
        "he": 2 / n_inputs,
        "xavier": 2 / (n_inputs + n_outputs),
        "lecun": 1 / n_inputs,
    }
    if isinstance(init, str) and init in variances:
        return math.sqrt(variances[init])
    is_gain = isinstance(init, numbers.Real) and not isinstance(init, bool)
    if is_gain and 0 <= init < math.inf:
        return number("Dense", "init", init) / math.sqrt(n_inputs)
    raise ValueError(
        f"Dense: init must be one of {', '.join(variances)}, uniform, "
        f"or a finite gain of at least 0, got {init!r}"
    )


def _rows_for(dense, inputs):
    """Return inputs as an array that the layer can take, or refuse it."""
    inputs = real_array("Dense", "inputs", inputs)
    inputs = inputs.astype(np.float64, copy=False)
    n_inputs = len(dense.weights)
    if inputs.ndim != 2 or inputs.shape[1] != n_inputs:
        raise ValueError(
            f"Dense: inputs must have the shape (n, {n_inputs}), one "
            f"example a row, got {inputs.shape}"
        )
    return inputs


class Network:
    """Layers in a row, each fed with the output of the one before it.

    A layer has forward, backward and parameters, and can be called: Dense,
    an activation, or a Network. network[:i] is the list of the first i.
    Raises TypeError for what is not a layer, ValueError without layers, or
    where an object or an array of parameters stands in two places: it
    belongs to its last forward, so it can serve one place only.
    """

    def __init__(self, layers):
        self.layers = _check_layers(layers)
        check_places(self)

    def __call__(self, x):
        """Return the last layer's output and keep nothing."""
        for layer in self.layers:
            x = layer(x)
        return x

    def forward(self, x):
        """Return the last layer's output; each layer keeps its own."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dvalues):
        """Return the gradient of the loss with respect to x."""
        for layer in reversed(self.layers):
            dvalues = layer.backward(dvalues)
        return dvalues

    def parameters(self):
        """Return (array, gradient) of all that is learned, in order."""
        found = []
        for layer in self.layers:
            found += layer.parameters()
        return found

    def __len__(self):
        return len(self.layers)

    def __getitem__(self, index):
        return self.layers[index]

    def __repr__(self):
        return f"Network({self.layers!r})"


def _check_layers(layers):
    try:
        layers = list(layers)
    except TypeError:
        raise TypeError(
            f"Network: layers must be a list of layers, got {layers!r}"
        ) from None
    if not layers:
        raise ValueError("Network: layers must hold at least one layer")
    for i, layer in enumerate(layers):
        if isinstance(layer, type):
            raise TypeError(
                f"Network: layer {i} must be an object, such as "
                f"{layer.__name__}(), got the class {layer.__name__}"
            )
        if not is_layer(layer):
            raise TypeError(
                f"Network: layer {i} must have forward, backward and "
                f"parameters, and be callable, got {layer!r}"
            )
    return layers


def mlp(sizes, activation, init="he", *, rng):
    """Return a Network of Dense layers with the activation between them.

    sizes are the widths of input and Dense layers: [64, 32, 10] gives
    Dense(64, 32), the activation, Dense(32, 10). Where the activation
    changes the width, the next Dense takes what it gives. Each place has
    its own copy of the activation; None leaves the network linear.
    Raises ValueError for fewer than two sizes, or where a width does not
    suit the activation, TypeError for what is no activation; see Dense and
    Network too.
    """
    _check_mlp(sizes, activation)
    layers = []
    for n_inputs, n_outputs in itertools.pairwise(sizes):
        if layers and activation is not None:
            layers.append(activation.copy())
            n_inputs = activation.width(n_inputs)
        layers.append(Dense(n_inputs, n_outputs, init, rng=rng))
    return Network(layers)


def _check_mlp(sizes, activation):
    if plain_array("mlp", "sizes", sizes).ndim != 1:
        raise TypeError(
            f"mlp: sizes must be a list of widths, got {sizes!r}"
        )
    if len(sizes) < 2:
        raise ValueError(f"mlp: sizes must be at least two, got {sizes!r}")
    if activation is not None and not isinstance(activation, Activation):
        raise TypeError(
            "mlp: activation must be an activation, such as Tanh(), or "
            f"None, got {activation!r}"
        )
    if getattr(activation, "axis", -1) not in (-1, 1):
        raise ValueError(
            "mlp: the activation must act along the last axis, since the "
            f"first counts the examples, got {activation!r}"
        )
