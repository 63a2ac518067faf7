(* Numbers: signs of sums, products and quotients, roots, maxima; and the tactics that exported
   proofs end in. *)

From Coq Require Import Reals Lra Psatz.
Local Open Scope R_scope.

Lemma le_difference a b : a <= b -> 0 <= b - a. Proof. lra. Qed.
Lemma lt_difference a b : a < b -> 0 < b - a. Proof. lra. Qed.
Lemma ne_difference a b : a <> b -> b - a <> 0. Proof. intros n e. apply n. lra. Qed.
Lemma eq_difference a b : a = b -> b - a = 0. Proof. lra. Qed.

Lemma le_from q a b : 0 <= q -> b - a = q -> a <= b. Proof. lra. Qed.
Lemma lt_from q a b : 0 < q -> b - a = q -> a < b. Proof. lra. Qed.
Lemma ne_from q a b : q <> 0 -> b - a = q -> a <> b. Proof. intros n e f. apply n. lra. Qed.
Lemma eq_from q a b : q = 0 -> b - a = q -> a = b. Proof. lra. Qed.
Lemma le_times t q a b : 0 < t -> 0 <= q -> (b - a) * t = q -> a <= b.
Proof. intros. assert (0 <= b - a); [apply Rmult_le_reg_r with t; lra|lra]. Qed.
Lemma lt_times t q a b : 0 < t -> 0 < q -> (b - a) * t = q -> a < b.
Proof. intros. assert (0 < b - a); [apply Rmult_lt_reg_r with t; lra|lra]. Qed.

Lemma square_le a : 0 <= a * a. Proof. apply Rle_0_sqr. Qed.
Lemma square_lt a : a <> 0 -> 0 < a * a. Proof. apply Rsqr_pos_lt. Qed.
Lemma strict a : 0 <= a -> a <> 0 -> 0 < a. Proof. lra. Qed.

Lemma add_le_le a b : 0 <= a -> 0 <= b -> 0 <= a + b. Proof. lra. Qed.
Lemma add_lt_le a b : 0 < a -> 0 <= b -> 0 < a + b. Proof. lra. Qed.
Lemma add_le_lt a b : 0 <= a -> 0 < b -> 0 < a + b. Proof. lra. Qed.
Lemma add_lt_lt a b : 0 < a -> 0 < b -> 0 < a + b. Proof. lra. Qed.

Lemma mul_le_le a b : 0 <= a -> 0 <= b -> 0 <= a * b. Proof. apply Rmult_le_pos. Qed.
Lemma mul_lt_le a b : 0 < a -> 0 <= b -> 0 <= a * b. Proof. intros; apply Rmult_le_pos; lra. Qed.
Lemma mul_le_lt a b : 0 <= a -> 0 < b -> 0 <= a * b. Proof. intros; apply Rmult_le_pos; lra. Qed.
Lemma mul_lt_lt a b : 0 < a -> 0 < b -> 0 < a * b. Proof. apply Rmult_lt_0_compat. Qed.

Lemma div_le_lt a b : 0 <= a -> 0 < b -> 0 <= a / b.
Proof. intros p q. apply Rmult_le_pos; [exact p|]. left. now apply Rinv_0_lt_compat. Qed.
Lemma div_lt_lt a b : 0 < a -> 0 < b -> 0 < a / b.
Proof. intros p q. apply Rmult_lt_0_compat; [exact p|]. now apply Rinv_0_lt_compat. Qed.

(* a multiple of q is a sum that is not negative *)
Lemma le_certificate m q s : 0 < m -> 0 <= s -> m * q = s -> 0 <= q.
Proof. intros. apply Rmult_le_reg_l with m; lra. Qed.
Lemma lt_certificate m q s : 0 < m -> 0 < s -> m * q = s -> 0 < q.
Proof. intros. apply Rmult_lt_reg_l with m; lra. Qed.

(* the negation of the goal makes a sum positive that is 0 *)
Lemma le_refuted q s : (0 < - q -> 0 < s) -> s = 0 -> 0 <= q.
Proof. intros p e. apply Rnot_lt_le. intro n. assert (0 < s) by (apply p; lra). lra. Qed.
Lemma lt_refuted q s : (0 <= - q -> 0 < s) -> s = 0 -> 0 < q.
Proof. intros p e. apply Rnot_le_lt. intro n. assert (0 < s) by (apply p; lra). lra. Qed.

Lemma product_left f g : 0 <= f * g -> 0 <= f + g -> 0 <= f.
Proof.
  intros p a. apply Rnot_lt_le. intro n. assert (0 < g) by lra.
  assert (0 < - f * g) by (apply Rmult_lt_0_compat; lra). lra.
Qed.
Lemma nonzero_cases a : a <> 0 -> 0 < - a \/ 0 < a.
Proof. intro n. destruct (Rdichotomy _ _ n); lra. Qed.

Lemma either_sign a : 0 <= a \/ 0 < - a.
Proof. destruct (Rle_or_lt 0 a); lra. Qed.

Lemma num p : 0 < IZR (Zpos p). Proof. now apply IZR_lt. Qed.
Lemma fourth_lt a : a <> 0 -> 0 < a ^ 4.
Proof. intro n. replace (a ^ 4) with (a * a * (a * a)) by ring. now apply mul_lt_lt; apply square_lt. Qed.

(* -- divisors -- *)

