#!/usr/bin/env sh
# python-flint 0.9.0: the absolute value of a ball that touches 0 is again a ball around 0, so abs(z) >= 0 is
# False, which a reader takes for a refutation; and the root of such a square is not finite. Here: our
# numbers take the nonnegative part, and raise where a comparison is not certain.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'python-flint==0.9.0'
"$folder/venv/bin/python" - <<'PYTHON'
from flint import arb

z = arb(2).sqrt() - arb(2).sqrt()  # 0, known to 16 digits
size = abs(z)
print("z =", z, "  |z| =", size, "  |z| >= 0:", size >= 0)
print("root of |z|:", size.sqrt())
assert not size >= 0, "changed: |z| is nonnegative now"
assert not size.sqrt().is_finite(), "changed: the root is finite now"
assert size.nonnegative_part() >= 0
PYTHON
