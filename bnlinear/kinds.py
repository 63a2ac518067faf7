"""What a formula is given, in whichever of the arithmetics it runs.

A step function is written once and runs on floats, exact numbers, balls, moments and jets. No type
says "supports + - * / @ and sqrt among its own kind" for NumPy's arrays and symbols alike: `@` of
two vectors is a scalar, of a matrix and a vector a vector, and a protocol that says so refuses
`np.ndarray`. So these names are aliases of `Any` for the type checker, and tell the reader which
shape is meant.
"""

from __future__ import annotations

from typing import Any, TypeAlias

#: A number: float, `exact.Number`, a moment's scalar, a jet; in training one for each of some runs.
Scalar: TypeAlias = Any

#: Shape (d,): a float array, an object array of exact numbers, a moment's vector, a jet of them.
Vector: TypeAlias = Any

#: Shape (d, d) or (d, k): an array, or an operator on moments with `@`.
Matrix: TypeAlias = Any

#: Rows of data, shape (n, d), or a column of them, shape (n,).
Batch: TypeAlias = Any

#: The other side of an operator, and what comes out: whatever the arithmetic mixes with.
Operand: TypeAlias = Any

#: What `np.random.default_rng` takes: None, an integer, a generator.
Seed: TypeAlias = Any
