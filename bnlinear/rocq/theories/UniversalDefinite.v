(** In ℝⁿ positive definite means μ⟨v, v⟩ ≤ ⟨v, Hv⟩ ≤ L⟨v, v⟩ for some μ > 0 and some L.

    Part of [converges_for_every_lr] (file Universal.v). By induction over n: with the blocks
    α, h, T of H the Schur complement S = T − hhᵀ/α is positive definite too. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import UniversalStatement UniversalSequences UniversalSpace UniversalRn.
Local Open Scope R_scope.

Definition positive_definite {E : space} (H : E -> E) : Prop :=
  forall v, v <> zero -> 0 < dot v (H v).

Section Schur.
Variables (n : nat) (H : Rn (S n) -> Rn (S n)).
Hypothesis H_sym : symmetric H.

Definition join (p : R) (z : Rn n) : Rn (S n) := (p, z).

(** The blocks of H: ⟨(p, z), H(p, z)⟩ = αp² + 2p⟨h, z⟩ + ⟨z, Tz⟩. *)
Let alpha : R := fst (H (join 1 zero)).
Let h : Rn n := snd (H (join 1 zero)).
Definition lower_block (z : Rn n) : Rn n := snd (H (join 0 z)).
(** z ↦ Tz − ⟨h, z⟩h/α. *)
Definition schur (z : Rn n) : Rn n := sub (lower_block z) (scale (dot h z / alpha) h).

Lemma join_dot p q (v w : Rn n) : dot (join p v) (join q w) = p * q + dot v w.
Proof. reflexivity. Qed.

Lemma join_parts (v : Rn (S n)) : v = join (fst v) (snd v).
Proof. now destruct v. Qed.

Lemma blocks p z :
  dot (join p z) (H (join p z)) = alpha * p ^ 2 + 2 * p * dot h z + dot z (lower_block z).
Proof.
  assert (split : join p z = add (scale p (join 1 zero)) (join 0 z)).
  { apply dot_ext; intro c; rewrite (join_parts c); expand; rewrite !join_dot, dot_zero; ring. }
  rewrite split, (H_add H_sym), (H_scale H_sym); expand.
  rewrite <- (H_sym (join 1 zero) (join 0 z)), (dot_sym _ (join 0 z) (H (join 1 zero))).
  rewrite (join_parts (H (join 1 zero))), (join_parts (H (join 0 z))), !join_dot, dot_zero.
  fold alpha h; fold (lower_block z); ring.
Qed.

Lemma lower_block_sym : symmetric lower_block.
Proof.
  intros v w; generalize (H_sym (join 0 v) (join 0 w)).
  rewrite (join_parts (H (join 0 v))), (join_parts (H (join 0 w))), !join_dot.
  unfold lower_block; lra.
Qed.

Lemma schur_sym : symmetric schur.
Proof.
  intros v w; unfold schur; expand; rewrite (lower_block_sym v w), (dot_sym _ v h).
  unfold Rdiv; ring.
Qed.

(** ⟨(p, z), H(p, z)⟩ = α(p + ⟨h, z⟩/α)² + ⟨z, Sz⟩. *)
Lemma completed_square p z : alpha <> 0 ->
  dot (join p z) (H (join p z)) = alpha * (p + dot h z / alpha) ^ 2 + dot z (schur z).
Proof.
  intro ne; rewrite blocks; unfold schur; expand; rewrite (dot_sym _ z h); field; exact ne.
Qed.

Hypothesis H_pos : positive_definite H.

Lemma alpha_pos : 0 < alpha.
Proof.
  assert (ne : join 1 zero <> zero).
  { intro eq; assert (one_is_zero : 1 = 0) by exact (f_equal fst eq); lra. }
  generalize (H_pos _ ne); rewrite blocks, dot_zero, dot_zero_r; lra.
Qed.

Lemma schur_pos : positive_definite schur.
Proof.
  intros z ne; generalize alpha_pos; intro pos.
  generalize (completed_square (- (dot h z / alpha)) z ltac:(lra)).
  replace (alpha * (- (dot h z / alpha) + dot h z / alpha) ^ 2) with 0 by ring.
  rewrite Rplus_0_l; intro eq; rewrite <- eq; apply H_pos.
  intro is_zero; apply ne; exact (f_equal snd is_zero).
Qed.

(** Bounds for S give bounds for H. *)
Lemma bounds_from_schur mu L :
  0 < mu -> (forall z, mu * dot z z <= dot z (schur z)) ->
  (forall z, dot z (schur z) <= L * dot z z) ->
  exists mu' L', 0 < mu' /\ forall v : Rn (S n),
    mu' * dot v v <= dot v (H v) /\ dot v (H v) <= L' * dot v v.
Proof.
  intros mu_pos low high; generalize alpha_pos; intro pos.
  set (hh := dot h h); assert (hh_pos : 0 <= hh) by apply dot_pos.
  set (c := 2 / alpha + (1 + 2 * hh / alpha ^ 2) / mu).
  assert (quotient : 0 <= hh / alpha ^ 2) by (apply Rle_mult_inv_pos; nra).
  assert (first_pos : 0 < 2 / alpha) by (apply Rdiv_lt_0_compat; lra).
  assert (second_pos : 0 < (1 + 2 * hh / alpha ^ 2) / mu).
  { apply Rdiv_lt_0_compat; [unfold Rdiv in *; lra | exact mu_pos]. }
  assert (c_pos : 0 < c) by (unfold c; lra).
  exists (/ c), (2 * alpha + 2 * hh / alpha + Rabs L).
  split; [now apply Rinv_0_lt_compat|]; intro v.
  rewrite (join_parts v); generalize (fst v : R) (snd v : Rn n); intros p z.
  rewrite completed_square, join_dot by lra.
  set (q := p + dot h z / alpha); set (k := dot h z / alpha) in *; set (zz := dot z z).
  assert (k_square : k ^ 2 <= hh / alpha ^ 2 * zz).
  { apply Rmult_le_reg_l with (alpha ^ 2); [nra|].
    replace (alpha ^ 2 * k ^ 2) with (dot h z ^ 2) by (unfold k; field; lra).
    replace (alpha ^ 2 * (hh / alpha ^ 2 * zz)) with (hh * zz) by (field; lra).
    apply cauchy_schwarz. }
  assert (zz_pos : 0 <= zz) by apply dot_pos.
  generalize (low z) (high z); fold zz; intros low_z high_z.
  split.
  - apply Rmult_le_reg_l with c; [exact c_pos|].
    replace (c * (/ c * (p * p + zz))) with (p * p + zz) by (field; lra).
    assert (p_square : p * p <= 2 * q ^ 2 + 2 * k ^ 2).
    { replace p with (q - k) by (unfold q; ring); generalize (pow2_ge_0 (q + k)); nra. }
    assert (one : 2 / alpha * (alpha * q ^ 2) = 2 * q ^ 2) by (field; lra).
    assert (two : (1 + 2 * hh / alpha ^ 2) / mu * (mu * zz) = zz + 2 * (hh / alpha ^ 2 * zz)) by
      (field; lra).
    assert (0 <= dot z (schur z)) by nra.
    assert (0 <= 2 / alpha * dot z (schur z)) by nra.
    assert (0 <= (1 + 2 * hh / alpha ^ 2) / mu * (alpha * q ^ 2)).
    { apply Rmult_le_pos; [lra|]; generalize (pow2_ge_0 q); nra. }
    assert ((1 + 2 * hh / alpha ^ 2) / mu * (mu * zz)
            <= (1 + 2 * hh / alpha ^ 2) / mu * dot z (schur z)) by (apply Rmult_le_compat_l; lra).
    unfold c; lra.
  - assert (q_square : q ^ 2 <= 2 * p ^ 2 + 2 * k ^ 2).
    { unfold q; generalize (pow2_ge_0 (p - k)); nra. }
    assert (L * zz <= Rabs L * zz) by (apply Rmult_le_compat_r; [exact zz_pos | apply Rle_abs]).
    assert (alpha * q ^ 2 <= alpha * (2 * p ^ 2 + 2 * (hh / alpha ^ 2 * zz))) by
      (apply Rmult_le_compat_l; lra).
    replace (alpha * (2 * p ^ 2 + 2 * (hh / alpha ^ 2 * zz)))
      with (2 * alpha * p ^ 2 + 2 * hh / alpha * zz) in * by (field; lra).
    assert (0 <= 2 * hh / alpha) by (apply Rle_mult_inv_pos; lra).
    assert (0 <= (2 * hh / alpha + Rabs L) * (p * p)).
    { apply Rmult_le_pos; [generalize (Rabs_pos L); lra | nra]. }
    assert (0 <= 2 * alpha * zz) by (apply Rmult_le_pos; lra).
    lra.
Qed.

End Schur.

Theorem positive_definite_bounds n (H : Rn n -> Rn n) :
  symmetric H -> positive_definite H ->
  exists mu L, 0 < mu /\ forall v, mu * dot v v <= dot v (H v) /\ dot v (H v) <= L * dot v v.
Proof.
  induction n as [|n IH]; intros sym pos.
  - exists 1, 1; split; [lra|]; intros v; simpl; lra.
  - destruct (IH (schur n H) (schur_sym n H sym) (schur_pos n H sym pos))
      as [mu [L [mu_pos bounds]]].
    apply (bounds_from_schur n H sym pos mu L mu_pos);
      intro z; [exact (proj1 (bounds z)) | exact (proj2 (bounds z))].
Qed.
