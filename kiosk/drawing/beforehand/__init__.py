"""Drawn before it is needed: packs, a rehearsal, and the proof that everything fits."""
