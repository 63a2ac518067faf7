"""The command line says options where the library says arguments."""

import pytest

from bnlinear.checks import ArgumentError
from bnlinear.cli.terminal.complaints import complaint


@pytest.mark.parametrize("error, told", [
    (ArgumentError("batch_size", 1, "it must be 2 or more"),
     "--batch-size 1: it must be 2 or more"),
    (ArgumentError("loss", "hinge", "it must be squared or logistic"),
     "--loss hinge: it must be squared or logistic"),
    (ArgumentError("measured", True, "it is for `loss='squared'`", "leave `measured` out"),
     "--measure True: it is for --loss squared; leave --measure out"),
    (ArgumentError("X[0, 1]", float("nan"), "every entry must be finite"),
     "X[0, 1] nan: every entry must be finite"),
    (ValueError("two\nlines, and `loss`"), "two lines, and `loss`"),  # said by nobody's rule
])
def test_arguments_become_options(error, told):
    assert complaint(error) == told
