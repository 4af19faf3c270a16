"""What the chapters study an activation with."""

from activations.lab.cards import card
from activations.lab.claims import claim
from activations.lab.controls import Altered
from activations.lab.data import digits, scans, sine, spirals, xor
from activations.lab.explorers import (
    explorer,
    frames_explorer,
    plane_explorer,
    sine_explorer,
)
from activations.lab.gradient_checks import check_gradient
from activations.lab.layers import Dense, Network, mlp
from activations.lab.losses import accuracy, cross_entropy, squared_error
from activations.lab.normalising import RMSNorm
from activations.lab.optimisers import SGD, Adam
from activations.lab.plots import (
    curve,
    grid,
    panels,
    plot_neuron,
    use_book_style,
)
from activations.lab.progress_bar import progress
from activations.lab.properties import check_properties
from activations.lab.questions import predict
from activations.lab.source_code import source
from activations.lab.studies import (
    dead_units,
    gradient_factor,
    gradient_norms,
    linear_probe,
    mean_field,
    sigmoid_twin,
    signal_spread,
    weight_gradient_norms,
)
from activations.lab.training import train

__all__ = [
    "SGD",
    "Adam",
    "Altered",
    "Dense",
    "Network",
    "RMSNorm",
    "accuracy",
    "card",
    "check_gradient",
    "check_properties",
    "claim",
    "cross_entropy",
    "curve",
    "dead_units",
    "digits",
    "explorer",
    "frames_explorer",
    "gradient_factor",
    "gradient_norms",
    "grid",
    "linear_probe",
    "mean_field",
    "mlp",
    "panels",
    "plane_explorer",
    "plot_neuron",
    "predict",
    "progress",
    "scans",
    "sigmoid_twin",
    "signal_spread",
    "sine",
    "sine_explorer",
    "source",
    "spirals",
    "squared_error",
    "train",
    "weight_gradient_norms",
    "xor",
]

# A chapter looks like the book from its first import on.
use_book_style()
