"""The network of the bench: its gradients, values worked out by hand, refusals."""

import math

import numpy as np
import pytest

import activations
from activations import Gaussian, ReLU, Step, Tanh
from activations.lab.data import digits, sine, xor
from activations.lab.network import (
    SGD,
    Adam,
    Dense,
    Network,
    accuracy,
    cross_entropy,
    mlp,
    squared_error,
    train,
)

ACTIVATIONS = [getattr(activations, name)() for name in activations.__all__]


def read_only(values):
    array = np.array(values)
    array.flags.writeable = False
    return array


def dense(weights, bias):
    layer = Dense(*np.shape(weights), rng=np.random.default_rng(0))
    layer.weights[...], layer.bias[...] = weights, bias
    return layer


# The gradients


def is_near_a_kink(network):
    return any(
        np.abs(layer.inputs - x).min() < 1e-3
        for layer in network
        for x in (
            *getattr(layer, "kinks", ()),
            *getattr(layer, "jumps", ()),
        )
    )


def assert_gradients_are_right(sizes, activation, init, loss, rng):
    """Compare with the slope of the loss along a random direction, for x and for
    each parameter on its own: a large gradient can't hide a wrong small one."""
    n = 5
    if loss is cross_entropy:
        y = rng.integers(sizes[-1], size=n)
    else:
        y = rng.normal(size=(n, sizes[-1]))
    while True:
        network = mlp(sizes, activation, init, rng=rng)
        x = rng.normal(size=(n, sizes[0]))
        _, doutputs = loss(network.forward(x), y)
        if not is_near_a_kink(network):
            break
    dx = network.backward(doutputs)

    for array, gradient in [(x, dx), *network.parameters()]:
        direction = rng.normal(size=array.shape)
        direction *= 1e-5 / np.linalg.norm(direction)
        array += direction
        after = loss(network(x), y)[0]
        array -= 2 * direction
        before = loss(network(x), y)[0]
        array += direction
        measured, stated = (
            (after - before) / 2,
            np.sum(gradient * direction),
        )
        assert gradient.shape == array.shape
        assert measured == pytest.approx(stated, rel=1e-6, abs=0)
        is_below_a_step = (
            isinstance(activation, Step) and len(array) != sizes[-1]
        )
        assert stated != 0 or is_below_a_step


@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
@pytest.mark.parametrize("init", ["he", "xavier", "lecun", "uniform", 0.7])
def test_gradients_are_right_with_every_init(init, loss, rng):
    assert_gradients_are_right([3, 6, 4], Tanh(), init, loss, rng)


@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
@pytest.mark.parametrize("activation", [*ACTIVATIONS, None], ids=repr)
def test_gradients_are_right_through_five_layers(activation, loss, rng):
    assert_gradients_are_right(
        [3, 6, 5, 6, 5, 4], activation, "he", loss, rng
    )


# Dense


def test_dense_forward_worked_by_hand():
    layer = dense([[1, 2], [3, 4]], [10, 20])
    x = read_only([[1, 1], [2, 0]])
    expected = [[14, 26], [12, 24]]
    assert layer(x).tolist() == expected
    assert layer.inputs is layer.output is None, "a call keeps nothing"
    assert layer.forward(x).tolist() == expected
    assert layer.output.tolist() == expected
    assert layer.inputs.tolist() == x.tolist()


def test_dense_backward_worked_by_hand():
    layer = dense([[1, 2], [3, 4]], [10, 20])
    assert not layer.dweights.any()
    assert not layer.dbias.any()
    layer.forward([[1, 1], [2, 0]])
    dx = layer.backward(read_only([[1, 0], [0.5, -1]]))
    assert dx.tolist() == layer.dinputs.tolist() == [[1, 3], [-1.5, -2.5]]
    assert layer.dweights.tolist() == [[2, -2], [1, 0]]
    assert layer.dbias.tolist() == [1.5, -1]


def test_dense_keeps_float64_inputs_by_reference():
    x = np.ones((3, 2))
    layer = dense([[1], [1]], [0])
    layer.forward(x)
    assert layer.inputs is x


