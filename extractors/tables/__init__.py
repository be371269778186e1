"""Stage tables of the road."""
