"""The parts of fetching; ``pipeline.fetch`` is what others use."""
