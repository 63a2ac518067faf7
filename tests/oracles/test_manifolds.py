"""The sphere of pymanopt and of geoopt. Their `transport` projects, so it is no oracle for ours.

Parallel transport is checked against its differential equation, in tests/dynamics/test_geodesics.
"""

import warnings

import numpy as np
import pytest

from bnlinear.dynamics import exp_map, log_map, parallel_transport, project, unit

pytestmark = pytest.mark.oracle

SIZES = [1e-12, 0.1, 1.0, 3.0, 3.14159, 7.0]
ATOL = 64 * np.finfo(float).eps  # a few roundings of numbers of size up to 7


def tangent(seed, size, d=6):
    rng = np.random.default_rng(seed)
    y = unit(rng.standard_normal(d))
    return y, size * unit(project(y, rng.standard_normal(d))), project(y, rng.standard_normal(d))


def geoopt_sphere():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its dependencies, at import
        geoopt = pytest.importorskip("geoopt")
        return geoopt.Sphere(), pytest.importorskip("torch")


@pytest.mark.parametrize("size", SIZES)
def test_exp_and_log_of_pymanopt(size):
    manifolds = pytest.importorskip("pymanopt.manifolds")
    y, h, _ = tangent(0, size)
    sphere = manifolds.Sphere(6)
    assert np.allclose(exp_map(y, h), sphere.exp(y, h), rtol=0, atol=ATOL)
    if 1e-6 < size < 3.1:  # its logarithm takes an arccos: √eps is lost at both ends
        z = exp_map(y, h)
        assert np.allclose(log_map(y, z), sphere.log(y, z), rtol=0, atol=1e-12)


@pytest.mark.parametrize("size", SIZES[1:])  # geoopt replaces exp by a retraction for tiny steps
def test_exp_of_geoopt(size):
    sphere, torch = geoopt_sphere()
    y, h, _ = tangent(1, size)
    theirs = sphere.expmap(torch.tensor(y), torch.tensor(h)).numpy()
    assert np.allclose(exp_map(y, h), theirs, rtol=0, atol=ATOL)


def test_their_transport_shortens_and_ours_does_not():
    """Claims cho2017.transport, cho2017.projection_shortens."""
    manifolds = pytest.importorskip("pymanopt.manifolds")
    sphere, torch = geoopt_sphere()
    y, h, v = tangent(2, 1.0)
    z = exp_map(y, h)
    for theirs in (manifolds.Sphere(6).transport(y, z, v),
                   sphere.transp(torch.tensor(y), torch.tensor(z), torch.tensor(v)).numpy()):
        assert np.allclose(theirs, project(z, v), rtol=0, atol=ATOL)
        # |v|² − ⟨u, v⟩² sin²1
        assert theirs @ theirs == pytest.approx(v @ v - (h @ v) ** 2 * np.sin(1.0) ** 2, rel=1e-12)
    ours = parallel_transport(v, y, h)
    assert ours @ ours == pytest.approx(v @ v, rel=1e-14)
