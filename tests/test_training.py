"""Training: what an epoch does, what is refused, and what networks learn."""

import copy

import numpy as np
import pytest
from network_helpers import IDENTITY, dense, read_only

from activations import Gaussian, ReLU, Step, Tanh
from activations.lab.data import digits, sine, xor
from activations.lab.layers import Dense, Network, mlp
from activations.lab.losses import accuracy, cross_entropy, squared_error
from activations.lab.optimisers import SGD, Adam
from activations.lab.training import train


def test_an_epoch_of_the_full_batch_is_one_step():
    x, y = read_only([[1.0], [2.0]]), read_only([[1.0], [4.0]])
    network = Network([dense([[1]], [0])])
    losses = train(
        network, x, y, squared_error, SGD(network, 0.1), epochs=2
    )
    # At weight 1 and bias 0 the errors are 0 and -2, the gradients -4 and -2; at
    # 1.4 and 0.2 the errors are 0.6 and -1, the gradients -1.4 and -0.4.
    assert losses == pytest.approx([2, (0.36 + 1) / 2])
    assert network[0].weights.item() == pytest.approx(1.4 + 0.14)
    assert network[0].bias.item() == pytest.approx(0.2 + 0.04)


def test_an_epoch_shows_every_example_once_in_shuffled_batches(rng):
    network = Network([dense([[1]], [0])])
    seen = []

    def mean_of_targets(outputs, y):
        seen.append((outputs.ravel().tolist(), y.ravel().tolist()))
        return y.mean(), np.zeros_like(outputs)

    x = np.arange(10.0)[:, np.newaxis]
    losses = train(
        network,
        read_only(x),
        read_only(x + 100),
        mean_of_targets,
        SGD(network, 0.1),
        epochs=2,
        batch_size=4,
        rng=rng,
    )
    assert [len(outputs) for outputs, _ in seen] == [10, 4, 4, 2, 4, 4, 2]
    del seen[
        0
    ]  # all together, before the first step, to see what is refused
    epochs = [
        sum((outputs for outputs, _ in seen[i : i + 3]), []) for i in (0, 3)
    ]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(10))
    assert epochs[0] != epochs[1]
    assert list(range(10)) not in epochs
    assert all([o + 100 for o in outputs] == y for outputs, y in seen)
    # The mean over examples: the last batch has half the weight of the others.
    assert losses == pytest.approx([104.5, 104.5])


@pytest.mark.parametrize("bad", [-1, 2])
def test_a_wrong_label_is_refused_before_anything_is_learned(bad, rng):
    network = mlp([1, 2], None, rng=rng)
    before = copy.deepcopy(network.parameters())
    labels = np.array([0, 1] * 10)
    labels[-1] = bad
    x, optimiser = np.ones((20, 1)), SGD(network, 0.1)
    for seed in range(3):
        shuffled = np.random.default_rng(seed)
        with pytest.raises(ValueError, match="labels must be from 0 to 1"):
            train(
                network, x, labels, cross_entropy, optimiser, 1, 2, shuffled
            )
    for now, then in zip(network.parameters(), before, strict=True):
        np.testing.assert_array_equal(now[0], then[0])


@pytest.mark.parametrize(
    "loss",
    [
        None,
        "squared_error",
        lambda outputs, y: 1.0,
        lambda outputs, y: (outputs, outputs),
        lambda outputs, y: [1.0, outputs],
    ],
)
def test_what_is_no_loss_is_refused_by_name(loss):
    x = np.ones((2, 2))
    with pytest.raises(
        TypeError, match="train: loss must be a function th"
    ):
        train(IDENTITY, x, x, loss, SGD(IDENTITY, 0.1), 1)


@pytest.mark.parametrize("network", [[], None, Dense, [IDENTITY]], ids=str)
def test_what_is_no_network_is_refused_by_name(network):
    x = np.ones((2, 1))
    with pytest.raises(TypeError, match="train: network must be a Network"):
        train(network, x, x, squared_error, SGD(IDENTITY, 0.1), 1)


