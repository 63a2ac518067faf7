(** The run: if b tends to 0, then w converges.

    Part of the proof of [converges_for_every_lr] (file Universal.v): step 4. |v| → |g|, so that a²
    is summable; the part of w across g has steps of summable length and its part along g is
    x/|g|² → 0. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import
  UniversalStatement UniversalSequences UniversalSpace UniversalStep UniversalRun
  UniversalBound UniversalSummable UniversalStationary.
Local Open Scope R_scope.

Section Saddle.
Context {E : space} {H : E -> E} {mu L : R} {g : E} {eps eps_a : R}.
Context {a : nat -> R} {w : nat -> E} (run : run_of H mu L g eps eps_a a w).
Hypothesis E_complete : complete E.
Let HS : spectrum_in H mu L := run_spectrum run.
Let H_sym : symmetric H := spectrum_sym HS.
Let mu_pos : 0 < mu := spectrum_mu HS.
Let H_low : forall v, mu * dot v v <= dot v (H v) := spectrum_low HS.
Let H_high : forall v, dot v (H v) <= L * dot v v := spectrum_high HS.
Let eps_pos : 0 < eps := run_eps run.
Let eps_a_range : 0 < eps_a < 2 := run_eps_a run.
Let w0_pos : 0 < dot (w O) (w O) := run_start run.
Let a_step : forall k, a (S k) = a k + eps_a * (b H g (w k) - a k) := run_a run.
Let w_step : forall k, w (S k) = after H g eps (a k) (w k) := run_w run.
Let L_positive : 0 < L := L_pos run.

Local Notation G := (dot g g).
Local Notation N := (N w).
Local Notation n := (n H g eps a w).
Local Notation B := (B H g w).
Local Notation d := (d H g w).
Local Notation D := (D H g a w).
Local Notation v := (fun k => gradient H g (w k)).
Local Notation Nm := (N_max mu L g eps eps_a a w).

Hypothesis B_cv : Un_cv B 0.

(** |v|² ≥ G/2 − Lb² ≥ G/4 late, so a² ≤ Cn. *)
Lemma a_summable : 0 < G -> summable (fun k => a k ^ 2).
Proof.
  intro g_pos.
  destruct (cv_below (fun k => B k ^ 2) 0 (G / (4 * L))) as [K small].
  - replace 0 with (0 ^ 2) by ring; now apply cv_pow2.
  - apply Rdiv_lt_0_compat; lra.
  - apply summable_late with (s := fun k => 4 / G * (L * Nm / eps ^ 2) * n k) (K := K).
    + intro k; apply pow2_ge_0.
    + intro k; apply Rmult_le_pos; [|exact (n_pos run k)].
      generalize (Nm_pos run); intro; apply Rmult_le_pos; apply Rle_mult_inv_pos; nra.
    + intros k late; specialize (small k late); generalize (av_square run k).
      rewrite Rpow_mult_distr, norm_square; intro le.
      assert (large : G / 2 - L * B k ^ 2 <= dot (v k) (v k)) by
        exact (gradient_large HS g (w k) (N_pos run k)).
      assert (L * B k ^ 2 <= G / 4).
      { apply Rmult_lt_compat_l with (r := L) in small; [|exact L_positive].
        replace (L * (G / (4 * L))) with (G / 4) in small by (field; lra); lra. }
      apply Rmult_le_reg_l with (G / 4); [lra|].
      replace (G / 4 * (4 / G * (L * Nm / eps ^ 2) * n k)) with (L * Nm / eps ^ 2 * n k) by
        (field; lra).
      generalize (pow2_ge_0 (a k)); nra.
    + apply summable_scale; [|exact (n_summable run)].
      generalize (Nm_pos run); intro; apply Rmult_le_pos; apply Rle_mult_inv_pos; nra.
Qed.

(** The part of w across g. *)
Let p (k : nat) : E := sub (w k) (scale (x g (w k) / G) g).
(** The step of w without its g-part: τ = (εa/σ)(v − g). *)
Let tau (k : nat) : E := scale (eps * (a k / sigma H (w k))) (sub (v k) g).

(** p⁺ − p is the part of τ across g. *)
Lemma p_step k : 0 < G -> norm (sub (p (S k)) (p k)) <= norm (tau k).
Proof.
  intro g_pos.
  assert (eq : sub (p (S k)) (p k) = sub (tau k) (scale (dot (tau k) g / G) g)).
  { apply dot_ext; intro c; unfold p, tau; rewrite w_step; unfold after, x.
    expand; field.
    split; [apply Rgt_not_eq, (sigma_pos HS (w k) (N_pos run k)) | lra]. }
  rewrite eq; apply norm_le; [apply norm_pos|]; rewrite norm_square.
  replace (dot _ _) with (dot (tau k) (tau k) - dot (tau k) g ^ 2 / G).
  - assert (0 <= dot (tau k) g ^ 2 / G); [|lra].
    apply Rle_mult_inv_pos; [apply pow2_ge_0 | exact g_pos].
  - generalize (tau k); intro q; expand; rewrite (dot_sym _ g q); field; lra.
Qed.

Let C_tau := eps / 2 * (1 + L / (mu * N O)).

(** |τ|² ≤ ε²a²Lb²/y. *)
Lemma tau_small k : norm (tau k) <= C_tau * (a k ^ 2 + B k ^ 2).
Proof.
  assert (low_pos : 0 < mu * N O).
  { apply Rmult_lt_0_compat; [exact mu_pos | exact (N_pos run O)]. }
  assert (K_pos : 0 < L / (mu * N O)) by (apply Rdiv_lt_0_compat; assumption).
  assert (y_above : mu * N O <= y H (w k)) by
    exact (y_above run k).
  assert (near : dot (sub g (v k)) (sub g (v k)) <= L * B k ^ 2) by
    exact (gradient_near_g HS g (w k) (N_pos run k)).
  assert (sigma2 : sigma H (w k) ^ 2 = y H (w k)) by
    exact (sigma_square HS (w k) (N_pos run k)).
  assert (s_pos : 0 < sigma H (w k)) by exact (sigma_pos HS (w k) (N_pos run k)).
  generalize (pow2_ge_0 (a k)) (pow2_ge_0 (B k)); intros a2 b2.
  apply norm_le; [unfold C_tau; apply Rmult_le_pos; nra|].
  apply Rle_trans with (eps ^ 2 * (L / (mu * N O)) * (a k ^ 2 * B k ^ 2)).
  - apply Rmult_le_reg_r with (y H (w k)); [lra|].
    replace (dot (tau k) (tau k) * y H (w k))
      with (eps ^ 2 * a k ^ 2 * dot (sub g (v k)) (sub g (v k))).
    + apply Rle_trans with (eps ^ 2 * a k ^ 2 * (L * B k ^ 2)).
      * apply Rmult_le_compat_l; [generalize (pow2_ge_0 eps); nra | exact near].
      * replace (eps ^ 2 * a k ^ 2 * (L * B k ^ 2))
          with (eps ^ 2 * (L / (mu * N O)) * (a k ^ 2 * B k ^ 2) * (mu * N O)) by
          (field; split; [apply Rgt_not_eq, (N_pos run O) | lra]).
        apply Rmult_le_compat_l; [|exact y_above].
        apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0 | lra]|].
        now apply Rmult_le_pos.
    + rewrite <- sigma2; unfold tau; expand; rewrite (dot_sym _ g (v k)); field; lra.
  - unfold C_tau; set (K := L / (mu * N O)) in *.
    replace ((eps / 2 * (1 + K) * (a k ^ 2 + B k ^ 2)) ^ 2)
      with (eps ^ 2 * (1 + K) ^ 2 * ((a k ^ 2 + B k ^ 2) ^ 2 / 4)) by field.
    apply Rmult_le_compat; [nra | nra | nra |].
    generalize (pow2_ge_0 (a k ^ 2 - B k ^ 2)); lra.
