"""Looks as the engine knows them (algorithm §5.2): pictures in the light of another, region by region, to teach from."""
