"""The same passes as `passes_numpy`, for blocks of two rows: one read, one write, no scratch."""

from __future__ import annotations

import numpy as np
from numba import njit

from bnlinear.sweeps.krylov import passes_numpy

#: Sums may be reordered, which lets the compiler vectorise them; but only within a part. The parts
#: are summed in pairs: a million terms added up one by one would lose three digits if they are all
#: alike, as in a start w₀ = (1, 1, …).
_FAST = {"reassoc", "contract", "nsz"}
_PART = 4096


def subtract(Z: np.ndarray, C: np.ndarray, Y: np.ndarray, against: np.ndarray | None) -> np.ndarray:
    """As `passes_numpy.subtract`."""
    if not len(Z) == len(Y) == 2 or (against is not None and len(against) != 2):
        return passes_numpy.subtract(Z, C, Y, against)
    sums = (_subtract(*Z, *Y, *C.ravel()) if against is None else
            _subtract_against(*Z, *Y, *C.ravel(), *against))
    return np.asarray(sums.sum(axis=1)).reshape(2, 2)


def transform(Z: np.ndarray, M: np.ndarray) -> np.ndarray:
    """As `passes_numpy.transform`."""
    if len(Z) != 2:
        return passes_numpy.transform(Z, M)
    return np.asarray(_transform(*Z, *M.ravel()).sum(axis=1)).reshape(2, 2)


@njit(nogil=True, cache=True, error_model="numpy", fastmath=_FAST)
def _subtract_against_part(z0, z1, y0, y1, c00, c01, c10, c11, w0, w1):  # type: ignore[no-untyped-def]
    p = q = r = s = 0.0
    for i in range(z0.size):
        a = z0[i] - (c00 * y0[i] + c01 * y1[i])
        b = z1[i] - (c10 * y0[i] + c11 * y1[i])
        p, q, r, s = p + w0[i] * a, q + w0[i] * b, r + w1[i] * a, s + w1[i] * b
        z0[i], z1[i] = a, b
    return p, q, r, s


@njit(nogil=True, cache=True, error_model="numpy", fastmath=_FAST)
def _subtract_part(z0, z1, y0, y1, c00, c01, c10, c11):  # type: ignore[no-untyped-def]
    p = q = r = 0.0
    for i in range(z0.size):
        a = z0[i] - (c00 * y0[i] + c01 * y1[i])
        b = z1[i] - (c10 * y0[i] + c11 * y1[i])
        p, q, r = p + a * a, q + a * b, r + b * b
        z0[i], z1[i] = a, b
    return p, q, q, r


@njit(nogil=True, cache=True, error_model="numpy", fastmath=_FAST)
def _transform_part(z0, z1, m00, m01, m10, m11):  # type: ignore[no-untyped-def]
    p = q = r = 0.0
    for i in range(z0.size):
        a = m00 * z0[i] + m01 * z1[i]
        b = m10 * z0[i] + m11 * z1[i]
        p, q, r = p + a * a, q + a * b, r + b * b
        z0[i], z1[i] = a, b
    return p, q, q, r


@njit(nogil=True, cache=True)
def _subtract_against(z0, z1, y0, y1, c00, c01, c10, c11, w0, w1):  # type: ignore[no-untyped-def]
    sums = np.empty((4, -(-z0.size // _PART)))
    for k in range(sums.shape[1]):
        i, j = k * _PART, (k + 1) * _PART
        sums[0, k], sums[1, k], sums[2, k], sums[3, k] = _subtract_against_part(
            z0[i:j], z1[i:j], y0[i:j], y1[i:j], c00, c01, c10, c11, w0[i:j], w1[i:j])
    return sums


@njit(nogil=True, cache=True)
def _subtract(z0, z1, y0, y1, c00, c01, c10, c11):  # type: ignore[no-untyped-def]
    sums = np.empty((4, -(-z0.size // _PART)))
    for k in range(sums.shape[1]):
        i, j = k * _PART, (k + 1) * _PART
        sums[0, k], sums[1, k], sums[2, k], sums[3, k] = _subtract_part(
            z0[i:j], z1[i:j], y0[i:j], y1[i:j], c00, c01, c10, c11)
    return sums


@njit(nogil=True, cache=True)
def _transform(z0, z1, m00, m01, m10, m11):  # type: ignore[no-untyped-def]
    sums = np.empty((4, -(-z0.size // _PART)))
    for k in range(sums.shape[1]):
        i, j = k * _PART, (k + 1) * _PART
        sums[0, k], sums[1, k], sums[2, k], sums[3, k] = _transform_part(
            z0[i:j], z1[i:j], m00, m01, m10, m11)
    return sums
