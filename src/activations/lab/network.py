"""A fully connected network from scratch: layers, losses, training."""

import copy
import math

import numpy as np

from activations.lab.checks import check_rng
from activations.lab.progress import progress


class Dense:
    """A layer in which every output is a weighted sum of all inputs.

    output = inputs @ weights + bias

    Shapes: inputs (n, n_inputs), one example a row; weights (n_inputs,
    n_outputs); bias (n_outputs,); output (n, n_outputs).
    init says how the weights start: normal with mean 0 and variance
        "he"        2 / n_inputs
        "xavier"    2 / (n_inputs + n_outputs)
        "lecun"     1 / n_inputs
        a number g  g * g / n_inputs, so g is the gain
    and the bias 0; or "uniform", PyTorch's default: weights and bias both
    uniform between -1 / sqrt(n_inputs) and 1 / sqrt(n_inputs).
    Raises ValueError for another init or arrays of another shape, TypeError
    unless rng is a numpy.random.Generator, RuntimeError for backward before
    forward.
    """

    def __init__(self, n_inputs, n_outputs, init="he", *, rng):
        check_rng("Dense", rng)
        if n_inputs < 1 or n_outputs < 1:
            raise ValueError(
                "Dense: n_inputs and n_outputs must be at least 1,"
                f" got {n_inputs} and {n_outputs}"
            )
        shape = (n_inputs, n_outputs)
        if init == "uniform":
            bound = 1 / math.sqrt(n_inputs)
            self.weights = rng.uniform(-bound, bound, shape)
            self.bias = rng.uniform(-bound, bound, n_outputs)
        else:
            deviation = math.sqrt(self._variance(init, *shape))
            self.weights = rng.normal(0.0, deviation, shape)
            self.bias = np.zeros(n_outputs)
        self.dweights = np.zeros_like(self.weights)
        self.dbias = np.zeros_like(self.bias)
        self.inputs = self.output = self.dinputs = None

    @staticmethod
    def _variance(init, n_inputs, n_outputs):
        variances = {
            "he": 2 / n_inputs,
            "xavier": 2 / (n_inputs + n_outputs),
            "lecun": 1 / n_inputs,
        }
        if init in variances:
            return variances[init]
        if isinstance(init, (int, float)) and 0 <= init < math.inf:
            return init * init / n_inputs
        known = ", ".join(repr(name) for name in [*variances, "uniform"])
        raise ValueError(
            f"Dense: init must be one of {known}, or a finite gain of at"
            f" least 0, got {init!r}"
        )

    def __call__(self, inputs):
        """Returns the output alone and keeps nothing."""
        inputs = np.asarray(inputs, dtype=np.float64)
        if inputs.ndim != 2 or inputs.shape[1] != len(self.weights):
            raise ValueError(
                f"Dense: inputs must have shape (n, {len(self.weights)}),"
                f" got {inputs.shape}"
            )
        return inputs @ self.weights + self.bias

    def forward(self, inputs):
        """Returns the output; keeps it, and the inputs by reference."""
        self.output = self(inputs)
        self.inputs = np.asarray(inputs, dtype=np.float64)
        return self.output

    def backward(self, dvalues):
        """Returns the gradient with respect to the last inputs.

        dvalues is the gradient with respect to the last output. Also kept:
        dweights and dbias, until then 0.
        """
        if self.inputs is None:
            raise RuntimeError("Dense: backward needs a forward before it")
        dvalues = np.asarray(dvalues, dtype=np.float64)
        if dvalues.shape != self.output.shape:
            raise ValueError(
                f"Dense: dvalues must have the output's shape"
                f" {self.output.shape}, got {dvalues.shape}"
            )
        self.dweights = self.inputs.T @ dvalues
        self.dbias = dvalues.sum(axis=0)
        self.dinputs = dvalues @ self.weights.T
        return self.dinputs

    def __repr__(self):
        return "Dense({}, {})".format(*self.weights.shape)


