"""Stage classify of the road."""
