"""Small data sets: each takes a moment, none is downloaded."""

from pathlib import Path

import numpy as np

from activations.checks import generator, integer, number

# What scikit-learn's load_digits returns. To import that takes most of a
# second, and in a browser it would have to be fetched first.
DIGITS = Path(__file__).with_name("digits.npz")


def sine(n=101, low=-np.pi, high=np.pi):
    """Return n evenly spaced x from low to high, and y = sin(x).

    Shapes: x (n, 1), y (n, 1). Raises ValueError for no points, or ends
    that are not finite.
    """
    n = integer("sine", "n", n, least=1)
    low, high = number("sine", "low", low), number("sine", "high", high)
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
    n_per_class = integer("spirals", "n_per_class", n_per_class, least=1)
    n_classes = integer("spirals", "n_classes", n_classes, least=1)
    noise = number("spirals", "noise", noise)
    if noise < 0:
        raise ValueError(
            f"spirals: noise must not be negative, got {noise}"
        )
    along = np.tile(np.linspace(0.0, 1.0, n_per_class), n_classes)
    labels = np.repeat(np.arange(n_classes), n_per_class)
    angle = 2 * np.pi * (along + labels / n_classes)
    radius = 0.2 + 1.8 * along
    x = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return rng.normal(x, noise), labels


def scans():
    """Return the 1,797 handwritten digits as their authors give them.

    A pixel is the number of dots of ink in a block of 4 x 4, 0 to 16.
    Shapes: images (1797, 8, 8), labels (1797,), both integers.
    Source: Alpaydin & Kaynak (1998), their test set, under CC BY 4.0.
    """
    with np.load(DIGITS) as file:
        return file["images"].astype(int), file["labels"].astype(int)


def digits():
    """Return the scans, prepared for a network, in two parts.

    Every fifth image of each digit is for testing, so the split is always
    the same and holds all ten digits alike. From each pixel its mean is
    subtracted, and all are divided by one number, so that their mean square
    is 1. (Not by one for each pixel: some pixels are always blank.) Means
    and divisor come from the training images alone.
    Shapes: x_train (1442, 64), labels_train (1442,), x_test (355, 64),
    labels_test (355,); the labels are integers from 0 to 9.
    """
    images, labels = scans()
    x = images.reshape(len(images), -1).astype(np.float64)
    test = np.zeros(len(labels), dtype=bool)
    for digit in np.unique(labels):
        test[np.flatnonzero(labels == digit)[4::5]] = True
    x -= x[~test].mean(axis=0)
    x /= x[~test].std()
    return x[~test], labels[~test], x[test], labels[test]