def test_a_size_of_few_bits_leaves_no_example_out(rng):
    x = rng.normal(size=(200, 2))
    losses = []
    for size in (100, np.int8(100)):
        network = mlp([2, 1], None, rng=np.random.default_rng(1))
        optimiser = SGD(network, 1e-3)
        losses.append(
            train(
                *(network, x, x[:, :1], squared_error, optimiser, 2),
                batch_size=size,
                rng=np.random.default_rng(2),
            )
        )
    np.testing.assert_array_equal(*losses)


def test_batches_are_drawn_with_the_rng():
    def run(seed):
        network = mlp([1, 4, 1], Tanh(), rng=np.random.default_rng(0))
        rng = np.random.default_rng(seed)
        x, y = sine(20)
        return train(
            network, x, y, squared_error, SGD(network, 0.1), 3, 8, rng
        )

    assert np.array_equal(run(1), run(1))
    assert not np.array_equal(run(1), run(2))


def test_a_batch_of_one_and_no_epoch_at_all_are_allowed(rng):
    x, y = xor()
    network = mlp([2, 1], None, rng=rng)
    optimiser = SGD(network, 0.01)
    before = network(x)
    assert train(
        network, x, y, squared_error, optimiser, epochs=0
    ).shape == (0,)
    assert np.array_equal(network(x), before)
    assert (
        len(train(network, x, y, squared_error, optimiser, 2, 1, rng)) == 2
    )


def test_training_shows_how_many_epochs_are_done(monkeypatch):
    shown = []

    def progress(iterable, label):
        shown.append((list(iterable), label))
        return iterable

    monkeypatch.setattr("activations.lab.training.progress", progress)
    x = np.ones((4, 2))
    train(IDENTITY, x, x, squared_error, SGD(IDENTITY, 0.1), 3)
    assert shown == [([0, 1, 2], "training")]


def test_a_run_that_diverges_ends_without_a_warning(rng):
    x, y = sine()
    for loss, labels in [
        (squared_error, y),
        (cross_entropy, (y[:, 0] > 0) * 1),
    ]:
        network = mlp([1, 8, labels.ndim % 2 + 1], ReLU(), rng=rng)
        losses = train(
            network, x, labels, loss, SGD(network, 1e30), epochs=30
        )
        assert np.isfinite(losses[0])
        assert not np.isfinite(losses[-1])


@pytest.mark.parametrize("lengths", [(3, 4), (4, 3), (0, 0)])
def test_train_needs_equally_many_examples(lengths):
    x, y = (np.ones((n, 2)) for n in lengths)
    got = r"train: x and y .*got the shapes \({}, 2\) and \({}, 2\)".format(
        *lengths
    )
    with pytest.raises(ValueError, match=got):
        train(IDENTITY, x, y, squared_error, SGD(IDENTITY, 0.1), 1)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"epochs": -1}, ValueError),
        ({"batch_size": 0}, ValueError),
        ({"batch_size": -1}, ValueError),
        ({"rng": None}, TypeError),
        ({"rng": 0}, TypeError),
    ],
)
def test_train_refuses_impossible_settings_by_name(wrong, error, rng):
    settings = {"epochs": 1, "batch_size": 2, "rng": rng} | wrong
    x = np.ones((4, 2))
    with pytest.raises(error, match=f"train: {next(iter(wrong))} must"):
        train(IDENTITY, x, x, squared_error, SGD(IDENTITY, 0.1), **settings)


@pytest.mark.parametrize("make", [SGD, Adam])
def test_an_optimiser_of_another_network_is_refused(make, rng):
    """Else the loss would stand still, and nobody would be told."""
    x, y = sine(20)
    network, other = (mlp([1, 4, 1], Tanh(), rng=rng) for _ in range(2))
    for wrong in (
        other,
        copy.deepcopy(network),
        mlp([2, 3], None, rng=rng),
    ):
        with pytest.raises(
            ValueError, match="optimiser must be that of this"
        ):
            train(network, x, y, squared_error, make(wrong, 0.1), 1)
    network, optimiser = copy.deepcopy((network, make(network, 0.1)))
    losses = train(network, x, y, squared_error, optimiser, 20)
    assert losses[-1] < losses[0]


