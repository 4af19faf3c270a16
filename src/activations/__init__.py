"""The activation functions of neural networks in NumPy, one module each."""

from activations.gaussian import Gaussian
from activations.gelu import GELU
from activations.glu import GLU
from activations.leaky_relu import LeakyReLU
from activations.relu import ReLU
from activations.relu2 import ReLU2
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
    "ReLU2",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Step",
    "Tanh",
]
