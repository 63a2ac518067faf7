#!/usr/bin/env sh
# scikit-learn 1.9.1: StandardScaler takes a column for constant if its variance is below (n·mean·eps)², a bound that
# grows with the number n of rows. Times in seconds since 1970, spread over one second, are scaled to variance 1 with
# 100,000 rows and left as they are with 1,000,000, though every value holds its digits to 2e-7. The column is neither
# constant nor reported. Here: a constant column is one whose values are all equal.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'scikit-learn==1.9.1' 'numpy>=2'
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from sklearn.preprocessing import StandardScaler

spread = {}
for rows in (100_000, 1_000_000):
    seconds = 1.7e9 + np.random.default_rng(0).random(rows)
    spread[rows] = StandardScaler().fit_transform(seconds[:, None]).std()
    print(f"{rows} rows: standard deviation {seconds.std():.4f} before, {spread[rows]:.4f} after")
assert abs(spread[100_000] - 1) < 1e-6, "changed: the short column"
assert abs(spread[1_000_000] - 0.2888) < 1e-3, "changed: the long column is scaled now"
PYTHON