@pytest.mark.parametrize(
    ("init", "variance"),
    [
        ("he", 2 / 200),
        ("xavier", 2 / 500),
        ("lecun", 1 / 200),
        (3, 9 / 200),
    ],
)
def test_normal_inits_have_the_variance_of_the_textbook(
    init, variance, rng
):
    layer = Dense(200, 300, init, rng=rng)
    weights, deviation = layer.weights, math.sqrt(variance)
    # Five standard errors of 60,000 draws each.
    assert abs(weights.mean()) < 0.021 * deviation
    assert weights.var() == pytest.approx(variance, rel=0.029)
    outside = np.mean(np.abs(weights) > 2 * deviation)
    assert outside == pytest.approx(0.0455, abs=0.0043), "not normal"
    assert not layer.bias.any()


def test_uniform_init_is_that_of_pytorch(rng):
    layer = Dense(400, 500, "uniform", rng=rng)
    for values in (layer.weights, layer.bias):
        assert 0.99 / 20 < values.max() <= 1 / 20
        assert -1 / 20 <= values.min() < -0.99 / 20
    assert layer.weights.var() == pytest.approx(1 / (3 * 400), rel=0.01)


def test_he_is_the_default_init():
    default, he = (
        Dense(3, 2, rng=np.random.default_rng(1)) for _ in range(2)
    )
    assert np.array_equal(default.weights, he.weights)


def test_a_gain_of_0_is_allowed_and_gives_zeros(rng):
    assert not Dense(3, 2, 0, rng=rng).weights.any()


def test_a_layer_of_one_by_one_is_allowed(rng):
    assert Dense(1, 1, rng=rng).weights.shape == (1, 1)


@pytest.mark.parametrize(
    "init", ["He", "kaiming", -0.5, math.inf, math.nan, None]
)
def test_an_unknown_init_is_refused_with_the_known_ones(init, rng):
    with pytest.raises(
        ValueError, match="Dense: init .*he, xavier, lecun, uniform"
    ):
        Dense(3, 2, init, rng=rng)


@pytest.mark.parametrize("sizes", [(0, 3), (3, 0)])
def test_a_layer_without_width_is_refused(sizes, rng):
    with pytest.raises(ValueError, match="Dense: n_inputs and n_outputs"):
        Dense(*sizes, rng=rng)


@pytest.mark.parametrize("rng", [0, None, np.random.RandomState(0)])
def test_a_seed_is_not_a_generator(rng):
    with pytest.raises(TypeError, match=r"Dense: rng .*default_rng\(0\)"):
        Dense(3, 2, rng=rng)


@pytest.mark.parametrize("shape", [(2,), (4, 3), (4, 1), (1, 4, 2)])
def test_dense_refuses_inputs_of_another_shape(shape):
    layer = dense([[1], [1]], [0])
    for method in (layer, layer.forward):
        with pytest.raises(ValueError, match=r"Dense: inputs .*\(n, 2\)"):
            method(np.ones(shape))


def test_dense_refuses_backward_before_forward():
    with pytest.raises(
        RuntimeError, match="Dense: .*forward before backward"
    ):
        dense([[1], [1]], [0]).backward([[1]])


@pytest.mark.parametrize("shape", [(3,), (1, 1), (3, 2)])
def test_dense_refuses_dvalues_of_another_shape(shape):
    layer = dense([[1], [1]], [0])
    layer.forward(np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"Dense: dvalues .*\(3, 1\)"):
        layer.backward(np.ones(shape))


# Network


def test_a_network_is_its_layers_in_a_row():
    first, last = dense([[2, -1]], [0, 0]), dense([[1], [10]], [5])
    network = Network([first, ReLU(), last])
    assert network([[3], [-4]]).tolist() == [[11], [45]]
    assert first.inputs is last.inputs is None, "a call keeps nothing"
    assert network.forward([[3], [-4]]).tolist() == [[11], [45]]
    assert network.backward([[1], [1]]).tolist() == [[2], [-10]]
    assert len(network) == 3
    assert (network[0], network[-1]) == (first, last)
    assert list(network) == network[:] == network.layers