class Network:
    """Layers in a row: each is fed with the output of the one before.

    A layer is whatever has forward and backward: Dense, or an activation.
    len(network) and network[i] count and give the layers.
    Raises ValueError without any layer, or where one stands twice: a layer
    keeps the inputs of its last forward, and can keep only one.
    """

    def __init__(self, layers):
        self.layers = list(layers)
        if not self.layers:
            raise ValueError("Network: needs at least one layer, got none")
        for i, layer in enumerate(self.layers):
            if isinstance(layer, type):
                raise TypeError(
                    f"Network: layer {i} must be an object such as"
                    f" {layer.__name__}(...), got the class itself"
                )
            if any(layer is other for other in self.layers[:i]):
                raise ValueError(
                    f"Network: layer {i} must be an object of its own, got"
                    f" the same {layer!r} a second time"
                )

    def __call__(self, x):
        """Returns the output of the last layer; no layer keeps anything."""
        for layer in self.layers:
            x = layer(x)
        return x

    def forward(self, x):
        """Returns the output of the last layer; every layer keeps its own."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dvalues):
        """Returns the gradient with respect to x, from that of the output."""
        for layer in reversed(self.layers):
            dvalues = layer.backward(dvalues)
        return dvalues

    def parameters(self):
        """Returns (array, its gradient) of all weights and biases in order."""
        pairs = []
        for layer in self.layers:
            if isinstance(layer, Dense):
                pairs.append((layer.weights, layer.dweights))
                pairs.append((layer.bias, layer.dbias))
        return pairs

    def __len__(self):
        return len(self.layers)

    def __getitem__(self, index):
        return self.layers[index]

    def __repr__(self):
        return f"Network({self.layers!r})"


def mlp(sizes, activation, init="he", *, rng):
    """Returns a Network of Dense layers with the activation between them.

    sizes are the widths from input to output: [64, 32, 10] makes
    Dense(64, 32), the activation, Dense(32, 10). Each place gets a copy of
    the activation, since each keeps its own inputs; None leaves it out.
    """
    if len(sizes) < 2:
        raise ValueError(
            f"mlp: sizes must hold at least two widths, got {list(sizes)}"
        )
    layers = []
    for n_inputs, n_outputs in zip(sizes[:-1], sizes[1:], strict=True):
        if layers and activation is not None:
            layers.append(copy.deepcopy(activation))
        layers.append(Dense(n_inputs, n_outputs, init, rng=rng))
    return Network(layers)


def squared_error(outputs, targets):
    """Returns the mean of (outputs - targets)**2, and its gradient.

    Both of one shape, which the gradient has too. Raises ValueError for two
    shapes: (n, 1) and (n,) would silently make n * n differences.
    """
    outputs, targets = np.asarray(outputs), np.asarray(targets)
    if outputs.shape != targets.shape:
        raise ValueError(
            f"squared_error: targets must have the outputs' shape"
            f" {outputs.shape}, got {targets.shape}"
        )
    difference = outputs - targets
    return np.mean(difference**2), 2 * difference / difference.size


def cross_entropy(logits, labels):
    """Returns the mean of -log(softmax(logits)[label]), and its gradient.

    Shapes: logits (n, classes), the gradient the same; labels (n,), each an
    integer from 0 to classes - 1. The logits are what softmax would be fed
    with. Raises ValueError for labels that do not fit.
    """
    logits, labels = _check_labels("cross_entropy", logits, labels)
    # Softmax first and its logarithm afterwards would underflow to log(0).
    shifted = logits - logits.max(axis=1, keepdims=True)
    total = np.exp(shifted).sum(axis=1, keepdims=True)
    log_softmax = shifted - np.log(total)

    own = np.arange(len(labels)), labels
    dlogits = np.exp(log_softmax)
    dlogits[own] -= 1
    return -np.mean(log_softmax[own]), dlogits / len(labels)


def accuracy(network, x, labels):
    """Returns the fraction of examples whose largest logit is their label's.

    Shapes: x (n, n_inputs), labels (n,), integers.
    """
    logits, labels = _check_labels("accuracy", network(x), labels)
    return float(np.mean(logits.argmax(axis=1) == labels))


def _check_labels(caller, logits, labels):
    logits, labels = np.asarray(logits), np.asarray(labels)
    if logits.ndim != 2 or logits.shape[1] < 2:
        raise ValueError(
            f"{caller}: logits must have shape (n, classes) with at least"
            f" two classes, got {logits.shape}"
        )
    n, classes = logits.shape
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{caller}: labels must be {n} integers, got {labels.dtype} of"
            f" shape {labels.shape}"
        )
    # A negative label would silently count from the last class.
    if n and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(
            f"{caller}: labels must be from 0 to {classes - 1}, got"
            f" {labels.min()} to {labels.max()}"
        )
    return logits, labels


class SGD:
    """Gradient descent with momentum, in PyTorch's form of it.

    velocity = momentum * velocity + gradient
    value    = value - rate * velocity

    Stochastic, the S, is what it becomes when each gradient comes from a
    few examples drawn at random: train's batch_size.
    Raises ValueError unless rate is positive and finite and momentum in
    [0, 1).
    """

    def __init__(self, network, rate, momentum=0.0):
        _check_positive("SGD", "rate", rate)
        _check_decay("SGD", "momentum", momentum)
        self.network, self.rate, self.momentum = network, rate, momentum
        self.velocities = _zeros_like_parameters(network)

    def step(self):
        """Changes every parameter, in place, by its last gradient."""
        parameters = self.network.parameters()
        for (value, gradient), velocity in zip(
            parameters, self.velocities, strict=True
        ):
            velocity[...] = self.momentum * velocity + gradient
            value -= self.rate * velocity


class Adam:
    """Gradient descent that scales the step of each parameter by itself.

    mean   = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    value  = value - rate * m / (sqrt(s) + epsilon)

    m = mean / (1 - beta1**t) and s = square / (1 - beta2**t) make up for
    averages that start at 0: t counts the steps from 1.
    Raises ValueError unless rate and epsilon are positive and finite and
    both betas in [0, 1).
    Source: Kingma & Ba (2015).
    """

    def __init__(
        self, network, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
    ):
        _check_positive("Adam", "rate", rate)
        _check_decay("Adam", "beta1", beta1)
        _check_decay("Adam", "beta2", beta2)
        _check_positive("Adam", "epsilon", epsilon)
        self.network, self.rate, self.epsilon = network, rate, epsilon
        self.beta1, self.beta2, self.t = beta1, beta2, 0
        self.means = _zeros_like_parameters(network)
        self.squares = _zeros_like_parameters(network)

    def step(self):
        """Changes every parameter, in place, by its last gradient."""
        self.t += 1
        beta1, beta2 = self.beta1, self.beta2
        parameters = self.network.parameters()
        for (value, gradient), mean, square in zip(
            parameters, self.means, self.squares, strict=True
        ):
            mean[...] = beta1 * mean + (1 - beta1) * gradient
            square[...] = beta2 * square + (1 - beta2) * gradient**2
            m = mean / (1 - beta1**self.t)
            s = square / (1 - beta2**self.t)
            value -= self.rate * m / (np.sqrt(s) + self.epsilon)


def _zeros_like_parameters(network):
    return [np.zeros_like(value) for value, _ in network.parameters()]


def _check_positive(caller, name, value):
    if not 0 < value < math.inf:
        raise ValueError(
            f"{caller}: {name} must be positive and finite, got {value}"
        )


def _check_decay(caller, name, value):
    if not 0 <= value < 1:
        raise ValueError(f"{caller}: {name} must be in [0, 1), got {value}")


def train(
    network, x, y, loss, optimiser, epochs, batch_size=None, rng=None
):
    """Trains the network; returns the training loss of each epoch.

    loss is squared_error or cross_entropy. An epoch shows every example
    once: all together, or batch_size at a time, shuffled with rng. Its loss
    is the mean over the examples, each as its batch found it, so the first
    of a full batch is that of the untrained network.
    Shapes: x (n, n_inputs), y as the loss wants it, result (epochs,). A run
    that diverges ends in inf or nan, without a warning.
    Raises ValueError where lengths or sizes do not fit, TypeError for
    batches without a numpy.random.Generator.
    """
    x, y = np.asarray(x), np.asarray(y)
    _check_examples(x, y)
    losses = np.zeros(epochs)
    with np.errstate(all="ignore"):
        for epoch in progress(range(epochs), "training"):
            for batch in _batches(len(x), batch_size, rng):
                outputs = network.forward(x[batch])
                mean_loss, doutputs = loss(outputs, y[batch])
                network.backward(doutputs)
                optimiser.step()
                losses[epoch] += mean_loss * len(outputs) / len(x)
    return losses


def _batches(n, batch_size, rng):
    """Yields what picks out each batch of an epoch of n examples."""
    if batch_size is None:
        yield slice(None)
    else:
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]
