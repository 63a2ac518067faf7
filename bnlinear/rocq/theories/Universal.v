(** BNGD converges for every learning rate ε > 0 and every 0 < ε_a < 2.

    What the statements use stands in UniversalStatement.v, the path of the proof in the headers of
    the files imported here. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import
  UniversalStatement UniversalSequences UniversalSpace UniversalStep UniversalRun UniversalSummable
  UniversalStationary UniversalMinimum UniversalSaddle UniversalRn UniversalDefinite UniversalLoss
  UniversalData.
Local Open Scope R_scope.

(** b² has a limit: if it is positive, w tends to a minimum; if it is 0, to a saddle. *)
Lemma run_converges (E : space) H mu L (g : E) eps eps_a a w :
  complete E -> run_of H mu L g eps eps_a a w ->
  exists a_limit w_limit,
    Un_cv a a_limit /\ tends_to w w_limit /\ stationary H g a_limit w_limit.
Proof.
  intros full run.
  assert (w_cv : exists l, tends_to w l).
  { destruct (b_square_cv run) as [l [[l_pos | l_zero] lim]].
    - exact (w_cv_minimum run full l l_pos lim).
    - apply (w_cv_saddle run full), cv_square_zero; rewrite l_zero; exact lim. }
  destruct w_cv as [l lim], (limit_is_stationary run l lim) as [s [a_lim crit]].
  now exists s, l.
Qed.

Theorem converges_for_every_lr :
  forall E : space, complete E ->
  forall (H : E -> E) (mu L : R), symmetric H -> 0 < mu ->
  (forall v, mu * dot v v <= dot v (H v)) -> (forall v, dot v (H v) <= L * dot v v) ->
  forall (g : E) (eps eps_a : R), 0 < eps -> 0 < eps_a < 2 ->
  forall (a0 : R) (w0 : E), w0 <> zero ->
  let a k := fst (bngd H g eps eps_a (a0, w0) k) in
  let w k := snd (bngd H g eps eps_a (a0, w0) k) in
  (forall k, 0 < y H (w k)) /\
  exists a_limit w_limit,
    Un_cv a a_limit /\ tends_to w w_limit /\ stationary H g a_limit w_limit.
Proof.
  intros E full H mu L sym mu_pos low high g eps eps_a eps_pos rate a0 w0 start a w.
  assert (HS : spectrum_in H mu L) by now split.
  assert (w0_pos : 0 < dot (w O) (w O)) by now apply nonzero_dot_pos.
  assert (a_step : forall k, a (S k) = a k + eps_a * (b H g (w k) - a k)).
  { intro k; unfold a, w; simpl; now destruct (bngd H g eps eps_a (a0, w0) k). }
  assert (step : forall k, 0 < dot (w k) (w k) -> w (S k) = after H g eps (a k) (w k)).
  { intros k pos; generalize (sigma_square HS (w k) pos).
    unfold a, w; simpl; destruct (bngd H g eps eps_a (a0, w0) k) as [ak wk]; simpl; intro square.
    unfold after, gradient; now rewrite square. }
  assert (w_pos : forall k, 0 < dot (w k) (w k)).
  { induction k as [|k IH]; [exact w0_pos|].
    rewrite (step k IH); now apply (after_pos HS g eps). }
  split; [intro k; now apply (y_pos HS)|].
  apply (run_converges E H mu L g eps eps_a a w full).
  split; try assumption; intro k; apply step, w_pos.
Qed.

(** In ℝⁿ positive definite is enough: μ and L exist. *)
Theorem converges_for_every_lr_in_Rn :
  forall (n : nat) (H : Rn n -> Rn n), symmetric H -> positive_definite H ->
  forall (g : Rn n) (eps eps_a : R), 0 < eps -> 0 < eps_a < 2 ->
  forall (a0 : R) (w0 : Rn n), w0 <> zero ->
  let a k := fst (bngd H g eps eps_a (a0, w0) k) in
  let w k := snd (bngd H g eps eps_a (a0, w0) k) in
  (forall k, 0 < y H (w k)) /\
  exists a_limit w_limit,
    Un_cv a a_limit /\ tends_to w w_limit /\ stationary H g a_limit w_limit.
Proof.
  intros n H sym pos; destruct (positive_definite_bounds n H sym pos) as [mu [L [mu_pos bounds]]].
  exact (converges_for_every_lr (Rn n) (Rn_complete n) H mu L sym mu_pos
    (fun v => proj1 (bounds v)) (fun v => proj2 (bounds v))).
Qed.

(** On every data set whose inputs span ℝⁿ. *)
Theorem converges_for_every_data_set :
  forall (n : nat) (data : list (Rn n * R)), spanning data ->
  forall eps eps_a : R, 0 < eps -> 0 < eps_a < 2 ->
  forall (a0 : R) (w0 : Rn n), w0 <> zero ->
  let H := second_moment data in
  let g := correlation data in
  let a k := fst (bngd H g eps eps_a (a0, w0) k) in
  let w k := snd (bngd H g eps eps_a (a0, w0) k) in
  (forall k, 0 < y H (w k)) /\
  exists a_limit w_limit,
    Un_cv a a_limit /\ tends_to w w_limit /\ stationary H g a_limit w_limit.
Proof.
  intros n data span; apply converges_for_every_lr_in_Rn;
    [apply second_moment_sym | now apply second_moment_pos].
Qed.

(** The limit is a global minimum of J, or a saddle, where a and x vanish. *)
Theorem limit_is_minimum_or_saddle :
  forall (n : nat) (H : Rn n -> Rn n), symmetric H -> positive_definite H ->
  forall (g : Rn n) (c eps eps_a : R), 0 < eps -> 0 < eps_a < 2 ->
  forall (a0 : R) (w0 : Rn n), w0 <> zero ->
  exists a_limit w_limit,
    Un_cv (fun k => fst (bngd H g eps eps_a (a0, w0) k)) a_limit /\
    tends_to (fun k => snd (bngd H g eps eps_a (a0, w0) k)) w_limit /\
    ((forall a w, 0 < y H w -> J H g c a_limit w_limit <= J H g c a w) \/
     (a_limit = 0 /\ x g w_limit = 0)).
Proof.
  intros n H sym pos g c eps eps_a eps_pos rate a0 w0 start.
  destruct (converges_for_every_lr_in_Rn n H sym pos g eps eps_a eps_pos rate a0 w0 start)
    as [_ [s [l [s_lim [l_lim crit]]]]].
  exists s, l; split; [exact s_lim|]; split; [exact l_lim|].
  apply (stationary_is_minimum_or_saddle H g c sym); [|exact crit].
  destruct (positive_definite_bounds n H sym pos) as [mu [L [mu_pos bounds]]].
  intro v; generalize (proj1 (bounds v)) (dot_pos _ v); nra.
Qed.

(** The bound ε_a < 2 is sharp: at ε_a = 2 the scale may swing between 0 and 2 for ever. *)
Theorem two_is_too_large :
  exists (n : nat) (H : Rn n -> Rn n) (g w0 : Rn n) (a0 : R),
    symmetric H /\ positive_definite H /\ w0 <> zero /\
    forall eps, 0 < eps -> forall a_limit,
      ~ Un_cv (fun k => fst (bngd H g eps 2 (a0, w0) k)) a_limit.
Proof.
  set (one := (1, tt) : Rn 1).
  exists 1%nat, (fun v => v), one, one, 0.
  assert (square : dot one one = 1) by (simpl; ring).
  split; [now intros v w|]; split; [exact (nonzero_dot_pos (E := Rn 1))|].
  split; [intro is_zero; rewrite is_zero, dot_zero in square; lra|].
  intros eps eps_pos l lim.
  set (state := bngd (fun v : Rn 1 => v) one eps 2 (0, one)) in *.
  assert (step : forall a, bngd_step (fun v : Rn 1 => v) one eps 2 (a, one) = (2 - a, one)).
  { intro a; unfold bngd_step, sigma, x, y; rewrite square, sqrt_1; f_equal; [field|].
    apply dot_ext; intro c; expand; field. }
  assert (next : forall k, state (S k) = bngd_step (fun v : Rn 1 => v) one eps 2 (state k)) by
    reflexivity.
  assert (swings : forall k, state (k + k)%nat = (0, one) /\ state (S (k + k)) = (2, one)).
  { induction k as [|k [_ IH]].
    - split; [reflexivity|]; rewrite next; change (state (0 + 0)%nat) with (0, one).
      rewrite step; f_equal; ring.
    - assert (even : state (S k + S k)%nat = (0, one)).
      { replace (S k + S k)%nat with (S (S (k + k))) by lia.
        rewrite next, IH, step; f_equal; ring. }
      split; [exact even|]; rewrite next, even, step; f_equal; ring. }
  destruct (lim 1 ltac:(lra)) as [K close].
  generalize (close (K + K)%nat ltac:(lia)) (close (S (K + K)) ltac:(lia)).
  destruct (swings K) as [even odd]; rewrite even, odd; unfold R_dist; simpl.
  intros near near'; apply Rabs_def2 in near; apply Rabs_def2 in near'; lra.
Qed.
