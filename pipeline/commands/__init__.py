"""The commands, one module a theme: each has ``register(app)``, which adds its commands.

Modules here are imported for ``--help``, so they import nothing slow at the top.
"""
