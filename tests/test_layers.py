"""The layers of a network: their gradients, values worked out by hand, refusals."""

import copy
import math
from collections import deque
from fractions import Fraction
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from activation_cases import CASES
from network_helpers import dense, read_only
from probes import PReLU, RReLU

from activations import GLU, ReLU, Softmax, Tanh
from activations.lab import places
from activations.lab.layers import Dense, Network, mlp
from activations.lab.losses import cross_entropy, squared_error
from activations.lab.optimisers import SGD, Adam
from activations.lab.training import train

# All that act within an example, not across them.
FOR_MLP = [act for act in CASES if getattr(act, "axis", -1) == -1]


# The gradients


def is_near_a_kink(network):
    return any(
        np.abs(layer.inputs - x).min() < 1e-3
        for layer in network
        for part in (layer, getattr(layer, "gate", None))
        for x in (
            *getattr(part, "kinks", ()),
            *getattr(part, "jumps", ()),
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
        start = mlp(sizes, activation, init, rng=rng)
        network = copy.deepcopy(start)
        x = rng.normal(size=(n, sizes[0]))
        _, doutputs = loss(network.forward(x), y)
        if not is_near_a_kink(network):
            break
    dx = network.backward(doutputs)
    pairs = [(x, dx)]
    for (array, _), (_, gradient) in zip(
        start.parameters(), network.parameters(), strict=True
    ):
        pairs.append((array, gradient))

    def value():  # of copies, since what is random draws alike in each
        return loss(copy.deepcopy(start).forward(x), y)[0]

    is_flat = not any(np.any(part.dinputs) for part in network[1::2])
    for array, gradient in pairs:
        direction = rng.normal(size=array.shape)
        direction *= 1e-5 / np.linalg.norm(direction)
        array += direction
        after = value()
        array -= 2 * direction
        before = value()
        array += direction
        measured, stated = (
            (after - before) / 2,
            np.sum(gradient * direction),
        )
        assert gradient.shape == array.shape
        # A large loss, as after five products of two, is rounded coarsely.
        rounding = 2 * np.spacing(abs(after))
        assert measured == pytest.approx(stated, rel=1e-6, abs=rounding)
        assert stated != 0 or (is_flat and len(array) != sizes[-1])


@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
@pytest.mark.parametrize("init", ["he", "xavier", "lecun", "uniform", 0.7])
def test_gradients_are_right_with_every_init(init, loss, rng):
    assert_gradients_are_right([3, 6, 4], Tanh(), init, loss, rng)


@pytest.mark.parametrize("activation", [*FOR_MLP, None], ids=repr)
def test_gradients_are_right_through_five_layers(activation, rng):
    width = (activation and activation.channels) or 6
    assert_gradients_are_right(
        [3, *[width] * 4, 4], activation, "he", squared_error, rng
    )


@pytest.mark.parametrize(
    "activation", {type(act): act for act in FOR_MLP}.values(), ids=repr
)
def test_a_network_of_any_activation_learns(activation, rng):
    width = activation.channels or 12
    network = mlp([2, width, 2], activation, rng=rng)
    before = [array.copy() for array, _ in network.parameters()]
    x = rng.normal(size=(40, 2))
    labels = (x[:, 0] > x[:, 1]).astype(int)
    losses = train(
        network, x, labels, cross_entropy, Adam(network, 0.02), 60
    )
    assert losses[-1] < 0.5 * losses[0]
    for (array, gradient), old in zip(
        network.parameters(), before, strict=True
    ):
        assert np.any(array != old) or not np.any(gradient)


def test_the_next_layer_takes_what_the_activation_gives(rng):
    network = mlp([3, 8, 6, 1], GLU(), rng=rng)
    shapes = [layer.weights.shape for layer in network[::2]]
    assert shapes == [(3, 8), (4, 6), (3, 1)]
    with pytest.raises(
        ValueError, match="GLU: the number of inputs must be"
    ):
        mlp([3, 7, 1], GLU(), rng=rng)


def test_an_activation_across_the_examples_is_refused(rng):
    with pytest.raises(ValueError, match="mlp: .*along the last axis"):
        mlp([3, 8, 1], Softmax(axis=0), rng=rng)


def test_each_place_draws_from_a_generator_of_its_own(rng):
    network = mlp([3, 4, 4, 1], RReLU.example(), rng=rng)
    network.forward(-np.ones((5, 3)))
    first, second = (network[i]._drawn[0] for i in (1, 3))
    assert not np.any(first == second)


def test_a_network_in_a_network_trains(rng):
    inner = Network([Dense(4, 4, rng=rng), PReLU(), Dense(4, 4, rng=rng)])
    outer = Network(
        [Dense(2, 4, rng=rng), inner, Tanh(), Dense(4, 1, rng=rng)]
    )
    assert len(outer.parameters()) == 2 + 2 + 1 + 2 + 2
    before = [array.copy() for array, _ in inner.parameters()]
    x = rng.normal(size=(20, 2))
    train(outer, x, x[:, :1], squared_error, SGD(outer, 0.1), 5)
    for (array, _), old in zip(inner.parameters(), before, strict=True):
        assert np.any(array != old)


class Block:
    """A layer that holds others, in whatever way."""

    def __init__(self, held):
        self.held = held

    def forward(self, x):
        return x

    backward = __call__ = forward

    def parameters(self):
        return []


@pytest.mark.parametrize(
    "hide",
    [
        lambda layer: layer,
        lambda layer: Network([layer]),
        lambda layer: Network([Tanh(), Network([layer])]),
        lambda layer: Block(layer),
        lambda layer: Block([Tanh(), (layer,)]),
        lambda layer: Block({"a": {"b": [layer]}}),
        lambda layer: Block({layer}),
        lambda layer: Block(deque([layer])),
        lambda layer: Block(np.array([layer, None])),
        lambda layer: Block(SimpleNamespace(a=layer)),
        lambda layer: Block(lambda: layer),
        lambda layer: Block(layer.forward),
        lambda layer: Block(partial(layer.forward)),
        lambda layer: Block(partial(print, end=layer)),
        lambda layer: Block(lambda x, layer=layer: x),
        lambda layer: Block(lambda x, *, layer=layer: x),
        lambda layer: type("Own", (Block,), {"inner": layer})(None),
        lambda layer: type("Own", (Block,), {"f": lambda _, a=layer: a})(0),
        lambda layer: Block(deque([layer]).append),
        lambda layer: Block(iter([layer])),
    ],
)
def test_one_object_in_two_places_is_refused_wherever_it_hides(hide, rng):
    layer = Dense(2, 2, rng=rng)
    with pytest.raises(
        ValueError, match=r"same Dense\(2, 2\) in two places"
    ):
        Network([layer, Tanh(), hide(layer)])


@pytest.mark.parametrize(
    "hold", [lambda layer: [layer], lambda layer: lambda: layer]
)
def test_two_places_may_share_what_holds_the_layer(hold, rng):
    held = hold(Dense(2, 2, rng=rng))
    with pytest.raises(ValueError, match="in two places"):
        Network([Block(held), Block(held)])


def test_a_layer_of_a_class_is_in_each_of_its_objects(rng):
    class Sharing(Block):
        inner = Dense(2, 2, rng=rng)

    assert Network([Sharing(0)])[0].inner is Sharing.inner
    with pytest.raises(ValueError, match="in two places"):
        Network([Sharing(0), Sharing(0)])


def test_a_default_of_init_stands_where_init_puts_it(rng):
    class Bent(Block):
        def __init__(self, inner=Tanh()):  # noqa: B008
            super().__init__(inner)

    Network([Bent(), Bent(Tanh())])
    with pytest.raises(ValueError, match="in two places"):
        Network([Bent(), Bent()])


def test_a_function_that_calls_itself_may_be_held():
    def again(x):
        return again(x)

    Network([Block(again), Block(again)])


def test_a_network_inside_itself_is_refused(rng):
    network = mlp([2, 2], None, rng=rng)
    network.layers.append(network)
    with pytest.raises(ValueError, match="in two places"):
        SGD(network, 0.1)


def test_a_generator_is_not_searched_for_layers(rng, monkeypatch):
    """It leads to NumPy's own, from which run.py reseed refuses to draw."""
    asked = []

    def is_layer(thing):
        asked.append(thing)
        return is_layer_of_places(thing)

    is_layer_of_places = places.is_layer
    monkeypatch.setattr(places, "is_layer", is_layer)
    network = mlp([2, 3, 1], RReLU.example(), rng=rng)
    assert len(places.parts_of(network)) == 4
    own = network[1].rng, network[1].rng.bit_generator
    assert not any(thing is held for thing in asked for held in own)


def test_one_array_in_two_places_is_refused(rng):
    act = PReLU()
    twin = copy.copy(act)  # which shares the slope
    with pytest.raises(ValueError, match="each parameter must be an array"):
        Network([act, Dense(2, 2, rng=rng), twin])


def test_a_gate_may_stand_in_two_places_since_it_keeps_nothing(rng):
    first, second = GLU(), GLU()
    assert first.gate is second.gate
    network = Network(
        [Dense(2, 4, rng=rng), first, Dense(2, 4, rng=rng), second]
    )
    network.backward(np.ones_like(network.forward(np.ones((3, 2)))))
    assert first.gate.inputs is None


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
    "init",
    [
        "He",
        "kaiming",
        -0.5,
        math.inf,
        math.nan,
        None,
        True,
        [1],
        np.ones(2),
    ],
)
def test_an_unknown_init_is_refused_with_the_known_ones(init, rng):
    with pytest.raises(
        ValueError, match="Dense: init .*he, xavier, lecun, uniform"
    ):
        Dense(3, 2, init, rng=rng)


@pytest.mark.parametrize(
    "gain", [np.float32(1.5), np.int8(2), Fraction(1, 2)]
)
def test_a_gain_may_be_any_real_number(gain, rng):
    layer = Dense(400, 500, gain, rng=rng)
    expected = float(gain) / 20
    assert layer.weights.std() == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    "values",
    [
        None,
        "1",
        [["1.0"]],
        [[None]],
        np.ma.array([[1.0]], mask=[[True]]),
        1j,
    ],
    ids=repr,
)
def test_what_holds_no_real_numbers_is_refused_by_name(values):
    layer = dense([[1]], [0])
    for method in (layer, layer.forward):
        with pytest.raises(TypeError, match="Dense: inputs must"):
            method(values)
    layer.forward([[1]])
    with pytest.raises(TypeError, match="Dense: dvalues must"):
        layer.backward(values)


