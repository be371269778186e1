"""Stage resolve of the road."""
