#!/usr/bin/env sh
# SymPy 1.14.0 with python-flint 0.9.0, both exact: 1 + fmpq(1, 3) is 4/3, but with SYMPY_GROUND_TYPES=python,
# documented as a choice of speed, the same line gives a Float of 15 digits without a word, on either side of the
# sign and inside a matrix, and 10^20 + 1 as an fmpz less 10^20 is 0. (SymPy 1.12.1 always did so.) Here: Number
# refuses to become a float inside an exact decision, and exact matrices are python-flint's alone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'sympy==1.14.0' 'python-flint==0.9.0'
sums() {
  SYMPY_GROUND_TYPES=$1 "$folder/venv/bin/python" - <<'PYTHON'
from flint import fmpq, fmpz
from sympy import Integer, Matrix

third = fmpq(1, 3)
print(Integer(1) + third, third + Integer(1), (Matrix([[1]]) * third)[0],
      fmpz(10**20 + 1) - Integer(10**20))
PYTHON
}
flint=$(sums flint)
python=$(sums python)
echo "flint:  $flint"
echo "python: $python"
test "$flint" = '4/3 4/3 1/3 1'
test "$python" = '1.33333333333333 1.33333333333333 0.333333333333333 0'