Qed.

Lemma x_cv : Un_cv (fun k => x g (w k)) 0.
Proof.
  apply cv_square_zero, cv_squeeze with (fun k => L * Nm * B k ^ 2).
  - intro k; rewrite Rminus_0_r, Rabs_pos_eq by apply pow2_ge_0.
    assert (eq : x g (w k) ^ 2 = B k ^ 2 * y H (w k)) by
      exact (x_square HS g (w k) (N_pos run k)).
    rewrite eq, Rmult_comm; apply Rmult_le_compat_r; [apply pow2_ge_0|].
    generalize (y_high run k) (norm_bounded run k); nra.
  - replace 0 with (L * Nm * 0 ^ 2) by ring; now apply cv_scale, cv_pow2.
Qed.

Lemma w_cv_saddle : exists l, tends_to w l.
Proof.
  destruct (dot_pos _ g) as [g_pos | G_zero].
  - change (0 < G) in g_pos; assert (C_pos : 0 <= C_tau).
    { unfold C_tau; assert (0 < L / (mu * N O)); [|nra].
      apply Rdiv_lt_0_compat; [exact L_positive|]; generalize (N_pos run O); nra. }
    assert (p_cauchy : cauchy p).
    { apply summable_steps_cauchy, summable_le with
        (fun k => C_tau * (3 * a k ^ 2 + 2 * D k ^ 2)).
      - intro k; apply Rle_trans with (1 := p_step k g_pos), Rle_trans with (1 := tau_small k).
        apply Rmult_le_compat_l; [exact C_pos|].
        replace (B k) with (a k - D k) by (unfold D; ring).
        generalize (pow2_ge_0 (a k + D k)); lra.
      - apply summable_scale; [exact C_pos|].
        apply summable_plus; apply summable_scale; try lra;
          [now apply a_summable | exact (D_summable run)]. }
    destruct (E_complete p p_cauchy) as [l lim]; exists l.
    apply tends_to_le with (fun k => norm (sub (p k) l) + Rabs (x g (w k) / G) * norm g).
    + intro k; rewrite <- norm_scale.
      replace (sub (w k) l) with (add (sub (p k) l) (scale (x g (w k) / G) g));
        [apply norm_triangle|].
      apply dot_ext; intro c; unfold p; expand; ring.
    + replace 0 with (0 + Rabs (0 / G) * norm g) by
        (unfold Rdiv; rewrite Rmult_0_l, Rabs_R0; ring).
      apply CV_plus; [exact lim|]; apply CV_mult; [|apply cv_const].
      apply cv_cvabs, cv_div; [lra | exact x_cv | apply cv_const].
  - exists (w O); apply tends_to_le with (fun _ => 0); [|apply cv_const].
    assert (g_zero : g = zero) by
      (apply norm_zero; unfold norm; rewrite <- G_zero; apply sqrt_0).
    assert (still : forall k, w k = w O).
    { induction k as [|k IH]; [reflexivity|].
      rewrite w_step, <- IH at 1; apply dot_ext; intro c; unfold after, gradient, x.
      rewrite g_zero; expand; unfold Rdiv; ring. }
    intro k; rewrite still, norm_sub_refl; lra.
Qed.

End Saddle.
