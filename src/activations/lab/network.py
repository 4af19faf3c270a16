"""A fully connected network from scratch: layers, losses, training."""

import copy
import itertools
import math

import numpy as np

from activations.lab.checks import check_rng
from activations.lab.progress import progress


class Dense:
    """A layer in which every output is a weighted sum of all inputs.

    output = inputs @ weights + bias

    Shapes: inputs (n, n_inputs), one example a row; weights (n_inputs,
    n_outputs); bias (n_outputs,); output (n, n_outputs). All in float64.
    init says how the weights start: normal, with mean 0 and variance
        "he"        2 / n_inputs
        "xavier"    2 / (n_inputs + n_outputs)
        "lecun"     1 / n_inputs
        a number g  g * g / n_inputs: g is the gain
    and a bias of 0; or "uniform", the default of PyTorch: weights and bias
    uniform between -1 / sqrt(n_inputs) and 1 / sqrt(n_inputs).
    Raises ValueError for another init or arrays of another shape, TypeError
    unless rng is a numpy.random.Generator, RuntimeError for backward before
    forward.
    """

    inputs = output = dinputs = None

    def __init__(self, n_inputs, n_outputs, init="he", *, rng):
        check_rng("Dense", rng)
        if n_inputs < 1 or n_outputs < 1:
            raise ValueError(
                "Dense: n_inputs and n_outputs must be at least 1, "
                f"got {n_inputs} and {n_outputs}"
            )
        shape = (n_inputs, n_outputs)
        if init == "uniform":
            bound = 1 / math.sqrt(n_inputs)
            self.weights = rng.uniform(-bound, bound, shape)
            self.bias = rng.uniform(-bound, bound, n_outputs)
        else:
            deviation = math.sqrt(self._variance(init, *shape))
            self.weights = rng.normal(0, deviation, shape)
            self.bias = np.zeros(n_outputs)
        self.dweights = np.zeros_like(self.weights)
        self.dbias = np.zeros_like(self.bias)

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
        raise ValueError(
            f"Dense: init must be one of {', '.join(variances)}, uniform, "
            f"or a finite gain of at least 0, got {init!r}"
        )

    def __call__(self, inputs):
        """Return the output and keep nothing."""
        return self._array(inputs) @ self.weights + self.bias

    def forward(self, inputs):
        """Return the output; keep it, and inputs by reference."""
        self.inputs = self._array(inputs)
        self.output = self.inputs @ self.weights + self.bias
        return self.output

    def backward(self, dvalues):
        """Return the gradient of the loss with respect to the inputs.

        dvalues is its gradient with respect to the output of the last
        forward. Those with respect to weights and bias are kept in dweights
        and dbias, which are 0 until then.
        """
        if self.output is None:
            raise RuntimeError("Dense: call forward before backward")
        dvalues = np.asarray(dvalues, dtype=np.float64)
        if dvalues.shape != self.output.shape:
            raise ValueError(
                "Dense: dvalues must have the shape of the output, "
                f"{self.output.shape}, got {dvalues.shape}"
            )
        self.dweights = self.inputs.T @ dvalues
        self.dbias = dvalues.sum(axis=0)
        self.dinputs = dvalues @ self.weights.T
        return self.dinputs

    def _array(self, inputs):
        inputs = np.asarray(inputs, dtype=np.float64)
        n_inputs = len(self.weights)
        if inputs.ndim != 2 or inputs.shape[1] != n_inputs:
            raise ValueError(
                f"Dense: inputs must have the shape (n, {n_inputs}), one "
                f"example a row, got {inputs.shape}"
            )
        return inputs

    def __repr__(self):
        return "Dense({}, {})".format(*self.weights.shape)


