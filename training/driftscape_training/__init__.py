"""Driftscape's training toolkit: clips in, model bundles out."""

import os

# Threads that spin while they wait make training several times slower as soon as anything else runs beside it.
# The OpenMP runtime reads this once, when torch is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
