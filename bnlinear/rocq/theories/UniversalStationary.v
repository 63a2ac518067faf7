(** The run: if w converges, then to a stationary point.

    Part of the proof of [converges_for_every_lr] (file Universal.v): step 4. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import
  UniversalStatement UniversalSequences UniversalSpace UniversalStep UniversalRun
  UniversalBound UniversalSummable.
Local Open Scope R_scope.

Section Stationary.
Context {E : space} {H : E -> E} {mu L : R} {g : E} {eps eps_a : R}.
Context {a : nat -> R} {w : nat -> E} (run : run_of H mu L g eps eps_a a w).
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

Lemma Nm_pos : 0 < Nm.
Proof. generalize (N_pos run O) (norm_bounded run O); lra. Qed.

Lemma y_high k : y H (w k) <= L * N k.
Proof. apply H_high. Qed.

(** n y = ε²a²|v|², so a²|v|² is summable. *)
Lemma av_square k : (a k * norm (v k)) ^ 2 <= L * Nm / eps ^ 2 * n k.
Proof.
  assert (eq : n k * y H (w k) = eps ^ 2 * a k ^ 2 * dot (v k) (v k)) by
    exact (growth_eps HS g eps (w k) (N_pos run k) (a k)).
  rewrite Rpow_mult_distr, norm_square.
  apply Rmult_le_reg_l with (eps ^ 2); [nra|].
  replace (eps ^ 2 * (L * Nm / eps ^ 2 * n k)) with (n k * (L * Nm)) by (field; lra).
  rewrite <- Rmult_assoc, <- eq; apply Rmult_le_compat_l; [apply (n_pos run)|].
  generalize (y_high k) (norm_bounded run k); nra.
Qed.

Lemma av_cv : Un_cv (fun k => a k * norm (v k)) 0.
Proof.
  apply cv_square_zero, summable_cv_zero; [intro k; apply pow2_ge_0|].
  apply summable_le with (1 := av_square), summable_scale; [|exact (n_summable run)].
  generalize Nm_pos; intro; apply Rle_mult_inv_pos; nra.
Qed.

(** ** If w converges, the limit is stationary *)

Lemma H_cv (z : nat -> E) l : tends_to z l -> Un_cv (fun k => norm (H (sub (z k) l))) 0.
Proof.
  intro lim; apply cv_squeeze with (fun k => L * norm (sub (z k) l)).
  - intro k; rewrite Rminus_0_r, Rabs_pos_eq by apply norm_pos.
    apply norm_le; [generalize (norm_pos (sub (z k) l)); nra|].
    rewrite Rpow_mult_distr, norm_square.
    generalize (H_square HS (sub (z k) l)) (H_high (sub (z k) l)); nra.
  - replace 0 with (L * 0) by ring; now apply cv_scale.
Qed.

Lemma tends_to_H (z : nat -> E) l : tends_to z l -> tends_to (fun k => H (z k)) (H l).
Proof.
  intro lim; apply tends_to_le with (fun k => norm (H (sub (z k) l))); [|now apply H_cv].
  intro k; rewrite (H_sub H_sym); apply Rle_refl.
Qed.

Lemma limit_is_stationary (l : E) :
  tends_to w l -> exists s, Un_cv a s /\ stationary H g s l.
Proof.
  intro lim.
  assert (l_pos : 0 < dot l l).
  { apply Rlt_le_trans with (N O); [apply (N_pos run)|].
    apply cv_le with (fun _ => N O) N; [exact (N_first run) | apply cv_const | now apply dot_cv]. }
  assert (y_cv : Un_cv (fun k => y H (w k)) (y H l)) by
    (apply dot_cv; [|apply tends_to_H]; exact lim).
  assert (y_l : 0 < y H l) by exact (y_pos HS l l_pos).
  assert (s_l : 0 < sigma H l) by exact (sigma_pos HS l l_pos).
  assert (x_cv : Un_cv (fun k => x g (w k)) (x g l)) by now apply tends_to_dot.
  assert (b_cv : Un_cv B (b H g l)).
  { apply cv_div; [lra | exact x_cv | now apply cv_sqrt]. }
  assert (a_cv : Un_cv a (b H g l)).
  { apply cv_ext with (fun k => B k + D k).
    - intro k; unfold D; ring.
    - replace (b H g l) with (b H g l + 0) by ring.
      apply CV_plus; [exact b_cv | exact (D_cv run)]. }
  exists (b H g l); split; [exact a_cv|]; split; [exact y_l|]; split; [reflexivity|].
  apply dot_ext; intro c; rewrite dot_zero, dot_scale, dot_sub, dot_scale.
  apply UL_sequence with (fun k => a k * (dot g c - x g (w k) / y H (w k) * dot (H (w k)) c)).
  - apply CV_mult; [exact a_cv|]; apply CV_minus; [apply cv_const|].
    apply CV_mult; [apply cv_div; [lra | exact x_cv | exact y_cv]|].
    now apply tends_to_dot, tends_to_H.
  - apply cv_squeeze with (fun k => norm c * Rabs (a k * norm (v k))).
    + intro k; rewrite Rminus_0_r, <- dot_scale, <- dot_sub; fold (gradient H g (w k)); idtac.
      rewrite !Rabs_mult, (Rabs_pos_eq (norm (v k))) by apply norm_pos.
      generalize (dot_le (v k) c) (Rabs_pos (a k)); nra.
    + replace 0 with (norm c * Rabs 0) by (rewrite Rabs_R0; ring).
      apply cv_scale, cv_cvabs, av_cv.
Qed.

End Stationary.
