"""What the Rocq theorem says: the printed statement, every word of it, and the step that runs.

The printed statement is the one written here by hand; each of its definitions unfolds to the
formula written here; its step is the step of `bnlinear.dynamics`, on exact instances.
"""

import numpy as np
import pytest

from bnlinear.dynamics import bngd_step
from bnlinear.exact import Number
from tests.rocq.coqc import needs_coqc
from tests.rocq.universal import flat

pytestmark = needs_coqc

# -- what the theorem says -----------------------------------------------------------------------

CONCLUSION = r"""
    let a := fun k : nat => fst (bngd H g eps eps_a (a0, w0) k) in
    let w := fun k : nat => snd (bngd H g eps eps_a (a0, w0) k) in
    (forall k : nat, 0 < y H (w k)) /\
    (exists (a_limit : R) (w_limit : E),
      Un_cv a a_limit /\ tends_to w w_limit /\ stationary H g a_limit w_limit)"""

STATEMENTS = {
    "converges_for_every_lr": r"""
        forall E : space, complete E -> forall (H : E -> E) (mu L : R), symmetric H -> 0 < mu ->
        (forall v : E, mu * dot v v <= dot v (H v)) ->
        (forall v : E, dot v (H v) <= L * dot v v) ->
        forall (g : E) (eps eps_a : R), 0 < eps -> 0 < eps_a < 2 ->
        forall (a0 : R) (w0 : E), w0 <> zero -> """ + CONCLUSION,
    "converges_for_every_lr_in_Rn": r"""
        forall (n : nat) (H : Rn n -> Rn n), symmetric H -> positive_definite H ->
        forall (g : Rn n) (eps eps_a : R), 0 < eps -> 0 < eps_a < 2 ->
        forall (a0 : R) (w0 : Rn n), w0 <> zero -> """ + CONCLUSION.replace(": E", ": Rn n"),
    "limit_is_minimum_or_saddle": r"""
        forall (n : nat) (H : Rn n -> Rn n), symmetric H -> positive_definite H ->
        forall (g : Rn n) (c eps eps_a : R), 0 < eps -> 0 < eps_a < 2 ->
        forall (a0 : R) (w0 : Rn n), w0 <> zero -> exists (a_limit : R) (w_limit : Rn n),
        Un_cv (fun k : nat => fst (bngd H g eps eps_a (a0, w0) k)) a_limit /\
        tends_to (fun k : nat => snd (bngd H g eps eps_a (a0, w0) k)) w_limit /\
        ((forall (a : R) (w : Rn n), 0 < y H w -> J H g c a_limit w_limit <= J H g c a w) \/
         a_limit = 0 /\ x g w_limit = 0)""",
    "rayleigh_rate": r"""
        forall (E : space) (H : E -> E) (mu L : R), spectrum_in H mu L ->
        forall u g : E, H u = g -> forall (w : E) (T : nat), x g w <> 0 ->
        0 < x g w * x g (rayleigh H L g w T) /\
        gap H g u (rayleigh H L g w T) <= (1 - mu / L) ^ (2 * T) * gap H g u w""",
    "gdnp_rate": r"""
        forall (E : space) (H : E -> E) (mu L : R), spectrum_in H mu L ->
        forall u g : E, H u = g ->
        forall (w : nat -> E) (c1 c2 length : nat -> R) (T : nat) (Phi bisection : R) (z : E),
        x g (w 0%nat) <> 0 ->
        (forall k : nat, (k < T)%nat -> c1 k <> 0 /\ length k <> 0 /\
          w (S k) = gdnp_direction_step H L g (c1 k) (c2 k) (length k) (w k)) ->
        let full := stein_gradient H g (c1 T) (c2 T) (length T) (w T) in
        c1 T ^ 2 <= Phi ^ 2 ->
        length_slope H g (c1 T) (c2 T) (length T) (w T) ^ 2 <= bisection ->
        H z = full ->
        dot z full <= (1 - mu / L) ^ (2 * T) * Phi ^ 2 * gap H g u (w 0%nat) + bisection""",
    "converges_in_the_plane": r"""
        forall h11 h12 h22 g1 g2 eps eps_a : R,
        0 < h11 -> 0 < h11 * h22 - h12 * h12 -> 0 < eps -> 0 < eps_a < 2 ->
        forall a p q : nat -> R, p 0%nat <> 0 \/ q 0%nat <> 0 ->
        let x := fun k : nat => p k * g1 + q k * g2 in
        let y := fun k : nat => p k * (h11 * p k + h12 * q k) + q k * (h12 * p k + h22 * q k) in
        (forall k : nat, a (S k) = a k + eps_a * (x k / sqrt (y k) - a k)) ->
        (forall k : nat, p (S k) = p k + eps * (a k / sqrt (y k)) *
          (g1 - x k / y k * (h11 * p k + h12 * q k))) ->
        (forall k : nat, q (S k) = q k + eps * (a k / sqrt (y k)) *
          (g2 - x k / y k * (h12 * p k + h22 * q k))) ->
        (forall k : nat, 0 < y k) /\
        (exists a' p' q' : R, Un_cv a a' /\ Un_cv p p' /\ Un_cv q q' /\
          (let x' := p' * g1 + q' * g2 in
           let y' := p' * (h11 * p' + h12 * q') + q' * (h12 * p' + h22 * q') in
           0 < y' /\ a' = x' / sqrt y' /\
           a' * (g1 - x' / y' * (h11 * p' + h12 * q')) = 0 /\
           a' * (g2 - x' / y' * (h12 * p' + h22 * q')) = 0))""",
}

