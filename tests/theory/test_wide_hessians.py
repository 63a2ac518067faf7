"""Extreme eigenvalues in balls against exact characteristic polynomials, on tables of any rank."""

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bnlinear.exact import matrices
from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import at_precision, working_precision
from bnlinear.exact.spectra import EXACT_LIMIT
from bnlinear.exact.wide import Extremes
from bnlinear.exact.wide.inverse import Inverse
from bnlinear.tables import diabetes
from bnlinear.theory.hessians import enclosures, exact_spectra, settled, wide_spectra
from bnlinear.theory.table_moments import TableMoments
from bnlinear.theory.wide_hessians import FewRows, ManyRows, wide_table

ENTRIES = st.integers(-3, 3)


@st.composite
def tables(draw):
    """Small integers in units that differ: of any rank, with ties, with more columns than rows."""
    n, m = draw(st.integers(2, 7)), draw(st.integers(1, 6))
    rows = st.lists(ENTRIES, min_size=m, max_size=m)
    X = array(draw(st.lists(rows, min_size=n, max_size=n)))
    units = array([f"{a}e{b}" for a, b in draw(st.lists(
        st.tuples(st.integers(1, 9), st.integers(-3, 3)), min_size=m, max_size=m))])
    y = array(draw(st.lists(ENTRIES, min_size=n, max_size=n)))
    plain = draw(st.booleans())
    return X if plain else X * units, y


def agree(moments):
    exact, wide = exact_spectra(moments), enclosures(moments, wide_table(moments))
    assert list(exact) == list(wide)
    for key, true in exact.items():
        enclosed = wide[key]()
        if true is None or not true.roots:
            assert enclosed is None if true is None else enclosed.rank == 0
            continue
        assert isinstance(enclosed, Extremes)
        assert (enclosed.nullity, enclosed.rank) == (true.nullity, sum(true.multiplicities))
        for mine, theirs in ((enclosed.smallest_nonzero, true.smallest_nonzero),
                             (enclosed.largest, true.largest)):
            for bits in (64, 200):
                ball = ball_of(mine, bits)
                assert ball.overlaps(ball_of(theirs, 400)), (key, ball, theirs)
                assert ball.rel_accuracy_bits() >= bits - 8


def ball_of(value, bits):
    return at_precision(bits, lambda: (value if isinstance(value, Number) else value.number()).ball)


@settings(max_examples=50, deadline=None)
@given(tables())
def test_both_ways_agree(data):
    moments = TableMoments.from_data(*data)
    assume(moments.varying)
    agree(moments)


@pytest.mark.parametrize("X", [
    np.kron(np.eye(5, dtype=int), np.ones((3, 1), dtype=int)),  # one-hot: a multiple eigenvalue
    np.kron(np.eye(4, dtype=int), [[1], [-1]]),  # orthogonal columns: every eigenvalue the same
    np.vander(range(1, 9), 6)[:, :5],  # powers: κ of the correlations 4e9
    [[i, i * i + (i == 3), 10**12 + i, 7] for i in range(9)],
    [[1, 2, 3, 4, 5], [2, 4, 1, 1, 0], [5, 5, 5, 1, 2]],  # three rows
])
def test_tables_with_multiple_and_near_eigenvalues(X):
    X = array(X)
    agree(TableMoments.from_data(X, array([i * i % 7 for i in range(len(X))])))


def test_columns_that_are_equal_up_to_rounding():
    """κ of the correlations is 1e38: no float has a digit of the inverse; balls do."""
    x = [1, 5, 2, 8, 3, 9, 4]
    X = array([[v, Number(v) + Number(v * v % 3) / 10**19, i * i] for i, v in enumerate(x)])
    agree(TableMoments.from_data(X, array(list(range(7)))))


def test_the_diabetes_data():
    agree(TableMoments.from_table(diabetes()))


def test_rows_take_over_where_they_are_fewer():
    wide = array([[i * j % 7 for j in range(8)] for i in range(1, 5)])
    y = array([1, 2, 4, 9])
    assert isinstance(wide_table(TableMoments.from_data(wide, y)), FewRows)
    assert isinstance(wide_table(TableMoments.from_data(wide.T, wide.T[:, 0])), ManyRows)


