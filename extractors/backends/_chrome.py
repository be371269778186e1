"""What in a web page is the page and not the document: navigation, site bars, consent, sharing, comments, filters.

Elements tell it by what they are (``nav``, roles), by the names that site builders give to such parts, and by what
they hold (mostly links, a search field). Nothing that holds the document's title, a table or much of its words is it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.readers._htmltree import shown

if TYPE_CHECKING:
    from extractors.readers._htmltree import Element

_PARTS = frozenset(
    """
    breadcrumb breadcrumbs breadcrumb-trail cookie cookies cookie-bar cookie-banner cookie-notice cookie-consent
    cookie-law-info-bar cookie-law-info gdpr consent share sharing social social-share share-buttons share-links
    social-links social-icons sharedaddy addtoany addtoany_share_save_container addtoany_list skip-link skiplink
    skip-to-content pager pagination page-numbers post-navigation nav-links comments comment-respond comments-area
    respond disqus_thread related related-posts related-content related-links related-articles jp-relatedposts
    you-may-also-like filters filter-bar filtros facets views-exposed-form toolbar site-header site-footer
    site-branding navbar menu main-menu topbar top-bar newsletter newsletter-signup subscribe search-form searchform
    sidebar widget-area language-switcher lang-switch print-link back-to-top backtotop modal popup
    govuk-phase-banner govuk-skip-link govuk-related-navigation gem-c-breadcrumbs gem-c-feedback
    """.split()
)
_SEARCH = frozenset({"search", "email", "password"})
_TRAIL = re.compile(r"[^›»→/>]{1,60}(?:\s[›»>/]\s[^›»→/>]{1,80}){2,8}")
_MAX_BAR = 200  # characters of a site bar that nothing but its place tells


@dataclass(slots=True)
class _Holds:
    words: int = 0
    links: int = 0
    title: bool = False
    table: bool = False
    blocks: int = 0


class Chrome:
    """Tells the page's own parts; made once for a page, in time that grows with its size."""

    def __init__(self, root: Element) -> None:
        self._holds: dict[Element, _Holds] = {}
        self._root = root
        body = next(root.iter("body"), root)
        self.first_title = next(root.iter("h1"), None)
        self._bars = self._before_title(body)
        elements = list(root.iter())
        for element in reversed(elements):  # children come before their parents
            holds = self._holds.setdefault(element, _Holds())
            holds.words += len((element.text or "").strip())
            tag = element.tag
            if tag == "a":
                holds.links = holds.words
            holds.title |= tag == "h1" or tag == "main"
            holds.table |= tag == "table"
            parent = element.getparent()
            if parent is not None:
                above = self._holds.setdefault(parent, _Holds())
                above.words += holds.words + len((element.tail or "").strip())
                above.links += holds.links
                above.title |= holds.title
                above.table |= holds.table
                above.blocks += holds.blocks + (tag in ("p", "li", "dd", "td", "h2", "h3", "h4"))
        self._all = self._holds[root].words

    def _before_title(self, body: Element) -> frozenset[Element]:
        """The children of the body above the title, where the page has one."""
        if self.first_title is None:
            return frozenset()
        inside = set(self.first_title.iterancestors())
        out: set[Element] = set()
        for child in body:
            if child in inside or child is self.first_title:
                return frozenset(out)
            out.add(child)
        return frozenset()

    def around(self, element: Element) -> bool:
        """Whether an element is part of the page around the document."""
        tag = element.tag
        if tag in ("html", "body", "main", "h1"):
            return False
        holds = self._holds[element]
        if tag == "nav" or element.get("role") in ("navigation", "search"):
            return not holds.title
        if shown(element) == "around":
            return True
        if holds.title or holds.table:
            return False
        if tag in ("h2", "h3", "h4"):
            after = element.getnext()
            return after is not None and after.tag == "form" and self._asks(after, self._holds[after])
        if tag == "aside" or element.get("role") == "complementary":
            return holds.links * 3 >= holds.words
        if tag == "form":
            return self._asks(element, holds)
        if element in self._bars and self._is_bar(element, holds):
            return True
        return holds.words * 5 < self._all * 2 and self._named(element)

    @staticmethod
    def _named(element: Element) -> bool:
        words = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        return any(word in _PARTS for word in words)

    @staticmethod
    def _asks(form: Element, holds: _Holds) -> bool:
        """Whether a form searches, subscribes or takes comments: it has such a field and few words."""
        if holds.words > 300:
            return False
        fields = list(form.iter("input", "textarea", "select"))
        return any(f.tag != "input" or f.get("type", "text").lower() in _SEARCH for f in fields[:40])

    @staticmethod
    def _is_bar(element: Element, holds: _Holds) -> bool:
        """Whether what stands above the title is a site bar: a few words in at least three parts, none of them a
        paragraph, list entry, cell or heading."""
        parts = sum(1 for _ in element.iter()) - 1
        return (
            holds.words <= _MAX_BAR and not holds.blocks and parts >= 3 and element.tag in ("div", "header", "section")
        )


def is_trail(words: str) -> bool:
    """Whether words are a trail of pages ("Home › Plans › Fourth plan")."""
    return len(words) < 250 and ("›" in words or "»" in words or " > " in words) and bool(_TRAIL.fullmatch(words))