# every word of the statement, unfolded: each line is closed by `reflexivity`
WORDS = r"""
Goal forall (E : space) (v w : E), sub v w = add v (scale (-1) w). reflexivity. Qed.
Goal forall (E : space) (v : E), norm v = sqrt (dot v v). reflexivity. Qed.
Goal forall (E : space) (w : nat -> E) l,
  tends_to w l = (forall e : R, e > 0 -> exists K, forall k, (k >= K)%nat ->
    Rabs (norm (sub (w k) l) - 0) < e). reflexivity. Qed.
Goal forall E : space, complete E = (forall w : nat -> E,
  (forall e, 0 < e -> exists K, forall m n, (K <= m)%nat -> (K <= n)%nat ->
    norm (sub (w m) (w n)) < e) -> exists l, tends_to w l). reflexivity. Qed.
Goal forall (E : space) (H : E -> E),
  symmetric H = (forall v w, dot (H v) w = dot v (H w)). reflexivity. Qed.
Goal forall (E : space) (H : E -> E),
  positive_definite H = (forall v, v <> zero -> 0 < dot v (H v)). reflexivity. Qed.
Goal forall (E : space) (H : E -> E) (g : E) a w,
  stationary H g a w = (0 < dot w (H w) /\ a = dot w g / sqrt (dot w (H w)) /\
    scale a (sub g (scale (dot w g / dot w (H w)) (H w))) = zero). reflexivity. Qed.
Goal forall (E : space) (H : E -> E) (g : E) eps eps_a a w,
  let s := sqrt (dot w (H w)) in
  bngd_step H g eps eps_a (a, w) =
    (a + eps_a * (dot w g / s - a),
     add w (scale (eps * (a / s)) (sub g (scale (dot w g / (s * (s * 1))) (H w))))).
reflexivity. Qed.
Goal forall (E : space) (H : E -> E) (g : E) eps eps_a start,
  bngd H g eps eps_a start 0 = start. reflexivity. Qed.
Goal forall (E : space) (H : E -> E) (g : E) eps eps_a start k,
  bngd H g eps eps_a start (S k) = bngd_step H g eps eps_a (bngd H g eps eps_a start k).
reflexivity. Qed.
Goal forall (E : space) (H : E -> E) mu L, spectrum_in H mu L <->
  symmetric H /\ 0 < mu /\ (forall v, mu * dot v v <= dot v (H v)) /\
  (forall v, dot v (H v) <= L * dot v v). split; [now intros [] | now intros (? & ? & ? & ?)]. Qed.
Goal forall (E : space) (H : E -> E) (g u w : E),
  gap H g u w = dot u g - dot w g ^ 2 / dot w (H w). reflexivity. Qed.
Goal forall (E : space) (H : E -> E) L (g w : E),
  rayleigh H L g w 0 = w. reflexivity. Qed.
Goal forall (E : space) (H : E -> E) L (g w : E) k, let z := rayleigh H L g w k in
  rayleigh H L g w (S k) = add z (scale (/ L) (sub (scale (dot z (H z) / dot z g) g) (H z))).
reflexivity. Qed.
Goal forall (E : space) (H : E -> E) (g w : E) c1 c2 length, let s := sqrt (dot w (H w)) in
  stein_gradient H g c1 c2 length w = add (scale (- c1) g) (scale (c2 * (length / s)) (H w)) /\
  length_slope H g c1 c2 length w = dot (stein_gradient H g c1 c2 length w) w / s.
split; reflexivity. Qed.
Goal forall (E : space) (H : E -> E) (g : E) c a w,
  J H g c a w = c / 2 - a * (dot w g / sqrt (dot w (H w))) + a * (a * 1) / 2. reflexivity. Qed.
Goal forall p q r s t u : R, dot ((p, (q, (r, tt))) : Rn 3) (s, (t, (u, tt))) =
  p * s + (q * t + (r * u + 0)). reflexivity. Qed.
Goal forall p q r s t u : R, add ((p, (q, (r, tt))) : Rn 3) (s, (t, (u, tt))) =
  (p + s, (q + t, (r + u, tt))). reflexivity. Qed.
Goal forall c p q : R, scale c ((p, (q, tt)) : Rn 2) = (c * p, (c * q, tt)). reflexivity. Qed.
Goal (zero : Rn 2) = (0, (0, tt)). reflexivity. Qed.
"""


