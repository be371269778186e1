"""The explorer: a static site of the published warehouse for people who would rather look than query."""

from warehouse.explorer.build import PageImage, Report, build

__all__ = ["PageImage", "Report", "build"]
