"""cho2017: the family really is one of rotations, and broken code fails its rows.

Whether every row is ok is asked in tests/test_ledger.py.
"""

from pathlib import Path

import numpy as np
import pytest

import bnlinear.dynamics
import bnlinear.dynamics.geodesics as running_geodesics
import bnlinear.dynamics.sgdg as running_sgdg
from bnlinear.claims.running.loading import load
from bnlinear.claims.search.decide import holds
from bnlinear.claims.search.pool import pool
from bnlinear.claims.verdict.ladder import judge
from bnlinear.dynamics import clip_norm, project
from bnlinear.exact import Number
from bnlinear.theory import weight_decay
from proofs_checks.cho2017 import _turns, descent, geodesics, transport
from proofs_checks.cho2017.orthogonality import orthogonality_gradient

ROOT = Path(__file__).parents[2] / "proofs_checks"


def test_exact_instances_are_rational_frames():
    """Else every equation would be a tie of balls, and nothing would be decided."""
    found = 0
    for at in pool(geodesics.exp_stays, 60, rng=0):
        p = _turns.turns().build(at)
        if not (p.side @ p.side != 0 and p.p * p.p + p.q * p.q != 0):
            continue
        assert p.y @ p.y == p.u @ p.u == p.cos**2 + p.sin**2 == 1 and p.y @ p.u == 0
        assert all(v.is_rational for v in (*p.y, *p.u, *p.point, *p.carried(p.tangent(p.a))))
        found += 1
    assert found > 40


@pytest.mark.parametrize("claim", [
    geodesics.period_as_printed, transport.transport_sign_as_printed,
    transport.projection_as_transport, descent.grassmann_symmetry_as_printed,
    descent.clipping_is_necessary_as_printed], ids=lambda claim: claim.name)
def test_the_stored_counterexamples_meet_the_hypotheses_and_refute(claim):
    assert holds(claim, claim.counterexample) is False


def test_the_numbers_of_the_counterexamples():
    half = geodesics.period_as_printed.counterexample["p"]
    assert half.cos == -1 and np.all(half.point == -half.y)
    quarter = transport.transport_sign_as_printed.counterexample["p"]
    assert np.all(quarter.carried(quarter.h) == -quarter.y)  # printed: +y
    assert descent.clipping_is_necessary_as_printed.counterexample["p"].most == 1
    symmetry = descent.grassmann_symmetry_as_printed.counterexample
    said = descent.grassmann_symmetry_as_printed.at(symmetry)
    assert said.lhs - said.rhs == 2  # J(1, −1) − J(1, 1)


# -- broken code -------------------------------------------------------------------------------

def sine_for_sinc(y, h, cos, sinc):
    return cos * y + sinc * np.sqrt(h @ h) * h


def backwards(y, h, cos, sinc):
    return cos * y - sinc * h


def printed_sign(v, y, h, sinc, versinc):
    return v - (h @ v) * (versinc * h - sinc * y)


def without_the_bend(v, y, h, sinc, versinc):
    return v - (h @ v) * (sinc * y)


def three_times_the_gradient(y, tau, gradient, lr, momentum, clip=None):
    return momentum * tau - 3 * lr * clip_norm(project(y, gradient), clip)


def without_its_projection(a, w, H, g):
    return -(a / np.sqrt(w @ H @ w)) * g


def decay_after_the_step(w, tau, gradient, lr, momentum, weight_decay):
    tau = momentum * tau - lr * gradient
    return (w + tau) * (1 - lr * weight_decay), tau


def half_the_gradient(Y, alpha):
    return [v / 2 for v in orthogonality_gradient_of(Y, alpha)]


def twice_sinc(h):
    cos, sinc, versinc = angle_functions(h)
    return cos, 2 * sinc, versinc


def twice_versinc(h):
    cos, sinc, versinc = angle_functions(h)
    return cos, sinc, 2 * versinc


def cubed_cos(h):  # right at both periods
    cos, sinc, versinc = angle_functions(h)
    return cos**3, sinc, versinc


def twice_the_angle(h):  # rotations, of the wrong angle
    cos, sinc, versinc = angle_functions(2 * h)
    return cos, 2 * sinc, 4 * versinc


def against_h(h):  # rotations, of the wrong sense
    cos, sinc, versinc = angle_functions(h)
    return cos, -sinc, versinc


def without_transport(y, tau, gradient, lr, momentum, clip=None):
    d = running_sgdg.sgdg_update(y, tau, gradient, lr, momentum, clip)
    return running_geodesics.geodesic_step(y, d), d


def uphill(y, tau, gradient, lr, momentum, clip=None):
    return momentum * tau + lr * clip_norm(project(y, gradient), clip)