def test_equal_eigenvalues_are_told_by_algebra():
    """κ = 1, which no enclosure tells from 1 + 1e-300."""
    X = array(np.kron(np.eye(4, dtype=int), [[1], [-1]]))
    found = wide_spectra(TableMoments.from_data(X, X @ array([1, 2, 4, 8])))
    assert found["bnp"].condition_number() == Number(1)
    assert found["bngd_bnp"].condition_number() == Number(1)


@pytest.mark.parametrize(("gap", "one"), [("0.5", False), ("1e-25", False), ("1e-60", True)])
def test_only_what_128_bits_leave_open_is_told_by_algebra(gap, one):
    """64 bits, asked first, leave 1 + 1e-25 open too."""
    ends = Extremes(Number(1), 1 + Number(gap), 0, 2, None)
    assert (settled(lambda: ends, lambda: None, 5) is None) == one
    assert settled(lambda: ends, lambda: None, EXACT_LIMIT) is ends  # where algebra takes minutes


def test_the_fitted_target_is_solved_for_once_a_precision(monkeypatch):
    """For H* of the raw and of the normalized features, its vector and its number."""
    asked, solution = [], ManyRows._solution
    monkeypatch.setattr(ManyRows, "_solution", lambda self, end: (
        asked.append(working_precision()), solution(self, end))[1])
    found = wide_spectra(TableMoments.from_table(diabetes()))
    assert len(asked) == len(set(asked)) >= 1
    assert float(at_precision(64, found["bngd_raw"].condition_number)) > 1


@pytest.mark.parametrize("share", ["1", "0.9"])
def test_a_poor_solution_is_enclosed(monkeypatch, share):
    """The residual says how far it is from the true one."""
    solve = Inverse.solve
    monkeypatch.setattr(Inverse, "solve", lambda self, X: solve(self, X) * arb(share))
    X, y = array([[1, 2], [3, 1], [0, 4], [2, -5]]), array([1, 0, 2, 7])
    table = ManyRows(TableMoments.from_data(X, y))
    u, s = at_precision(64, table.solution)
    X, y = X - X.sum(axis=0) / 4, y - y.sum() / 4
    h = 16 * (X.T @ y) / 4  # n² Cov(X, y)
    true = matrices.solve(16 * (X.T @ X) / 4, h)
    pairs = [*zip(u, true, strict=True), (s, h @ true)]
    assert at_precision(400, lambda: all(ball.contains(value.ball) for ball, value in pairs))
    assert (s.rel_accuracy_bits() > 60) == (share == "1")


def test_many_pairs_that_agree_to_a_hundred_digits(monkeypatch):
    """Elimination in balls loses the digits of every pair: 4096 bits were too few for eight."""
    rng = np.random.default_rng(3)
    columns = []
    for _ in range(8):
        long = [int("".join(map(str, row))) for row in rng.integers(1, 10, (20, 100))]
        last = rng.integers(10, size=20).tolist()
        columns += [[10 * v for v in long], [10 * v + d for v, d in zip(long, last, strict=True)]]
    y = rng.integers(-9, 10, 20)
    moments = TableMoments.from_integers([
        *((np.array(column, dtype=object), 10**101) for column in columns), (y.astype(object), 1)])
    agree(moments)
    monkeypatch.setattr("bnlinear.theory.hessians.exact_spectra", None)
    assert all(isinstance(ends, Extremes) for ends in wide_spectra(moments).values())


def test_each_hessian_is_announced():
    told = []
    wide_spectra(TableMoments.from_table(diabetes()), told.append)
    assert told == ["raw", "centred", "bnp", "bngd_raw", "bngd_bnp"]


def test_columns_that_differ_by_1e_150_need_no_characteristic_polynomial(monkeypatch):
    """These take minutes from 60 features on; the balls of BNGD gave up, for want of bits."""
    monkeypatch.setattr("bnlinear.theory.hessians.exact_spectra", None)
    rng = np.random.default_rng(0)
    X, more = rng.integers(-9, 10, (2, 20, 4)).astype(object)
    columns = [*X.T, *(X * 10**150 + more).T, np.arange(20)**2 % 7]
    moments = TableMoments.from_integers(
        [(column, 1) for column in columns[:4]] + [(column, 10**150) for column in columns[4:8]]
        + [(columns[8].astype(object), 1)])
    for key, ends in wide_spectra(moments).items():
        kappa = at_precision(64, ends.condition_number)
        assert 1e299 < float(kappa) < 1e305, key
        assert int(kappa.ball.rel_accuracy_bits()) > 40