@pytest.mark.parametrize("theorem", STATEMENTS)
def test_the_printed_statement_is_the_one_written_here(ask, theorem):
    done = ask(f"Set Printing Width 400.\nCheck @{theorem}.")
    assert flat(done.stdout).lstrip("@") == f"{theorem} : {flat(STATEMENTS[theorem])}"


def test_every_word_of_the_statement_means_what_it_should(ask):
    done = ask(WORDS)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("right", "wrong"), [
    ("0 < dot w (H w) /\\", "0 <= dot w (H w) /\\"),
    ("dot (H v) w = dot v (H w)", "dot (H v) w = dot w (H v)"),
    ("(s * (s * 1))", "s"), ("Rabs (norm (sub (w k) l) - 0) < e", "True"),
    ("p * s + (q * t", "p * s - (q * t"), ("v <> zero -> 0 <", "0 <")])
def test_a_wrong_meaning_is_refused(ask, right, wrong):
    assert right in WORDS
    done = ask(WORDS.replace(right, wrong, 1))
    assert done.returncode != 0 and "Unable to unify" in done.stderr, done.stderr


def test_what_the_record_of_a_space_asks_for(ask):
    done = ask("Set Printing Width 400.\nPrint space.", ["UniversalStatement"])
    assert flat(done.stdout.split("Arguments")[0]) == flat("""
        Record space : Type := Build_space { vector : Type; zero : vector;
        add : vector -> vector -> vector; scale : R -> vector -> vector;
        dot : vector -> vector -> R;
        dot_sym : forall v w : vector, dot v w = dot w v;
        dot_zero : forall w : vector, dot zero w = 0;
        dot_add : forall u v w : vector, dot (add u v) w = dot u w + dot v w;
        dot_scale : forall (r : R) (v w : vector), dot (scale r v) w = r * dot v w;
        dot_pos : forall v : vector, 0 <= dot v v;
        dot_ext : forall u v : vector, (forall w : vector, dot u w = dot v w) -> u = v }.""")


# -- the step of the statement is the step that runs ---------------------------------------------

def literal(value):
    return f"({Number(value)})"


def point(values):
    return f"({literal(values[0])}, ({literal(values[1])}, tt))"


STEPS = [  # H, w, g, a, ε, ε_a with σ rational
    ([[2, 1], [1, 5]], [1, 1], [1, -2], "1/3", "3/2", "1/2"),
    ([["5/4", 0], [0, 4]], [1, "1/2"], ["-2/3", 1], "-2", "7", "19/10"),
    ([[8, 3], [3, 2]], [1, -1], [0, "1/5"], "5/7", "1/9", "1"),
    ([[1, 0], [0, 1]], ["3/5", "4/5"], ["3/5", "4/5"], "0", "2", "3/2"),
]


def step_question(H, w, g, a, lr, lr_a, after):
    """A goal in Rocq: one step from (a, w) is `after`."""
    sigma = np.sqrt(w @ H @ w)
    rows = [f"{literal(row[0])} * fst v + {literal(row[1])} * fst (snd v)" for row in H]
    return rf"""
Goal bngd_step (E := Rn 2) (fun v : Rn 2 => ({rows[0]}, ({rows[1]}, tt))) {point(g)}
  {literal(lr)} {literal(lr_a)} ({literal(a)}, {point(w)})
  = ({literal(after[0])}, {point(after[1])}).
Proof.
  unfold bngd_step, sigma, x, y.
  match goal with |- context [sqrt ?e] =>
    replace (sqrt e) with {literal(sigma)}
      by (replace e with ({literal(sigma)} ^ 2) by (simpl; field); rewrite sqrt_pow2; lra) end.
  simpl; apply (f_equal2 pair); [field|]; apply (f_equal2 pair); [field|].
  apply (f_equal2 pair); [field | reflexivity].
Qed."""


def exact(values):
    return np.vectorize(Number, otypes=[object])(np.array(values, dtype=object))


@pytest.mark.parametrize(("H", "w", "g", "a", "lr", "lr_a"), STEPS)
def test_the_step_is_the_one_that_runs(ask, H, w, g, a, lr, lr_a):
    H, w, g = exact(H), exact(w), exact(g)
    a, lr, lr_a = Number(a), Number(lr), Number(lr_a)
    a_next, w_next = bngd_step(a, w, H, g, lr, lr_a)
    done = ask(step_question(H, w, g, a, lr, lr_a, (a_next, w_next)))
    assert done.returncode == 0, done.stderr
    done = ask(step_question(H, w, g, a, lr, lr_a, (a_next, w_next + exact([0, "1/1000"]))))
    assert done.returncode != 0 and "field" in done.stderr, done.stderr
