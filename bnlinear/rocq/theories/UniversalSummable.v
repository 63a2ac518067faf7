(** The run: what is summable because |w| is bounded, and that b² converges.

    Part of the proof of [converges_for_every_lr] (file Universal.v): the start of step 4. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import
  UniversalStatement UniversalSequences UniversalScalars UniversalSpace UniversalStep UniversalRun
  UniversalBound.
Local Open Scope R_scope.

Section Summable.
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
Local Notation N_max := (N_max mu L g eps eps_a a w).

Lemma n_summable : summable n.
Proof.
  exists (N_max - N O); intro k.
  assert (total : sum n k = N k - N O).
  { rewrite <- sum_telescope; induction k as [|k IH]; simpl; [reflexivity|].
    now rewrite IH, (n_is run). }
  rewrite total; generalize (norm_bounded run k); lra.
Qed.

Lemma over_y q k : 0 <= q -> q * y H (w k) <= C1 * n k -> q <= C1 / y_low * n k.
Proof.
  intros pos le; apply Rmult_le_reg_r with y_low; [apply (y_low_pos run)|].
  replace (C1 / y_low * n k * y_low) with (C1 * n k) by (field; generalize (y_low_pos run); lra).
  generalize (y_above run k); nra.
Qed.

Lemma d_summable : summable (fun k => d k ^ 2).
Proof.
  apply summable_le with (fun k => C1 / y_low * n k).
  - intro k; apply over_y; [apply pow2_ge_0 | exact (d_square run k)].
  - apply summable_scale; [|exact n_summable].
    apply Rle_mult_inv_pos; [exact (C1_pos run) | exact (y_low_pos run)].
Qed.

Lemma D_summable : summable (fun k => D k ^ 2).
Proof.
  assert (0 < c) by nra.
  assert (0 < 2 / c) by (apply Rdiv_lt_0_compat; lra).
  apply summable_by_potential with (p := fun k => 2 / c * D k ^ 2)
    (s := fun k => 2 / c * (1 + 2 / c) * d k ^ 2).
  - intro k; apply Rmult_le_pos; [lra | apply pow2_ge_0].
  - intro k; generalize (lag_square (D k) (d k) eps_a eps_a_range); rewrite <- (D_step run); lra.
  - apply summable_scale; [apply Rmult_le_pos; lra | exact d_summable].
Qed.

Lemma ad_summable : summable (fun k => Rabs (a k * d k)).
Proof.
  apply summable_le with (fun k => / eps * (1 + eps * A * C2 / y_low) * n k).
  - intro k; generalize (gain run k) (y_above run k) (y_low_pos run) (n_pos run k).
    intros gained above low pos.
    assert (near : Rabs (eps * a k * d k - n k) <= eps * A * C2 / y_low * n k).
    { apply Rmult_le_reg_r with y_low; [exact low|].
      replace (eps * A * C2 / y_low * n k * y_low) with (eps * A * C2 * n k) by (field; lra).
      generalize (Rabs_pos (eps * a k * d k - n k)); nra. }
    assert (scaled : eps * Rabs (a k * d k) = Rabs ((eps * a k * d k - n k) + n k)).
    { rewrite <- (Rabs_pos_eq eps) at 1 by lra; rewrite <- Rabs_mult; f_equal; ring. }
    generalize (Rabs_triang (eps * a k * d k - n k) (n k)).
    rewrite (Rabs_pos_eq (n k)) by exact pos; intro; apply Rmult_le_reg_l with eps; [exact eps_pos|].
    replace (eps * (/ eps * (1 + eps * A * C2 / y_low) * n k))
      with (n k + eps * A * C2 / y_low * n k) by (field; lra).
    lra.
  - apply summable_scale; [|exact n_summable].
    apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat, eps_pos|].
    assert (0 <= eps * A * C2 / y_low); [|lra].
    apply Rle_mult_inv_pos; [|exact (y_low_pos run)].
    generalize (A_pos run) (C2_pos run); intros; assert (0 <= eps * A) by nra; nra.
Qed.

(** b² has bounded variation: b⁺² − b² = 2ad − 2Dd + d². *)
Theorem b_square_cv : exists l, 0 <= l /\ Un_cv (fun k => B k ^ 2) l.
Proof.
  destruct (bounded_variation_cv (fun k => B k ^ 2)) as [l lim].
  - apply summable_le with (fun k => 2 * Rabs (a k * d k) + (D k ^ 2 + 2 * d k ^ 2)).
    + intro k; replace (B (S k) ^ 2 - B k ^ 2)
        with (2 * (a k * d k) + (d k ^ 2 - 2 * D k * d k)) by (unfold D, d; ring).
      apply Rle_trans with (1 := Rabs_triang _ _); rewrite Rabs_mult, (Rabs_pos_eq 2) by lra.
      apply Rplus_le_compat_l, Rabs_le.
      generalize (pow2_ge_0 (D k - d k)) (pow2_ge_0 (D k + d k)) (pow2_ge_0 (d k)); split; nra.
    + apply summable_plus; [apply summable_scale; [lra | exact ad_summable]|].
      apply summable_plus; [exact D_summable | apply summable_scale; [lra | exact d_summable]].
  - exists l; split; [|exact lim].
    apply cv_le with (fun _ => 0) (fun k => B k ^ 2);
      [intro k; apply pow2_ge_0 | apply cv_const | exact lim].
Qed.

Lemma D_cv : Un_cv D 0.
Proof.
  apply cv_square_zero, summable_cv_zero; [intro k; apply pow2_ge_0 | exact D_summable].
Qed.

End Summable.
