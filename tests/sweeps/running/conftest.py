"""Fixtures of what runs sweeps."""

import pytest

from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.running import chunks


@pytest.fixture
def short_chunks(monkeypatch):
    """Chunks of four learning rates, so that 42 make eleven."""
    monkeypatch.setattr(chunks, "THREAD_SECONDS", 0.0)
    monkeypatch.setattr(chunks, "FOREIGN_SECONDS", 0.0)
    monkeypatch.setattr(numpy_kernel, "BLOCK", 240)


@pytest.fixture(params=["numpy", pytest.param("numba", marks=pytest.mark.oracle)])
def kernel(request):
    if request.param == "numba":
        pytest.importorskip("numba")
    return request.param
