"""Stage segment of the road."""
