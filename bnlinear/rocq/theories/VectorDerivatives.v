(* Derivatives of vectors: `vjet f a b c` says that f(t) = Σ c_i(t) v_i near 0, each c_i with a jet,
   and that a, b and c are the same sums with the values of c_i, c_i' and c_i'' at 0.

   Everything is said through the products with an arbitrary vector w. *)

From Coq Require Import Reals List.
From BnLinear Require Import Moments Derivatives.
Import ListNotations.
Local Open Scope R_scope.

Section VectorDerivatives.
Variable V : space.

(* one c_i, its jet at 0, and v_i *)
Record part := Part { coef : R -> R; at0 : R; at1 : R; at2 : R; base : V }.

Definition good (l : list part) := Forall (fun p => jet (coef p) (at0 p) (at1 p) (at2 p)) l.

Fixpoint sum (k : part -> R) (l : list part) (w : V) : R :=
  match l with [] => 0 | p :: l => k p * ⟨base p, w⟩ + sum k l w end.

Definition vjet (f : R -> V) (a b c : V) := exists l, good l
  /\ (forall t w, ⟨f t, w⟩ = sum (fun p => coef p t) l w)
  /\ (forall w, ⟨a, w⟩ = sum at0 l w) /\ (forall w, ⟨b, w⟩ = sum at1 l w)
  /\ (forall w, ⟨c, w⟩ = sum at2 l w).

Lemma sum_app k l m w : sum k (l ++ m) w = sum k l w + sum k m w.
Proof. induction l as [|p l IH]; cbn; [ring|]. rewrite IH. ring. Qed.

(* -- vectors -- *)

