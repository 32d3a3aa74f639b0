// Puts what changes all the time in the place of the link to it, when a reader gets there.
{
  const place = document.querySelector("[data-now]");
  const link = place?.querySelector("a");

  const fill = async () => {
    const response = await fetch(link.href);
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const boxes = page.querySelector("main .boxes");
    if (!boxes) return;
    // This very page is no news to its reader.
    for (const item of boxes.querySelectorAll("li")) {
      if (item.querySelector("a")?.pathname === location.pathname) item.remove();
    }
    for (const box of boxes.querySelectorAll(".box")) if (!box.querySelector("li")) box.remove();
    // Whoever is about to follow the link keeps it.
    if (place.contains(document.activeElement)) return;
    place.replaceChildren(document.importNode(boxes, true));
    // The room that was kept was a guess. What is left of it goes, unless that moved what is in view.
    place.style.minHeight = "0";
    if (place.getBoundingClientRect().bottom < innerHeight) place.style.minHeight = "";
  };

  if (link) {
    new IntersectionObserver(
      (entries, observer) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        // Without an answer the link stays, and needs no more room than it has.
        fill().catch(() => {
          place.style.minHeight = "0";
        });
      },
      { rootMargin: "600px" },
    ).observe(place);
  }
}
