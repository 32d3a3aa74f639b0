"""Reads the feeds of a built site as a feed reader does.

Arguments: the folder of the site, and its address without a final slash.
"""

import re
import sys
from pathlib import Path

import feedparser

folder, address = Path(sys.argv[1]), sys.argv[2]
problems = []


def demand(is_met, feed, what):
    """Notes what a feed does not meet."""
    if not is_met:
        problems.append(f"{feed}: {what}")


def page_of(url):
    """The file of the page at an address of this site, or none."""
    if not url.startswith(address + "/"):
        return None
    return folder / url.removeprefix(address + "/") / "index.html"


feeds = sorted(folder.rglob("atom.xml"))
demand(feeds, folder, "has no feed")
count = 0
for path in feeds:
    name = path.relative_to(folder)
    feed = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    demand(feed.bozo == 0, name, f"is broken: {feed.get('bozo_exception')}")
    demand(feed.version == "atom10", name, f"is {feed.version}")
    demand(feed.feed.get("language") == "da", name, "is not in Danish")
    demand(feed.feed.get("title"), name, "has no title")
    rels = {link.rel: link.href for link in feed.feed.links}
    demand(rels.get("self") == f"{address}/{name}", name, f"says it is at {rels.get('self')}")
    demand(rels.get("alternate", "").startswith(address), name, "has no page")
    demand(feed.entries, name, "is empty")
    ids = [entry.id for entry in feed.entries]
    demand(len(set(ids)) == len(ids), name, "has an id twice")
    dates = [entry.published_parsed for entry in feed.entries]
    demand(dates == sorted(dates, reverse=True), name, "is not newest first")
    for entry in feed.entries:
        count += 1
        which = f"{name}, {entry.id}"
        demand(entry.id.startswith("tag:"), which, "has an id that is not permanent")
        page = page_of(entry.link)
        demand(page and page.is_file(), which, f"leads to {entry.link}, which is no page")
        html = page.read_text() if page and page.is_file() else ""
        is_advert = "article-ad" in html
        demand(
            entry.title.startswith("Annonce: ") == is_advert, which, "is not marked as its page is"
        )
        text = "".join(part.value for part in entry.get("content", []))
        demand(text and entry.get("summary"), which, "has no text")
        demand("\u00ad" not in entry.title + text, which, "has a soft hyphen")
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            is_absolute = re.match(r"[a-z]+:", link)
            demand(is_absolute, which, f"links to {link}")
        demand(not re.search(r"<(script|style|iframe)\b", text), which, "has active content")

titles = " ".join(
    entry.title for path in feeds for entry in feedparser.parse(path.read_bytes()).entries
)
demand(re.search("[æøå]", titles), folder, "no title has a Danish letter: the encoding is lost")
demand("Annonce: " in titles, folder, "no entry is marked, though one is an advertisement")

for problem in problems:
    print(problem, file=sys.stderr)
if problems:
    sys.exit(1)
print(f"{len(feeds)} feeds with {count} entries read")
