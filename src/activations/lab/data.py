"""Small data sets: each takes a moment, none is downloaded."""

from importlib.metadata import distribution

import numpy as np

from activations.checks import generator, integer, number

# Where scikit-learn has the images: a row for each, its label at the end.
DIGITS = "sklearn/datasets/data/digits.csv.gz"


def sine(n=101, low=-np.pi, high=np.pi):
    """Return n evenly spaced x from low to high, and y = sin(x).

    Shapes: x (n, 1), y (n, 1). Raises ValueError for no points.
    """
    integer("sine", "n", n, least=1)
    x = np.linspace(low, high, n)[:, np.newaxis]
    return x, np.sin(x)


def xor():
    """Return the four points of the exclusive or, and its value there.

    Shapes: x (4, 2), y (4, 1); y is 1 where exactly one coordinate is 1.
    """
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    return x, y


def spirals(n_per_class, n_classes=2, noise=0.05, *, rng):
    """Return points on interleaved spiral arms, and the arm of each.

    Each arm makes one full turn while its radius grows from 0.2 to 2.
    noise is the standard deviation of what is added to each coordinate.
    Shapes: x (n_per_class * n_classes, 2), labels the same length, arm
    after arm. Raises TypeError unless rng is a numpy.random.Generator,
    ValueError for no points, or a noise that is negative or not finite.
    """
    generator("spirals", "rng", rng)
    integer("spirals", "n_per_class", n_per_class, least=1)
    integer("spirals", "n_classes", n_classes, least=1)
    if number("spirals", "noise", noise) < 0:
        raise ValueError(
            f"spirals: noise must not be negative, got {noise}"
        )
    along = np.tile(np.linspace(0.0, 1.0, n_per_class), n_classes)
    labels = np.repeat(np.arange(n_classes), n_per_class)
    angle = 2 * np.pi * (along + labels / n_classes)
    radius = 0.2 + 1.8 * along
    x = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return rng.normal(x, noise), labels


def digits():
    """Return scikit-learn's 1,797 handwritten digits of 8 x 8 pixels.

    Every fifth image of each digit is for testing, so the split is always
    the same and holds all ten digits alike. From each pixel its mean is
    subtracted, and all are divided by one number, so that their mean square
    is 1. (Not by one for each pixel: some pixels are always blank.) Means
    and divisor come from the training images alone.
    Shapes: x_train (1442, 64), labels_train (1442,), x_test (355, 64),
    labels_test (355,); the labels are integers from 0 to 9.
    """
    # To import scikit-learn for one file would take most of a second.
    file = distribution("scikit-learn").locate_file(DIGITS)
    table = np.loadtxt(file, delimiter=",")
    x, labels = table[:, :-1], table[:, -1].astype(int)
    test = np.zeros(len(labels), dtype=bool)
    for digit in np.unique(labels):
        test[np.flatnonzero(labels == digit)[4::5]] = True
    x -= x[~test].mean(axis=0)
    x /= x[~test].std()
    return x[~test], labels[~test], x[test], labels[test]
