(* First and second derivatives at t = 0, composed rule by rule.

   `jet f a b c`: f(0) = a, f'(0) = b and f''(0) = c, f being differentiable near 0. *)

From Coq Require Import Reals Lra.
Local Open Scope R_scope.

Definition derives (f : R -> R) (d : R) := derivable_pt_lim f 0 d.

Definition near (P : R -> Prop) := exists r, 0 < r /\ forall t, Rabs t < r -> P t.

Definition derives_twice (f : R -> R) (d : R) :=
  exists g, near (fun t => derivable_pt_lim f t (g t)) /\ derivable_pt_lim g 0 d.

Definition jet (f : R -> R) (a b c : R) :=
  f 0 = a /\ exists g, g 0 = b /\ near (fun t => derivable_pt_lim f t (g t))
             /\ derivable_pt_lim g 0 c.

Lemma near_and P Q : near P -> near Q -> near (fun t => P t /\ Q t).
Proof.
  intros [r [p P0]] [s [q Q0]]. exists (Rmin r s). split; [now apply Rmin_glb_lt|].
  intros t b. split; [apply P0|apply Q0]; eapply Rlt_le_trans; try exact b;
    [apply Rmin_l|apply Rmin_r].
Qed.

Lemma near_impl (P Q : R -> Prop) : (forall t, P t -> Q t) -> near P -> near Q.
Proof. intros I [r [p P0]]. exists r. split; [exact p|]. intros t b. now apply I, P0. Qed.

Lemma near_at P : near P -> P 0.
Proof. intros [r [p P0]]. apply P0. now rewrite Rabs_R0. Qed.

Lemma derivable_same f g x l : (forall t, f t = g t) ->
  derivable_pt_lim g x l -> derivable_pt_lim f x l.
Proof. intros E D e p. destruct (D e p) as [d I]. exists d. intros h n b. rewrite !E. now apply I. Qed.

Lemma near_positive f l : derivable_pt_lim f 0 l -> 0 < f 0 -> near (fun t => 0 < f t).
Proof.
  intros D p.
  assert (C : continuity_pt f 0) by (apply derivable_continuous_pt; now exists l).
  destruct (C (f 0) p) as [r [q I]]. exists r. split; [exact q|]. intros t b.
  destruct (Req_dec t 0) as [->|n]; [exact p|].
  assert (J : Rabs (f t - f 0) < f 0).
  { apply (I t). split; [|simpl; unfold R_dist; now rewrite Rminus_0_r].
    split; [exact Logic.I|]. now apply not_eq_sym. }
  apply Rabs_def2 in J. lra.
Qed.

Lemma near_nonzero f l : derivable_pt_lim f 0 l -> f 0 <> 0 -> near (fun t => f t <> 0).
Proof.
  intros D n. destruct (Rdichotomy _ _ n) as [m|m].
  - apply (near_impl (fun t => 0 < - f t)); [intros t p; lra|].
    apply (near_positive (fun t => - f t) (- l)); [now apply derivable_pt_lim_opp|lra].
  - apply (near_impl (fun t => 0 < f t)); [intros t p; lra|]. now apply (near_positive f l).
Qed.

Lemma jet_first f a b c : jet f a b c -> derivable_pt_lim f 0 b.
Proof. intros [_ [g [<- [N _]]]]. exact (near_at _ N). Qed.

Lemma derives_from f a b c d : jet f a b c -> b = d -> derives f d.
Proof. intros J <-. exact (jet_first _ _ _ _ J). Qed.

Lemma derives_twice_from f a b c d : jet f a b c -> c = d -> derives_twice f d.
Proof. intros [_ [g [_ [N D]]]] <-. now exists g. Qed.

Lemma jet_same f g a b c : (forall t, f t = g t) -> jet g a b c -> jet f a b c.
Proof.
  intros E [z [h [o [N D]]]]. split; [now rewrite E|]. exists h. repeat split; try assumption.
  apply (near_impl _ _ (fun t => derivable_same f g t _ E) N).
Qed.

Lemma jet_const x : jet (fun _ => x) x 0 0.
Proof.
  split; [reflexivity|]. exists (fun _ => 0). split; [reflexivity|]. split.
  - exists 1. split; [lra|]. intros t _. apply derivable_pt_lim_const.
  - apply derivable_pt_lim_const.
Qed.

Lemma jet_id : jet (fun t => t) 0 1 0.
Proof.
  split; [reflexivity|]. exists (fun _ => 1). split; [reflexivity|]. split.
  - exists 1. split; [lra|]. intros t _. apply derivable_pt_lim_id.
  - apply derivable_pt_lim_const.
Qed.

Lemma jet_add f g a b c a' b' c' : jet f a b c -> jet g a' b' c' ->
  jet (fun t => f t + g t) (a + a') (b + b') (c + c').
Proof.
  intros [z [h [o [N D]]]] [z' [h' [o' [N' D']]]]. split; [now rewrite z, z'|].
  exists (fun t => h t + h' t). split; [now rewrite o, o'|]. split.
  - eapply near_impl; [|exact (near_and _ _ N N')]. intros t [p q]. now apply derivable_pt_lim_plus.
  - now apply derivable_pt_lim_plus.
Qed.

Lemma jet_neg f a b c : jet f a b c -> jet (fun t => - f t) (- a) (- b) (- c).
Proof.
  intros [z [h [o [N D]]]]. split; [now rewrite z|]. exists (fun t => - h t).
  split; [now rewrite o|]. split.
  - eapply near_impl; [|exact N]. intros t p. now apply derivable_pt_lim_opp.
  - now apply derivable_pt_lim_opp.
Qed.

Lemma jet_sub f g a b c a' b' c' : jet f a b c -> jet g a' b' c' ->
  jet (fun t => f t - g t) (a - a') (b - b') (c - c').
Proof. intros J K. exact (jet_add _ _ _ _ _ _ _ _ J (jet_neg _ _ _ _ K)). Qed.

Lemma derivable_value f x l k : derivable_pt_lim f x l -> l = k -> derivable_pt_lim f x k.
Proof. now intros D <-. Qed.

Lemma jet_mul f g a b c a' b' c' : jet f a b c -> jet g a' b' c' ->
  jet (fun t => f t * g t) (a * a') (b * a' + a * b') (c * a' + 2 * (b * b') + a * c').
Proof.
  intros J K. generalize (jet_first _ _ _ _ J) (jet_first _ _ _ _ K). intros F G.
  destruct J as [z [h [o [N D]]]]. destruct K as [z' [h' [o' [N' D']]]].
  split; [now rewrite z, z'|]. exists (fun t => h t * g t + f t * h' t).
  split; [now rewrite o, o', z, z'|]. split.
  - eapply near_impl; [|exact (near_and _ _ N N')]. intros t [p q].
    now apply (derivable_pt_lim_mult f g).
  - eapply derivable_value.
    + apply (derivable_pt_lim_plus (fun t => h t * g t) (fun t => f t * h' t)).
      * apply (derivable_pt_lim_mult h g); [exact D|exact G].
      * apply (derivable_pt_lim_mult f h'); [exact F|exact D'].
    + rewrite z, z', o, o'. ring.
Qed.

Lemma derivable_inv f x l : derivable_pt_lim f x l -> f x <> 0 ->
  derivable_pt_lim (fun t => / f t) x (- l / (f x * f x)).
Proof.
  intros D n. apply (derivable_same _ (fun t => 1 / f t)).
  - intro t. unfold Rdiv. ring.
  - eapply derivable_value.
    + exact (derivable_pt_lim_div (fun _ => 1) f x 0 l (derivable_pt_lim_const 1 x) D n).
    + unfold Rsqr. field. exact n.
Qed.

Lemma jet_inv f a b c : jet f a b c -> a <> 0 ->
  jet (fun t => / f t) (/ a) (- b / (a * a)) (2 * (b * b) / (a * a * a) - c / (a * a)).
Proof.
  intros J n. generalize (jet_first _ _ _ _ J). intro F. destruct J as [z [h [o [N D]]]].
  split; [now rewrite z|]. exists (fun t => - h t / (f t * f t)).
  split; [now rewrite o, z|]. rewrite <- z in n. split.
  - eapply near_impl; [|exact (near_and _ _ N (near_nonzero _ _ F n))].
    intros t [p q]. now apply derivable_inv.
  - eapply derivable_value.
    + apply (derivable_pt_lim_div (fun t => - h t) (fun t => f t * f t)).
      * apply (derivable_pt_lim_opp h). exact D.
      * exact (derivable_pt_lim_mult f f 0 _ _ F F).
      * now apply Rmult_integral_contrapositive.
    + unfold Rsqr. rewrite o, <- z. field. exact n.
Qed.

Lemma jet_div f g a b c a' b' c' : jet f a b c -> jet g a' b' c' -> a' <> 0 ->
  jet (fun t => f t / g t) (a / a') (b / a' - a * b' / (a' * a'))
    (c / a' - 2 * (b * b') / (a' * a') + a * (2 * (b' * b') / (a' * a' * a') - c' / (a' * a'))).
Proof.
  intros J K n. generalize (jet_mul _ _ _ _ _ _ _ _ J (jet_inv _ _ _ _ K n)).
  unfold Rdiv. intro Z. destruct Z as [z [h [o [N D]]]]. split; [exact z|].
  exists h. split; [rewrite o; field; exact n|]. split; [exact N|].
  apply (derivable_value _ _ _ _ D). field. exact n.
Qed.

Lemma jet_sqrt f a b c : jet f a b c -> 0 < a ->
  jet (fun t => sqrt (f t)) (sqrt a) (b / (2 * sqrt a))
    (c / (2 * sqrt a) - b * b / (4 * (a * sqrt a))).
Proof.
  intros J p. generalize (jet_first _ _ _ _ J). intro F. destruct J as [z [h [o [N D]]]].
  assert (s : 0 < sqrt a) by now apply sqrt_lt_R0.
  assert (S : sqrt a * sqrt a = a) by (apply sqrt_sqrt; lra).
  assert (R : forall t, derivable_pt_lim f t (h t) -> 0 < f t ->
              derivable_pt_lim (fun t => sqrt (f t)) t (h t / (2 * sqrt (f t)))).
  { intros t d q. eapply derivable_value.
    - apply (derivable_pt_lim_comp f sqrt t (h t) (/ (2 * sqrt (f t))) d). now apply derivable_pt_lim_sqrt.
    - field. apply Rgt_not_eq. now apply sqrt_lt_R0. }
  split; [now rewrite z|]. exists (fun t => h t / (2 * sqrt (f t))).
  split; [now rewrite o, z|]. rewrite <- z in p.
  assert (F0 : derivable_pt_lim f 0 (h 0)) by exact (near_at _ N).
  split.
  - eapply near_impl; [|exact (near_and _ _ N (near_positive _ _ F p))].
    intros t [d q]. now apply R.
  - eapply derivable_value.
    + apply (derivable_pt_lim_div h (fun t => 2 * sqrt (f t))); [exact D| |].
      * apply (derivable_pt_lim_scal (fun t => sqrt (f t)) 2 0). apply R; [exact F0|exact p].
      * rewrite z. lra.
    + rewrite o, z. unfold Rsqr. field_simplify_eq [S]; [|lra]. ring [S].
Qed.
