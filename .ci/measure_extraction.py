"""Read the simulated sites by every method and print how well: measure_extraction.py PANTAU RIG SCENARIO DAY FOLDER.

Run inside the rig (rig/inbox.sh). Each method has a store of its own in FOLDER, which later days go on with. Fails when
a text that selectors or an interface bring is not the truth; of what was changed or taken away since day 0, WordPress'
interface has to know, while others may learn of it when they look again. On day 0 also probes each site, pastes what is
recommended into the shipped configuration, and harvests.
"""

from __future__ import annotations

import collections
import json
import re
import sqlite3
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

pantau, rig, scenario, day, folder = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, rig)
import platforms  # noqa: E402  # the simulation, found by the argument

OFFICE, PORTAL, BLOG = "diskominfo.bekasikota.go.id", "bekasikota.go.id", "blog.bekasi.test"
CARDS = {
    "list_path": "/berita",
    "page_path": "/berita?page={page}",
    "article_pattern": r"^/detail/(?P<slug>[^/?]+)/?$",
    "item": ".kartu",
    "item_link": "a",
    "listing": ".cuaca",
    "title": "h1",
    "date": ".info",
    "author": "",
    "views": ".info",
    "views_pattern": r"\| (\d+)",
    "body": ".konten",
}
SLUGS = {"article_pattern": r"^/detail/(?P<slug>[^/?]+)/?$"}
DATED = {"article_pattern": r"^/[0-9]{4}/[0-9]{2}/(?P<slug>[^/?]+)/?$"}
THEME = DATED | {
    "list_path": "/",
    "page_path": "/page/{page}/",
    "item": "li.wp-block-post",
    "item_link": "h2 a",
    "listing": "main",
    "title": "h1",
    "date": ".wp-block-post-date time",
    "author": "",
    "views": "",
    "body": ".entry-content",
}


@dataclass(frozen=True)
class Way:
    """One method on one site; ``exact``: every text has to be the truth; ``count``: it shows the newest only."""

    name: str
    host: str
    block: dict[str, Any]
    exact: bool = True
    count: int | None = None


WAYS = (
    Way("list, selectors", OFFICE, {}),
    Way("list, trafilatura", OFFICE, {"text": "trafilatura"}, exact=False),
    Way("list, selectors", PORTAL, {"layout": CARDS}),
    Way("list, trafilatura", PORTAL, {"layout": CARDS, "text": "trafilatura"}, exact=False),
    Way("feed, selectors", PORTAL, {"method": "feed", "feed": "/rss", "layout": CARDS, "text": "selectors"}, count=20),
    Way("feed, trafilatura", PORTAL, {"method": "feed", "feed": "/rss", "layout": SLUGS}, exact=False, count=20),
    Way("wordpress", BLOG, {"method": "wordpress"}),
    Way("list, selectors", BLOG, {"layout": THEME}),
    Way(
        "sitemap, trafilatura", BLOG, {"method": "sitemap", "sitemap": "/wp-sitemap.xml", "layout": DATED}, exact=False
    ),
    Way("feed, the feed's text", BLOG, {"method": "feed", "text": "feed", "layout": DATED}, count=10),
)


