(** The run: if b² tends to a number l > 0, then w converges.

    Part of the proof of [converges_for_every_lr] (file Universal.v): step 4. The gradients tend
    to 0, so H((x/y) w) → g, and (x/y) w is a Cauchy sequence, as H is bounded below. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import
  UniversalStatement UniversalSequences UniversalSpace UniversalStep UniversalRun
  UniversalBound UniversalSummable UniversalStationary.
Local Open Scope R_scope.

Section Minimum.
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

Variable l : R.
Hypothesis l_pos : 0 < l.
Hypothesis b2_cv : Un_cv (fun k => B k ^ 2) l.

(** From |b| ≥ √l/2 on, |d| ≤ |bd|/(√l/2), which is summable: b has bounded variation. *)
Lemma b_cv : exists beta, Un_cv B beta.
Proof.
  destruct (cv_above _ _ (l / 4) b2_cv) as [K large]; [lra|].
  assert (root_pos : 0 < sqrt l) by now apply sqrt_lt_R0.
  assert (root_square : sqrt l ^ 2 = l) by (apply pow2_sqrt; lra).
  apply bounded_variation_cv.
  apply summable_late with (s := fun k => 2 / sqrt l * (Rabs (a k * d k) + (D k ^ 2 + d k ^ 2)))
    (K := K).
  - intro k; apply Rabs_pos.
  - intro k; apply Rmult_le_pos; [apply Rle_mult_inv_pos; lra|].
    generalize (Rabs_pos (a k * d k)) (pow2_ge_0 (D k)) (pow2_ge_0 (d k)); lra.
  - intros k late; specialize (large k late).
    change (B (S k) - B k) with (d k).
    assert (b_large : sqrt l / 2 <= Rabs (B k)).
    { rewrite <- (pow2_abs (B k)) in large; generalize (Rabs_pos (B k)); nra. }
    assert (bd : Rabs (B k * d k) <= Rabs (a k * d k) + (D k ^ 2 + d k ^ 2)).
    { replace (B k * d k) with (a k * d k + - (D k * d k)) by (unfold D; ring).
      apply Rle_trans with (1 := Rabs_triang _ _); rewrite Rabs_Ropp.
      apply Rplus_le_compat_l, Rabs_le.
      generalize (pow2_ge_0 (D k - d k)) (pow2_ge_0 (D k + d k)); split; nra. }
    rewrite Rabs_mult in bd.
    apply Rmult_le_reg_l with (sqrt l / 2); [lra|].
    replace (sqrt l / 2 * (2 / sqrt l * (Rabs (a k * d k) + (D k ^ 2 + d k ^ 2))))
      with (Rabs (a k * d k) + (D k ^ 2 + d k ^ 2)) by (field; lra).
    generalize (Rabs_pos (d k)); nra.
  - apply summable_scale; [apply Rle_mult_inv_pos; lra|].
    apply summable_plus; [exact (ad_summable run) | apply summable_plus];
      [exact (D_summable run) | exact (d_summable run)].
Qed.

Let r (k : nat) : R := x g (w k) / y H (w k).
Let z (k : nat) : E := scale (r k) (w k).

Lemma r_square k : r k ^ 2 * y H (w k) = B k ^ 2.
Proof.
  assert (positive : 0 < y H (w k)) by exact (y_pos HS (w k) (N_pos run k)).
  assert (eq : x g (w k) ^ 2 = B k ^ 2 * y H (w k)) by
    exact (x_square HS g (w k) (N_pos run k)).
  unfold r; replace ((x g (w k) / y H (w k)) ^ 2 * y H (w k)) with (x g (w k) ^ 2 / y H (w k)) by
    (field; lra).
  rewrite eq; field; lra.
Qed.

Lemma v_cv : Un_cv (fun k => norm (v k)) 0.
Proof.
  assert (product : Un_cv (fun k => (a k * norm (v k)) ^ 2) (0 ^ 2)).
  { apply cv_pow2, (av_cv run). }
  destruct b_cv as [beta lim].
  assert (beta_square : beta ^ 2 = l).
  { apply UL_sequence with (fun k => B k ^ 2); [|exact b2_cv].
    now apply cv_pow2. }
  assert (a_lim : Un_cv a beta).
  { apply cv_ext with (fun k => B k + D k).
    - intro k; unfold D; ring.
    - replace beta with (beta + 0) by ring; apply CV_plus; [assumption | exact (D_cv run)]. }
  assert (beta_ne : beta <> 0) by (intro eq; rewrite eq in beta_square; lra).
  destruct (cv_above (fun k => a k ^ 2) l (l / 2)) as [K large].
  - rewrite <- beta_square; now apply cv_pow2.
  - lra.
  - apply cv_square_zero; intros e e_pos.
    destruct (product (e * (l / 2))) as [K' close]; [nra|].
    exists (K + K')%nat; intros m late; unfold R_dist in *.
    specialize (large m ltac:(lia)); specialize (close m ltac:(lia)).
    replace (0 ^ 2) with 0 in close by ring.
    rewrite Rminus_0_r, Rabs_pos_eq in * by apply pow2_ge_0.
    rewrite Rpow_mult_distr in close; generalize (pow2_ge_0 (norm (v m))); nra.
Qed.

(** H z = g − v, so z is Cauchy: μ|p|² ≤ ⟨p, Hp⟩ ≤ |p||Hp|. *)
Lemma z_cauchy : cauchy z.
Proof.
  intros e e_pos; destruct (v_cv (mu * e / 2)) as [K close]; [nra|].
  exists K; intros m k Km Kk.
  generalize (close m Km) (close k Kk); unfold R_dist.
  rewrite !Rminus_0_r, !Rabs_pos_eq by apply norm_pos.
  intros near_m near_k.
  set (p := sub (z m) (z k)).
  assert (Hp : norm (H p) <= norm (v m) + norm (v k)).
  { replace (norm (H p)) with (norm (sub (v k) (v m))).
    - rewrite Rplus_comm; unfold sub at 1; apply Rle_trans with (1 := norm_triangle _ _).
      rewrite norm_scale, Rabs_left by lra; lra.
    - f_equal; apply dot_ext; intro c; unfold p, z, gradient; fold (r k) (r m).
      rewrite (H_sub H_sym), !(H_scale H_sym); expand; ring. }
  generalize (H_low p) (dot_le p (H p)) (Rle_abs (dot p (H p))); rewrite <- norm_square; intros.
  generalize (norm_pos p); intro; apply Rnot_le_lt; intro ge.
  assert (mu * norm p <= norm (H p)).
  { apply Rmult_le_reg_r with (norm p); [lra|]; nra. }
  nra.
Qed.

Lemma w_cv_minimum : exists l, tends_to w l.
Proof.
  destruct (E_complete z z_cauchy) as [u lim_z], b_cv as [beta lim_b].
  assert (beta_square : beta ^ 2 = l).
  { apply UL_sequence with (fun k => B k ^ 2); [|exact b2_cv].
    now apply cv_pow2. }
  destruct (growing_bounded_cv N Nm) as [omega lim_N]; [|exact (norm_bounded run)|].
  { exact (N_grows run). }
  assert (omega_pos : 0 < omega).
  { apply Rlt_le_trans with (N O); [apply (N_pos run)|].
    apply cv_le with (fun _ => N O) N; [exact (N_first run) | apply cv_const | exact lim_N]. }
  assert (zz_cv : Un_cv (fun k => dot (z k) (z k)) (dot u u)) by now apply dot_cv.
  assert (r2_cv : Un_cv (fun k => r k ^ 2) (dot u u / omega)).
  { apply cv_ext with (fun k => dot (z k) (z k) / N k);
      [|apply cv_div; [lra | exact zz_cv | exact lim_N]].
    intro k; unfold z; rewrite dot_scale, dot_scale_r; fold (N k).
    field; generalize (N_pos run k); lra. }
  assert (u_pos : 0 < dot u u).
  { apply Rlt_le_trans with (/ L * l).
    { apply Rmult_lt_0_compat; [now apply Rinv_0_lt_compat | exact l_pos]. }
    apply cv_le with (fun k => / L * B k ^ 2) (fun k => dot (z k) (z k));
      [|now apply cv_scale | exact zz_cv].
    intro k; unfold z; rewrite dot_scale, dot_scale_r.
    apply Rmult_le_reg_l with L; [exact L_positive|].
    rewrite <- r_square; replace (L * (/ L * (r k ^ 2 * y H (w k)))) with (r k ^ 2 * y H (w k)) by
      (field; lra).
    generalize (H_high (w k)) (pow2_ge_0 (r k)); fold (y H (w k)); nra. }
  assert (rho_pos : 0 < dot u u / omega) by (apply Rdiv_lt_0_compat; assumption).
  assert (y_cv : Un_cv (fun k => y H (w k)) (l / (dot u u / omega))).
  { apply cv_factor with (fun k => r k ^ 2); [lra | | exact r2_cv].
    apply cv_ext with (fun k => B k ^ 2); [|exact b2_cv].
    intro k; rewrite <- r_square; ring. }
  assert (y_limit_pos : 0 < l / (dot u u / omega)) by now apply Rdiv_lt_0_compat.
  set (s := sqrt (l / (dot u u / omega))) in *.
  assert (s_pos : 0 < s) by now apply sqrt_lt_R0.
  assert (r_cv : Un_cv r (beta / s)).
  { apply cv_ext with (fun k => B k / sigma H (w k)).
    - intro k; unfold r, UniversalRun.B, b.
      rewrite <- (sigma_square HS (w k) (N_pos run k)); field.
      apply Rgt_not_eq, (sigma_pos HS (w k) (N_pos run k)).
    - apply cv_div; [lra | exact lim_b | now apply cv_sqrt]. }
  assert (r_ne : beta / s <> 0).
  { intro eq.
    assert (beta = 0) by (replace beta with (beta / s * s) by (field; lra); rewrite eq; ring).
    subst beta; lra. }
  destruct (cv_nonzero r (beta / s) r_cv r_ne) as [K nonzero].
  exists (scale (/ (beta / s)) u).
  apply cv_ext_late with (fun k => norm (sub (scale (/ r k) (z k)) (scale (/ (beta / s)) u))) K.
  - intros k late; f_equal; apply dot_ext; intro c; unfold z; expand; field.
    split; [lra | split; [|now apply nonzero]].
    intro eq; apply r_ne; rewrite eq; unfold Rdiv; ring.
  - apply tends_to_scale with (r := fun k => / r k); [now apply cv_inv | exact lim_z].
Qed.

End Minimum.
