"""The figures show what they should, and are the same in every run."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hard_to_state import HardTanh

from activations import Gaussian, LeakyReLU, ReLU, Sigmoid, Step
from activations.lab import curve, grid, panels, plot_neuron


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_the_grid_contains_zero_and_its_ends():
    x = grid(5)
    assert len(x) == 501
    assert x[0] == -5
    assert x[-1] == 5
    assert 0 in x


def lines(ax):
    """Return the curves, without the dots at jumps."""
    return [line for line in ax.lines if len(line.get_xdata()) > 1]


def dots(ax):
    """Return (x, y, filled) of the dots at jumps."""
    found = [line for line in ax.lines if line.get_marker() == "o"]
    return {
        (*np.ravel(d.get_data()), d.get_markerfacecolor() != "white")
        for d in found
    }


def drawn(f, breaks):
    """Return the axes and the one line on which curve has drawn f."""
    _, ax = plt.subplots()
    line = curve(ax, f, grid(5), breaks)
    assert lines(ax) == [line]
    return ax, line


@pytest.mark.parametrize("span", np.arange(0.1, 3, 0.1).round(1))
def test_zero_is_exactly_zero_in_every_grid(span):
    for points in (21, 101, 501):
        x = grid(span, points)
        assert x[points // 2] == 0
        np.testing.assert_allclose(np.diff(x), 2 * span / (points - 1))


def test_a_grid_without_zero_is_refused():
    with pytest.raises(ValueError, match="grid: points must be odd"):
        grid(5, 500)
    with pytest.raises(ValueError, match="grid: span must be positive"):
        grid(-5)


def test_a_smooth_curve_is_one_line_without_dots():
    ax, line = drawn(Gaussian(), Gaussian().jumps)
    np.testing.assert_array_equal(line.get_ydata(), Gaussian()(grid(5)))
    assert dots(ax) == set()


def test_a_jump_is_cut_and_marked_filled_where_the_value_is():
    ax, line = drawn(Step(), Step().jumps)
    y = line.get_ydata()
    assert np.isnan(y).sum() == 1
    (cut,) = np.flatnonzero(np.isnan(y))
    assert y[cut - 1] == 0
    assert y[cut + 1] == 1
    assert dots(ax) == {(0, 0, True), (0, 1, False)}


def test_each_of_several_jumps_is_cut_and_marked():
    _, ax = plt.subplots()
    slope = HardTanh().derivative
    line = curve(ax, slope, grid(2), breaks=(-1, 1))
    assert np.isnan(line.get_xdata()).sum() == 2
    dots = [dot.get_xydata()[0].tolist() for dot in ax.lines[1:]]
    assert dots == [[-1, 0], [-1, 1], [1, 0], [1, 1]]


def test_where_nothing_jumps_nothing_is_cut_or_marked():
    ax, line = drawn(Step().derivative, Step().jumps)
    assert not np.isnan(line.get_ydata()).any()
    assert dots(ax) == set()


def test_a_kink_of_f_is_a_jump_of_its_derivative():
    ax, line = drawn(ReLU(), ReLU().kinks)
    assert not np.isnan(line.get_ydata()).any()
    ax, line = drawn(ReLU().derivative, ReLU().kinks)
    assert np.isnan(line.get_ydata()).sum() == 1
    assert dots(ax) == {(0, 0, True), (0, 1, False)}


def test_a_value_at_a_jump_may_lie_between_the_ends():
    _, ax = plt.subplots()
    curve(ax, lambda x: np.heaviside(x, 0.5), grid(1), breaks=(0,))
    assert dots(ax) == {(0, 0.5, True), (0, 0, False), (0, 1, False)}


def test_panels_stand_one_below_another_as_wide_as_any_figure():
    upper, lower = panels(2, height=2, sharex=True)
    assert upper.get_position().y0 > lower.get_position().y1
    assert upper.get_position().x0 == lower.get_position().x0
    width, _ = plt.rcParams["figure.figsize"]
    assert list(plt.gcf().get_size_inches()) == [width, 4]
    assert panels(2, 3).shape == (2, 3)


def test_a_neuron_is_drawn_for_each_weight_and_each_bias():
    plot_neuron(Sigmoid(), weights=(2, -1), biases=(-2, 0, 2))
    upper, lower = plt.gcf().axes
    x = grid(5)
    drawn = [line.get_ydata() for line in lines(upper)]
    np.testing.assert_allclose(drawn, [Sigmoid()(2 * x), Sigmoid()(-x)])
    drawn = [line.get_ydata() for line in lines(lower)]
    np.testing.assert_allclose(
        drawn, [Sigmoid()(x + b) for b in (-2, 0, 2)]
    )
    labels = [text.get_text() for text in upper.get_legend().get_texts()]
    assert labels == ["w = 2", "w = -1"]


def test_the_jump_of_a_neuron_moves_with_its_bias():
    plot_neuron(Step(), weights=(2,), biases=(-2, 1))
    upper, lower = plt.gcf().axes
    assert {x for x, _, _ in dots(upper)} == {0}
    assert {x for x, _, _ in dots(lower)} == {2, -1}


def test_curves_differ_by_dash_as_well_as_by_colour():
    plot_neuron(LeakyReLU(0.2), weights=(1, 2, 3, 4, 5, 6))
    upper, _ = plt.gcf().axes
    styles = {
        (line._unscaled_dash_pattern[1] or ()) for line in lines(upper)
    }
    assert len(styles) == 6


def test_a_figure_is_the_same_file_in_every_run():
    def file():
        plot_neuron(Step())
        buffer = io.BytesIO()
        plt.savefig(
            buffer, format="svg", metadata={"Date": None, "Creator": None}
        )
        plt.close()
        return buffer.getvalue()

    first = file()
    assert first == file()
    assert b"f(w x): the weight" in first  # text stays text
