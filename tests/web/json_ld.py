"""Reads what the pages of a built site tell search engines and networks.

Arguments: the directory of the site, and its address without a final slash.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import extruct

directory, address = Path(sys.argv[1]), sys.argv[2]
problems = []
seen = Counter()

# Which things each kind of page must tell of; `+` stands for the kinds of articles.
KINDS = {
    "front": [["Organization", "WebSite"], ["BreadcrumbList"]],
    "article": [["+", "BreadcrumbList"], []],
    "event": [["Event", "BreadcrumbList"], []],
    "events": [["BreadcrumbList"]],
    "person": [["+", "BreadcrumbList"], []],
    "people": [["BreadcrumbList"]],
    "edition": [["BreadcrumbList"], []],
    "editions": [["BreadcrumbList"]],
    "now": [[]],
    "tag": [["BreadcrumbList"]],
    "tags": [["BreadcrumbList"]],
    "year": [["BreadcrumbList"]],
    "month": [["BreadcrumbList"]],
    "author": [["ProfilePage", "BreadcrumbList"], ["BreadcrumbList"]],
    "authors": [["BreadcrumbList"]],
    "page": [[]],
    "404": [[]],
}
ARTICLES = ["NewsArticle", "AdvertiserContentArticle"]
# What each type must have, and what it may have besides.
TYPES = {
    "NewsArticle": (
        "url mainEntityOfPage headline datePublished dateModified author publisher inLanguage "
        "isAccessibleForFree wordCount",
        "description image articleSection keywords citation isBasedOn correction sponsor about",
    ),
    "BreadcrumbList": ("itemListElement", ""),
    "ListItem": ("position name item", ""),
    "Organization": ("name", "@id url logo email description image sameAs"),
    "Event": (
        "name url startDate location eventStatus eventAttendanceMode inLanguage",
        "description endDate image organizer offers",
    ),
    "Place": ("name address", ""),
    "PostalAddress": ("", "streetAddress addressLocality"),
    "VirtualLocation": ("url", ""),
    "Offer": ("price priceCurrency url", ""),
    "Person": ("name", "url jobTitle description image email sameAs worksFor"),
    "ProfilePage": ("url mainEntity", ""),
    "WebSite": ("@id name url inLanguage publisher", "description"),
    "WebPage": ("@id", ""),
    "ImageObject": ("url", "width height caption creditText"),
    "CreativeWork": ("name isAccessibleForFree", "publisher url datePublished inLanguage"),
    "CorrectionComment": ("text datePublished", ""),
}
TYPES["AdvertiserContentArticle"] = (TYPES["NewsArticle"][0] + " sponsor", TYPES["NewsArticle"][1])
URLS = ["@id", "url", "item", "isBasedOn", "sameAs"]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def demand(is_met, page, what):
    """Notes what a page does not meet."""
    if not is_met:
        problems.append(f"{page}: {what}")


def check_url(url, page):
    """An absolute address; one of this site has a file."""
    demand(re.match(r"https?://[^/\s]+", url), page, f"{url} is not absolute")
    if url.startswith(address + "/"):
        path = url.removeprefix(address + "/").split("#")[0]
        file = directory / (path + "index.html" if path.endswith("/") or not path else path)
        demand(file.is_file(), page, f"{url} does not exist")


def check_thing(thing, page, parent=None):
    """A thing and the things within."""
    if set(thing) == {"@id"}:
        return check_url(thing["@id"], page)
    kind = thing.get("@type")
    if kind not in TYPES:
        return demand(False, page, f"tells of {kind}")
    seen[kind] += 1
    required, optional = (names.split() for names in TYPES[kind])
    demand(set(required) <= thing.keys(), page, f"{kind} lacks {set(required) - thing.keys()}")
    more = thing.keys() - {"@type", *required, *optional}
    demand(not more, page, f"{kind} has {more}")
    for name, value in thing.items():
        values = value if isinstance(value, list) else [value]
        demand(values, page, f"{kind}.{name} is empty")
        for value in values:
            demand(value not in ("", None, {}), page, f"{kind}.{name} is empty")
            if isinstance(value, str):
                demand("\u00ad" not in value, page, f"{kind}.{name} has a soft hyphen")
            if name in URLS:
                check_url(value, page)
            if name.startswith("date"):
                is_moment = MOMENT.fullmatch(value)
                is_loose = kind in ("CreativeWork", "CorrectionComment")
                demand(is_moment or is_loose and DAY.fullmatch(value), page, f"{name}: {value}")
            if name in ("startDate", "endDate"):
                is_time = MOMENT.fullmatch(value) or DAY.fullmatch(value)
                demand(is_time, page, f"{name}: {value}")
            if isinstance(value, dict):
                check_thing(value, page, kind)
    if kind in ARTICLES:
        demand(isinstance(thing["wordCount"], int), page, "wordCount is no number")
        demand(thing["isAccessibleForFree"] is True, page, "is not free")
        demand(thing["dateModified"] >= thing["datePublished"], page, "changed before it was there")
        for author in thing["author"] if "sponsor" not in thing else []:
            demand("url" in author, page, f"{author['name']} has no url")
    if kind == "ImageObject" and parent != "Organization":
        demand(thing["width"] > 0 and thing["height"] > 0, page, "an image without size")


def check_page(page, html):
    kind = re.search(r'<body class="kind-([^"]+)"', html)[1]
    seen[kind] += 1
    found = extruct.extract(html, base_url=address, syntaxes=["json-ld", "opengraph"])
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', html)
    canonical = canonical and canonical[1]
    check_graph(page, kind, found["json-ld"], canonical)
    demand(len(found["opengraph"]) == 1, page, f"{len(found['opengraph'])} Open Graph objects")
    check_open_graph(page, kind, html, found["opengraph"][0]["properties"])


def check_graph(page, kind, blocks, canonical):
    demand(len(blocks) <= 1, page, f"{len(blocks)} blocks of JSON-LD")
    graph = [thing for block in blocks for thing in block["@graph"]]
    demand(all(block["@context"] == "https://schema.org" for block in blocks), page, "no context")
    types = ["+" if thing["@type"] in ARTICLES else thing["@type"] for thing in graph]
    demand(types in KINDS[kind], page, f"of kind {kind} tells of {types}")
    for thing in graph:
        check_thing(thing, page)
        if thing["@type"] == "BreadcrumbList":
            steps = thing["itemListElement"]
            positions = [step["position"] for step in steps]
            demand(positions == list(range(1, len(steps) + 1)), page, f"steps {positions}")
            demand(steps[0]["item"] == address + "/", page, "does not begin at the front page")
            demand(steps[-1]["item"] == canonical, page, "does not end at the page")
        elif thing["@type"] in ARTICLES:
            demand(thing["url"] == canonical, page, f"{thing['url']} is not {canonical}")


def check_open_graph(page, kind, html, properties):
    values = {}
    for name, value in properties:
        values.setdefault(name, []).append(value)
    for name in ["og:title", "og:type", "og:site_name", "og:locale"]:
        demand(len(values.get(name, [])) == 1, page, f"{name}: {values.get(name)}")
    is_withdrawn = 'class="article article-withdrawn"' in html
    demand(values["og:type"] == ["article" if kind == "article" else "website"], page, "og:type")
    card = re.search(r'<meta name="twitter:card" content="([^"]+)"', html)[1]
    demand((card == "summary_large_image") == ("og:image" in values), page, f"twitter:card {card}")
    if "og:image" in values:
        for name in ["og:image:width", "og:image:height", "og:image:alt"]:
            demand(values.get(name, [""])[0], page, f"no {name}")
        demand(len(values["og:image:alt"][0]) <= 420, page, "og:image:alt is too long")
        check_url(values["og:image"][0], page)
    if kind == "article" and not is_withdrawn:
        demand(values.get("article:published_time"), page, "no article:published_time")
        for author in values.get("article:author", []):
            check_url(author, page)
            seen["article:author"] += 1
        tags, section = values.get("article:tag", []), values.get("article:section", [])
        demand(section == tags[:1], page, f"section {section} of {tags}")


for path in sorted(directory.rglob("*.html")):
    html = path.read_text(encoding="utf-8")
    # An old address tells of nothing but the new one.
    if 'http-equiv="refresh"' in html:
        demand("ld+json" not in html, path, "tells of something")
    else:
        check_page(path.relative_to(directory), html)

for kind in [*KINDS, *TYPES, "article:author"]:
    if kind not in ("Person", "AdvertiserContentArticle"):
        demand(seen[kind], directory, f"has no {kind}")
print("\n".join(problems) or f"{sum(seen[kind] for kind in KINDS)} pages without a problem")
sys.exit(bool(problems))
