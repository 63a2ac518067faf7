(** ℝⁿ with its usual inner product is a complete inner-product space.

    Part of [converges_for_every_lr] (file Universal.v): its hypotheses are satisfied by ℝⁿ. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import UniversalStatement UniversalSequences UniversalSpace.
Local Open Scope R_scope.

(** ** The space: (v₁, (v₂, … (vₙ, tt))) *)

Fixpoint coordinates (n : nat) : Type :=
  match n with O => unit | S m => (R * coordinates m)%type end.

Fixpoint Rn_zero (n : nat) : coordinates n :=
  match n with O => tt | S m => (0, Rn_zero m) end.

Fixpoint Rn_add {n : nat} : coordinates n -> coordinates n -> coordinates n :=
  match n with
  | O => fun _ _ => tt
  | S m => fun v w => (fst v + fst w, Rn_add (snd v) (snd w))
  end.

Fixpoint Rn_scale {n : nat} (r : R) : coordinates n -> coordinates n :=
  match n with O => fun _ => tt | S m => fun v => (r * fst v, Rn_scale r (snd v)) end.

(** v₁w₁ + … + vₙwₙ. *)
Fixpoint Rn_dot {n : nat} : coordinates n -> coordinates n -> R :=
  match n with
  | O => fun _ _ => 0
  | S m => fun v w => fst v * fst w + Rn_dot (snd v) (snd w)
  end.

Lemma Rn_dot_sym n (v w : coordinates n) : Rn_dot v w = Rn_dot w v.
Proof. induction n as [|n IH]; simpl; [reflexivity | rewrite IH; ring]. Qed.

Lemma Rn_dot_zero n (w : coordinates n) : Rn_dot (Rn_zero n) w = 0.
Proof. induction n as [|n IH]; simpl; [reflexivity | rewrite IH; ring]. Qed.

Lemma Rn_dot_add n (u v w : coordinates n) : Rn_dot (Rn_add u v) w = Rn_dot u w + Rn_dot v w.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma Rn_dot_scale n r (v w : coordinates n) : Rn_dot (Rn_scale r v) w = r * Rn_dot v w.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma Rn_dot_pos n (v : coordinates n) : 0 <= Rn_dot v v.
Proof. induction n as [|n IH]; simpl; [lra | generalize (IH (snd v)); nra]. Qed.

Lemma Rn_ext n (u v : coordinates n) : (forall w, Rn_dot u w = Rn_dot v w) -> u = v.
Proof.
  induction n as [|n IH]; simpl in *; [now destruct u, v|].
  destruct u as [p u], v as [q v]; simpl; intro same; f_equal.
  - generalize (same (1, Rn_zero n)); simpl.
    rewrite !(Rn_dot_sym n _ (Rn_zero n)), !Rn_dot_zero; lra.
  - apply IH; intro w; generalize (same (0, w)); simpl; lra.
Qed.

Definition Rn (n : nat) : space :=
  Build_space (coordinates n) (Rn_zero n) Rn_add Rn_scale Rn_dot (Rn_dot_sym n) (Rn_dot_zero n)
    (Rn_dot_add n) (Rn_dot_scale n) (Rn_dot_pos n) (Rn_ext n).

(** ** Complete, coordinate by coordinate *)

(** ℝⁿ⁺¹ = ℝ × ℝⁿ. *)
Lemma split_square n (v w : Rn (S n)) :
  norm (sub v w) ^ 2 = (fst v - fst w) ^ 2 + norm (sub (snd v : Rn n) (snd w)) ^ 2.
Proof.
  rewrite !norm_square; destruct v as [p v], w as [q w].
  change ((p + -1 * q) * (p + -1 * q) + dot (sub (v : Rn n) w) (sub (v : Rn n) w)
          = (p - q) ^ 2 + dot (sub (v : Rn n) w) (sub (v : Rn n) w)); ring.
Qed.

Theorem Rn_complete n : complete (Rn n).
Proof.
  induction n as [|n IH]; intros w fundamental.
  - exists (tt : Rn 0); apply tends_to_le with (fun _ => 0); [|apply cv_const].
    intro k; apply norm_le; simpl; lra.
  - assert (parts : forall m k,
      Rabs (fst (w m) - fst (w k)) <= norm (sub (w m) (w k)) /\
      norm (sub (snd (w m) : Rn n) (snd (w k))) <= norm (sub (w m) (w k))).
    { intros m k; generalize (split_square n (w m) (w k)) (norm_pos (sub (w m) (w k)))
        (norm_pos (sub (snd (w m) : Rn n) (snd (w k)))); intros square pos pos'.
      generalize (pow2_ge_0 (fst (w m) - fst (w k))); intro.
      split; [apply Rabs_le; split; nra | nra]. }
    destruct (R_complete (fun k => fst (w k))) as [first lim_first].
    { intros e e_pos; destruct (fundamental e e_pos) as [K close]; exists K; intros m k Km Kk.
      apply Rle_lt_trans with (1 := proj1 (parts m k)); now apply close. }
    destruct (IH (fun k => snd (w k))) as [others lim_others].
    { intros e e_pos; destruct (fundamental e e_pos) as [K close]; exists K; intros m k Km Kk.
      apply Rle_lt_trans with (1 := proj2 (parts m k)); now apply close. }
    exists ((first, others) : Rn (S n)).
    apply cv_square_zero, cv_ext with (fun k =>
      (fst (w k) - first) ^ 2 + norm (sub (snd (w k) : Rn n) others) ^ 2).
    + intro k; symmetry; exact (split_square n (w k) (first, others)).
    + replace 0 with ((first - first) ^ 2 + 0 ^ 2) by ring.
      apply CV_plus; apply cv_pow2; [|exact lim_others].
      apply CV_minus; [exact lim_first | apply cv_const].
Qed.
