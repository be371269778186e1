"""Measurements: commands that print figures. They judge nothing; tests do."""
