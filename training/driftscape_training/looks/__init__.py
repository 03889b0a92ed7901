"""Looks as in the engine (algorithm §5.2): pictures in the light of others, region by region, as training
data."""
