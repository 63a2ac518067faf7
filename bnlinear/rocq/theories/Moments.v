(* Real inner-product spaces of any dimension, symmetric operators on them, and moments.

   A theorem exported by bnlinear is about `V : space`: vectors that can be added, scaled and
   multiplied by a symmetric, positive semidefinite inner product that tells vectors apart.
   The spaces R^n with the usual product are instances (Rn.v). *)

From Coq Require Import Reals Lra List PeanoNat.
Import ListNotations.
Local Open Scope R_scope.

Record space := Space {
  carrier :> Type;
  add : carrier -> carrier -> carrier;
  scale : R -> carrier -> carrier;
  dot : carrier -> carrier -> R;
  dot_sym : forall a b, dot a b = dot b a;
  dot_add : forall a b c, dot (add a b) c = dot a c + dot b c;
  dot_scale : forall r a c, dot (scale r a) c = r * dot a c;
  dot_pos : forall a, 0 <= dot a a;
  dot_ext : forall a b, (forall c, dot a c = dot b c) -> a = b }.

Arguments add {s}. Arguments scale {s}. Arguments dot {s}.
Arguments dot_sym {s}. Arguments dot_add {s}. Arguments dot_scale {s}.
Arguments dot_pos {s}. Arguments dot_ext {s}.

Declare Scope vector_scope.
Delimit Scope vector_scope with V.
Notation "⟨ a , b ⟩" := (dot a b) (at level 0, a at level 99, b at level 99) : R_scope.
Notation "a ⊕ b" := (add a b) (at level 50, left associativity) : R_scope.
Notation "r ⊙ a" := (scale r a) (at level 40, left associativity) : R_scope.

Definition symmetric {V : space} (H : V -> V) := forall a b, ⟨H a, b⟩ = ⟨a, H b⟩.

(* the eigenvalues of H lie in [mu, L], said without eigenvalues *)
Definition spectrum_in {V : space} (H : V -> V) (mu L : R) :=
  forall v, mu * ⟨v, v⟩ <= ⟨v, H v⟩ <= L * ⟨v, v⟩.

(* the nonzero eigenvalues of M lie in [low, high], for 0 <= low *)
Definition nonzero_spectrum_in {V : space} (M : V -> V) (low high : R) :=
  forall v, low * ⟨v, M v⟩ <= ⟨M v, M v⟩ <= high * ⟨v, M v⟩.

(* K is the inverse of H *)
Definition inverse {V : space} (H K : V -> V) := forall v, H (K v) = v.

(* Q preserves inner products *)
Definition orthogonal {V : space} (Q : V -> V) := forall a b, ⟨Q a, Q b⟩ = ⟨a, b⟩.

Section Algebra.
Variable V : space.
Implicit Types a b c v : V.

Lemma dot_add_r a b c : ⟨c, a ⊕ b⟩ = ⟨c, a⟩ + ⟨c, b⟩.
Proof. now rewrite dot_sym, dot_add, (dot_sym a), (dot_sym b). Qed.

Lemma dot_scale_r r a c : ⟨c, r ⊙ a⟩ = r * ⟨c, a⟩.
Proof. now rewrite dot_sym, dot_scale, (dot_sym a). Qed.

Variable H : V -> V.
Hypothesis Hsym : symmetric H.

Lemma op_add a b : H (a ⊕ b) = H a ⊕ H b.
Proof. apply dot_ext; intro c. now rewrite Hsym, !dot_add, !Hsym. Qed.

Lemma op_scale r a : H (r ⊙ a) = r ⊙ H a.
Proof. apply dot_ext; intro c. now rewrite Hsym, !dot_scale, Hsym. Qed.

Fixpoint pw (n : nat) v : V := match n with O => v | S n => H (pw n v) end.

Lemma pw_sym n a b : ⟨pw n a, b⟩ = ⟨a, pw n b⟩.
Proof.
  revert a b; induction n as [|n IH]; intros a b; [reflexivity|].
  cbn. rewrite Hsym, IH. f_equal. clear IH. induction n; cbn; congruence.
Qed.

