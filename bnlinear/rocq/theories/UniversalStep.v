(** One step of BNGD: what the norm, b = x/σ and the gradient do.

    Part of the proof of [converges_for_every_lr] (file Universal.v). Letters: G = |g|²,
    v = g − (x/y) Hw, t = εa/σ, w⁺ = w + tv, n = |w⁺|² − |w|² = t²|v|², d = b⁺ − b. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import UniversalStatement UniversalScalars UniversalSpace.
Local Open Scope R_scope.

(** ** What a step consists of *)

Section Definitions.
Context {E : space}.
Variables (H : E -> E) (g : E) (eps a : R) (w : E).

Definition b : R := x g w / sigma H w.
Definition gradient : E := sub g (scale (x g w / y H w) (H w)).
Definition after : E := add w (scale (eps * (a / sigma H w)) gradient).
Definition growth : R := dot after after - dot w w.

End Definitions.

(** The constants of [b_moves] and of [second_order], κ = L/μ. *)
Section Constants.
Context {E : space}.
Variables (mu L : R) (g : E).

Definition C_move : R := 2 * (L / mu) * (dot g g + dot g g / mu * L).
Definition C_second : R :=
  L / mu * (dot g g + L) + (1 + dot g g / mu) * L * (L / mu + 1).

End Constants.

Section Step.
Context {E : space} {H : E -> E} {mu L : R} (HS : spectrum_in H mu L).
Variables (g : E) (eps : R).
Let H_sym : symmetric H := spectrum_sym HS.
Let mu_pos : 0 < mu := spectrum_mu HS.
Let H_low : forall v, mu * dot v v <= dot v (H v) := spectrum_low HS.
Let H_high : forall v, dot v (H v) <= L * dot v v := spectrum_high HS.

Local Notation G := (dot g g).
Local Notation b := (b H g).
Local Notation gradient := (gradient H g).
Local Notation after := (after H g eps).
Local Notation growth := (growth H g eps).
Local Notation C_move := (C_move mu L g).
Local Notation C_second := (C_second mu L g).

(** ** At one w ≠ 0 *)

Section Point.
Variable w : E.
Hypothesis w_pos : 0 < dot w w.

Lemma y_pos : 0 < y H w.
Proof. unfold y; generalize (H_low w); nra. Qed.

Lemma sigma_pos : 0 < sigma H w.
Proof. apply sqrt_lt_R0, y_pos. Qed.

Lemma sigma_square : sigma H w ^ 2 = y H w.
Proof. apply pow2_sqrt, Rlt_le, y_pos. Qed.

Lemma mu_le_L : mu <= L.
Proof. generalize (H_low w) (H_high w); nra. Qed.

Lemma x_square : x g w ^ 2 = b w ^ 2 * y H w.
Proof. generalize sigma_pos; rewrite <- sigma_square; unfold b; intro; field; lra. Qed.

(** b² ≤ G/μ. *)
Lemma b_bounded : b w ^ 2 <= G / mu.
Proof.
  apply Rmult_le_reg_r with (y H w); [apply y_pos|]; rewrite <- x_square.
  generalize (cauchy_schwarz w g) (H_low w) (dot_pos _ g); fold (y H w) (x g w).
  intros cs low pos; apply Rle_trans with (dot w w * G); [exact cs|].
  apply Rmult_le_reg_l with mu; [exact mu_pos|].
  replace (mu * (G / mu * y H w)) with (G * y H w) by (field; lra); nra.
Qed.

Lemma b_abs : Rabs (b w) <= 1 + G / mu.
Proof. generalize b_bounded (pow2_ge_0 (b w)); intros; apply Rabs_le; split; nra. Qed.

(** ⟨w, v⟩ = 0. *)
Lemma gradient_orthogonal : dot w (gradient w) = 0.
Proof.
  unfold gradient; expand; fold (x g w) (y H w); field; apply Rgt_not_eq, y_pos.
Qed.

(** |g − v|² ≤ L b². *)
Lemma gradient_near_g : dot (sub g (gradient w)) (sub g (gradient w)) <= L * b w ^ 2.
Proof.
  replace (dot _ _) with (x g w ^ 2 / y H w ^ 2 * dot (H w) (H w)).
  - rewrite x_square; apply Rmult_le_reg_r with (y H w); [apply y_pos|].
    replace (b w ^ 2 * y H w / y H w ^ 2 * dot (H w) (H w) * y H w)
      with (b w ^ 2 * dot (H w) (H w)) by (field; apply Rgt_not_eq, y_pos).
    generalize (H_square HS w) (pow2_ge_0 (b w)).
    fold (y H w); nra.
  - unfold gradient; expand; rewrite (dot_sym _ (H w) g); field; apply Rgt_not_eq, y_pos.
Qed.

(** |v|² ≤ 2|g|² + 2L b², |g|² ≤ 2|v|² + 2L b². *)
Lemma gradient_bounded : dot (gradient w) (gradient w) <= 2 * G + 2 * L * (G / mu).
Proof.
  generalize gradient_near_g b_bounded (dot_pos _ (sub (scale 2 g) (gradient w))) mu_le_L.
  expand; rewrite (dot_sym _ (gradient w) g); intros; nra.
Qed.

Lemma gradient_large : G / 2 - L * b w ^ 2 <= dot (gradient w) (gradient w).
Proof.
  generalize gradient_near_g (dot_pos _ (sub g (scale 2 (gradient w)))).
  expand; rewrite (dot_sym _ (gradient w) g); intros; nra.
Qed.

(** ** From w to w⁺ *)

Variable a : R.
Let t := eps * (a / sigma H w).
Let v := gradient w.

(** n = t²|v|²: the norm never decreases. *)
Lemma growth_is : growth a w = t ^ 2 * dot v v.
Proof.
  unfold growth, after; fold t v; expand; rewrite (dot_sym _ v w).
  unfold v; rewrite gradient_orthogonal; ring.
Qed.

Lemma growth_pos : 0 <= growth a w.
Proof. rewrite growth_is; generalize (pow2_ge_0 t) (dot_pos _ v); nra. Qed.

Lemma growth_eps : growth a w * y H w = eps ^ 2 * a ^ 2 * dot v v.
Proof.
  rewrite growth_is, <- sigma_square; unfold t; field; apply Rgt_not_eq, sigma_pos.
Qed.

Lemma after_pos : 0 < dot (after a w) (after a w).
Proof. generalize growth_pos; unfold growth; lra. Qed.

End Point.

Section Move.
Variables (a : R) (w : E).
Hypothesis w_pos : 0 < dot w w.
Let t := eps * (a / sigma H w).
Let v := gradient w.
Let s := sigma H w.
Let s' := sigma H (after a w).
Let P := dot w (H v).
Let Q := dot v (H v).
Let X := dot v g.
Let n := growth a w.
Let d := b (after a w) - b w.

Let s_pos : 0 < s := sigma_pos w w_pos.
Let s'_pos : 0 < s' := sigma_pos (after a w) (after_pos w w_pos a).

Lemma energy_after : s' ^ 2 = s ^ 2 + 2 * t * P + t ^ 2 * Q.
Proof.
  unfold s', s; rewrite !sigma_square by (exact w_pos || apply after_pos, w_pos).
  unfold y, after; fold t v; rewrite (H_add H_sym), (H_scale H_sym); expand.
  rewrite <- (H_sym v w), (dot_sym _ (H v) w); unfold P, Q; ring.
Qed.

Lemma moved : (s' - s) ^ 2 <= t ^ 2 * Q.
Proof.
  apply sigma_moves with P; [exact s_pos | exact s'_pos | exact energy_after|].
  unfold s; rewrite sigma_square by exact w_pos; apply (cauchy_schwarz_H HS).
Qed.

Lemma Q_bounds : 0 <= t ^ 2 * Q <= L * n.
Proof.
  unfold n; rewrite growth_is by exact w_pos; fold t v.
  generalize (H_low v) (H_high v) (dot_pos _ v) (pow2_ge_0 t); fold Q; intros.
  assert (0 <= Q) by nra; split; nra.
Qed.

Lemma X_bounds : t ^ 2 * X ^ 2 <= G * n.
Proof.
  unfold n; rewrite growth_is by exact w_pos; fold t v.
  generalize (cauchy_schwarz v g) (pow2_ge_0 t); fold X; nra.
Qed.

(** σ² ≤ κσ⁺², κ = L/μ. *)
Lemma sigma_ratio : s ^ 2 <= L / mu * s' ^ 2.
Proof.
  unfold s, s'; rewrite !sigma_square by (exact w_pos || apply after_pos, w_pos).
  generalize (growth_pos w w_pos a) (H_high w) (H_low (after a w)) (mu_le_L w w_pos).
  unfold growth, y; intros.
  apply Rmult_le_reg_l with mu; [exact mu_pos|].
  replace (mu * (L / mu * dot (after a w) (H (after a w))))
    with (L * dot (after a w) (H (after a w))) by (field; lra).
  assert (L * (mu * dot w w) <= L * dot (after a w) (H (after a w))) by
    (apply Rmult_le_compat_l; nra).
  nra.
Qed.

Lemma x_after : x g (after a w) = x g w + t * X.
Proof. unfold x, after; fold t v; expand; unfold X; reflexivity. Qed.

(** d² ≤ C n / y: b moves no faster than w turns. *)
Lemma b_moves : d ^ 2 * y H w <= C_move * n.
Proof.
  assert (two_terms : d * s' = t * X - b w * (s' - s)).
  { unfold d, b; rewrite x_after; fold s s'; field; lra. }
  assert (squares : d ^ 2 * s' ^ 2 <= 2 * (G + G / mu * L) * n).
  { replace (d ^ 2 * s' ^ 2) with ((d * s') ^ 2) by ring; rewrite two_terms.
    generalize X_bounds moved Q_bounds (b_bounded w w_pos) (pow2_ge_0 (t * X + b w * (s' - s))).
    generalize (pow2_ge_0 (b w)) (pow2_ge_0 (s' - s)); intros.
    assert (b w ^ 2 * (s' - s) ^ 2 <= G / mu * (L * n)) by (apply Rmult_le_compat; lra).
    nra. }
  rewrite <- sigma_square by exact w_pos; fold s; unfold C_move.
  generalize sigma_ratio (pow2_ge_0 d) (mu_le_L w w_pos); intros.
  assert (0 < L / mu) by (apply Rdiv_lt_0_compat; lra).
  apply Rle_trans with (d ^ 2 * (L / mu * s' ^ 2)); [now apply Rmult_le_compat_l|].
  replace (2 * (L / mu) * (G + G / mu * L) * n) with (L / mu * (2 * (G + G / mu * L) * n)) by ring.
  replace (d ^ 2 * (L / mu * s' ^ 2)) with (L / mu * (d ^ 2 * s' ^ 2)) by ring.
  apply Rmult_le_compat_l; lra.
Qed.

(** |σd − t|v|²| ≤ C n/σ: to first order b moves by t|v|²/σ. *)
Lemma second_order : Rabs (s * d - t * dot v v) * s <= C_second * n.
Proof.
  assert (v_square : dot v v = X - x g w / s ^ 2 * P).
  { unfold s; rewrite sigma_square by exact w_pos.
    assert (spelled : dot v v = dot v g - x g w / y H w * dot v (H w)) by
      (unfold v at 2, gradient; expand; ring).
    rewrite spelled; unfold X, P; now rewrite <- (H_sym v w), (dot_sym _ (H v) w). }
  unfold d, b; rewrite x_after, v_square; fold s s'.
  rewrite (second_order_identity s s' t P Q (x g w) X) by (lra || exact energy_after).
  set (e := s' - s) in *.
  assert (kappa : 1 <= L / mu).
  { apply Rmult_le_reg_r with mu; [exact mu_pos|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra.
    generalize (mu_le_L w w_pos); lra. }
  assert (ratio : s / s' <= L / mu).
  { apply Rmult_le_reg_r with s'; [exact s'_pos|].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l by lra.
    generalize sigma_ratio; intro; apply Rnot_lt_le; intro lt.
    assert (L / mu * s' ^ 2 <= (L / mu * s') ^ 2) by nra.
    assert (0 < L / mu * s') by nra. nra. }
  assert (ratio_pos : 0 < s / s') by (apply Rdiv_lt_0_compat; assumption).
  assert (first : Rabs (t * X * e) * (s / s') <= (L / mu) * (G + L) * n).
  { generalize X_bounds moved Q_bounds; fold e; intros.
    generalize (pow2_ge_0 (t * X - e)) (pow2_ge_0 (t * X + e)); intros.
    assert (Rabs (t * X * e) <= (G + L) * n) by (apply Rabs_le; split; nra).
    replace (L / mu * (G + L) * n) with ((G + L) * n * (L / mu)) by ring.
    apply Rmult_le_compat; try lra; apply Rabs_pos. }
  assert (second : Rabs (x g w * (e ^ 2 / (s * s') + (e ^ 2 - t ^ 2 * Q) / (2 * s ^ 2))) * s
                   <= (1 + G / mu) * L * (L / mu + 1) * n).
  { replace (x g w * (e ^ 2 / (s * s') + (e ^ 2 - t ^ 2 * Q) / (2 * s ^ 2)))
      with (b w * (e ^ 2 * (s / s') + (e ^ 2 - t ^ 2 * Q) / 2) / s) by
      (unfold b; fold s; field; lra).
    unfold Rdiv at 1.
    rewrite !Rabs_mult, (Rabs_pos_eq (/ s)) by (apply Rlt_le, Rinv_0_lt_compat, s_pos).
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    generalize moved Q_bounds (pow2_ge_0 e) (b_abs w w_pos); fold e; intros.
    replace ((1 + G / mu) * L * (L / mu + 1) * n)
      with ((1 + G / mu) * (L * n * (L / mu + 1))) by ring.
    apply Rmult_le_compat; try apply Rabs_pos; [assumption|].
    assert (e ^ 2 * (s / s') <= L * n * (L / mu)) by (apply Rmult_le_compat; lra).
    assert (0 <= e ^ 2 * (s / s')) by nra.
    apply Rabs_le; split; lra. }
  unfold C_second; rewrite Rmult_plus_distr_r.
  replace (t * X * e / s') with (t * X * e * / s') in * by reflexivity.
  apply Rle_trans with ((Rabs (t * X * e / s') + Rabs (x g w *
    (e ^ 2 / (s * s') + (e ^ 2 - t ^ 2 * Q) / (2 * s ^ 2)))) * s).
  - apply Rmult_le_compat_r; [lra|].
    rewrite <- (Rabs_Ropp (t * X * e / s')); apply Rabs_triang.
  - rewrite Rmult_plus_distr_r; apply Rplus_le_compat; [|exact second].
    unfold Rdiv at 1.
    rewrite Rabs_mult, (Rabs_pos_eq (/ s')) by (apply Rlt_le, Rinv_0_lt_compat, s'_pos).
    unfold Rdiv in first at 1; rewrite (Rmult_comm s) in first; lra.
Qed.

(** |εa d − n| ≤ ε|a| C n / y: far out the norm grows by εa(b⁺ − b). *)
Lemma growth_is_gain : 0 < eps -> Rabs (eps * a * d - n) * y H w <= eps * Rabs a * C_second * n.
Proof.
  intro eps_pos; rewrite <- sigma_square by exact w_pos; fold s.
  assert (ts : eps * a = t * s) by (unfold t; fold s; field; lra).
  unfold n at 1; rewrite growth_is by exact w_pos; fold t v.
  replace (eps * a * d - t ^ 2 * dot v v) with (t * (s * d - t * dot v v)) by (rewrite ts; ring).
  rewrite Rabs_mult.
  replace (Rabs t * Rabs (s * d - t * dot v v) * s ^ 2)
    with (Rabs t * s * (Rabs (s * d - t * dot v v) * s)) by ring.
  replace (Rabs t * s) with (eps * Rabs a).
  - replace (eps * Rabs a * C_second * n) with (eps * Rabs a * (C_second * n)) by ring.
    apply Rmult_le_compat_l; [generalize (Rabs_pos a); nra | exact second_order].
  - rewrite <- (Rabs_pos_eq s), <- (Rabs_pos_eq eps), <- !Rabs_mult by lra; now rewrite ts.
Qed.

End Move.
End Step.
