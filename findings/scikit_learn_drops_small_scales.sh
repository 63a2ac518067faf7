#!/usr/bin/env sh
# scikit-learn 1.9.1: LinearRegression with default options drops singular values below 1e-6 of the largest. Two
# independent features on the scales 1e7 and 1 determine y exactly; the fit loses the second one. With the same
# data numpy's least squares is exact. Here: condition numbers are certified, nothing is dropped unseen.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'scikit-learn==1.9.1' 'numpy>=2'
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from sklearn.linear_model import LinearRegression

rng = np.random.default_rng(0)
X = rng.standard_normal((50, 2)) * [1e7, 1.0]
y = X[:, 0] / 1e7 + X[:, 1]
score = LinearRegression().fit(X, y).score(X, y)
weights = np.linalg.lstsq(np.column_stack([np.ones(50), X]), y, rcond=None)[0]
print(f"R^2 = {score:.3f}; numpy's weights: {weights}")
assert score < 0.9, "changed: the second feature is used now"
assert np.allclose(weights, [0, 1e-7, 1])
PYTHON