Lemma pw_pw n k v : pw n (pw k v) = pw (n + k) v.
Proof. induction n; cbn; congruence. Qed.

(* -- positive semidefinite operators -- *)

Lemma square_sub a b r : ⟨a ⊕ r ⊙ b, a ⊕ r ⊙ b⟩ = ⟨a, a⟩ + 2 * r * ⟨a, b⟩ + r * r * ⟨b, b⟩.
Proof. rewrite !dot_add, !dot_add_r, !dot_scale, !dot_scale_r, (dot_sym b a). ring. Qed.

(* Cauchy–Schwarz for a positive semidefinite form *)
Lemma discriminant A B C : (forall r, 0 <= A + 2 * r * B + r * r * C) -> B * B <= A * C.
Proof.
  intro P. destruct (Rle_lt_dec C 0) as [c|c].
  - destruct (Req_dec B 0) as [->|nb].
    + destruct (Req_dec C 0) as [->|nc]; [lra|].
      assert (0 <= A) by (generalize (P 0); lra).
      exfalso. assert (C < 0) by lra.
      generalize (P ((A + 1) / - C + 1)). set (r := (A + 1) / - C + 1).
      assert (1 <= r).
      { unfold r. assert (0 <= (A + 1) / - C); [|lra].
        apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat. lra. }
      assert (r * - C >= A + 1 - C).
      { unfold r. rewrite Rmult_plus_distr_r. unfold Rdiv.
        rewrite Rmult_assoc, Rinv_l; lra. }
      nra.
    + exfalso. assert (0 <= A) by (generalize (P 0); lra).
      assert (0 < B * B) by nra.
      generalize (P (- (A + 1) / (2 * B))).
      assert (E : 2 * (- (A + 1) / (2 * B)) * B = - (A + 1)) by (field; assumption).
      rewrite E.
      assert (- (A + 1) / (2 * B) * (- (A + 1) / (2 * B)) * C <= 0); [|lra].
      generalize (Rle_0_sqr (- (A + 1) / (2 * B))). unfold Rsqr. nra.
  - generalize (P (- B / C)).
    assert (E : A + 2 * (- B / C) * B + - B / C * (- B / C) * C = (A * C - B * B) / C)
      by (field; lra).
    rewrite E. intro Q. apply Rnot_lt_le. intro n.
    assert (0 < (B * B - A * C) * / C); [|unfold Rdiv in Q; lra].
    apply Rmult_lt_0_compat; [lra|]. now apply Rinv_0_lt_compat.
Qed.

Lemma cauchy a b : ⟨a, b⟩ * ⟨a, b⟩ <= ⟨a, a⟩ * ⟨b, b⟩.
Proof. apply discriminant. intro r. rewrite <- square_sub. apply dot_pos. Qed.

Lemma null a b : ⟨a, a⟩ = 0 -> ⟨a, b⟩ = 0.
Proof. intro E. generalize (cauchy a b). rewrite E. nra. Qed.

Lemma inverse_pw K n b : inverse H K -> pw n (Nat.iter n K b) = b.
Proof.
  intro I. induction n as [|n IH]; [reflexivity|].
  change (pw (S n) (Nat.iter (S n) K b)) with (pw (1 + n) (K (Nat.iter n K b))).
  rewrite Nat.add_comm, <- pw_pw. cbn [pw]. now rewrite I.
Qed.

Lemma inverse_positive K n b : inverse H K -> 0 < ⟨b, b⟩ ->
  0 < ⟨Nat.iter n K b, Nat.iter n K b⟩.
Proof.
  intros I p. destruct (dot_pos (Nat.iter n K b)) as [q|q]; [exact q|]. exfalso.
  assert (E : ⟨b, b⟩ = 0); [|lra].
  rewrite <- (inverse_pw K n b I) at 1. rewrite pw_sym. apply null. now symmetry.
Qed.

Definition nonnegative (F : V -> V) := forall v, 0 <= ⟨v, F v⟩.

