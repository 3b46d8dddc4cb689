"""An outlet of the press: its feed holds whole articles, as those of many outlets do."""

from __future__ import annotations

from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape

from pipeline.demo.world.exchange import Answer, Request
from pipeline.demo.world.world import Article, World

HOST = "kabar-patriot.example"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    f"<channel><title>Kabar Patriot</title><link>https://{HOST}/</link><description>Berita</description>"
)


def answer(world: World, request: Request) -> Answer:
    """Answer for robots.txt and the feed."""
    if request.path == "/robots.txt":
        return Answer(200, "User-agent: *\nDisallow:\n", headers={"Content-Type": "text/plain"})
    if request.path.rstrip("/") != "/feed":
        return Answer(404, "<html><body>Halaman tidak ditemukan</body></html>")
    shown = sorted((one for one in world.press if _moment(one) <= world.now), key=_moment, reverse=True)
    items = "".join(map(_item, shown))
    feed = f"{HEAD}{items}</channel></rss>"
    return Answer(200, feed, {"Content-Type": "application/rss+xml"}, [str(one.number) for one in shown])


def _moment(article: Article) -> datetime:
    return article.at or datetime.combine(article.on, time(), UTC)


def _item(article: Article) -> str:
    address = f"https://{HOST}/berita/{article.number}/{article.slug}"
    text = "".join(f"<p>{escape(told)}</p>" for told in article.paragraphs)
    return (
        f"<item><title>{escape(article.title)}</title><link>{address}</link><guid>{address}</guid>"
        f"<pubDate>{format_datetime(_moment(article))}</pubDate>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )
