(** The run: |w| is bounded.

    Part of the proof of [converges_for_every_lr] (file Universal.v): step 3. With D = a − b,
    d = b⁺ − b and n = |w⁺|² − |w|² the potential Φ = (ε/2) b² + (ε/γ)(M² − D²), γ = ε_a(2 − ε_a),
    is bounded, and in every step far out it grows by at least n/2: no case distinction on the
    limit of b is needed. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import
  UniversalStatement UniversalScalars UniversalSpace UniversalStep UniversalRun.
Local Open Scope R_scope.

(** ** Constants *)

Section Constants.
Context {E : space}.
Variables (H : E -> E) (mu L : R) (g : E) (eps eps_a : R) (a : nat -> R) (w : nat -> E).
Let G := dot g g.
Let A := A mu g eps_a a.
Let c := eps_a * (2 - eps_a).

(** |D| ≤ M. *)
Definition lag_bound : R := A + (1 + G / mu).
Definition Phi (k : nat) : R :=
  eps / 2 * B H g w k ^ 2 + eps / c * (lag_bound ^ 2 - D H g a w k ^ 2).
Definition Phi_max : R := eps / 2 * (G / mu) + eps / c * lag_bound ^ 2.

(** Where y ≥ y_far the potential pays for half of the growth; no step is longer than jump. *)
Definition C_lag : R := eps / c * (1 + 2 / c).
Definition y_far : R := 2 * (C_lag * C_move mu L g + eps * A * C_second mu L g).
Definition jump : R := eps ^ 2 * A ^ 2 * (2 * G + 2 * L * (G / mu)) / y_low mu w.
Definition N_max : R := N w O + y_far / mu + jump + 2 * Phi_max.

End Constants.

Section Bound.
Context {E : space} {H : E -> E} {mu L : R} {g : E} {eps eps_a : R}.
Context {a : nat -> R} {w : nat -> E} (run : run_of H mu L g eps eps_a a w).
Let HS : spectrum_in H mu L := run_spectrum run.
Let mu_pos : 0 < mu := spectrum_mu HS.
Let H_low : forall v, mu * dot v v <= dot v (H v) := spectrum_low HS.
Let H_high : forall v, dot v (H v) <= L * dot v v := spectrum_high HS.
Let eps_pos : 0 < eps := run_eps run.
Let eps_a_range : 0 < eps_a < 2 := run_eps_a run.
Let w0_pos : 0 < dot (w O) (w O) := run_start run.
Let a_step : forall k, a (S k) = a k + eps_a * (b H g (w k) - a k) := run_a run.
Let w_step : forall k, w (S k) = after H g eps (a k) (w k) := run_w run.

Local Notation G := (dot g g).
Local Notation N := (N w).
Local Notation n := (n H g eps a w).
Local Notation B := (B H g w).
Local Notation d := (d H g w).
Local Notation D := (D H g a w).
Local Notation y_low := (y_low mu w).
Local Notation A := (A mu g eps_a a).
Local Notation C1 := (C_move mu L g).
Local Notation C2 := (C_second mu L g).
Local Notation c := (eps_a * (2 - eps_a)).
Local Notation C3 := (C_lag eps eps_a).
Local Notation M := (lag_bound mu g eps_a a).
Local Notation Phi := (Phi H mu g eps eps_a a w).
Local Notation Phi_max := (Phi_max mu g eps eps_a a).
Local Notation y_far := (y_far mu L g eps eps_a a).
Local Notation jump := (jump mu L g eps eps_a a w).
Local Notation N_max := (N_max mu L g eps eps_a a w).

Lemma D_bounded k : D k ^ 2 <= M ^ 2.
Proof.
  assert (Rabs (D k) <= M).
  { unfold D, lag_bound; apply Rle_trans with (1 := Rabs_triang _ _); rewrite Rabs_Ropp.
    generalize (a_bounded run k) (b_abs HS g (w k) (N_pos run k)).
    unfold B; lra. }
  rewrite <- (pow2_abs (D k)); apply pow_incr; split; [apply Rabs_pos | assumption].
Qed.

Let c_pos : 0 < c.
Proof. nra. Qed.

Lemma C3_pos : 0 < C3.
Proof.
  assert (0 < 2 / c) by (apply Rdiv_lt_0_compat; lra).
  unfold C_lag; apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; assumption | lra].
Qed.