Lemma pw_nonnegative n : nonnegative H -> nonnegative (pw n).
Proof.
  intro P. cut (nonnegative (pw n) /\ nonnegative (pw (S n))); [tauto|].
  induction n as [|n [I J]]; split.
  - intro v. apply dot_pos.
  - exact P.
  - exact J.
  - intro v. replace (pw (S (S n)) v) with (pw 1 (pw n (pw 1 v))).
    + rewrite <- pw_sym. apply I.
    + rewrite !pw_pw. now rewrite Nat.add_comm.
Qed.

Lemma pw_cauchy n a b : nonnegative H ->
  ⟨a, pw n b⟩ * ⟨a, pw n b⟩ <= ⟨a, pw n a⟩ * ⟨b, pw n b⟩.
Proof.
  intro P. apply discriminant. intro r.
  generalize (pw_nonnegative n P (a ⊕ r ⊙ b)).
  rewrite !dot_add, !dot_scale, <- !pw_sym, !dot_add_r, !dot_scale_r, !pw_sym.
  rewrite (dot_sym b (pw n a)), (pw_sym n a b). intro Q.
  eapply Rle_trans; [exact Q|]. right. ring.
Qed.

Lemma pw_positive n mu L v :
  spectrum_in H mu L -> 0 < mu -> 0 < ⟨v, v⟩ -> 0 < ⟨v, pw n v⟩.
Proof.
  intros S m. cut (forall k v, 0 < ⟨v, v⟩ ->
    0 < ⟨v, pw k v⟩ /\ 0 < ⟨v, pw (Datatypes.S k) v⟩); [intros C p; now apply C|].
  clear v n. induction k as [|k IH]; intros v p.
  - split; [exact p|]. cbn. destruct (S v). nra.
  - split; [now apply IH|].
    replace (pw (Datatypes.S (Datatypes.S k)) v) with (pw 1 (pw k (pw 1 v)))
      by now rewrite !pw_pw, Nat.add_comm.
    rewrite <- pw_sym. apply IH. cbn. destruct (S v) as [l _].
    destruct (dot_pos (H v)) as [q|q]; [exact q|].
    exfalso. generalize (null (H v) v (eq_sym q)). rewrite Hsym. nra.
Qed.

(* if mu = L then H = mu *)
Lemma spectrum_point mu L a b : spectrum_in H mu L -> L = mu -> ⟨a, H b⟩ = mu * ⟨a, b⟩.
Proof.
  intros S ->.
  assert (E : forall v, ⟨v, H v⟩ = mu * ⟨v, v⟩) by (intro v; destruct (S v); lra).
  generalize (E (a ⊕ b)). rewrite op_add, !dot_add, !dot_add_r, !E, (dot_sym b a).
  rewrite <- (Hsym b a), (dot_sym (H b) a). lra.
Qed.

(* -- polynomials in the operator: form P a b = ⟨a, P(H) b⟩, P = [p0; p1; …] -- *)

Fixpoint form (P : list R) a b : R :=
  match P with [] => 0 | c :: P => c * ⟨a, b⟩ + form P a (H b) end.

Fixpoint plus (P Q : list R) : list R :=
  match P, Q with
  | [], _ => Q
  | _, [] => P
  | c :: P, d :: Q => (c + d) :: plus P Q
  end.

Fixpoint by_scalar (r : R) (P : list R) : list R :=
  match P with [] => [] | c :: P => r * c :: by_scalar r P end.

Lemma form_plus P : forall Q a b, form (plus P Q) a b = form P a b + form Q a b.
Proof. induction P as [|c P IH]; intros [|d Q] a b; cbn; rewrite ?IH; ring. Qed.

Lemma form_scalar r P : forall a b, form (by_scalar r P) a b = r * form P a b.
Proof. induction P as [|c P IH]; intros a b; cbn; rewrite ?IH; ring. Qed.

Lemma form_op P : forall a b, form P a (H b) = form P (H a) b.
Proof. induction P as [|c P IH]; intros a b; cbn; [ring|]. now rewrite IH, Hsym. Qed.

Lemma form_add P : forall a b c, form P a (b ⊕ c) = form P a b + form P a c.
Proof.
  induction P as [|x P IH]; intros a b c; cbn; [ring|].
  rewrite op_add, IH, dot_add_r. ring.
Qed.