class Network:
    """Layers in a row, each fed with the output of the one before it.

    A layer is whatever has forward and backward: Dense, or an activation.
    network[i] is a layer, network[:i] the list of the first i.
    Raises ValueError without layers, or if one stands in two places: it
    keeps the inputs of its last forward, so it can serve one place only.
    Raises TypeError for a class in place of an object.
    """

    def __init__(self, layers):
        self.layers = list(layers)
        if not self.layers:
            raise ValueError("Network: layers must hold at least one layer")
        for i, layer in enumerate(self.layers):
            if isinstance(layer, type):
                raise TypeError(
                    f"Network: layer {i} must be an object, such as "
                    f"{layer.__name__}(), got the class {layer.__name__}"
                )
            if any(layer is other for other in self.layers[:i]):
                raise ValueError(
                    f"Network: layer {i} must be an object of its own, "
                    f"got the same {layer!r} as before"
                )

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
        """Return the gradient with respect to x, given that of the output.

        Each layer turns the gradient of its output into that of its inputs,
        which are the output of the layer before it: the chain rule.
        """
        for layer in reversed(self.layers):
            dvalues = layer.backward(dvalues)
        return dvalues

    def parameters(self):
        """Return (array, gradient) of all weights and biases, in order."""
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
    """Return a Network of Dense layers with the activation between them.

    sizes are the widths from input to output: [64, 32, 10] gives
    Dense(64, 32), the activation, Dense(32, 10). Each place has its own
    copy of the activation; None leaves the network linear.
    Raises ValueError for fewer than two sizes; see Dense and Network too.
    """
    if len(sizes) < 2:
        raise ValueError(f"mlp: sizes must be at least two, got {sizes!r}")
    layers = []
    for n_inputs, n_outputs in itertools.pairwise(sizes):
        if layers and activation is not None:
            layers.append(copy.deepcopy(activation))
        layers.append(Dense(n_inputs, n_outputs, init, rng=rng))
    return Network(layers)


def squared_error(outputs, targets):
    """Return the mean of (outputs - targets)**2, and its gradient.

    All three arrays have one shape. Raises ValueError for two: (n, 1) and
    (n,) would silently make n * n differences.
    """
    outputs = np.asarray(outputs, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    if outputs.shape != targets.shape:
        raise ValueError(
            "squared_error: targets must have the shape of the outputs, "
            f"{outputs.shape}, got {targets.shape}"
        )
    difference = outputs - targets
    return float(np.mean(difference**2)), 2 * difference / difference.size


def cross_entropy(logits, labels):
    """Return the mean of -log(softmax(logits)[label]), and its gradient.

    Shapes: logits and gradient (n, classes); labels (n,), integers from 0
    to classes - 1. Logits are the inputs of softmax, not its output.
    Raises ValueError for arrays of another shape and labels out of range.
    """
    logits = np.asarray(logits, dtype=np.float64)
    labels = _check_labels("cross_entropy", labels, logits)
    # log(softmax) in two steps would be log(0) where softmax underflows.
    shifted = logits - logits.max(axis=1, keepdims=True)
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    log_softmax = shifted - np.log(sums)

    label_of_each = np.arange(len(labels)), labels
    dlogits = np.exp(log_softmax)
    dlogits[label_of_each] -= 1
    mean_loss = -np.mean(log_softmax[label_of_each])
    return float(mean_loss), dlogits / len(labels)


def accuracy(network, x, labels):
    """Return the fraction of examples whose largest output is the label's.

    Shapes: x (n, n_inputs), labels (n,), integers.
    """
    outputs = network(x)
    labels = _check_labels("accuracy", labels, outputs)
    return float(np.mean(outputs.argmax(axis=1) == labels))


def _check_labels(caller, labels, outputs):
    labels = np.asarray(labels)
    if outputs.ndim != 2 or outputs.shape[1] < 2:
        raise ValueError(
            f"{caller}: outputs must have the shape (n, classes) with two "
            f"classes or more, got {outputs.shape}"
        )
    n, classes = outputs.shape
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{caller}: labels must be integers of shape ({n},), "
            f"got {labels.dtype} of shape {labels.shape}"
        )
    # A label of -1 would silently mean the last class.
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"{caller}: labels must be from 0 to {classes - 1}, "
            f"got {labels.min()} to {labels.max()}"
        )
    return labels