def test_parameters_come_with_their_gradients_in_order():
    first, last = dense([[2, -1]], [0, 0]), dense([[1], [10]], [5])
    network = Network([first, ReLU(), last])
    network.backward(np.ones_like(network.forward([[3]])))
    expected = [
        (first.weights, first.dweights),
        (first.bias, first.dbias),
        (last.weights, last.dweights),
        (last.bias, last.dbias),
    ]
    for pair, expected_pair in zip(
        network.parameters(), expected, strict=True
    ):
        assert all(a is b for a, b in zip(pair, expected_pair, strict=True))


def test_mlp_puts_a_copy_of_the_activation_between_the_layers(rng):
    act = Tanh()
    network = mlp([2, 8, 8, 1], act, rng=rng)
    between = "Dense(2, 8), Tanh(), Dense(8, 8), Tanh(), Dense(8, 1)"
    assert repr(network) == f"Network([{between}])"
    assert len({id(act), id(network[1]), id(network[3])}) == 3
    network.forward(np.ones((3, 2)))
    assert act.inputs is None


def test_mlp_without_activation_is_linear(rng):
    network = mlp([2, 3, 1], None, rng=rng)
    assert repr(network) == "Network([Dense(2, 3), Dense(3, 1)])"


def test_mlp_hands_init_and_rng_to_each_layer():
    network = mlp(
        [4, 3, 2], Tanh(), "uniform", rng=np.random.default_rng(1)
    )
    rng = np.random.default_rng(1)
    for layer, sizes in [(network[0], (4, 3)), (network[2], (3, 2))]:
        expected = Dense(*sizes, "uniform", rng=rng)
        assert np.array_equal(layer.weights, expected.weights)
        assert np.array_equal(layer.bias, expected.bias)


def test_mlp_starts_as_he_says():
    rngs = [np.random.default_rng(1) for _ in range(2)]
    default = mlp([4, 3], None, rng=rngs[0])
    assert np.array_equal(
        default[0].weights, Dense(4, 3, "he", rng=rngs[1]).weights
    )


def test_mlp_needs_two_sizes(rng):
    with pytest.raises(ValueError, match=r"mlp: sizes .*\[3\]"):
        mlp([3], Tanh(), rng=rng)


def test_a_network_needs_layers():
    with pytest.raises(ValueError, match="Network: .*at least one layer"):
        Network([])


def test_a_layer_cannot_stand_in_two_places(rng):
    act = Tanh()
    with pytest.raises(ValueError, match=r"layer 2 .*the same Tanh\(\)"):
        Network([act, Dense(1, 1, rng=rng), act])


def test_a_class_is_not_a_layer(rng):
    with pytest.raises(TypeError, match=r"layer 1 .*such as Tanh\(\)"):
        mlp([2, 2, 1], Tanh, rng=rng)


# Losses and accuracy


def test_squared_error_worked_by_hand():
    outputs, targets = (
        read_only([[1.0, 2.0], [3.0, 5.0]]),
        read_only([[0, 0], [0, 1]]),
    )
    value, gradient = squared_error(outputs, targets)
    assert value == (1 + 4 + 9 + 16) / 4
    assert gradient.tolist() == [[0.5, 1], [1.5, 2]]


def test_cross_entropy_worked_by_hand():
    # Softmax turns these logits into 3/4 and 1/4, then 1/4 and 3/4.
    logits = read_only([[math.log(3), 0], [0, math.log(3)]])
    value, gradient = cross_entropy(logits, read_only([0, 0]))
    assert value == pytest.approx(
        (math.log(4 / 3) + math.log(4)) / 2, rel=1e-15
    )
    expected = [[-1 / 8, 1 / 8], [-3 / 8, 3 / 8]]
    np.testing.assert_allclose(gradient, expected, rtol=1e-15)


