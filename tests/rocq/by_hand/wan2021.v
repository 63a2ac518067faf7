(* Wan et al. (2021): w⁺ = w − η(∇ + λw), ∇ a gradient that does not see the length of w. *)

Definition minus {V : space} (a b : V) := a ⊕ (-1) ⊙ b.

(* ∇ = v − (⟨w, v⟩/|w|²)w, orthogonal to w *)
Definition gradient {V : space} (w v : V) := minus v ((⟨w, v⟩ / ⟨w, w⟩) ⊙ w).

(* SGD with momentum μ and velocity b: w + (μb − η(∇ + λw)) *)
Definition step {V : space} (momentum : R) (velocity : V) (lr decay : R) (w gradient : V) :=
  w ⊕ ((momentum ⊙ velocity) ⊕ ((-1) ⊙ (lr ⊙ (gradient ⊕ (decay ⊙ w))))).

(* a = 1 − ηλ *)
Definition decay_of (a lr : R) := (1 - a) / lr.
Definition after {V : space} (a lr : R) (w v : V) :=
  step 0 (0 ⊙ w) lr (decay_of a lr) w (gradient w v).

(* ⟨w⁺, w⟩ = a|w|², and 1/cos² − 1 = ηλ(2 − ηλ)/(1 − ηλ)² for cos = a *)
Definition angle_of_a_step := forall (V : space) (w v : V) (lr a lr' a' : R),
  0 < ⟨w, w⟩ -> 0 < lr -> 0 < a -> 0 < lr' -> 0 < a' ->
  let turn := lr * decay_of a lr in
  (⟨w, w⟩ <> 0 /\ lr <> 0 /\ a ^ 2 <> 0 /\ (1 - turn) ^ 2 <> 0) /\
  (⟨after a lr w v, w⟩ = a * ⟨w, w⟩ /\ 1 / a ^ 2 - 1 = turn * (2 - turn) / (1 - turn) ^ 2).

(* s⁺ = |w⁺|² with (1 − a²)s*² in place of η²|w|²|∇|², s = |w|² *)
Definition norm_law := forall (V : space) (w v : V) (lr a lr' a' star : R),
  let s := ⟨w, w⟩ in
  0 < s -> 0 < lr -> 0 < a -> 0 < lr' -> 0 < a' -> 0 < star ->
  let steep := s * ⟨gradient w v, gradient w v⟩ in
  (s <> 0 /\ lr <> 0) /\
  ⟨after a lr w v, after a lr w v⟩ + ((1 - a ^ 2) * star ^ 2 - lr ^ 2 * steep) / s - star
  = (s - star) * (a ^ 2 - (1 - a ^ 2) * star / s).

(* s⁺ = a²s + (1 − a²)s*²/s *)
Definition next (a s star : R) := a ^ 2 * s + (1 - a ^ 2) * star ^ 2 / s.

Definition norm_settles := forall (V : space) (s star a : R),
  0 < s -> 0 < star -> 0 < a ->
  1 <= 2 * a ^ 2 -> a <= 1 -> (1 - a ^ 2) * star <= a ^ 2 * s ->
  s <> 0 /\
  ((star <= s -> star <= next a s star) /\ (s <= star -> next a s star <= star) /\
   (star <= s -> next a s star - star <= a ^ 2 * (s - star)) /\
   (s <= star -> star - next a s star <= a ^ 2 * (star - s)) /\
   (1 - a ^ 2) * star <= a ^ 2 * next a s star).

Definition norm_settles_from_anywhere := forall (V : space) (s star a : R),
  0 < s -> 0 < star -> 0 < a ->
  1 <= 2 * a ^ 2 -> a < 1 -> a ^ 2 * s < (1 - a ^ 2) * star ->
  s <> 0 /\ star < next a s star.
