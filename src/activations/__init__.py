"""The activation functions of neural networks in NumPy, one module each."""

from activations.gaussian import Gaussian
from activations.gelu import GELU
from activations.glu import GLU
from activations.leaky_relu import LeakyReLU
from activations.relu import ReLU
from activations.sigmoid import Sigmoid
from activations.silu import SiLU
from activations.softmax import Softmax
from activations.softplus import Softplus
from activations.step import Step
from activations.tanh import Tanh

__all__ = [
    "GELU",
    "GLU",
    "Gaussian",
    "LeakyReLU",
    "ReLU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Step",
    "Tanh",
]
