"""The published list of textbook lemmas that a proof may use without proving them.

A proof names them in ``uses=``; the report prints them. Nothing else may be assumed.
"""

LEMMAS: dict[str, str] = {
    "spectral theorem": "A real symmetric H has an orthonormal basis of eigenvectors; so if "
                        "p(λ) ≥ 0 on its spectrum, then ⟨e, p(H)e⟩ ≥ 0 for every e.",
}