Lemma form_scale P : forall r a b, form P a (r ⊙ b) = r * form P a b.
Proof.
  induction P as [|x P IH]; intros r a b; cbn; [ring|].
  rewrite op_scale, IH, dot_scale_r. ring.
Qed.

Lemma form_sym P : forall a b, form P a b = form P b a.
Proof.
  induction P as [|x P IH]; intros a b; cbn; [ring|].
  now rewrite form_op, IH, (dot_sym a).
Qed.

Section Interval.
Variables low high : R.
Definition A v := H v ⊕ (- low) ⊙ v.
Definition B v := high ⊙ v ⊕ (-1) ⊙ H v.
Definition above (P : list R) := plus (0 :: P) (by_scalar (- low) P).
Definition below (P : list R) := plus (by_scalar high P) (by_scalar (-1) (0 :: P)).

Lemma form_above P a b : form (above P) a b = form P a (A b).
Proof. unfold above, A. rewrite form_plus, form_scalar, form_add, form_scale. cbn. ring. Qed.

Lemma form_below P a b : form (below P) a b = form P a (B b).
Proof. unfold below, B. rewrite form_plus, !form_scalar, form_add, !form_scale. cbn. ring. Qed.

Lemma form_A P a b : form P a (A b) = form P (A a) b.
Proof.
  unfold A. rewrite form_add, form_scale, form_op, (form_sym P (_ ⊕ _)), form_add, form_scale.
  now rewrite !(form_sym P b).
Qed.

Lemma form_B P a b : form P a (B b) = form P (B a) b.
Proof.
  unfold B. rewrite form_add, !form_scale, form_op, (form_sym P (_ ⊕ _)), form_add, !form_scale.
  now rewrite !(form_sym P b).
Qed.

Lemma form_AB P a b : form P a (A (B b)) = form P a (B (A b)).
Proof.
  unfold A, B. rewrite !form_add, !form_scale, !op_add, !op_scale, !form_add, !form_scale. ring.
Qed.

Definition psd (P : list R) := forall v, 0 <= form P v v.

Definition mixed i j P := Nat.iter i above (Nat.iter j below P).

Lemma psd_above P : psd P -> psd (above (above P)).
Proof. intros p v. rewrite !form_above, form_A. apply p. Qed.

Lemma psd_below P : psd P -> psd (below (below P)).
Proof. intros p v. rewrite !form_below, form_B. apply p. Qed.

Lemma polar P : psd P -> (forall v, form P v v = 0) -> forall a b, form P a b = 0.
Proof.
  intros p E a b. generalize (E (a ⊕ b)).
  rewrite form_add, (form_sym P (a ⊕ b) a), (form_sym P (a ⊕ b) b), !form_add, !E.
  rewrite (form_sym P b a). lra.
Qed.

Lemma psd_one_one P : low <= high -> psd P -> psd (above P) -> psd (below P) ->
  psd (above (below P)).
Proof.
  intros le p a b v. destruct le as [lt|eq].
  - apply Rmult_le_reg_l with (high - low); [lra|]. rewrite Rmult_0_r.
    replace ((high - low) * form (above (below P)) v v)
      with (form (below P) (A v) (A v) + form (above P) (B v) (B v)).
    + generalize (a (B v)) (b (A v)). lra.
    + rewrite !form_above, !form_below, <- form_A, <- form_B. unfold A, B.
      rewrite !form_add, !form_scale, !op_add, !op_scale, !form_add, !form_scale,
        !op_add, !op_scale, !form_add, !form_scale. ring.
  - assert (E : forall u w, form (below P) u w = - form (above P) u w).
    { intros u w. rewrite form_below, form_above. unfold A, B.
      rewrite !form_add, !form_scale, eq. ring. }
    assert (Z : forall u w, form (above P) u w = 0).
    { apply polar; [exact a|]. intro u. generalize (a u) (b u). rewrite E. lra. }
    rewrite form_above, form_below, <- form_AB, <- form_above, Z. lra.
Qed.

Lemma mixed_psd i j P : low <= high -> psd P -> psd (above P) -> psd (below P) ->
  psd (mixed i j P).
