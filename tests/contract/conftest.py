"""What every activation promises is tried on every one that is listed.

Each test gets a copy, because a case keeps what its last forward was given.
"""

import copy

import pytest
from activation_cases import ALONG_AXIS, CASES, ELEMENTWISE


@pytest.fixture(params=CASES, ids=repr)
def act(request):
    return copy.copy(request.param)


@pytest.fixture(params=ELEMENTWISE, ids=repr)
def elementwise(request):
    return copy.copy(request.param)


@pytest.fixture(params=ALONG_AXIS, ids=repr)
def along_axis(request):
    return copy.copy(request.param)