def truth(day: int) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what each site shows on a day: host → identity → title, text, day; identities are numbers and slugs."""
    found: dict[str, dict[str, dict[str, Any]]] = {OFFICE: {}, PORTAL: {}, BLOG: {}}
    for article in platforms.sites.Site(platforms.World(scenario, day), platforms.Reply).truth():
        host, key = (
            (OFFICE, str(article["number"]))
            if article["site"] == "cms"
            else (PORTAL, article["url"].rpartition("/")[2])
        )
        found[host][key] = {"title": article["title"], "text": article["text"], "day": article["date"]}
    posts = {post["slug"]: post for post in platforms.sites.wp_posts()}
    for later in platforms.sites.wp_day(day):
        posts[later["slug"]] = later
    for slug, post in posts.items():
        if not {"type", "status", "password", "trash"} & post.keys():
            found[BLOG][slug] = {"title": post["title"], "text": written(post["content"]), "day": post["date"][:10]}
    return found


def written(content: str) -> str:
    """Return the paragraphs of what was typed into WordPress, captions of pictures left out."""
    content = re.sub(r"<!--.*?-->|\[caption.*?\[/caption\]", "", content, flags=re.DOTALL)
    content = re.sub(r"</?(?:p|ul|li)>", "\n", content)
    return "\n".join(line.strip() for line in content.splitlines() if line.strip())


def harvested(way: Way, place: Path) -> dict[str, dict[str, Any]]:
    """Harvest the site as a night does, and return what is stored and not gone, by identity."""
    source = {"id": "web", "platform": "website", "url": f"https://{way.host}", "pace_seconds": 0, **way.block}
    configured(place, json.dumps({"sources": [source]}))  # JSON is YAML
    run(place, "db", "upgrade")
    run(place, "harvest")
    connection = sqlite3.connect(place / "data" / "pantau.db")
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM v_posts WHERE deleted_at IS NULL")]
    named = {row["post_id"].partition("/")[2]: row for row in rows}
    return {row["url"].rstrip("/").rpartition("/")[2]: row for row in rows} if way.host == BLOG else named


def probed(host: str, place: Path) -> str:
    """Do what a new user does: probe, paste, harvest; say how it went."""
    told = run(Path(), "probe", f"https://{host}").splitlines()
    at = told.index("paste this below sources: in config.yaml")
    block = "\n".join(told[at + 1 :]).rstrip() + "\n    pace_seconds: 0"  # the only liberty: nobody is to wait here
    shipped = Path("config.yaml").read_text(encoding="utf-8")
    configured(place, shipped.replace("sources:\n", f"sources:\n{block}\n", 1))
    name = re.findall(r"- id: (\S+)", block)[0]
    run(place, "db", "upgrade")
    run(place, "harvest", "--source", name)
    health = run(place, "sql", "SELECT outcome, posts_new FROM v_runs WHERE source_id LIKE 'web-%'", "--format", "csv")
    return f"probe of {host}: {told[at - 1]}; pasted and harvested: {health.split()[-1]}"


def configured(place: Path, text: str) -> None:
    """Write a configuration file."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "config.yaml").write_text(text, encoding="utf-8")


def run(place: Path, *words: str) -> str:
    """Run a command of Pantau; return what it says on standard output."""
    command = [pantau, "--config", str(place / "config.yaml"), *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603  # our own program


def words_of(text: str) -> collections.Counter[str]:
    """Count the words of a text."""
    return collections.Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))


def measured(
    way: Way, wanted: dict[str, dict[str, Any]], rows: dict[str, dict[str, Any]], stale: set[str]
) -> tuple[str, list[str]]:
    """Return a line of the table, and what is not as it should be; what is *stale* may be."""
    both = {key: (wanted[key], rows[key]) for key in wanted if key in rows}
    read, true, right = collections.Counter[str](), collections.Counter[str](), 0
    same = collections.Counter[str]()
    problems = [f"{key} is missing" for key in wanted if key not in rows] if way.count is None else []
    problems += [f"{key} is not on the site" for key in rows.keys() - wanted.keys() - stale]
    for key, (told, row) in both.items():
        mine, theirs = words_of(row["text"]), words_of(told["text"])
        read, true, right = read + mine, true + theirs, right + (mine & theirs).total()
        same["text"] += (equal := plain(row["text"]) == plain(told["text"]))
        same["title"] += plain(row["title"] or "") == plain(told["title"])
        same["day"] += ((row["published_local"] or "")[:10] or None) == told["day"]
        problems += [f"{key}: the text differs"] if way.exact and not equal and key not in stale else []
    if way.count is not None and len(both) < way.count:
        problems.append(f"only {len(both)} of {way.count}")
    share = f"{len(both)} of {len(wanted)}"
    scores = f"{right / max(read.total(), 1):.4f} | {right / max(true.total(), 1):.4f}"
    cells = (way.host, way.name, share, same["text"], scores, same["title"], same["day"])
    return f"| {' | '.join(map(str, cells))} |", problems


def plain(text: str) -> str:
    """Return a text with plain spaces, none at the ends of lines."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def main() -> None:
    """Print the table; fail with what differs."""
    first, shown = truth(0), truth(int(day))
    faults: list[str] = []
    print("| site | method | articles | texts exactly equal | precision | recall | titles equal | days equal |")
    print("|---|---|---|---|---|---|---|---|")
    for number, way in enumerate(WAYS):
        wanted = shown[way.host]
        later = (
            set()
            if way.name == "wordpress"
            else {key for key, told in first[way.host].items() if wanted.get(key) != told}
        )
        line, problems = measured(way, wanted, harvested(way, Path(folder) / str(number)), later)
        print(line, flush=True)
        faults += [f"{way.host}, {way.name}: {problem}" for problem in problems]
    for host in shown if day == "0" else ():
        print(probed(host, Path(folder) / f"probe-{host}"), flush=True)
    sys.exit("\n".join(faults[:20]) if faults else 0)


if __name__ == "__main__":
    main()
