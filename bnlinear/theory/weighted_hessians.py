"""Certified spectra of Hessians ĤᵀSĤ with any weights, before and after normalization.

`bnlinear.theory.hessians` is about least squares, S = I/N. Here S = diag(s) is rational and
arbitrary: s_j = ℓ″_j/N of another loss, or a Hessian M of a whole layer with k outputs
(`LayerBatch.hessian` of `bnlinear.problems`). As there, no square root is taken: PᵀMP with
P = U diag(1, 1/σ) has the spectrum of the pencil det(λ diag(1, σ²) − UᵀMU).
"""

from __future__ import annotations

import numpy as np

from bnlinear.checks import counted
from bnlinear.exact.matrices import characteristic_polynomial, from_flint, to_flint
from bnlinear.exact.number import Number, is_exact
from bnlinear.exact.pencils import pencil_polynomial
from bnlinear.exact.spectra import Spectrum, spectrum_from_polynomial
from bnlinear.problems.layers.feature_statistics import mean_and_variance
from bnlinear.problems.layers.normalized_weights import to_normalised_gradient


def weighted_hessian(X: np.ndarray, s: np.ndarray) -> np.ndarray:
    """M = ĤᵀSĤ of Ĥ = [1, X], S = diag(s), exact: shape (m + 1, m + 1).

    Parameters
    ----------
    X
        Exact table, shape (N, m).
    s
        Exact weights, shape (N,), with the 1/N of the mean in them; of any sign.
    """
    if not (is_exact(X) and is_exact(s)) or X.ndim != 2 or s.shape != (len(X),):
        raise ValueError(f"X has shape {np.shape(X)} and s {np.shape(s)}; they must be (N, m) and "
                         "(N,), of exact numbers: see bnlinear.exact.array and dyadic_array")
    H_hat = np.column_stack([np.full(len(X), Number(1)), X])
    return from_flint(to_flint(H_hat).transpose() * to_flint(s[:, None] * H_hat))


def centred_hessian(M: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """UᵀMU for U = [[1, −μᵀ], [0, I]] ⊗ I: the Hessian on the features h − μ.

    Parameters
    ----------
    M
        Shape ((m + 1)k, (m + 1)k), bias first: the order of `LayerBatch.hessian`.
    mean
        μ, shape (m,).
    """
    half = _rows_centred(M, mean)
    return _rows_centred(half.T, mean).T


def _rows_centred(M: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """UᵀM: what Uᵀ makes of each column, which is a gradient."""
    k = len(M) // (len(mean) + 1)
    one = mean * 0 + 1
    G = M.reshape(len(mean) + 1, -1)  # one row a feature; outputs and columns side by side
    G_b, G_w = to_normalised_gradient(G[0], G[1:], mean, one)
    return np.concatenate([G_b[None], G_w]).reshape(k * (len(mean) + 1), -1)


def preconditioned_spectrum(M: np.ndarray, mean: np.ndarray,
                            variance: np.ndarray | None = None) -> Spectrum:
    """The spectrum of PᵀMP; without a variance that of UᵀMU, centring alone.

    Features with variance 0 are left out.
    """
    k = len(M) // (len(mean) + 1)
    if M.shape != ((len(mean) + 1) * k,) * 2:
        raise ValueError(f"M has shape {M.shape}; with {counted(len(mean), 'feature')} it must be "
                         f"({len(mean) + 1}k, {len(mean) + 1}k) for k outputs")
    centred = centred_hessian(M, mean)
    if variance is None:
        return spectrum_from_polynomial(characteristic_polynomial(centred))
    scale = np.repeat(np.concatenate([[Number(1)], variance]), k)
    kept = np.flatnonzero(scale != 0)
    return spectrum_from_polynomial(
        pencil_polynomial(centred[np.ix_(kept, kept)], scale[kept]))


def weighted_spectra(X: np.ndarray, s: np.ndarray) -> dict[str, Spectrum]:
    """Spectra of M = ĤᵀSĤ and of what centring and normalizing make of it.

    Parameters
    ----------
    X, s
        As in `weighted_hessian`; the weights must be positive.

    Returns
    -------
    dict
        `raw`; `centred`, `bnp` with the mean and variance of the batch, as batch normalization and
        BNP take them; `centred_weighted`, `bnp_weighted` with those weighted by s. Of these four
        only `centred_weighted` is never worse than `raw` (claim beyond.weighted_centring).

    Examples
    --------
    >>> from bnlinear.exact import array
    >>> found = weighted_spectra(array([["4/5"], ["-5/4"]]), array(["1/8", "2/25"]))
    >>> float(found["raw"].condition_number()), float(found["bnp"].condition_number())
    (1.0, 1.5625)
    """
    M = weighted_hessian(X, s)
    if not np.all(s > 0):
        raise ValueError("s holds a weight that is not positive; means weighted by s need s > 0 "
                         "(for any S: weighted_hessian, preconditioned_spectrum)")
    batch, weighted = mean_and_variance(X), mean_and_variance(X, s)
    return {
        "raw": spectrum_from_polynomial(characteristic_polynomial(M)),
        "centred": preconditioned_spectrum(M, batch[0]),
        "bnp": preconditioned_spectrum(M, *batch),
        "centred_weighted": preconditioned_spectrum(M, weighted[0]),
        "bnp_weighted": preconditioned_spectrum(M, *weighted),
    }