Lemma factor_nonzero n f c : n <> 0 -> n = f * c -> f <> 0.
Proof. intros p -> ->. apply p. ring. Qed.
Lemma mul_nonzero a b : a <> 0 -> b <> 0 -> a * b <> 0.
Proof. intros p q. now apply Rmult_integral_contrapositive. Qed.
Lemma div_nonzero a b : a <> 0 -> b <> 0 -> a / b <> 0.
Proof. intros p q. apply mul_nonzero; [exact p|]. now apply Rinv_neq_0_compat. Qed.
Lemma numerator_nonzero n d q : q <> 0 -> q = n / d -> n <> 0.
Proof. intros p -> ->. apply p. unfold Rdiv. ring. Qed.

(* -- roots, absolute values, maxima -- *)

Lemma root_exists p : 0 <= p -> {s | 0 <= s /\ s * s = p}.
Proof. exists (sqrt p). split; [apply sqrt_pos|now apply sqrt_sqrt]. Qed.
Lemma root_nonzero s p : s * s = p -> p <> 0 -> s <> 0.
Proof. intros e n z. apply n. rewrite <- e, z. ring. Qed.
Lemma sqrt_is s a : 0 <= s -> s * s = a -> sqrt a = s.
Proof. intros p <-. now apply sqrt_square. Qed.
Lemma sqrt_positive a : 0 <= a -> a <> 0 -> 0 < sqrt a.
Proof. intros. apply sqrt_lt_R0. lra. Qed.
Lemma Rabs_is s a : 0 <= s -> s * s = a * a -> Rabs a = s.
Proof. intros p e. rewrite <- sqrt_Rsqr_abs. unfold Rsqr. now apply sqrt_is. Qed.
Lemma sign_of s f : 0 <= s -> s * s = f * f -> (s = f /\ 0 <= f) \/ (s = - f /\ 0 <= - f).
Proof. intros p e. assert ((s - f) * (s + f) = 0) by lra.
  destruct (Rmult_integral _ _ H) as [z|z]; [left|right]; lra. Qed.
Lemma Rmax_cases a b m : Rmax a b = m -> (m = a /\ 0 <= a - b) \/ (m = b /\ 0 <= b - a).
Proof. intros <-. unfold Rmax. destruct (Rle_dec a b); [right|left]; lra. Qed.
Lemma Rmax_left a b m : Rmax a b = m -> 0 <= m - a.
Proof. intros <-. generalize (Rmax_l a b). lra. Qed.
Lemma Rmax_right a b m : Rmax a b = m -> 0 <= m - b.
Proof. intros <-. generalize (Rmax_r a b). lra. Qed.

Lemma mul_square_le a b : 0 <= a -> 0 <= a * b * b.
Proof. intro p. rewrite Rmult_assoc. apply mul_le_le; [exact p|apply square_le]. Qed.
Lemma mul_square_lt a b : 0 < a -> b <> 0 -> 0 < a * b * b.
Proof. intros p n. rewrite Rmult_assoc. apply mul_lt_lt; [exact p|now apply square_lt]. Qed.

(* -- tactics -- *)

Lemma multiple_nonzero k f g : f <> 0 -> f = k * g -> g <> 0.
Proof. intros n e z. apply n. rewrite e, z. ring. Qed.

(* a divisor that is a known one by rewriting, or a multiple of it *)
Ltac other_form :=
  match goal with
  | H : ?f <> 0 |- ?g <> 0 =>
      first [ apply (multiple_nonzero 1 f g H); ring | apply (multiple_nonzero (-1) f g H); ring
            | apply (multiple_nonzero 2 f g H); ring | apply (multiple_nonzero (-2) f g H); ring
            | apply (multiple_nonzero (/ 2) f g H); field | apply (multiple_nonzero (- / 2) f g H); field ]
  end.

Ltac factors_nonzero := first
  [ assumption | exact (Rgt_not_eq _ _ (num _))
  | apply div_nonzero; factors_nonzero | apply mul_nonzero; factors_nonzero
  | apply pow_nonzero; factors_nonzero | apply Rinv_neq_0_compat; factors_nonzero
  | apply Ropp_neq_0_compat; factors_nonzero | apply IZR_neq; discriminate | other_form ].
Ltac nonzero := repeat split; factors_nonzero.

(* a quotient of products of what is not negative *)
Ltac positive := first
  [ assumption | exact (num _) | apply square_lt; nonzero | apply fourth_lt; nonzero
  | apply mul_lt_lt; positive | apply div_lt_lt; positive | apply pow_lt; positive
  | apply mul_square_lt; [positive|nonzero] ].
Ltac nonnegative := first
  [ assumption | exact (Rlt_le _ _ (num _)) | apply Rle_refl | apply square_le
  | apply div_le_lt; [nonnegative|positive] | apply mul_square_le; nonnegative
  | apply mul_le_le; nonnegative
  | left; positive ].

Lemma le_same a b : 0 <= a -> a = b -> 0 <= b. Proof. lra. Qed.
Lemma lt_same a b : 0 < a -> a = b -> 0 < b. Proof. lra. Qed.
Lemma ne_same a b : a <> 0 -> a = b -> b <> 0. Proof. now intros n <-. Qed.
Lemma named (a : R) : {b | a = b}. Proof. now exists a. Qed.


Lemma max_left a b : 0 <= Rmax a b - a. Proof. generalize (Rmax_l a b). lra. Qed.
Lemma max_right a b : 0 <= Rmax a b - b. Proof. generalize (Rmax_r a b). lra. Qed.
Lemma gram_le x y : x * x <= y -> 0 <= y - x ^ 2. Proof. intro. simpl. lra. Qed.
Lemma minus_le a b : 0 <= b - a -> a <= b. Proof. lra. Qed.
Lemma minus_lt a b : 0 < b - a -> a < b. Proof. lra. Qed.
Lemma minus_ne a b : b - a <> 0 -> a <> b. Proof. intros n e. apply n. lra. Qed.
