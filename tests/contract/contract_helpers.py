"""What the tests of several promises share."""

import numpy as np
from activation_cases import ALONG_AXIS

FLOATS = [np.float16, np.float32, np.float64]
ALONG_AXIS_CLASSES = sorted({type(act) for act in ALONG_AXIS}, key=str)


def slopes_of(act):
    return getattr(act, "jacobian", act.derivative)


def state(act):
    return act.inputs, act.output, act.dinputs


def is_same(before, after):
    return all(a is b for a, b in zip(before, after, strict=True))
