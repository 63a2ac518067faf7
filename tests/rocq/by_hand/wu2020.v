(* Wu et al. (2020): weights s·v on a singular loss with Hessian S = H − μ and minimum u; a is the
   scale s, w the vector v of the printed letters. *)

Definition minus {V : space} (a b : V) := a ⊕ (-1) ⊙ b.
Definition singular {V : space} (H : V -> V) (mu : R) (z : V) := H z ⊕ (- mu) ⊙ z.

Section Flow.
Variable V : space.
Variable H : V -> V.
Variables mu a : R.
Variables u v : V.

Definition error := minus (a ⊙ v) u.
Definition slope := singular H mu error.                       (* the gradient at s·v *)
Definition along := ⟨slope, v⟩ / ⟨v, v⟩.
Definition velocity := (- a) ⊙ minus slope (along ⊙ v).        (* v′, orthogonal to v *)
End Flow.

(* |v|² stays; ⟨h, v⟩E changes at the rate −s⟨Sh, s·v − u⟩E, where s′ = −κ·along and
   E = exp(s²/(2κ)) up to a factor, so that E′ = (s s′/κ)E = s(−κ·along)/κ E *)
Definition weight_normalization_invariant :=
  forall (V : space) (H : V -> V) (mu L : R) (u v h : V) (sigma a lr decay kappa E : R),
  symmetric H -> spectrum_in H mu L -> 0 < mu -> 0 < L -> 0 <= L - mu ->
  0 < ⟨u, u⟩ -> 0 < ⟨v, v⟩ -> 0 < sigma -> 0 < lr -> 0 <= decay -> 0 < kappa -> 0 < E ->
  let velocity := velocity V H mu a u v in
  let growth := a * (- kappa * along V H mu a u v) / kappa * E in
  exists d, derives (fun t => ⟨v ⊕ t ⊙ velocity, v ⊕ t ⊙ velocity⟩) d /\
  exists e, derives (fun t => ⟨h, v ⊕ t ⊙ velocity⟩ * (E + t * growth)) e /\
  (⟨v, v⟩ <> 0 /\ kappa <> 0) /\
  (d = 0 /\ e = - a * ⟨singular H mu h, error V a u v⟩ * E).

(* a step of length lr *)
Definition weight_normalization_step :=
  forall (V : space) (H : V -> V) (mu L : R) (u v h : V) (sigma a lr decay : R),
  symmetric H -> spectrum_in H mu L -> 0 < mu -> 0 < L -> 0 <= L - mu ->
  0 < ⟨u, u⟩ -> 0 < ⟨v, v⟩ -> 0 < sigma -> 0 < lr -> 0 <= decay -> 0 < lr ->
  let velocity := velocity V H mu a u v in
  let after := v ⊕ lr ⊙ velocity in
  ⟨v, v⟩ <> 0 /\
  (⟨h, after⟩ = (1 + lr * a * along V H mu a u v) * ⟨h, v⟩
                - lr * a * ⟨singular H mu h, error V a u v⟩ /\
   ⟨after, after⟩ = ⟨v, v⟩ + lr ^ 2 * ⟨velocity, velocity⟩).
