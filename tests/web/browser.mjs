// Looks at built sites in Chromium: pages of every kind at two widths, light and dark, with axe;
// every page at 320 px for overflow; and that nothing is asked of another host, or missing.
//
// Arguments: folders that are served one after the other, each as the root of a host.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { host, htmlFiles } from "./host.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [390, 1280];
const SCHEMES = ["light", "dark"];
// The site has at least these; more are looked at when there are more.
const KINDS = [
  "404", "article", "author", "authors", "edition", "editions", "event", "events", "front", "month",
  "now", "page", "people", "person", "tag", "tags", "year",
];

// The page /lige-nu/ of a site of which there is little to say.
const LITTLE = `<main><div class="boxes"><section class="box"><h2>Navnenyt</h2>
<ul class="headlines"><li><a href="/navnenyt/">Ny chef</a></li></ul></section></div></main>`;

const problems = [];

/** Notes a problem once, however often it is met. */
function problem(text) {
  if (!problems.includes(text)) problems.push(text);
}

/** Finds the pages of a folder: address and kind. */
async function pages(folder) {
  const found = [];
  for (const { path, text } of await htmlFiles(folder)) {
    const kind = /<body class="kind-([^"]+)"/.exec(text)?.[1];
    // A page without a kind is a redirect: the browser would leave it at once.
    if (kind) found.push({ path, kind });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Opens a page; what it asks for must be there, and on its own host. */
async function open(page, origin, path) {
  page.removeAllListeners();
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) problem(`${path} asks for ${url}`);
  });
  page.on("response", (response) => {
    // Chromium asks every host for this one by itself.
    if (response.status() >= 400 && !response.url().endsWith("/favicon.ico")) {
      problem(`${path}: ${response.url()} is ${response.status()}`);
    }
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // That is a picture that was still on its way when we left for the next page.
    if (why !== "net::ERR_ABORTED") problem(`${path}: ${request.url()} fails: ${why}`);
  });
  page.on("pageerror", (error) => problem(`${path}: ${error}`));
  await page.goto(origin + path, { waitUntil: "load" });
}

/** Runs axe on an open page; gives what it complains of. */
async function violations(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return result.violations;
}

/** Checks an open page with axe. */
async function check(page, path, look) {
  for (const { id, help, nodes } of await violations(page)) {
    for (const node of nodes) problem(`${path} (${look}): ${id}: ${help}: ${node.html}`);
  }
}

/** Reads an article until what changes all the time has come in its place; nothing jumps. */
async function readToTheEnd(page, origin, path, width) {
  await open(page, origin, path);
  await page.evaluate(() => {
    window.shift = 0;
    const add = (list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    };
    new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  });
  const bottom = () => document.documentElement.scrollHeight - innerHeight;
  for (let y = 0; y < (await page.evaluate(bottom)); y += 200) {
    await page.evaluate((top) => scrollTo(0, top), y);
    await page.waitForTimeout(30);
  }
  const boxes = page.locator("[data-now] .boxes .box");
  await boxes.first().waitFor({ timeout: 5_000 });
  const left = await page.locator("[data-now]").evaluate((place) =>
    place.getBoundingClientRect().bottom - place.lastElementChild.getBoundingClientRect().bottom);
  if (left > 32) problem(`${path} at ${width} px keeps ${left} px of room for nothing`);
  const shift = await page.evaluate(() => window.shift);
  if (shift > 0.05) problem(`${path} at ${width} px: what is read jumps by ${shift}`);
  return shift;
}

/** Checks what has come at the end of an article. */
async function checkTheEnd(page, path, width) {
  const titles = await page.locator("[data-now] h2").allTextContents();
  for (const title of ["Læses lige nu", "Seneste nyt", "Arrangementer", "Navnenyt"]) {
    if (!titles.includes(title)) problem(`${path} at ${width} px has no box ${title}`);
  }
  const own = await page.locator("[data-now] li a").evaluateAll((links) =>
    links.filter((link) => link.pathname === location.pathname).length);
  if (own > 0) problem(`${path} leads to itself`);
  await check(page, path, `${width} px, read to the end`);
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
// A checker that finds nothing here finds nothing anywhere.
const broken = await browser.newPage();
await broken.setContent('<!doctype html><title>x</title><img src="data:,">');
if ((await violations(broken)).length === 0) problem("axe finds no fault with a broken page");
await broken.close();

let checked = 0;
let measured = 0;
let jumps = 0;
for (const folder of process.argv.slice(2)) {
  const { origin, close } = await host(folder);
  const all = await pages(folder);
  // Of each kind the first, and pages that have what the first of their kind may lack.
  const chosen = new Map(all.map((page) => [page.kind, page]).reverse());
  const everything = all.find(({ path }) => path.endsWith("/alt-paa-en-side/"));
  const withdrawn = all.find(({ path }) => path.endsWith("/trukket-tilbage/"));
  const numbered = all.find(({ path }) => /\/side\/1\/$/.test(path));
  for (const kind of KINDS) if (!chosen.has(kind)) problem(`${folder}: no page of kind ${kind}`);
  const looked = [...chosen.values(), everything, withdrawn, numbered];
  if (looked.includes(undefined)) problem(`${folder}: lacks a page of tests/web/site`);

  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme,
        locale: "da-DK",
      });
      const page = await context.newPage();
      for (const { path } of looked.filter(Boolean)) {
        await open(page, origin, path);
        await check(page, path, `${width} px, ${colorScheme}`);
        checked += 1;
      }
      if (colorScheme === "light") {
        const articles = all.filter(({ kind }) => kind === "article");
        for (const { path } of [articles.at(-1), everything]) {
          jumps = Math.max(jumps, await readToTheEnd(page, origin, path, width));
          await checkTheEnd(page, path, width);
        }
        await page.route("**/lige-nu/", (route) => route.fulfill({ body: LITTLE }));
        jumps = Math.max(jumps, await readToTheEnd(page, origin, everything.path, width));
        await page.unroute("**/lige-nu/");
      }
      await context.close();
    }
  }

  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  for (const { path } of all) {
    await open(page, origin, path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 320) problem(`${path} is ${width} px wide on a screen of 320 px`);
    measured += 1;
  }
  await context.close();
  close();
}
await browser.close();

for (const text of problems) console.error(text);
if (problems.length > 0) process.exit(1);
console.log(
  `${checked} looks at pages by axe, ${measured} pages measured, the largest jump ${jumps.toFixed(3)}: no problem`,
);