@pytest.mark.parametrize("sizes", [(0, 3), (3, 0)])
def test_a_layer_without_width_is_refused(sizes, rng):
    with pytest.raises(
        ValueError, match=r"Dense: n_(in|out)puts must be at least 1, got 0"
    ):
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
    with pytest.raises(
        ValueError, match=r"the same Tanh\(\) in two places"
    ):
        Network([act, Dense(1, 1, rng=rng), act])


def test_a_class_is_not_a_layer(rng):
    with pytest.raises(TypeError, match=r"layer 0 .*such as Tanh\(\)"):
        Network([Tanh])
    with pytest.raises(TypeError, match=r"mlp: activation .*such as Tanh"):
        mlp([2, 2, 1], Tanh, rng=rng)


def test_what_has_nothing_to_learn_says_so_or_is_no_layer():
    class Forgetful:
        def forward(self, x):
            return x

        backward = __call__ = forward

    with pytest.raises(TypeError, match="must have forward, backward and"):
        Network([Forgetful()])


@pytest.mark.parametrize("sizes", [None, 3, "23", [[2], [3]], iter([2, 3])])
def test_sizes_that_are_no_list_of_widths_are_refused(sizes, rng):
    with pytest.raises(TypeError, match="mlp: sizes must be a list of wid"):
        mlp(sizes, None, rng=rng)


def test_what_is_no_list_is_refused_by_name(rng):
    with pytest.raises(TypeError, match="Network: layers must be a list"):
        Network(None)
    with pytest.raises(ValueError, match="mlp: sizes must be an array or"):
        mlp([[1], [2, 3]], None, rng=rng)
    with pytest.raises(ValueError, match="Dense: init must be finite"):
        Dense(2, 2, 10**400, rng=rng)
