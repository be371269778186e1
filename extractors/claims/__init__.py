"""Stage claims of the road."""