Proof.
  intros le p a b.
  assert (J : forall j, psd (mixed 0 j P) /\ psd (mixed 1 j P)).
  { cut (forall j, (psd (mixed 0 j P) /\ psd (mixed 1 j P))
                   /\ (psd (mixed 0 (S j) P) /\ psd (mixed 1 (S j) P)));
      [intros C k; apply C|].
    induction j0 as [|k [I K]]; [now repeat split; try apply psd_one_one|].
    split; [exact K|]. destruct I as [I0 I1]. split.
    - exact (psd_below _ I0).
    - intro v. change (0 <= form (above (below (below (mixed 0 k P)))) v v).
      rewrite form_above, !form_below, form_B, <- form_AB, <- form_above.
      apply I1. }
  cut (psd (mixed i j P) /\ psd (mixed (S i) j P)); [tauto|].
  induction i as [|i [I K]]; [apply J|]. split; [exact K|]. exact (psd_above _ I).
Qed.
End Interval.

(* -- the lift: what p >= 0 on the spectrum is built from -- *)

Lemma spectrum_nonnegative mu L : spectrum_in H mu L -> 0 <= mu -> nonnegative H.
Proof. intros S m v. destruct (S v). generalize (dot_pos v). nra. Qed.

Lemma lift mu L i j v : spectrum_in H mu L -> mu <= L -> 0 <= form (mixed mu L i j [1]) v v.
Proof.
  intros S le. apply mixed_psd; [exact le|intro w..]; cbn; destruct (S w);
    generalize (dot_pos w); lra.
Qed.

Lemma within_nonnegative low high : nonzero_spectrum_in H low high -> 0 <= low -> low <= high ->
  nonnegative H.
Proof.
  intros S l h v. destruct (S v) as [a b]. generalize (dot_pos (H v)); intro p.
  destruct (Rle_lt_or_eq_dec 0 high) as [q|q]; [lra|nra|].
  assert (E : ⟨H v, H v⟩ = 0) by nra. generalize (null _ v E). rewrite dot_sym. lra.
Qed.

Lemma lift_within low high i j v : nonzero_spectrum_in H low high -> 0 <= low -> low <= high ->
  0 <= form (mixed low high i j [0; 1]) v v.
Proof.
  intros S l h. apply mixed_psd; [exact h|intro w..]; cbn;
    generalize (within_nonnegative _ _ S l h w); destruct (S w) as [a b];
    rewrite <- ?Hsym in *; lra.
Qed.

Lemma lift_within_zero low high i j v : nonzero_spectrum_in H low high -> 0 <= low ->
  low <= high -> 0 <= form (mixed 0 high i j [1]) v v.
Proof.
  intros S l h. apply mixed_psd; [lra|intro w..]; cbn;
    generalize (within_nonnegative _ _ S l h w) (dot_pos w); [lra|lra|].
  intros p q. destruct (S w) as [a b]. generalize (dot_pos (H w)); intro r.
  destruct (Rle_lt_or_eq_dec 0 high) as [t|t]; [lra| |].
  - apply Rmult_le_reg_l with high; [exact t|].
    generalize (dot_pos (high ⊙ w ⊕ (-1) ⊙ H w)). rewrite square_sub.
    rewrite dot_scale, dot_scale_r, dot_scale. nra.
  - assert (E : ⟨H w, H w⟩ = 0) by nra. generalize (null _ w E). rewrite dot_sym. nra.
Qed.
End Algebra.

Section Combinations.
Variable V : space.
Variable H : V -> V.
Hypothesis Hsym : symmetric H.
Implicit Types a b v : V.
Notation pw := (pw V H).

(* -- combinations Σ c H^p b of base vectors, a list of (c, (p, index of b)) -- *)

Variable env : nat -> V.
Definition item := (R * (nat * nat))%type.

Definition zero := 0 ⊙ env 0.
Fixpoint comb (l : list item) : V :=
  match l with
  | [] => zero
  | (c, (p, i)) :: l => (c ⊙ pw p (env i)) ⊕ comb l
  end.

Fixpoint along (l : list item) v : R :=
  match l with
  | [] => 0
  | (c, (p, i)) :: l => c * ⟨pw p (env i), v⟩ + along l v
  end.

