// Verifies the Content-Security-Policy of built sites in Chromium: each page has one before its
// first link and script, no page violates its own, and what a site is warned of is blocked.
//
// Arguments: folders of sites that violate nothing, then `--blocked` and one whose article
// /2025/12/blokeret/ loads an image and a frame of another site, and has an inline style and script.

import { chromium } from "playwright-core";
import { host, htmlFiles } from "./host.mjs";

const BLOCKED = "/2025/12/blokeret/";
const EXPECTED = ["frame-src", "img-src", "script-src-elem", "style-src-attr"];
const STRICT =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; object-src 'none'";

const problems = [];

/** Verifies what a page says before a browser reads it. */
function checkText({ path, text }) {
  const at = text.indexOf('<meta http-equiv="Content-Security-Policy"');
  if (at < 0) return problems.push(`${path} has no policy`);
  if (/<(?:link|script|style|img)/.test(text.slice(0, at))) problems.push(`${path}: its policy is late`);
  const policy = /content="([^"]*)"/.exec(text.slice(at))[1];
  if (policy.replace(/ frame-src [^;]*;/, "") !== STRICT) problems.push(`${path}: ${policy}`);
}

/** Opens a page in a browser; gives the directives that it violates. */
async function violations(page, url) {
  await page.goto(url, { waitUntil: "load" });
  // Violations are reported in tasks of their own.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
  return page.evaluate(() => window.violations);
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.addInitScript(() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(event.effectiveDirective));
});

let checked = 0;
const end = process.argv.indexOf("--blocked");
for (const folder of process.argv.slice(2, end)) {
  const { origin, close } = await host(folder);
  const all = await htmlFiles(folder);
  for (const { path, text } of all) {
    checkText({ path, text });
    // A redirect is left at once.
    if (text.includes('http-equiv="refresh"')) continue;
    const found = await violations(page, origin + path);
    if (found.length > 0) problems.push(`${path} violates its policy: ${found.join(", ")}`);
    checked += 1;
  }
  if (all.length === 0) problems.push(`${folder} has no pages`);
  close();
}

const { origin, close } = await host(process.argv[end + 1]);
const reported = await violations(page, origin + BLOCKED);
// An image may be reported twice.
const found = [...new Set(reported)].sort();
if (found.join() !== EXPECTED.join()) {
  problems.push(`${BLOCKED} violates ${found.join(", ")} instead of ${EXPECTED.join(", ")}`);
}
const isStyled = await page.evaluate(() =>
  getComputedStyle(document.querySelector("main p[style]")).color === "rgb(1, 2, 3)");
if (isStyled) problems.push(`${BLOCKED} has its inline style`);
close();
await browser.close();

for (const text of problems) console.error(text);
if (problems.length > 0) process.exit(1);
console.log(`${checked} pages follow their policies, and one is held to its own: no problem`);
