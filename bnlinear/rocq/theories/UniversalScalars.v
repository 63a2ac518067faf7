(** Four facts about real numbers: the algebra of a step.

    Part of the proof of [converges_for_every_lr] (file Universal.v). *)

From Coq Require Import Reals Lra.
Local Open Scope R_scope.

(** Cauchy–Schwarz: if the form a²p + 2abq + b²r is never negative, q² ≤ pr. *)
Lemma discriminant p q r :
  (forall a b, 0 <= a ^ 2 * p + 2 * a * b * q + b ^ 2 * r) -> q ^ 2 <= p * r.
Proof.
  intro pos; generalize (pos 1 0) (pos 0 1) (pos q (- p)) (pos (- r) q) (pos 1 (- q)); intros.
  destruct (Rle_lt_dec p 0) as [p_zero | p_pos].
  - assert (p = 0) by nra; subst p.
    destruct (Rle_lt_dec r 0); [nra|].
    assert (0 <= r * (- q ^ 2)) by nra; nra.
  - assert (0 <= p * (p * r - q ^ 2)) by nra; nra.
Qed.

(** ** One step: σ⁺² = σ² + 2tP + t²Q with P = ⟨w, Hv⟩, Q = ⟨v, Hv⟩, and X = ⟨v, g⟩ *)

(** The triangle inequality in the H-norm: |σ⁺ − σ| ≤ |t|√Q. *)
Lemma sigma_moves s s' t P Q :
  0 < s -> 0 < s' -> s' ^ 2 = s ^ 2 + 2 * t * P + t ^ 2 * Q -> P ^ 2 <= s ^ 2 * Q ->
  (s' - s) ^ 2 <= t ^ 2 * Q.
Proof.
  intros s_pos s'_pos energy cs.
  assert (squares : (s ^ 2 + t * P) ^ 2 <= (s * s') ^ 2).
  { replace ((s * s') ^ 2) with (s ^ 2 * s' ^ 2) by ring; rewrite energy.
    generalize (Rmult_le_compat_l (t ^ 2) _ _ (pow2_ge_0 t) cs); lra. }
  assert (s ^ 2 + t * P <= s * s').
  { apply Rnot_lt_le; intro lt; assert (0 < s * s') by nra; nra. }
  lra.
Qed.

(** σ(b⁺ − b) − t(X − xP/σ²) = −tXe/σ⁺ + x (e²/(σσ⁺) + (e² − t²Q)/(2σ²)), e = σ⁺ − σ. *)
Lemma second_order_identity s s' t P Q x X :
  s <> 0 -> s' <> 0 -> s' ^ 2 = s ^ 2 + 2 * t * P + t ^ 2 * Q ->
  s * ((x + t * X) / s' - x / s) - t * (X - x / s ^ 2 * P) =
  - (t * X * (s' - s) / s')
  + x * ((s' - s) ^ 2 / (s * s') + ((s' - s) ^ 2 - t ^ 2 * Q) / (2 * s ^ 2)).
Proof.
  intros s_ne s'_ne energy.
  assert (tP : t * P = (s' ^ 2 - s ^ 2 - t ^ 2 * Q) / 2) by lra.
  replace (t * (X - x / s ^ 2 * P)) with (t * X - x / s ^ 2 * (t * P)) by ring.
  rewrite tP; field; auto.
Qed.

(** ** The lag D = a − b *)

(** D⁺ = (1 − ρ)D − d: D² is paid by its own decrease and by d². *)
Lemma lag_square D d rho :
  0 < rho < 2 -> let c := rho * (2 - rho) in
  D ^ 2 <= 2 / c * (D ^ 2 - ((1 - rho) * D - d) ^ 2) + 2 / c * (1 + 2 / c) * d ^ 2.
Proof.
  intros [rho_pos rho_lt] c.
  assert (c_pos : 0 < c) by (unfold c; nra).
  replace (2 / c * (D ^ 2 - ((1 - rho) * D - d) ^ 2) + 2 / c * (1 + 2 / c) * d ^ 2)
    with (D ^ 2 + (D + 2 * (1 - rho) / c * d) ^ 2 + 4 * (1 - (1 - rho) ^ 2) / c ^ 2 * d ^ 2) by
    (unfold c; field; split; lra).
  assert (0 <= 4 * (1 - (1 - rho) ^ 2) / c ^ 2 * d ^ 2).
  { apply Rmult_le_pos; [|apply pow2_ge_0].
    apply Rle_mult_inv_pos; [unfold c in c_pos; nra | nra]. }
  generalize (pow2_ge_0 (D + 2 * (1 - rho) / c * d)); lra.
Qed.