def test_an_optimiser_of_a_part_trains_that_part(rng):
    x, y = sine(20)
    network = mlp([1, 4, 1], Tanh(), rng=rng)
    first, last = network[0].weights.copy(), network[2].weights.copy()
    optimiser = SGD(Network(network[2:]), 0.1)
    train(network, x, y, squared_error, optimiser, 1)
    assert np.array_equal(network[0].weights, first)
    assert not np.array_equal(network[2].weights, last)


@pytest.mark.parametrize("make", [SGD, Adam])
def test_a_layer_added_after_the_optimiser_was_made_is_noticed(make, rng):
    x, y = sine(20)
    network = mlp([1, 4, 1], Tanh(), rng=rng)
    optimiser = make(network, 0.1)
    network.layers.append(Dense(1, 1, rng=rng))
    with pytest.raises(
        ValueError, match="have changed since the optimiser"
    ):
        train(network, x, y, squared_error, optimiser, 1)


def test_a_layer_put_in_twice_later_is_noticed(rng):
    x = rng.normal(size=(5, 3))
    network = mlp([3, 3], None, rng=rng)
    optimiser = SGD(network, 0.1)
    network.layers.append(network[0])
    with pytest.raises(ValueError, match="in two places"):
        train(network, x, x, squared_error, optimiser, 1)


def test_training_data_must_be_plain_numbers(rng):
    x, y = sine(20)
    network = mlp([1, 4, 1], Tanh(), rng=rng)
    optimiser = SGD(network, 0.1)
    masked = np.ma.array(x, mask=x > 0)
    for wrong in ({"x": masked}, {"y": masked}, {"x": None}, {"x": "x"}):
        data = {"x": x, "y": y} | wrong
        with pytest.raises(
            TypeError, match=f"train: {next(iter(wrong))} must"
        ):
            train(network, *data.values(), squared_error, optimiser, 1)


# What the whole is for


def test_a_linear_network_finds_the_best_line_through_a_sine(rng):
    x, y = sine()
    columns = np.hstack([x, np.ones_like(x)])
    line = columns @ np.linalg.lstsq(columns, y)[0]
    network = mlp([1, 4, 1], None, rng=rng)
    train(network, x, y, squared_error, SGD(network, 0.02, 0.9), 1000)
    best = squared_error(line, y)[0]
    assert squared_error(network(x), y)[0] == pytest.approx(best, rel=1e-6)


def test_xor_defeats_the_linear_network_only(rng):
    x, y = xor()
    errors = []
    for act in (None, Gaussian()):
        network = mlp([2, 4, 1], act, rng=rng)
        train(network, x, y, squared_error, Adam(network, 0.05), 500)
        errors.append(squared_error(network(x), y)[0])
    assert errors[0] == pytest.approx(0.25, rel=1e-6)
    assert errors[1] < 1e-6


def test_below_a_step_nothing_moves_yet_the_last_layer_learns(rng):
    x, labels, x_test, labels_test = digits()
    network = mlp([64, 64, 10], Step(), rng=rng)
    first, last = network[0].weights.copy(), network[2].weights.copy()
    train(
        network, x, labels, cross_entropy, Adam(network, 0.01), 5, 32, rng
    )
    assert np.array_equal(network[0].weights, first)
    assert not np.array_equal(network[2].weights, last)
    assert accuracy(network, x_test, labels_test) > 0.5


def test_one_hidden_layer_reads_the_digits(rng):
    x, labels, x_test, labels_test = digits()
    network = mlp([64, 64, 10], ReLU(), rng=rng)
    optimiser = SGD(network, 0.05, 0.9)
    losses = train(network, x, labels, cross_entropy, optimiser, 5, 32, rng)
    assert losses[-1] < 0.1 * losses[0]
    assert accuracy(network, x_test, labels_test) > 0.95