def euclidean_gradient(y, tau, gradient, lr, momentum, clip=None):
    return momentum * tau - lr * clip_norm(gradient, clip)


def never_clipped(h, clip):
    return h


def always_of_norm_clip(h, clip):
    return h if clip is None or not np.any(h != 0) else (clip / np.sqrt(h @ h)) * h


angle_functions = running_geodesics.angle_functions
orthogonality_gradient_of = bnlinear.dynamics.orthogonality_gradient
STEP = "cho2017/step.py"
ON_SPHERE, CLIPPED = "sgdg_step_stays_on_the_sphere", "sgdg_step_is_clipped"
DYNAMICS = bnlinear.dynamics
BROKEN = [
    (_turns, "turn", sine_for_sinc, "cho2017/geodesics.py", ["exp_stays", "returns"]),
    (_turns, "turn", backwards, "cho2017/transport.py", ["transport"]),
    (_turns, "carry", printed_sign, "cho2017/transport.py", ["transport"]),
    (_turns, "carry", without_the_bend, "cho2017/transport.py", ["transport"]),
    (DYNAMICS, "carry", without_the_bend, "cho2017/transport.py", ["transport"]),
    (DYNAMICS, "turn", backwards, "cho2017/descent.py", ["plain_gd_is_a_geodesic"]),
    (DYNAMICS, "sgdg_update", three_times_the_gradient, "cho2017/descent.py",
     ["momentum_is_bounded"]),
    (DYNAMICS, "bn_gradient", without_its_projection, "cho2017/descent.py", ["gradient_scales"]),
    (DYNAMICS, "orthogonality_gradient", half_the_gradient, "cho2017/orthogonality.py",
     ["orthogonality_gradient"]),
    *((running_geodesics, "angle_functions", broken, STEP, [ON_SPHERE])
      for broken in (twice_sinc, twice_versinc, cubed_cos)),
    *((running_geodesics, "angle_functions", broken, "cho2017/geodesics.py", ["exp_period"])
      for broken in (twice_sinc, twice_versinc, cubed_cos)),
    *((running_geodesics, "angle_functions", broken, "cho2017/geodesics.py", ["grassmann_period"])
      for broken in (twice_the_angle, against_h)),
    (DYNAMICS, "sgdg_step", without_transport, STEP, [ON_SPHERE]),
    (running_sgdg, "sgdg_update", uphill, STEP, [ON_SPHERE]),
    (running_sgdg, "sgdg_update", euclidean_gradient, STEP, [ON_SPHERE, CLIPPED]),
    (running_sgdg, "clip_norm", never_clipped, STEP, [CLIPPED]),
    (running_sgdg, "clip_norm", always_of_norm_clip, STEP, [CLIPPED]),
    (DYNAMICS, "sgd_step", decay_after_the_step, "beyond/weight_decay.py",
     ["weight_decay_equilibrium"]),
    (weight_decay, "balanced_norm4", lambda lr, shrink, size2: lr**2 * size2 / (2 * shrink),
     "beyond/weight_decay.py", ["weight_decay_equilibrium"]),
]


@pytest.mark.parametrize(("module", "name", "broken", "file", "rows"), BROKEN,
                         ids=[f"{broken.__name__}-{file}-{module.__name__}"
                              for module, _, broken, file, _ in BROKEN])
def test_broken_code_fails_the_rows_about_it(monkeypatch, module, name, broken, file, rows):
    monkeypatch.setattr(module, name, broken)  # before the file is loaded
    claims = {claim.name: claim for claim in load(ROOT / file)}
    for row_name in rows:
        row = judge(claims[row_name], effort="quick")
        assert row.verdict == "refuted" and not row.ok, (row_name, row.note)


def test_the_exponential_map_that_runs_is_checked_at_both_periods():
    """The body of the rows on periods would notice an angle that is off by a millionth."""
    p = _turns.Turn(**_turns.with_rational_lengths(
        {name: np.array([Number(v) for v in values]) for name, values in
         {"w": (1, 2, 0), "z": (0, 1, 1), "a": (0, 0, 0), "b": (0, 0, 0)}.items()}),
        size=Number(6), p=Number(1), q=Number(0))
    assert holds(geodesics.exp_period, {"p": p}) is True
    gap = bnlinear.dynamics.exp_map(p.y, (2 * geodesics.pi() + Number("1e-6")) * p.u) - p.y
    assert gap @ gap > geodesics.TINY


def test_the_row_on_orthogonality_speaks_of_one_two_and_three_vectors():
    at = pool(orthogonality_gradient, 5, rng=0)[-1]
    assert len(list(orthogonality_gradient.at(orthogonality_gradient.build(at)))) == 3