Lemma vjet_add f g a b c a' b' c' : vjet f a b c -> vjet g a' b' c' ->
  vjet (fun t => f t ⊕ g t) (a ⊕ a') (b ⊕ b') (c ⊕ c').
Proof.
  intros [l [G [F [A [B C]]]]] [m [G' [F' [A' [B' C']]]]]. exists (l ++ m).
  split; [now apply Forall_app|].
  repeat split; intros; rewrite dot_add, sum_app, ?F, ?F', ?A, ?A', ?B, ?B', ?C, ?C'; reflexivity.
Qed.

Lemma vjet_scale k p q r f a b c : jet k p q r -> vjet f a b c ->
  vjet (fun t => k t ⊙ f t) (p ⊙ a) ((q ⊙ a) ⊕ (p ⊙ b))
    (((r ⊙ a) ⊕ ((2 * q) ⊙ b)) ⊕ (p ⊙ c)).
Proof.
  intros J [l [G [F [A [B C]]]]].
  exists (map (fun x => Part (fun t => k t * coef x t) (p * at0 x) (q * at0 x + p * at1 x)
                          (r * at0 x + 2 * (q * at1 x) + p * at2 x) (base x)) l).
  split.
  { apply Forall_map. apply (Forall_impl _ (fun x => jet_mul _ _ _ _ _ _ _ _ J) G). }
  repeat split; intros; rewrite ?dot_add, ?dot_scale, ?F, ?A, ?B, ?C; clear;
    induction l as [|x l IH]; cbn; rewrite <- ?IH; ring.
Qed.

Lemma vjet_const v : vjet (fun _ => v) v (0 ⊙ v) (0 ⊙ v).
Proof.
  exists [Part (fun _ => 1) 1 0 0 v]. split; [constructor; [apply jet_const|constructor]|].
  repeat split; intros; cbn; rewrite ?dot_scale; ring.
Qed.

Lemma vjet_is f a b c a' b' c' : vjet f a b c -> (forall w, ⟨a, w⟩ = ⟨a', w⟩) ->
  (forall w, ⟨b, w⟩ = ⟨b', w⟩) -> (forall w, ⟨c, w⟩ = ⟨c', w⟩) -> vjet f a' b' c'.
Proof.
  intros [l [G [F [A [B C]]]]] x y z. exists l. repeat split; try assumption; intro;
    rewrite <- ?x, <- ?y, <- ?z; auto.
Qed.

Lemma vjet_add_l v f a b c : vjet f a b c -> vjet (fun t => v ⊕ f t) (v ⊕ a) b c.
Proof.
  intro J. apply (vjet_is _ _ _ _ _ _ _ (vjet_add _ _ _ _ _ _ _ _ (vjet_const v) J));
    intro; rewrite ?dot_add, ?dot_scale; ring.
Qed.

Lemma vjet_add_r v f a b c : vjet f a b c -> vjet (fun t => f t ⊕ v) (a ⊕ v) b c.
Proof.
  intro J. apply (vjet_is _ _ _ _ _ _ _ (vjet_add _ _ _ _ _ _ _ _ J (vjet_const v)));
    intro; rewrite ?dot_add, ?dot_scale; ring.
Qed.

Lemma vjet_scale_l k f a b c : vjet f a b c -> vjet (fun t => k ⊙ f t) (k ⊙ a) (k ⊙ b) (k ⊙ c).
Proof.
  intro J. apply (vjet_is _ _ _ _ _ _ _ (vjet_scale _ _ _ _ _ _ _ _ (jet_const k) J));
    intro; rewrite ?dot_add, ?dot_scale; ring.
Qed.

Lemma vjet_scale_r v k p q r : jet k p q r -> vjet (fun t => k t ⊙ v) (p ⊙ v) (q ⊙ v) (r ⊙ v).
Proof.
  intro J. apply (vjet_is _ _ _ _ _ _ _ (vjet_scale _ _ _ _ _ _ _ _ J (vjet_const v)));
    intro; rewrite ?dot_add, ?dot_scale; ring.
Qed.

Lemma vjet_line v h : vjet (fun t => v ⊕ (t ⊙ h)) v h (0 ⊙ h).
Proof.
  apply (vjet_is _ _ _ _ _ _ _ (vjet_add_l v _ _ _ _ (vjet_scale_r h _ _ _ _ jet_id)));
    intro; rewrite ?dot_add, ?dot_scale; ring.
Qed.

Lemma vjet_op H f a b c : symmetric H -> vjet f a b c ->
  vjet (fun t => H (f t)) (H a) (H b) (H c).
Proof.
  intros S [l [G [F [A [B C]]]]].
  exists (map (fun x => Part (coef x) (at0 x) (at1 x) (at2 x) (H (base x))) l).
  split; [now apply Forall_map|].
  assert (E : forall k k' w, (forall x, k' (Part (coef x) (at0 x) (at1 x) (at2 x) (H (base x))) = k x)
    -> sum k' (map (fun x => Part (coef x) (at0 x) (at1 x) (at2 x) (H (base x))) l) w
       = sum k l (H w)).
  { intros k k' w e. clear - S e. induction l as [|x l IH]; cbn; [reflexivity|].
    now rewrite IH, e, S. }
  repeat split; intros; rewrite S;
    [erewrite F | erewrite A | erewrite B | erewrite C]; symmetry; now apply E.
Qed.

(* -- inner products -- *)

Lemma jet_is f a b c a' b' c' : jet f a b c -> a = a' -> b = b' -> c = c' -> jet f a' b' c'.
Proof. now intros J -> -> ->. Qed.

Lemma jet_dot_r w f a b c : vjet f a b c -> jet (fun t => ⟨f t, w⟩) ⟨a, w⟩ ⟨b, w⟩ ⟨c, w⟩.
Proof.
  intros [l [G [F [A [B C]]]]]. rewrite A, B, C. apply (jet_same _ _ _ _ _ (fun t => F t w)).
  clear - G. induction G as [|p l J G IH]; cbn; [apply jet_const|].
  apply jet_add; [|exact IH].
  apply (jet_is _ _ _ _ _ _ _ (jet_mul _ _ _ _ _ _ _ _ J (jet_const ⟨base p, w⟩))); ring.
Qed.

Lemma jet_dot_l w f a b c : vjet f a b c -> jet (fun t => ⟨w, f t⟩) ⟨w, a⟩ ⟨w, b⟩ ⟨w, c⟩.
Proof.
  intro J. rewrite 3!(dot_sym w). apply (jet_same _ _ _ _ _ (fun t => dot_sym w (f t))).
  now apply jet_dot_r.
Qed.

Lemma jet_dot f g a b c a' b' c' : vjet f a b c -> vjet g a' b' c' ->
  jet (fun t => ⟨f t, g t⟩) ⟨a, a'⟩ (⟨b, a'⟩ + ⟨a, b'⟩) ((⟨c, a'⟩ + (2 * ⟨b, b'⟩)) + ⟨a, c'⟩).
Proof.
  intros [l [G [F [A [B C]]]]] K. rewrite !A, !B, !C.
  apply (jet_same _ _ _ _ _ (fun t => F t (g t))).
  clear - G K. induction G as [|p l J G IH]; cbn.
  - apply (jet_is _ _ _ _ _ _ _ (jet_const 0)); ring.
  - apply (jet_is _ _ _ _ _ _ _ (jet_add _ _ _ _ _ _ _ _
      (jet_mul _ _ _ _ _ _ _ _ J (jet_dot_l (base p) _ _ _ _ K)) IH)); ring.
Qed.

Lemma vjet_derives f a b c : vjet f a b c -> forall z, derives (fun t => ⟨f t, z⟩) ⟨b, z⟩.
Proof. intros J z. exact (jet_first _ _ _ _ (jet_dot_r z _ _ _ _ J)). Qed.

Lemma vjet_derives_twice f a b c : vjet f a b c ->
  forall z, derives_twice (fun t => ⟨f t, z⟩) ⟨c, z⟩.
Proof. intros J z. exact (derives_twice_from _ _ _ _ _ (jet_dot_r z _ _ _ _ J) eq_refl). Qed.

End VectorDerivatives.

(* -- numbers: one side a constant, or a line -- *)

Lemma jet_add_l k f a b c : jet f a b c -> jet (fun t => k + f t) (k + a) b c.
Proof. intro J. apply (jet_is _ _ _ _ _ _ _ (jet_add _ _ _ _ _ _ _ _ (jet_const k) J)); ring. Qed.
Lemma jet_add_r k f a b c : jet f a b c -> jet (fun t => f t + k) (a + k) b c.
Proof. intro J. apply (jet_is _ _ _ _ _ _ _ (jet_add _ _ _ _ _ _ _ _ J (jet_const k))); ring. Qed.
Lemma jet_sub_l k f a b c : jet f a b c -> jet (fun t => k - f t) (k - a) (- b) (- c).
Proof. intro J. apply (jet_is _ _ _ _ _ _ _ (jet_sub _ _ _ _ _ _ _ _ (jet_const k) J)); ring. Qed.
Lemma jet_sub_r k f a b c : jet f a b c -> jet (fun t => f t - k) (a - k) b c.
Proof. intro J. apply (jet_is _ _ _ _ _ _ _ (jet_sub _ _ _ _ _ _ _ _ J (jet_const k))); ring. Qed.
Lemma jet_mul_l k f a b c : jet f a b c -> jet (fun t => k * f t) (k * a) (k * b) (k * c).
Proof. intro J. apply (jet_is _ _ _ _ _ _ _ (jet_mul _ _ _ _ _ _ _ _ (jet_const k) J)); ring. Qed.
Lemma jet_mul_r k f a b c : jet f a b c -> jet (fun t => f t * k) (a * k) (b * k) (c * k).
Proof. intro J. apply (jet_is _ _ _ _ _ _ _ (jet_mul _ _ _ _ _ _ _ _ J (jet_const k))); ring. Qed.
Lemma jet_div_r k f a b c : jet f a b c -> jet (fun t => f t / k) (a / k) (b / k) (c / k).
Proof. exact (jet_mul_r (/ k) f a b c). Qed.
Lemma jet_div_l k f a b c : jet f a b c -> a <> 0 ->
  jet (fun t => k / f t) (k / a) (- ((k * b) / (a * a)))
    (k * (((2 * (b * b)) / (a * (a * a))) - (c / (a * a)))).
Proof.
  intros J n. apply (jet_is _ _ _ _ _ _ _ (jet_mul_l k _ _ _ _ (jet_inv _ _ _ _ J n)));
    field; exact n.
Qed.
Lemma jet_line k a : jet (fun t => k + (t * a)) k a 0.
Proof. apply (jet_is _ _ _ _ _ _ _ (jet_add_l k _ _ _ _ (jet_mul_r a _ _ _ _ jet_id))); ring. Qed.
Lemma jet_pow1 f a b c : jet f a b c -> jet (fun t => f t ^ 1) a b c.
Proof. apply jet_same. intro t. ring. Qed.
