"""Stage annotate of the road."""
