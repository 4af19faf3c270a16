"""The data sets of lab: values by hand, shapes, the split of the digits."""

import math

import numpy as np
import pytest

from activations.lab.data import digits, scans, sine, spirals, xor


def test_sine_is_a_sine_on_evenly_spaced_points():
    x, y = sine(5)
    quarter = math.pi / 2
    assert x == pytest.approx(
        np.array([[-2], [-1], [0], [1], [2]]) * quarter
    )
    assert y == pytest.approx(
        np.array([[0], [-1], [0], [1], [0]]), abs=1e-15
    )


def test_sine_takes_the_range_it_is_given():
    x, y = sine(3, low=0, high=1)
    assert x.tolist() == [[0], [0.5], [1]]
    assert y == pytest.approx(
        np.array([[0], [math.sin(0.5)], [math.sin(1)]])
    )


def test_sine_has_101_points_over_a_period_unless_told():
    x, y = sine()
    assert x.shape == y.shape == (101, 1)
    assert x.dtype == y.dtype == np.float64
    assert (x[0], x[-1]) == (-math.pi, math.pi)


def test_xor_is_1_where_one_coordinate_is():
    x, y = xor()
    assert x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [[0], [1], [1], [0]]
    assert x.dtype == y.dtype == np.float64


def test_spirals_without_noise_worked_by_hand():
    x, labels = spirals(3, 2, noise=0, rng=np.random.default_rng(0))
    # Radius 0.2, 1.1 and 2 at the start, half and end of the turn.
    arm = np.array([[0.2, 0], [-1.1, 0], [2, 0]])
    assert x == pytest.approx(np.vstack([arm, -arm]), abs=1e-15)
    assert labels.tolist() == [0, 0, 0, 1, 1, 1]


def test_spirals_turn_counterclockwise_and_stand_evenly_around():
    x, labels = spirals(5, 4, noise=0, rng=np.random.default_rng(0))
    starts = 0.2 * np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])
    assert x[::5] == pytest.approx(starts, abs=1e-15)
    assert x[1] == pytest.approx([0, 0.65], abs=1e-15)
    assert np.bincount(labels).tolist() == [5, 5, 5, 5]


def test_the_noise_of_spirals_has_the_deviation_it_is_given():
    quiet, _ = spirals(5000, noise=0, rng=np.random.default_rng(0))
    loud, _ = spirals(5000, noise=0.5, rng=np.random.default_rng(0))
    # Five standard errors of 20,000 draws.
    assert (loud - quiet).std() == pytest.approx(0.5, rel=0.025)
    assert abs((loud - quiet).mean()) < 0.018


def test_spirals_have_two_arms_and_a_little_noise_unless_told():
    default, labels = spirals(9, rng=np.random.default_rng(0))
    told, told_labels = spirals(9, 2, 0.05, rng=np.random.default_rng(0))
    assert np.array_equal(default, told)
    assert np.array_equal(labels, told_labels)


def test_spirals_come_from_the_rng_alone():
    first, again, other = (
        spirals(9, rng=np.random.default_rng(seed))[0] for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n_per_class": 0}, "n_per_class must be at least 1"),
        ({"n_classes": 0}, "n_classes must be at least 1"),
        ({"noise": np.nan}, "noise must be finite"),
        ({"noise": -1}, "noise must not be negative"),
    ],
    ids=str,
)
def test_spirals_of_nothing_are_refused(wrong, message, rng):
    with pytest.raises(ValueError, match=f"spirals: {message}"):
        spirals(**{"n_per_class": 3, "rng": rng, **wrong})


def test_a_sine_without_points_is_refused():
    with pytest.raises(ValueError, match="sine: n must be at least 1"):
        sine(0)


def test_numbers_of_few_bits_give_as_many_points():
    x, labels = spirals(
        np.int8(100), np.int8(3), rng=np.random.default_rng(0)
    )
    assert (x.shape, labels.shape) == ((300, 2), (300,))


def test_an_end_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match="sine: low must be a number"):
        sine(3, low="a")


def test_spirals_refuse_a_seed():
    with pytest.raises(TypeError, match="spirals: rng must be"):
        spirals(9, rng=0)


@pytest.fixture(scope="module")
def all_digits():
    return digits()


def test_digits_have_the_shapes_they_promise(all_digits):
    x_train, labels_train, x_test, labels_test = all_digits
    assert (x_train.shape, labels_train.shape) == ((1442, 64), (1442,))
    assert (x_test.shape, labels_test.shape) == ((355, 64), (355,))
    assert x_train.dtype == x_test.dtype == np.float64
    assert labels_train.dtype.kind == labels_test.dtype.kind == "i"


def test_the_scans_are_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    images, labels = scans()
    assert images.dtype == labels.dtype == int
    np.testing.assert_array_equal(images, load_digits().images)
    np.testing.assert_array_equal(labels, load_digits().target)


def test_every_fifth_image_of_each_digit_is_for_testing(all_digits):
    seen, tests = [0] * 10, []
    images, labels = scans()
    images = images.reshape(1797, 64)
    for label in labels:
        seen[label] += 1
        tests.append(seen[label] % 5 == 0)
    tests = np.array(tests)
    centred = images - images[~tests].mean(axis=0)
    scaled = centred / np.sqrt(np.mean(centred[~tests] ** 2))

    x_train, labels_train, x_test, labels_test = all_digits
    assert x_train == pytest.approx(scaled[~tests], abs=1e-12)
    assert x_test == pytest.approx(scaled[tests], abs=1e-12)
    assert labels_train.tolist() == labels[~tests].tolist()
    assert labels_test.tolist() == labels[tests].tolist()


def test_the_mean_square_of_the_training_images_is_1(all_digits):
    assert np.mean(all_digits[0] ** 2) == pytest.approx(1, rel=1e-12)