Lemma dot_along l v : ⟨comb l, v⟩ = along l v.
Proof.
  induction l as [|[c [p i]] l IH]; cbn.
  - unfold zero. rewrite dot_scale. ring.
  - now rewrite dot_add, dot_scale, IH.
Qed.

Definition same_key (p i q j : nat) := (Nat.eqb p q && Nat.eqb i j)%bool.

Fixpoint insert (c : R) (p i : nat) (l : list item) : list item :=
  match l with
  | [] => [(c, (p, i))]
  | (d, (q, j)) :: l => if same_key p i q j then (d + c, (q, j)) :: l
                        else (d, (q, j)) :: insert c p i l
  end.

Fixpoint merge (l k : list item) : list item :=
  match k with [] => l | (c, (p, i)) :: k => merge (insert c p i l) k end.

Fixpoint times (r : R) (l : list item) : list item :=
  match l with [] => [] | (c, (p, i)) :: l => (r * c, (p, i)) :: times r l end.

Fixpoint raised (n : nat) (l : list item) : list item :=
  match l with [] => [] | (c, (p, i)) :: l => (c, ((n + p)%nat, i)) :: raised n l end.

Lemma along_insert (c : R) p i l v : along (insert c p i l) v = c * ⟨pw p (env i), v⟩ + along l v.
Proof.
  induction l as [|[d [q j]] l IH]; cbn; [reflexivity|].
  unfold same_key. destruct (Nat.eqb_spec p q) as [->|]; cbn;
    [destruct (Nat.eqb_spec i j) as [->|]|]; cbn; rewrite ?IH; ring.
Qed.

Lemma along_merge k : forall l v, along (merge l k) v = along l v + along k v.
Proof.
  induction k as [|[c [p i]] k IH]; intros l v; cbn; [ring|].
  rewrite IH, along_insert. ring.
Qed.

Lemma along_times r l v : along (times r l) v = r * along l v.
Proof. induction l as [|[c [p i]] l IH]; cbn; [ring|]. rewrite IH. ring. Qed.

Lemma along_raised n l v : along (raised n l) v = along l (pw n v).
Proof.
  induction l as [|[c [p i]] l IH]; cbn; [reflexivity|].
  now rewrite IH, <- (pw_pw V H), (pw_sym V H Hsym).
Qed.

(* the same keys, with equal coefficients *)
Fixpoint agree (l k : list item) : Prop :=
  match l, k with
  | [], [] => True
  | (c, (p, i)) :: l, (d, (q, j)) :: k => (p = q /\ i = j) /\ (c = d /\ agree l k)
  | _, _ => False
  end.

Lemma agree_comb l k : agree l k -> comb l = comb k.
Proof.
  revert k; induction l as [|[c [p i]] l IH]; intros [|[d [q j]] k]; cbn; try tauto.
  intros [[-> ->] [-> E]]. now rewrite (IH k E).
Qed.

Lemma comb_eq l k : (forall v, along l v = along k v) -> comb l = comb k.
Proof. intro E. apply dot_ext; intro c. now rewrite !dot_along. Qed.

Lemma base_comb i : env i = comb [(1, (O, i))].
Proof. apply dot_ext; intro c. rewrite dot_along. cbn. ring. Qed.

Lemma add_comb a b l k m : a = comb l -> b = comb k -> agree (merge l k) m -> a ⊕ b = comb m.
Proof.
  intros -> -> E. rewrite <- (agree_comb _ _ E). apply dot_ext; intro c.
  now rewrite dot_add, !dot_along, along_merge.
Qed.

Lemma scale_comb r a l m : a = comb l -> agree (times r l) m -> r ⊙ a = comb m.
Proof.
  intros -> E. rewrite <- (agree_comb _ _ E). apply dot_ext; intro c.
  now rewrite dot_scale, !dot_along, along_times.
Qed.

Lemma pw_comb n a l m : a = comb l -> agree (raised n l) m -> pw n a = comb m.
Proof.
  intros -> E. rewrite <- (agree_comb _ _ E). apply dot_ext; intro c.
  now rewrite pw_sym, !dot_along, along_raised.
