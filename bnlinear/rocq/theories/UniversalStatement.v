(** All that the statement of [converges_for_every_lr] (file Universal.v) uses. No proofs.

    The letters are the paper's: x = ⟨w, g⟩, y = ⟨w, Hw⟩, σ = √y; H is the second moment of the
    data, g the correlation with the target, a the scale, ε = eps and ε_a = eps_a the rates. *)

From Coq Require Import Reals.
Local Open Scope R_scope.

(** ** The space *)

(** A real inner-product space. By [dot_ext] vectors with the same inner products are equal, so
    the laws of a vector space follow from those of [dot]. *)
Record space := {
  vector :> Type;
  zero : vector;
  add : vector -> vector -> vector;
  scale : R -> vector -> vector;
  dot : vector -> vector -> R;
  dot_sym : forall v w, dot v w = dot w v;
  dot_zero : forall w, dot zero w = 0;
  dot_add : forall u v w, dot (add u v) w = dot u w + dot v w;
  dot_scale : forall r v w, dot (scale r v) w = r * dot v w;
  dot_pos : forall v, 0 <= dot v v;
  dot_ext : forall u v, (forall w, dot u w = dot v w) -> u = v
}.
Arguments zero {s}.
Arguments add {s} _ _.
Arguments scale {s} _ _.
Arguments dot {s} _ _.

Definition sub {E : space} (v w : E) : E := add v (scale (-1) w).
Definition norm {E : space} (v : E) : R := sqrt (dot v v).

(** |w k − l| → 0. *)
Definition tends_to {E : space} (w : nat -> E) (l : E) : Prop :=
  Un_cv (fun k => norm (sub (w k) l)) 0.

Definition cauchy {E : space} (w : nat -> E) : Prop :=
  forall e, 0 < e ->
  exists K, forall m n, (K <= m)%nat -> (K <= n)%nat -> norm (sub (w m) (w n)) < e.

(** Cauchy sequences converge, as they do in ℝⁿ (file UniversalRn.v). *)
Definition complete (E : space) : Prop :=
  forall w : nat -> E, cauchy w -> exists l, tends_to w l.

(** ⟨Hv, w⟩ = ⟨v, Hw⟩. *)
Definition symmetric {E : space} (H : E -> E) : Prop :=
  forall v w, dot (H v) w = dot v (H w).

(** ** Gradient descent on the batch-normalized loss *)

Section BNGD.
Context {E : space}.
Variables (H : E -> E) (g : E).

Definition x (w : E) : R := dot w g.
Definition y (w : E) : R := dot w (H w).
Definition sigma (w : E) : R := sqrt (y w).

(** a⁺ = a + ε_a (x/σ − a),  w⁺ = w + ε (a/σ)(g − (x/σ²) Hw), both with the old a and w. *)
Definition bngd_step (eps eps_a : R) (state : R * E) : R * E :=
  let (a, w) := state in
  (a + eps_a * (x w / sigma w - a),
   add w (scale (eps * (a / sigma w)) (sub g (scale (x w / sigma w ^ 2) (H w))))).

(** The state after k steps. *)
Fixpoint bngd (eps eps_a : R) (start : R * E) (k : nat) : R * E :=
  match k with O => start | S m => bngd_step eps eps_a (bngd eps eps_a start m) end.

(** (a, w) is a stationary point of J(a, w) = c/2 − a x/σ + a²/2: ∂J/∂a = a − x/σ and
    ∇J = −(a/σ)(g − (x/y) Hw) vanish. *)
Definition stationary (a : R) (w : E) : Prop :=
  0 < y w /\ a = x w / sigma w /\ scale a (sub g (scale (x w / y w) (H w))) = zero.

End BNGD.
