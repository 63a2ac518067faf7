(** The run: |w| never decreases, a is bounded, b moves no faster than w turns.

    Part of the proof of [converges_for_every_lr] (file Universal.v): steps 0, 1 and 2. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import
  UniversalStatement UniversalSequences UniversalSpace UniversalStep.
Local Open Scope R_scope.

(** Sequences a, w that BNGD produces from some w₀ ≠ 0, with the hypotheses of the theorem. *)
Record run_of {E : space} (H : E -> E) (mu L : R) (g : E) (eps eps_a : R)
    (a : nat -> R) (w : nat -> E) : Prop := {
  run_spectrum : spectrum_in H mu L;
  run_eps : 0 < eps;
  run_eps_a : 0 < eps_a < 2;
  run_start : 0 < dot (w O) (w O);
  run_a : forall k, a (S k) = a k + eps_a * (b H g (w k) - a k);
  run_w : forall k, w (S k) = after H g eps (a k) (w k)
}.
Arguments run_spectrum {E H mu L g eps eps_a a w} _.
Arguments run_eps {E H mu L g eps eps_a a w} _.
Arguments run_eps_a {E H mu L g eps eps_a a w} _.
Arguments run_start {E H mu L g eps eps_a a w} _.
Arguments run_a {E H mu L g eps eps_a a w} _.
Arguments run_w {E H mu L g eps eps_a a w} _.

(** ** Letters *)

Section Letters.
Context {E : space}.
Variables (H : E -> E) (mu L : R) (g : E) (eps eps_a : R) (a : nat -> R) (w : nat -> E).

Definition N (k : nat) : R := dot (w k) (w k).
Definition n (k : nat) : R := growth H g eps (a k) (w k).
Definition B (k : nat) : R := b H g (w k).
Definition d (k : nat) : R := B (S k) - B k.
Definition D (k : nat) : R := a k - B k.

(** y ≥ y_low > 0 and |a| ≤ A along the run. *)
Definition y_low : R := mu * N O.
Definition A : R := Rabs (a O) + eps_a * (1 + dot g g / mu) / (1 - Rabs (1 - eps_a)).

End Letters.

Section Run.
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

(** ** Step 0: |w| never decreases, so y stays away from 0 *)

Lemma n_is k : n k = N (S k) - N k.
Proof. unfold n, N, growth; now rewrite w_step. Qed.

Lemma N_pos k : 0 < N k.
Proof.
  induction k as [|k IH]; [exact w0_pos|].
  unfold N; rewrite w_step; now apply (after_pos HS g eps).
Qed.

Lemma n_pos k : 0 <= n k.
Proof. apply (growth_pos HS g eps), N_pos. Qed.

Lemma N_grows k : N k <= N (S k).
Proof. generalize (n_pos k) (n_is k); lra. Qed.

Lemma N_first k : N O <= N k.
Proof. induction k as [|k IH]; [lra | generalize (N_grows k); lra]. Qed.

Lemma y_low_pos : 0 < y_low.
Proof. unfold y_low; generalize (N_pos O); nra. Qed.

Lemma y_above k : y_low <= y H (w k).
Proof. unfold y_low, y; generalize (H_low (w k)) (N_first k); unfold N; nra. Qed.

Lemma L_pos : 0 < L.
Proof. generalize (mu_le_L HS (w O) w0_pos); lra. Qed.

Lemma G_pos : 0 <= G.
Proof. apply dot_pos. Qed.

Lemma B_square k : B k ^ 2 <= G / mu.
Proof. apply (b_bounded HS g), N_pos. Qed.

(** ** Step 1: a is bounded *)

Lemma contraction : 0 <= Rabs (1 - eps_a) < 1.
Proof. split; [apply Rabs_pos | apply Rabs_def1; lra]. Qed.

Lemma a_bounded k : Rabs (a k) <= A.
Proof.
  assert (pull_pos : 0 <= eps_a * (1 + G / mu)).
  { generalize G_pos; intro; apply Rmult_le_pos; [lra|].
    assert (0 <= G / mu) by (apply Rle_mult_inv_pos; assumption); lra. }
  generalize contraction; intros [q_pos q_lt].
  induction k as [|k IH].
  - unfold A; assert (0 <= eps_a * (1 + G / mu) / (1 - Rabs (1 - eps_a))) by
      (apply Rle_mult_inv_pos; lra); lra.
  - rewrite a_step.
    replace (a k + eps_a * (b H g (w k) - a k))
      with ((1 - eps_a) * a k + eps_a * b H g (w k)) by ring.
    apply Rle_trans with (1 := Rabs_triang _ _); rewrite !Rabs_mult, (Rabs_pos_eq eps_a) by lra.
    generalize (b_abs HS g (w k) (N_pos k)); intro near.
    assert (Rabs (1 - eps_a) * Rabs (a k) <= Rabs (1 - eps_a) * A) by
      (apply Rmult_le_compat_l; assumption).
    assert (eps_a * Rabs (b H g (w k)) <= eps_a * (1 + G / mu)) by (apply Rmult_le_compat_l; lra).
    assert (eps_a * (1 + G / mu) <= (1 - Rabs (1 - eps_a)) * A).
    { replace ((1 - Rabs (1 - eps_a)) * A)
        with ((1 - Rabs (1 - eps_a)) * Rabs (a O) + eps_a * (1 + G / mu)) by
        (unfold A; field; lra).
      assert (0 <= (1 - Rabs (1 - eps_a)) * Rabs (a O)) by
        (apply Rmult_le_pos; [lra | apply Rabs_pos]).
      lra. }
    lra.
Qed.

Lemma A_pos : 0 <= A.
Proof. generalize (a_bounded O) (Rabs_pos (a O)); lra. Qed.

Lemma D_step k : D (S k) = (1 - eps_a) * D k - d k.
Proof. unfold D, d; rewrite a_step; fold (B k); ring. Qed.

(** ** Step 2: a step of b, and what a step of |w|² costs *)

Lemma G_mu_pos : 0 <= G / mu.
Proof. apply Rle_mult_inv_pos; [apply G_pos | exact mu_pos]. Qed.

Lemma kappa_pos : 0 < L / mu.
Proof. apply Rdiv_lt_0_compat; [exact L_pos | exact mu_pos]. Qed.

Lemma C1_pos : 0 <= C1.
Proof.
  unfold C1, C_move; generalize G_pos G_mu_pos L_pos kappa_pos; intros.
  assert (0 <= G / mu * L) by nra; nra.
Qed.

Lemma C2_pos : 0 <= C2.
Proof.
  unfold C2, C_second; generalize G_pos G_mu_pos L_pos kappa_pos; intros.
  assert (0 <= (1 + G / mu) * L) by nra; nra.
Qed.

(** d² y ≤ C₁ n. *)
Lemma d_square k : d k ^ 2 * y H (w k) <= C1 * n k.
Proof.
  unfold d, B; rewrite w_step.
  exact (b_moves HS g eps (a k) (w k) (N_pos k)).
Qed.

(** |εad − n| y ≤ εA C₂ n. *)
Lemma gain k : Rabs (eps * a k * d k - n k) * y H (w k) <= eps * A * C2 * n k.
Proof.
  unfold d, B; rewrite w_step.
  apply Rle_trans with (1 := growth_is_gain HS g eps (a k) (w k)
    (N_pos k) eps_pos).
  fold C2 (n k); apply Rmult_le_compat_r; [apply n_pos|].
  apply Rmult_le_compat_r; [apply C2_pos|].
  apply Rmult_le_compat_l; [lra | apply a_bounded].
Qed.

End Run.
