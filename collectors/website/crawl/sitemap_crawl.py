"""A walk over the sitemaps of a site: an index says nothing of its children, and one bad child costs itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from collectors.errors import Blocked, CollectorError, Incomplete, SourceChanged, Unavailable
from collectors.records import RawPage
from collectors.website.crawl.announced_crawl import AnnouncedCrawl, kept, no_article
from collectors.website.crawl.list_crawl import SAME_LIST
from collectors.website.feeds.sitemap import SITEMAP_BYTES, Sitemap, parse_sitemap
from collectors.website.parse.addresses import short, site_of
from collectors.website.parse.article import Item
from collectors.website.walls.diagnose import NoArticle, Walled
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from collectors.records import Page
    from collectors.request import Request
    from collectors.website.client import SiteClient
    from collectors.website.crawl.article_reader import Site

MAX_SITEMAPS = 200
NO_ARTICLES = re.compile(  # sitemaps of WordPress, its plugins and others that hold no articles
    r"(?:^|/)(?:wp-sitemap-(?:taxonomies|users|posts-page)-|(?:page|category|categories|(?:post_)?tags?|author|authors|users?"
    r"|attachment|elementor_library|media|image|video)[-_]sitemap)",
    re.IGNORECASE,
)
STATIC = re.compile(  # what stands at the root of many sites and is no article
    r"/(?:index|home|beranda|profile?|profil-\w+|tentang(?:-kami)?|about(?:-us)?|kontak(?:-kami)?|contact(?:-us)?|hubungi-kami|visi-(?:dan-)?misi"
    r"|sejarah|tupoksi|tugas-(?:pokok-)?(?:dan-)?fungsi|struktur(?:-organisasi)?|galeri|gallery|foto|video|agenda|download|unduhan"
    r"|privacy(?:-policy)?|kebijakan-privasi|disclaimer|syarat-(?:dan-)?ketentuan|terms(?:-\w+)*|sitemap|peta-situs|login|masuk|daftar|search"
    r"|faq|layanan|berita|news|artikel|blog|category|kategori|tag)(?:\.(?:html?|php))?/?",
    re.IGNORECASE,
)
STATIC_PAGE = re.compile(
    rb"<body\b[^>]{0,600}\bclass\s*=\s*[\"'][^\"']{0,600}\b(?:page-id-[0-9]|page-template|page-node-type-page|node--type-page)",
    re.IGNORECASE,
)


class SitemapCrawl(AnnouncedCrawl):
    """A walk over a sitemap, or an index and its children."""

    limit = SITEMAP_BYTES

    def __init__(
        self, site: Site, client: SiteClient, request: Request, address: str, zone: ZoneInfo
    ) -> None:  # a walk, and where its sitemap is
        super().__init__(site, client, request)
        self._zone, self._root = zone, urljoin(site.url, address)
        self._reader.is_static = lambda raw: STATIC_PAGE.search(raw.body) is not None
        self._todo: dict[str, None] = {}  # each once, in order
        self._asked: set[str] = set()
        self._others: list[str] = []
        self._changed = False
        """Whether any of them was not as it was."""
        self._failure: CollectorError | None = None
        self._was_read = False
        self._same = self._files = 0
        """Count those that were unchanged, and those that hold addresses."""

    def _list_pages(self) -> Iterator[Page]:
        """Read one sitemap after the other, and the articles that they announce."""
        yield from self._one(self._root, first=True)
        while self._todo and len(self._asked) < MAX_SITEMAPS:
            url = next(iter(self._todo))
            del self._todo[url]
            yield from self._one(url, first=False)
        if self._todo:
            what = f"its sitemaps lead to more than {MAX_SITEMAPS} others"
            raise Incomplete(what, advice="name the right one (sitemap)")
        if self._failure and not self._was_read:
            raise self._failure
        if self._failure and not self._files:
            self._note_gap(f"none of its sitemaps could be read, the last: {self._failure.what}")
        if self._others and not (self._seen or self._settled or self._stats.gaps):
            raise no_article(RawPage(SAME_LIST, self._root, b""), self._others)
        told = not self._request.stored_posts and self._stats.gaps  # why there is nothing
        if not self._seen and self._changed and not self._same and not told:
            more = " any more" if self._request.stored_posts else ""
            self._note_early_end("empty", f"{short(self._root)} announces no article{more}")
        end = RawPage(SAME_LIST, self._root, b"")
        yield self._list_page(end, ended=True) if self._changed else self._maker.make(end, note=self._note())

    def _one(self, url: str, *, first: bool) -> Iterator[Page]:
        """Read one sitemap; where a child fails, that is noted and the others are read."""
        self._asked.add(url)
        try:
            raw, found = self._read_map(url, first=first)
        except Walled:
            raise
        except (Blocked, SourceChanged, Unavailable) as error:
            self._failed(url, error, first=first)
            return
        if found is None:
            self._same, self._files = self._same + 1, self._files + 1
            return
        self._changed = True
        self._files += not found.sitemaps
        self._queue(found, url)
        announced = [Item("", page.url, page.at, page.precision) for page in found.pages.values()]
        items = [item for item in self._named(announced) if not STATIC.fullmatch(urlsplit(item.url).path)]
        self._others += [item.url for item in announced if not items]
        yield from self._news([item for item in items if item.post_id not in self._seen])
        self._seen.update(item.post_id for item in items)
        yield self._list_page(kept(raw), ended=False)

    def _read_map(self, url: str, *, first: bool) -> tuple[RawPage, Sitemap | None]:
        """Ask for a sitemap; an index is always read, for its children change without it."""
        answer, raw = self._ask(url, conditionally=self._memory.single or not first)
        self._was_read = True
        if answer is None:
            return raw, None
        found = self._parsed(raw, lambda page: parse_sitemap(page, self._zone))
        if first:
            self._memory.single = not found.sitemaps
        if not found.sitemaps:
            self._maker.learn(answer.validator(url))
        return raw, found

    def _queue(self, found: Sitemap, url: str) -> None:
        """Let the children of an index come later; tell of those that stand elsewhere."""
        ours = [child for child in found.sitemaps if site_of(child) == site_of(self._site.url)]
        elsewhere = [child for child in found.sitemaps if site_of(child) != site_of(self._site.url)]
        if elsewhere:
            hosts = ", ".join(sorted({site_of(child)[:60] for child in elsewhere})[:3])
            what = f"{counted(len(elsewhere), 'sitemap')} of {short(url)} on another host ({hosts}) not read"
            if ours or found.pages:
                self._stats.notes.append(what)
            else:
                self._note_gap(what)
        wanted = [child for child in ours if not NO_ARTICLES.search(child)] or ours
        self._todo |= dict.fromkeys(child for child in wanted if child not in self._asked)

    def _failed(self, url: str, error: CollectorError, *, first: bool) -> None:
        """Note a sitemap that could not be read: the first of all ends the walk unless robots.txt names others."""
        others = [other for other in self._client.sitemaps() if other not in self._asked] if first else []
        if first and not others:
            raise self._elsewhere(error)
        self._changed, self._failure = True, error
        if others:
            self._todo |= dict.fromkeys(others)
        elif isinstance(error, NoArticle):
            self._note_early_end(f"child:{url}", f"a sitemap is not there: {error.what}")
        else:
            self._note_gap(f"a sitemap could not be read: {error.what}")

    def _elsewhere(self, error: CollectorError) -> CollectorError:
        """Tell beside an error which other hosts have the sitemaps that robots.txt names."""
        hosts = ", ".join(self._client.sitemap_hosts()[:3])
        if not hosts or isinstance(error, Blocked):
            return error
        return type(error)(
            f"{error.what}; robots.txt names a sitemap on another host ({hosts}), which is not read",
            advice=error.advice,
        )