class SGD:
    """Gradient descent with momentum, in PyTorch's form.

    velocity = momentum * velocity + gradient
    value    = value - rate * velocity

    It is *stochastic* when each gradient comes from a few examples drawn at
    random, which is up to train.
    Raises ValueError unless rate is positive and finite and momentum is
    in [0, 1).
    """

    def __init__(self, network, rate, momentum=0.0):
        _check_positive("SGD", "rate", rate)
        _check_decay("SGD", "momentum", momentum)
        self.network, self.rate, self.momentum = network, rate, momentum
        self.velocities = _zeros(network)

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        pairs = self.network.parameters()
        for i, (value, gradient) in enumerate(pairs):
            velocity = self.velocities[i]
            velocity[...] = self.momentum * velocity + gradient
            value -= self.rate * velocity


class Adam:
    """Gradient descent with steps scaled for each parameter on its own.

    mean   = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    value  = value - rate * m / (sqrt(s) + epsilon)

    with m = mean / (1 - beta1**t) and s = square / (1 - beta2**t) in step
    t = 1, 2, ...: both averages start at 0, and this makes up for it.
    Raises ValueError unless rate and epsilon are positive and finite and
    the betas are in [0, 1).
    Source: Kingma & Ba (2015).
    """

    def __init__(self, network, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        _check_positive("Adam", "rate", rate)
        _check_decay("Adam", "beta1", beta1)
        _check_decay("Adam", "beta2", beta2)
        _check_positive("Adam", "epsilon", epsilon)
        self.network, self.rate, self.epsilon = network, rate, epsilon
        self.beta1, self.beta2 = beta1, beta2
        self.means, self.squares = _zeros(network), _zeros(network)
        self.t = 0

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        self.t += 1
        beta1, beta2 = self.beta1, self.beta2
        for i, (value, gradient) in enumerate(self.network.parameters()):
            mean, square = self.means[i], self.squares[i]
            mean[...] = beta1 * mean + (1 - beta1) * gradient
            square[...] = beta2 * square + (1 - beta2) * gradient**2
            m = mean / (1 - beta1**self.t)
            s = square / (1 - beta2**self.t)
            value -= self.rate * m / (np.sqrt(s) + self.epsilon)


def _zeros(network):
    return [np.zeros_like(value) for value, _ in network.parameters()]


def _check_positive(caller, name, value):
    if not 0 < value < math.inf:
        wanted = "positive and finite"
        raise ValueError(f"{caller}: {name} must be {wanted}, got {value}")


def _check_decay(caller, name, value):
    if not 0 <= value < 1:
        raise ValueError(f"{caller}: {name} must be in [0, 1), got {value}")


def train(
    network, x, y, loss, optimiser, epochs, batch_size=None, rng=None
):
    """Train the network; return the mean training loss of each epoch.

    loss is squared_error or cross_entropy. In an epoch every example counts
    once: all together, or in batches of batch_size, shuffled with rng. The
    loss of a batch is taken before the network learns from it, so without
    batches the first is that of the untrained network.
    Shapes: x (n, n_inputs), y as the loss wants it, result (epochs,).
    Where training diverges, the losses become inf or nan, without warning.
    Raises ValueError where lengths or sizes do not fit, TypeError for
    batches unless rng is a numpy.random.Generator.
    """
    x, y = np.asarray(x), np.asarray(y)
    _check_training(x, y, epochs, batch_size, rng)
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
    """Yield what picks each batch of an epoch from n examples."""
    if batch_size is None:
        yield slice(None)
    else:
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]


def _check_training(x, y, epochs, batch_size, rng):
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            "train: x and y must hold equally many examples, one at least, "
            f"got {len(x)} and {len(y)}"
        )
    if epochs < 0:
        raise ValueError(f"train: epochs must be at least 0, got {epochs}")
    if batch_size is not None:
        check_rng("train", rng)
        if batch_size < 1:
            raise ValueError(
                "train: batch_size must be at least 1, or None for all "
                f"examples at once, got {batch_size}"
            )
