"""Networks with known weights, for the tests of lab."""

import numpy as np

from activations.lab import Dense, Network


def read_only(values):
    array = np.array(values)
    array.flags.writeable = False
    return array


def dense(weights, bias):
    layer = Dense(*np.shape(weights), rng=np.random.default_rng(0))
    layer.weights[...], layer.bias[...] = weights, bias
    return layer


IDENTITY = Network([dense(np.eye(2), [0, 0])])
