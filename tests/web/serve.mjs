// Looks at a site while it is served and edited, in Chromium: what is saved is seen without a hand
// on the browser, and what is wrong is told over the page until it is mended. All pages have a
// strict Content-Security-Policy, which nothing of the server's may need an exception from.
//
// Arguments: the program, and the folder of a site that may be changed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [program, folder] = process.argv.slice(2);
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHORT = { width: 390, height: 500 };

const ARTICLE = join(folder, "content/artikler/provet.md");
const STYLE = join(folder, "static/tema/tema.css");
const PATH = "/2025/12/provet/";
const TEXT = "Et afsnit, der fylder noget på siden.\n\n".repeat(60);
const article = (text, tags = "[]") =>
  `---\ntitle: Prøvet\ndate: 2025-12-24\ntags: ${tags}\ndescription: Kort.\n---\n\n${text}\n\n${TEXT}`;

const problems = [];
let checked = 0;
// The checker of accessibility has styles of its own, which the policy stops.
let isChecker = false;

/** Notes a problem unless something holds. */
function check(holds, text) {
  checked += 1;
  if (!holds) problems.push(text);
}

/** Starts the server; gives its process and the address that it prints. */
async function start(port) {
  const args = ["--root", folder, "serve", "--watch", "--drafts", "--port", String(port)];
  const server = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const url = await new Promise((resolve, reject) => {
    let said = "";
    const hear = (bytes) => {
      said += bytes;
      const found = /http:\/\/localhost:\d+\//.exec(said);
      if (found) resolve(found[0]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", (code) => reject(new Error(`exit code ${code}: ${said}`)));
  });
  return { server, url };
}

async function stop({ server }) {
  const end = once(server, "exit");
  server.kill("SIGINT");
  await end;
}

await writeFile(ARTICLE, article("Første udgave."));
let running = await start(0);
const { url } = running;
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** Opens a page with a strict policy; what the policy stops is a problem. */
async function open(path, colorScheme = "light") {
  const context = await browser.newContext({ viewport: SHORT, colorScheme, locale: "da-DK" });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.continue();
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": "default-src 'self'" };
    return route.fulfill({ response, headers });
  });
  page.on("pageerror", (error) => problems.push(`${path}: ${error}`));
  page.on("console", (message) => {
    if (!isChecker && /Content.Security.Policy|Refused/.test(message.text())) {
      problems.push(`${path}: ${message.text()}`);
    }
  });
  // Whether it was loaded anew shows when this is gone.
  await page.goto(new URL(path, url).href);
  await page.evaluate(() => (window.isFirst = true));
  return page;
}

const isFirst = (page) => page.evaluate(() => window.isFirst === true);
const showsText = (page, text) => page.waitForFunction((it) => document.body.innerText.includes(it), text);
const dialog = (page) => page.locator("digest-problems dialog");

/** The contrast of each text of the overlay (WCAG 2.2), which axe cannot tell of its tree. */
function contrasts() {
  const luminance = (colour) => {
    const parts = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
    const linear = parts.map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? ground(node.parentElement) : colour;
  };
  const texts = document.querySelector("digest-problems").shadowRoot.querySelectorAll("h1, button, pre");
  return [...texts].map((node) => {
    const pair = [luminance(getComputedStyle(node).color), luminance(ground(node))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    return { name: node.localName, ratio };
  });
}

/** Runs a part; whatever fails in it is a problem, and the others are run all the same. */
async function part(name, run) {
  try {
    await run();
  } catch (error) {
    problems.push(`${name}: ${error}`);
  }
}

await part("an edit", async () => {
  const [page, other] = [await open(PATH), await open("/404.html")];
  await page.evaluate(() => scrollTo({ top: 1200, behavior: "instant" }));
  await writeFile(ARTICLE, article("Anden udgave."));
  await showsText(page, "Anden udgave.");
  check(!(await isFirst(page)), "an edited page was not loaded anew");
  await page.waitForFunction(() => document.readyState === "complete");
  await page.waitForFunction(() => scrollY === 1200).catch(async () => {
    check(false, `the page is at ${await page.evaluate(() => scrollY)} instead of 1200`);
  });
  check(await isFirst(other), "a page was loaded anew that had not changed");
  await Promise.all([page, other].map((it) => it.context().close()));
});

await part("a style sheet", async () => {
  const page = await open(PATH);
  const count = () => document.querySelectorAll('link[rel="stylesheet"]').length;
  const before = await page.evaluate(count);
  await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
  for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
    await appendFile(STYLE, `\nh1 { color: ${colour}; }\n`);
    const hasColour = (it) => getComputedStyle(document.querySelector("h1")).color === it;
    await page.waitForFunction(hasColour, colour);
    check(await isFirst(page), "a new style made a page load anew");
    await page.waitForFunction(
      (before) => document.querySelectorAll('link[rel="stylesheet"]').length === before,
      before,
    );
  }
  check((await page.evaluate(() => scrollY)) === 700, "a new style moved the page");
  // The stream goes on with the new version.
  await writeFile(ARTICLE, article("Tredje udgave."));
  await showsText(page, "Tredje udgave.");
  await page.context().close();
});