(** εad ≤ Φ⁺ − Φ + C₃ d². *)
Lemma gain_is_potential k : eps * a k * d k <= Phi (S k) - Phi k + C3 * d k ^ 2.
Proof.
  generalize (lag_square (D k) (d k) eps_a eps_a_range); rewrite <- (D_step run); intro lag.
  assert (young : eps * a k * d k <= eps / 2 * (B (S k) ^ 2 - B k ^ 2) + eps / 2 * D k ^ 2).
  { replace (a k) with (B k + D k) by (unfold D; ring).
    replace (B (S k)) with (B k + d k) by (unfold d; ring).
    generalize (pow2_ge_0 (D k - d k)); nra. }
  assert (paid : eps / 2 * D k ^ 2
    <= eps / 2 * (2 / c * (D k ^ 2 - D (S k) ^ 2) + 2 / c * (1 + 2 / c) * d k ^ 2)) by
    (apply Rmult_le_compat_l; lra).
  unfold Phi, C_lag; apply Rle_trans with (1 := young); apply Rle_trans with
    (eps / 2 * (B (S k) ^ 2 - B k ^ 2)
     + eps / 2 * (2 / c * (D k ^ 2 - D (S k) ^ 2) + 2 / c * (1 + 2 / c) * d k ^ 2)); [lra|].
  right; field; lra.
Qed.

Lemma Phi_bounds k : 0 <= Phi k <= Phi_max.
Proof.
  unfold Phi, Phi_max.
  generalize (B_square run k) (D_bounded k) (pow2_ge_0 (B k)) (pow2_ge_0 (D k)); intros.
  assert (0 < eps / c) by (apply Rdiv_lt_0_compat; assumption).
  split; nra.
Qed.

Lemma growth_far_out k : y_far <= y H (w k) -> n k <= 2 * (Phi (S k) - Phi k).
Proof.
  intro far; generalize (gain run k) (d_square run k) (gain_is_potential k) (n_pos run k).
  intros gained turned paid pos.
  generalize (y_pos HS (w k) (N_pos run k)); intro y_positive.
  apply Rmult_le_reg_r with (y H (w k)); [exact y_positive|].
  generalize (Rle_abs (- (eps * a k * d k - n k))); rewrite Rabs_Ropp; intro below.
  assert (C3 * (d k ^ 2 * y H (w k)) <= C3 * (C1 * n k)) by
    (apply Rmult_le_compat_l; [apply Rlt_le, C3_pos | assumption]).
  assert (y_far * n k <= y H (w k) * n k) by (apply Rmult_le_compat_r; assumption).
  assert (n k * y H (w k) - eps * a k * d k * y H (w k)
          <= Rabs (eps * a k * d k - n k) * y H (w k)) by nra.
  assert (eps * a k * d k * y H (w k) <= (Phi (S k) - Phi k + C3 * d k ^ 2) * y H (w k)) by
    (apply Rmult_le_compat_r; lra).
  unfold y_far in *; nra.
Qed.

Local Notation V := (2 * G + 2 * L * (G / mu)).

Lemma n_bounded k : n k <= jump.
Proof.
  assert (top : n k * y H (w k) <= eps ^ 2 * A ^ 2 * V).
  { unfold n; rewrite (growth_eps HS g eps) by apply (N_pos run).
    apply Rmult_le_compat;
      [generalize (pow2_ge_0 eps) (pow2_ge_0 (a k)); nra | apply dot_pos | |].
    - apply Rmult_le_compat_l; [apply pow2_ge_0|].
      rewrite <- (pow2_abs (a k)); apply pow_incr; split; [apply Rabs_pos | apply (a_bounded run)].
    - exact (gradient_bounded HS g (w k) (N_pos run k)). }
  apply Rmult_le_reg_r with y_low; [apply (y_low_pos run)|].
  unfold jump, Rdiv.
  rewrite (Rmult_assoc _ (/ y_low)), Rinv_l by (generalize (y_low_pos run); lra).
  generalize (y_above run k) (n_pos run k); nra.
Qed.

Theorem norm_bounded k : N k <= N_max.
Proof.
  assert (far_pos : 0 <= y_far / mu).
  { apply Rle_mult_inv_pos; [|exact mu_pos].
    unfold y_far; generalize (C1_pos run) (C2_pos run) C3_pos (A_pos run); intros.
    assert (0 <= C3 * C1) by nra; assert (0 <= eps * A) by nra; nra. }
  assert (jump_pos : 0 <= jump) by (generalize (n_pos run O) (n_bounded O); lra).
  assert (below : N k <= N O + y_far / mu + jump + 2 * Phi k).
  { induction k as [|k IH].
    - generalize (Phi_bounds O); lra.
    - generalize (n_is run k); intro grown.
      destruct (Rle_lt_dec y_far (y H (w k))) as [far | near].
      + generalize (growth_far_out k far); lra.
      + assert (N k <= y_far / mu).
        { apply Rmult_le_reg_r with mu; [exact mu_pos|].
          unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra.
          generalize (H_low (w k)); unfold y in near; unfold N; lra. }
        generalize (n_bounded k) (Phi_bounds (S k)) (N_pos run O); lra. }
  generalize (Phi_bounds k); unfold N_max; lra.
Qed.

End Bound.
