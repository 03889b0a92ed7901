"""Driftscape's training toolkit: clips in, model bundles out."""

import os

# Waiting threads that spin make training several times slower as soon as anything else runs on the machine.
# The OpenMP runtime reads this once, when torch is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