def test_cross_entropy_takes_the_label_of_each_row():
    logits = np.log([[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]])
    value, gradient = cross_entropy(logits, [2, 1])
    assert value == pytest.approx(
        -(math.log(0.2) + math.log(0.3)) / 2, rel=1e-15
    )
    expected = [[0.25, 0.15, -0.4], [0.05, -0.35, 0.3]]
    np.testing.assert_allclose(gradient, expected, rtol=1e-14)


@pytest.mark.parametrize("shift", [0, 1000, -1000, 1e300])
def test_cross_entropy_neither_overflows_nor_underflows(shift):
    scale = max(abs(shift), 1000)
    value, gradient = cross_entropy([[shift + scale, shift]], [1])
    assert value == scale
    assert gradient.tolist() == [[1, -1]]


@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
def test_a_loss_is_a_plain_float(loss):
    y = [0] if loss is cross_entropy else [[0, 0]]
    assert type(loss([[1, 2]], y)[0]) is float


def test_accuracy_counts_the_largest_output():
    network = Network([dense(np.eye(3), [0, 0, 0])])
    x = [[1, 2, 0], [5, 4, 3], [0, 0, 1], [0, 1, 0]]
    assert accuracy(network, x, [1, 0, 2, 2]) == 0.75
    assert type(accuracy(network, x, [1, 0, 2, 2])) is float
    assert network[0].inputs is None, "a measurement keeps nothing"


def test_squared_error_never_broadcasts():
    with pytest.raises(
        ValueError, match=r"squared_error: .*\(3, 1\), got \(3,\)"
    ):
        squared_error(np.ones((3, 1)), np.ones(3))


IDENTITY = Network([dense(np.eye(2), [0, 0])])


@pytest.mark.parametrize(
    "measure",
    [cross_entropy, lambda outputs, y: accuracy(IDENTITY, outputs, y)],
)
@pytest.mark.parametrize(
    "labels",
    [[0, 1, 2], [-1, 0, 1], [0, 1], [[0], [1], [1]], [0.0, 1.0, 1.0]],
)
def test_labels_that_do_not_fit_are_refused(measure, labels):
    with pytest.raises(
        ValueError, match=r"(cross_entropy|accuracy): labels must be"
    ):
        measure(np.ones((3, 2)), labels)


@pytest.mark.parametrize("shape", [(3,), (3, 1), (3, 2, 2)])
def test_cross_entropy_needs_two_classes(shape):
    with pytest.raises(ValueError, match="cross_entropy: outputs .*two"):
        cross_entropy(np.ones(shape), np.zeros(3, int))


# Optimisers


def step(optimiser, network, dweights, dbias):
    network[0].dweights[...], network[0].dbias[...] = dweights, dbias
    optimiser.step()
    return network[0].weights.item(), network[0].bias.item()


def test_sgd_with_momentum_worked_by_hand():
    network = Network([dense([[1]], [0])])
    optimiser = SGD(network, rate=0.1, momentum=0.5)
    assert step(optimiser, network, 2, -1) == pytest.approx((0.8, 0.1))
    # The velocities are 2 and -1; now 0.5 * 2 + 1 = 2 and 0.5 * -1 + 0 = -0.5.
    assert step(optimiser, network, 1, 0) == pytest.approx((0.6, 0.15))


def test_sgd_has_no_momentum_unless_told():
    network = Network([dense([[1]], [0])])
    optimiser = SGD(network, rate=0.1)
    assert step(optimiser, network, 2, -1) == pytest.approx((0.8, 0.1))
    assert step(optimiser, network, 0, 0) == pytest.approx((0.8, 0.1))


