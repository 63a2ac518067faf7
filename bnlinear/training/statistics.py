"""What batch normalization asks of a batch, and which statistics it uses once trained."""

from __future__ import annotations

from typing import Literal

import numpy as np

from bnlinear.kinds import Scalar
from bnlinear.problems.regression.models import LinearModel

Inference = Literal["running", "population"]


def check_batch_norm(eps: Scalar, inference: object) -> None:
    infinite = isinstance(eps, float | np.floating) and not np.isfinite(eps)
    if isinstance(eps, bool | str | None) or infinite or not eps >= 0:
        raise ValueError(f"eps = {eps!r}; it is added to a variance, so it must be a finite "
                         "number, 0 or more")
    if inference not in ("running", "population"):
        raise ValueError(f"inference = {inference!r}; it must be 'running' or 'population'")


def check_batch_size(N: int, single_rows: bool) -> None:
    if N < 2 and not single_rows:
        raise ValueError("a batch of one row has variance 0, so its normalized values are 0 and no "
                         "weight learns. Take batches of two or more, or BNP, whose running "
                         "moments need no variance within a batch; single_rows=True goes on "
                         "nevertheless")


def check_no_ridge(model: LinearModel) -> None:
    if model.ridge != 0:
        raise ValueError(f"ridge = {model.ridge}: a normalized output does not change with the "
                         "length of its weights, so a ridge on them penalises nothing; pass "
                         "ridge=0, or use SGD, BNP or BNInputs")
