"""The way of a claim and of a table through the files turns back no more often than it did."""

import pytest

from bnlinear import LeastSquares
from tests.visits import analyzed, first_calls, judged, visits


@pytest.mark.parametrize("files, again", [
    ("", 0), ("aab", 0), ("abc", 0), ("aba", 1), ("abab", 2), ("abcba", 2), ("aabbaa", 1)])
def test_a_file_left_before_is_a_visit(files, again):
    assert len(visits(files)) == again


def test_functions_are_counted_once_and_exact_numbers_not_at_all():
    files = first_calls(lambda: [LeastSquares([[1.0]], [1.0], 2.0).loss([1.0]) for _ in range(3)])
    assert files[0] == "problems/least_squares.py" and len(files) < 30
    assert not any(file.startswith("exact/") for file in files)
    assert visits(files)  # it checks its arrays elsewhere, and comes back


@pytest.mark.parametrize("follow, least, most", [(judged, 50, 117), (analyzed, 10, 22)])
def test_a_claim_and_a_table_are_followed_without_more_turning_back(follow, least, most):
    assert least < len(visits(follow())) <= most