for (const colorScheme of ["light", "dark"]) {
  await part(`an error (${colorScheme})`, async () => {
    const page = await open(PATH, colorScheme);
    await writeFile(ARTICLE, article("Fjerde udgave.", "[Findes-ikke]"));
    // With its source line; a file that is only half written may be told of first.
    const complaint = dialog(page).filter({ hasText: "tags: [Findes-ikke]" });
    await complaint.waitFor({ state: "visible" });
    const text = await complaint.innerText();
    check(text.includes("content/artikler/provet.md:4:"), `the overlay lacks the place: ${text}`);
    check(await isFirst(page), "an error made the page load anew");
    const shown = await page.evaluate(() => document.body.innerText);
    check(!shown.includes("Fjerde udgave."), "the last good page did not stay");
    isChecker = true;
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() =>
      axe.run(document.querySelector("digest-problems"), { resultTypes: ["violations"] }),
    );
    isChecker = false;
    for (const { help, nodes } of violations) {
      // What is checked lies in a tree of its own, whose marks are not the page's.
      problems.push(`the overlay (${colorScheme}): ${help}: ${nodes.map((it) => it.html)}`);
    }
    for (const { name, ratio } of await page.evaluate(contrasts)) {
      check(ratio >= 4.5, `the overlay (${colorScheme}): the contrast of ${name} is ${ratio}`);
    }
    const width = await dialog(page).evaluate((it) => it.getBoundingClientRect().width);
    check(width <= SHORT.width, `the overlay is ${width} px wide`);

    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
    await page.locator("digest-problems .badge").click();
    await dialog(page).waitFor({ state: "visible" });
    const reloaded = await open(PATH, colorScheme);
    await dialog(reloaded).waitFor({ state: "visible" });

    await writeFile(ARTICLE, article("Tredje udgave."));
    for (const it of [page, reloaded]) {
      await it.locator("digest-problems").waitFor({ state: "detached" });
      check(await isFirst(it), "a mend that changes no page made it load anew");
      await it.context().close();
    }
  });
}

await part("a warning", async () => {
  const page = await open(PATH);
  await writeFile(ARTICLE, article("Femte udgave. [Væk](@trukket-tilbage)"));
  await showsText(page, "Femte udgave.");
  await page.locator("digest-problems .badge.warning").waitFor({ state: "visible" });
  check(!(await dialog(page).isVisible()), "a warning covers the page");
  await page.locator("digest-problems .badge").click();
  await dialog(page).waitFor({ state: "visible" });
  await page.locator("digest-problems").getByRole("button", { name: "Close" }).click();
  await dialog(page).waitFor({ state: "hidden" });
  await page.context().close();
  await writeFile(ARTICLE, article("Tredje udgave."));
});

await part("a draft", async () => {
  const page = await open(PATH);
  check((await page.locator("digest-draft").count()) === 0, "what is no draft is marked as one");
  await writeFile(ARTICLE, article("Kladde.").replace("\ndate:", "\ndraft: true\ndate:"));
  await page.locator("digest-draft .draft").waitFor({ state: "visible" });
  await writeFile(ARTICLE, article("Tredje udgave."));
  await page.locator("digest-draft").waitFor({ state: "detached" });
  await page.context().close();
});

await part("a tab that nobody sees", async () => {
  const page = await open(PATH);
  const hide = (isHidden) =>
    page.evaluate((it) => {
      Object.defineProperty(document, "hidden", { value: it, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await hide(true);
  const other = await open(PATH);
  await writeFile(ARTICLE, article("Set sent."));
  await showsText(other, "Set sent.");
  check(await isFirst(page), "a tab that nobody sees was loaded anew");
  await hide(false);
  await showsText(page, "Set sent.");
  await Promise.all([page, other].map((it) => it.context().close()));
});

await part("a restart", async () => {
  const page = await open(PATH);
  await stop(running);
  await writeFile(ARTICLE, article("Sjette udgave."));
  running = await start(new URL(url).port);
  await showsText(page, "Sjette udgave.");
  await writeFile(ARTICLE, article("Syvende udgave."));
  await showsText(page, "Syvende udgave.");
  await page.context().close();
});

await browser.close();
await stop(running);

for (const text of problems) console.error(text);
if (problems.length > 0) process.exit(1);
console.log(`${checked} looks at a site that was edited: no problem`);