Qed.

Lemma op_comb a l m : a = comb l -> agree (raised 1 l) m -> H a = comb m.
Proof. exact (pw_comb 1 a l m). Qed.

Lemma comb_same a b l k : a = comb l -> b = comb k ->
  (forall v, along l v = along k v) -> a = b.
Proof. intros -> -> E. now apply comb_eq. Qed.

(* -- moments -- *)

Definition moment (i n j : nat) : R := ⟨env i, pw n (env j)⟩.

Lemma moment_sym i n j : moment i n j = moment j n i.
Proof. unfold moment. now rewrite <- pw_sym, dot_sym. Qed.

(* the sum over two combinations, for any table m of moments *)
Definition ordered (m : nat -> nat -> nat -> R) i n j :=
  if Nat.leb i j then m i n j else m j n i.

Fixpoint against m (p i : nat) (l : list item) : R :=
  match l with [] => 0 | (d, (q, j)) :: l => d * ordered m i (p + q) j + against m p i l end.

Fixpoint moments m (l k : list item) : R :=
  match l with [] => 0 | (c, (p, i)) :: l => c * against m p i k + moments m l k end.

Lemma ordered_moment i n j : ordered moment i n j = moment i n j.
Proof. unfold ordered. destruct (Nat.leb i j); [reflexivity|apply moment_sym]. Qed.

Lemma pw_comm_dot n k a b : ⟨pw n a, pw k b⟩ = ⟨a, pw (n + k) b⟩.
Proof. now rewrite pw_sym, pw_pw. Qed.

Lemma against_along p i l : against moment p i l = along l (pw p (env i)).
Proof.
  induction l as [|[d [q j]] l IH]; cbn; [reflexivity|].
  rewrite IH, ordered_moment, moment_sym. unfold moment.
  now rewrite pw_comm_dot, Nat.add_comm.
Qed.

Lemma dot_moments m a b l k x :
  m = moment -> a = comb l -> b = comb k -> moments m l k = x -> ⟨a, b⟩ = x.
Proof.
  intros -> -> -> <-. rewrite dot_along. induction l as [|[c [p i]] l IH]; cbn; [reflexivity|].
  now rewrite IH, against_along, <- dot_along, dot_sym.
Qed.

Lemma inverse_comb K a l : inverse H K -> a = comb (raised 1 l) -> K a = comb l.
Proof.
  intros I ->. rewrite <- (op_comb (comb l) l (raised 1 l) eq_refl).
  - apply dot_ext; intro c. rewrite <- (I c) at 1 2. now rewrite <- !Hsym, I.
  - clear. induction l as [|[c [p i]] l IH]; cbn; auto.
Qed.

End Combinations.

Arguments comb {V} H env l. Arguments moment {V} H env i n j. Arguments pw {V} H n v.
Arguments form {V} H P a b.

(* ⟨Ma, b⟩ = ⟨a, Mb⟩ for sums of multiples of H and operators of rank one *)
Ltac symmetric_form Hsym :=
  let a := fresh "a" in let b := fresh "b" in intros a b; cbn beta;
  rewrite ?dot_add, ?dot_add_r, ?dot_scale, ?dot_scale_r, ?dot_add, ?dot_add_r, ?dot_scale,
    ?dot_scale_r, ?Hsym;
  rewrite ?dot_add, ?dot_add_r, ?dot_scale, ?dot_scale_r, ?Hsym;
  first [ring | rewrite !(dot_sym a); ring].

Ltac ends_of_spectrum := first [lra | nra].

Lemma named_table (f : nat -> nat -> nat -> R) : {m | m = f}. Proof. now exists f. Qed.

(* an inner product of sums, multiplied out *)
Ltac dot_expand Hsym :=
  rewrite ?(op_add _ _ Hsym), ?(op_scale _ _ Hsym);
  repeat first [rewrite (op_add _ _ Hsym) | rewrite (op_scale _ _ Hsym)];
  repeat first [rewrite dot_add | rewrite dot_scale];
  repeat first [rewrite dot_add_r | rewrite dot_scale_r].
