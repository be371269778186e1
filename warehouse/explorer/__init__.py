"""The explorer: a static site of the published warehouse for people who would rather look than query."""

from warehouse.explorer.build import NotASiteError, PageImage, Report, build

__all__ = ["NotASiteError", "PageImage", "Report", "build"]
