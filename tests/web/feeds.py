"""Reads the feeds of a built site as feed readers do, and their list.

Arguments: the directory of the site, and its address without a final slash.
"""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timezone
from pathlib import Path

import feedparser
import jsonschema

directory, address = Path(sys.argv[1]), sys.argv[2]
schema = json.loads((Path(__file__).parent / "jsonfeed.schema.json").read_text())
problems = []
titles = ""
count = 0


def demand(is_met, feed, what):
    """Notes what a feed does not meet."""
    if not is_met:
        problems.append(f"{feed}: {what}")


def page_of(url):
    """The file of the page at an address of this site, or none."""
    if not url.startswith(address + "/"):
        return None
    return directory / url.removeprefix(address + "/") / "index.html"


def parsed_xml(path, version):
    """An Atom or RSS feed in the terms of JSON Feed."""
    name = path.relative_to(directory)
    feed = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    demand(feed.bozo == 0, name, f"is broken: {feed.get('bozo_exception')}")
    demand(feed.version == version, name, f"is {feed.version}")
    rels = {link.rel: link.href for link in feed.feed.links}
    items = []
    for entry in feed.entries:
        items.append(
            {
                "id": entry.id,
                "url": entry.link,
                "title": entry.title,
                "content_html": "".join(part.value for part in entry.get("content", [])),
                "summary": entry.get("summary"),
                "published": datetime(*entry.published_parsed[:6], tzinfo=timezone.utc),
                "authors": [person.name for person in entry.get("authors", [])],
                "tags": [tag.get("label") or tag.term for tag in entry.get("tags", [])],
            }
        )
        if version == "rss20":
            demand(not entry.guidislink, f"{name}, {entry.id}", "has an id that is taken for a link")
            media = entry.get("media_content", [])
            has_image = "<figure><img" in items[-1]["content_html"]
            demand(len(media) == 1 or not has_image, f"{name}, {entry.id}", "lacks its image")
    return {
        "title": feed.feed.get("title"),
        "language": feed.feed.get("language"),
        "feed_url": rels.get("self"),
        "home_page_url": feed.feed.get("link"),
        "items": items,
    }


def parsed_json(path):
    """A JSON feed, checked against its schema."""
    name = path.relative_to(directory)
    feed = json.loads(path.read_text())
    for error in jsonschema.Draft202012Validator(schema).iter_errors(feed):
        demand(False, name, f"{error.json_path}: {error.message[:200]}")
    for item in feed["items"]:
        item["published"] = datetime.fromisoformat(item["date_published"]).astimezone(timezone.utc)
        item["authors"] = [author["name"] for author in item.get("authors", [])]
    return feed


def check(path, feed, is_described=True):
    """Demands what every feed of this site meets; `is_described` if entries have summaries."""
    global titles, count
    name = path.relative_to(directory)
    demand(feed["language"] == "da", name, "is not in Danish")
    demand(feed["title"], name, "has no title")
    demand(feed["feed_url"] == f"{address}/{name}", name, f"says it is at {feed['feed_url']}")
    demand(feed["home_page_url"].startswith(address + "/"), name, "has no page")
    demand(feed["items"], name, "is empty")
    ids = [item["id"] for item in feed["items"]]
    demand(len(set(ids)) == len(ids), name, "has an id twice")
    dates = [item["published"] for item in feed["items"]]
    demand(dates == sorted(dates, reverse=True), name, "is not newest first")
    for item in feed["items"]:
        count += 1
        titles += item["title"]
        which = f"{name}, {item['id']}"
        demand(item["id"].startswith("tag:"), which, "has an id that is not permanent")
        page = page_of(item["url"])
        demand(page and page.is_file(), which, f"leads to {item['url']}, which is no page")
        html = page.read_text() if page and page.is_file() else ""
        is_advert = "article-ad" in html
        demand(
            item["title"].startswith("Annonce: ") == is_advert, which, "is not marked as its page is"
        )
        text = item["content_html"]
        demand(text and (item.get("summary") or not is_described), which, "has no text")
        demand("\u00ad" not in item["title"] + text, which, "has a soft hyphen")
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            is_absolute = re.match(r"[a-z]+:", link)
            demand(is_absolute, which, f"links to {link}")
        demand(not re.search(r"<(script|style|iframe)\b", text), which, "has active content")


# Editions have one form, and a summary where an editor wrote one.
editions = parsed_xml(directory / "udgaver/atom.xml", "atom10")
check(directory / "udgaver/atom.xml", editions, is_described=False)
demand(any(": " in item["title"] for item in editions["items"]), "udgaver", "no headline is shown")
demand(any("<p>" in item["content_html"] for item in editions["items"]), "udgaver", "no intro")
demand(
    all(re.search(r"<li><a href=\"https:", item["content_html"]) for item in editions["items"]),
    "udgaver",
    "an edition without articles",
)

tag_feeds = {path.parent for path in directory.rglob("atom.xml")} - {directory / "udgaver"}
directories = sorted(tag_feeds)
demand(len(directories) > 2, directory, "has no feeds of tags")
for place in directories:
    feeds = {
        "atom.xml": parsed_xml(place / "atom.xml", "atom10"),
        "rss.xml": parsed_xml(place / "rss.xml", "rss20"),
        "feed.json": parsed_json(place / "feed.json"),
    }
    for name, feed in feeds.items():
        check(place / name, feed)
    keys = ["id", "url", "title", "summary", "published", "authors", "tags"]
    first, *others = (
        [{key: item.get(key) or None for key in keys} for item in feed["items"]]
        for feed in feeds.values()
    )
    demand(all(other == first for other in others), place, "has feeds that say different things")

has_danish = re.search("[æøå]", titles)
demand(has_danish, directory, "no title has a Danish letter: the encoding is lost")
demand("Annonce: " in titles, directory, "no entry is marked, though one is an advertisement")

opml = ElementTree.parse(directory / "feeds.opml").getroot()
demand(opml.tag == "opml" and opml.get("version") == "2.0", "feeds.opml", "is no OPML 2.0")
demand(opml.findtext("head/title"), "feeds.opml", "has no title")
outlines = opml.findall("body/outline/outline")
for outline in outlines:
    demand(outline.get("type") == "rss", "feeds.opml", f"{outline.attrib} is no feed")
    demand(outline.get("text"), "feeds.opml", f"{outline.attrib} has no text")
listed = {outline.get("xmlUrl") for outline in outlines}
# Editions have a feed in one form only.
files = [*directory.rglob("rss.xml"), *directory.glob("udgaver/atom.xml")]
there = {f"{address}/{path.relative_to(directory)}" for path in files}
demand(listed == there, "feeds.opml", f"lists {listed ^ there} wrongly")

for problem in problems:
    print(problem, file=sys.stderr)
if problems:
    sys.exit(1)
print(f"{3 * len(directories)} feeds with {count} entries read")
