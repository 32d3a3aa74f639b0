// Keeps an open page up to date while `digest serve` runs: reloads it when it has changed, replaces its
// style sheet when only that has, and shows the problems in the sources.
(() => {
  "use strict";

  const script = document.currentScript;
  const own = new URL(".", script.src).href;
  const page = script.dataset.page;
  const SCROLL = "digest-scroll";
  const LONGEST_WAIT = 30_000;

  let version = script.dataset.version;
  let problems = script.dataset.problems;
  let events;
  let wait = 1000;
  let timer;

  // Reloading: restores the scroll position, even when images move it later.

  function reload() {
    events?.close();
    const place = { page: location.href, left: scrollX, top: scrollY };
    sessionStorage.setItem(SCROLL, JSON.stringify(place));
    location.reload();
  }

  function restoreScroll() {
    const kept = sessionStorage.getItem(SCROLL);
    sessionStorage.removeItem(SCROLL);
    const place = kept && JSON.parse(kept);
    if (place?.page !== location.href) return;
    let isMoved = false;
    const restore = () => {
      if (!isMoved) scrollTo({ left: place.left, top: place.top, behavior: "instant" });
    };
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(kind, () => (isMoved = true), { once: true, passive: true });
    }
    restore();
    addEventListener("load", () => requestAnimationFrame(restore), { once: true });
  }

  /** Fetches the current version of this page. */
  async function fetchPage() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 503) throw new Error("the server is busy");
    const fetched = new DOMParser().parseFromString(await answer.text(), "text/html");
    const mark = fetched.querySelector(`script[src="${script.getAttribute("src")}"]`);
    return { fetched, mark };
  }

  // The style sheet: the old one is kept until the new one is loaded.

  const sheets = (root) => [...root.querySelectorAll('link[rel~="stylesheet"][href]')];
  const withoutStyle = (text) => text.split("-")[1];

  async function exchangeStyle() {
    const { fetched, mark } = await fetchPage();
    const [old, fresh] = [sheets(document), sheets(fetched)];
    const isSame = mark && withoutStyle(mark.dataset.version) === withoutStyle(version);
    if (!isSame || old.length !== fresh.length) return reload();
    version = mark.dataset.version;
    old.forEach((link, at) => {
      if (link.getAttribute("href") === fresh[at].getAttribute("href")) return;
      const next = document.importNode(fresh[at]);
      next.addEventListener("load", () => link.remove(), { once: true });
      next.addEventListener("error", reload, { once: true });
      link.after(next);
    });
  }

  // The problems in the sources, in a shadow tree, so that the page's styles do not affect them.

  const host = document.createElement("digest-problems");
  const shadow = host.attachShadow({ mode: "open" });

  async function showProblems(isOpen) {
    const asked = problems;
    const answer = await fetch(`${own}problems`, { cache: "no-store" });
    if (!answer.ok || asked !== problems) return;
    const fetched = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (asked !== problems) return;
    shadow.replaceChildren(...fetched.querySelectorAll("link, .badge, dialog"));
    const [style, badge, dialog] = ["link", ".badge", "dialog"].map((name) => shadow.querySelector(name));
    if (!dialog) return host.remove();
    if (!host.isConnected) document.documentElement.append(host);
    badge.addEventListener("click", () => dialog.showModal());
    if (!isOpen || !dialog.classList.contains("error")) return;
    // Shown once its style is loaded; without one, it is still better than nothing.
    const show = () => shadow.contains(dialog) && !dialog.open && dialog.showModal();
    for (const kind of ["load", "error"]) style.addEventListener(kind, show, { once: true });
  }

  function markDraft() {
    const mark = document.createElement("digest-draft");
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `${own}live.css`;
    const text = document.createElement("p");
    text.className = "draft";
    text.textContent = "Draft";
    text.title = "This page shows a draft. It is not part of the published site.";
    mark.attachShadow({ mode: "open" }).append(style, text);
    document.documentElement.append(mark);
  }

  // The event stream. A background tab has none, since browsers open only a few connections to a host.
  // When the tab is visible again, the server compares what it shows.

  function connect() {
    clearTimeout(timer);
    if (events || document.hidden) return;
    const query = new URLSearchParams({ page, version, problems });
    events = new EventSource(`${own}events?${query}`);
    events.addEventListener("open", () => (wait = 1000));
    events.addEventListener("reload", reload);
    events.addEventListener("style", () => exchangeStyle().catch(lose));
    events.addEventListener("problems", (event) => {
      problems = event.data;
      if (version === "failed") return reload();
      showProblems(true).catch(() => {});
    });
    events.addEventListener("error", lose);
  }

  function disconnect() {
    clearTimeout(timer);
    events?.close();
    events = undefined;
  }

  function lose() {
    disconnect();
    timer = setTimeout(recover, wait);
  }

  /** Waits for the server; after a restart it has another script. */
  async function recover() {
    wait = Math.min(wait * 1.5, LONGEST_WAIT);
    try {
      const { mark } = await fetchPage();
      if (!mark) return reload();
      connect();
    } catch {
      timer = setTimeout(recover, 1000);
    }
  }

  restoreScroll();
  if ("draft" in script.dataset) markDraft();
  if (problems && version !== "failed") showProblems(true).catch(() => {});
  connect();
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
})();
