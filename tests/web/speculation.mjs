// Verifies in Chromium that the speculation rules of a served site work under its policy: the page of a
// link is fetched when the pointer rests on it, used when it is clicked, and violates nothing.
//
// Argument: the URL of a front page with a link to an article.

import { chromium } from "playwright-core";

const front = process.argv[2];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
page.setDefaultTimeout(20_000);
await page.addInitScript(() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(event.effectiveDirective));
});

/** Waits for an event of the browser; gives what it says. */
const tools = await page.context().newCDPSession(page);
const next = (name, isWanted) => new Promise((done, fail) => {
  const timer = setTimeout(() => fail(new Error(`no ${name} within 20 s`)), 20_000);
  tools.on(name, (event) => {
    if (isWanted(event)) {
      clearTimeout(timer);
      done(event);
    }
  });
});
const violations = () => page.evaluate(() => window.violations.join());

let problem;
try {
  const rules = next("Preload.ruleSetUpdated", () => true);
  await tools.send("Preload.enable");
  await page.goto(front, { waitUntil: "load" });
  const { ruleSet } = await rules;
  if (ruleSet.errorMessage) throw new Error(`${ruleSet.url}: ${ruleSet.errorMessage}`);
  let found = await violations();
  const link = page.locator("main a[href*='/20']").first();
  const fetched = next("Preload.prefetchStatusUpdated", ({ status }) => status === "Ready");
  await link.hover();
  await fetched;
  await link.click();
  await page.waitForLoadState("load");
  const delivery = await page.evaluate(
    () => performance.getEntriesByType("navigation")[0].deliveryType,
  );
  if (delivery !== "navigational-prefetch") throw new Error(`the page came by \"${delivery}\"`);
  found += await violations();
  if (found) throw new Error(`violated: ${found}`);
} catch (error) {
  problem = error.message;
}
await browser.close();
if (problem) {
  console.error(`${front}: ${problem}`);
  process.exit(1);
}