def test_adam_worked_by_hand():
    network = Network([dense([[1]], [0])])
    optimiser = Adam(network, 0.1, beta1=0.5, beta2=0.75, epsilon=0.5)
    # Corrected for their start at 0, the averages of 2 and 2**2 are 2 and 4.
    first = 0.1 * 2 / (2 + 0.5)
    assert step(optimiser, network, 2, 0) == pytest.approx(
        (1 - first, 0), rel=1e-14
    )
    # mean = 0.5 * 1 + 0.5 * 4 = 2.5, square = 0.75 * 1 + 0.25 * 16 = 4.75.
    second = 0.1 * (2.5 / 0.75) / (math.sqrt(4.75 / 0.4375) + 0.5)
    expected = (1 - first - second, 0)
    assert step(optimiser, network, 4, 0) == pytest.approx(
        expected, rel=1e-14
    )


def test_adam_has_the_defaults_of_its_paper():
    network = Network([dense([[0]], [0])])
    optimiser = Adam(network, 0.1)
    # The first step is the rate, whatever the gradient, unless it is as small as
    # epsilon, 1e-8: then it is half of that.
    first = step(optimiser, network, -1000, 1e-8)
    assert first == pytest.approx((0.1, -0.05), rel=1e-9)
    m = 0.9 * 0.1 / (1 - 0.9**2)
    s = 0.999 * 0.001 / (1 - 0.999**2)
    second = step(optimiser, network, 0, 0)[0] - first[0]
    assert second == pytest.approx(0.1 * m / math.sqrt(s), rel=1e-9)


@pytest.mark.parametrize(
    "make", [lambda n: SGD(n, 0.1, 0.9), lambda n: Adam(n, 0.1)]
)
def test_an_optimiser_changes_the_arrays_in_place(make):
    network = Network([dense([[1]], [0])])
    weights, bias = network[0].weights, network[0].bias
    moved = step(make(network), network, 2, -1)
    assert (weights.item(), bias.item()) == moved
    assert moved[0] < 1
    assert moved[1] > 0


@pytest.mark.parametrize(
    "make", [lambda n: SGD(n, 0.1, 0.9), lambda n: Adam(n, 0.1)]
)
def test_a_gradient_of_0_moves_nothing_at_all(make):
    network = Network([dense([[1]], [0.3])])
    optimiser = make(network)
    for _ in range(3):
        assert step(optimiser, network, 0, 0) == (1, 0.3)


@pytest.mark.parametrize("optimiser", [SGD, Adam])
@pytest.mark.parametrize("rate", [0, -0.1, math.inf, math.nan])
def test_an_optimiser_needs_a_positive_finite_rate(optimiser, rate):
    with pytest.raises(
        ValueError, match=f"{optimiser.__name__}: rate .*positive"
    ):
        optimiser(IDENTITY, rate)


@pytest.mark.parametrize("value", [-0.1, 1, math.nan])
@pytest.mark.parametrize(
    ("optimiser", "name"),
    [(SGD, "momentum"), (Adam, "beta1"), (Adam, "beta2")],
)
def test_a_decay_is_at_least_0_and_below_1(optimiser, name, value):
    with pytest.raises(
        ValueError, match=f"{optimiser.__name__}: {name} must"
    ):
        optimiser(IDENTITY, 0.1, **{name: value})
    optimiser(IDENTITY, 0.1, **{name: 0})


@pytest.mark.parametrize("epsilon", [0, -1e-8, math.inf])
def test_adam_needs_a_positive_epsilon(epsilon):
    with pytest.raises(
        ValueError, match="Adam: epsilon must be positive and finite"
    ):
        Adam(IDENTITY, 0.1, epsilon=epsilon)


# Training


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
    assert [len(outputs) for outputs, _ in seen] == [4, 4, 2, 4, 4, 2]
    epochs = [
        sum((outputs for outputs, _ in seen[i : i + 3]), []) for i in (0, 3)
    ]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(10))
    assert epochs[0] != epochs[1]
    assert list(range(10)) not in epochs
    assert all([o + 100 for o in outputs] == y for outputs, y in seen)
    # The mean over examples: the last batch has half the weight of the others.
    assert losses == pytest.approx([104.5, 104.5])


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

    monkeypatch.setattr("activations.lab.network.progress", progress)
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
    got = "train: x and y .*got {} and {}".format(*lengths)
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
