import type { Browser, Page } from "@playwright/test";
import { findBrowser } from "../../test/browser.ts";
import type { Check, CheckContext } from "../check.ts";
import { LeftOut, Problem } from "../problem.ts";

const limitMs = 30_000;
const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** Opens the editor as a person does; without a sign-in, the page on which one signs in. */
export const editor: Check = {
  name: "editor",
  needs: ["web", "database"],
  async run(context) {
    if (!context.options.wantsBrowser) throw new LeftOut("--no-browser was given");
    const browser = await launch();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(limitMs);
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      const finding = await open(page, context);
      const warnings = complaints.slice(0, 3).map((problem) => ({ problem, advice: "A page should report no error." }));
      return { ...finding, warnings: [...finding.warnings, ...warnings] };
    } finally {
      await browser.close();
    }
  },
};

async function launch(): Promise<Browser> {
  try {
    const [{ chromium }, executablePath] = await Promise.all([import("@playwright/test"), findBrowser()]);
    const isRoot = process.getuid?.() === 0;
    return await chromium.launch({ executablePath, args: [...flags, ...(isRoot ? ["--no-sandbox"] : [])] });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new LeftOut(`no Chromium can be had on this machine (${reason})`);
  }
}

async function open(page: Page, { options: { url, signIn }, made }: CheckContext) {
  const since = performance.now();
  const done = (detail: string, to: string) => ({
    detail,
    hops: [{ from: "browser", to, ms: performance.now() - since }],
  });
  if (signIn === undefined) {
    await page.goto(`${url}/sign-in`);
    await shown(page, "the sign-in page", page.getByRole("button", { name: "Sign in" }));
    const problem = "A browser has opened the sign-in page only.";
    const advice = "Give --sign-in-link, or --email and PATCHBAY_VERIFY_PASSWORD, and it opens the editor.";
    return { ...done("the sign-in page opens", "web (the sign-in page)"), warnings: [{ problem, advice }] };
  }
  await enter(page, url, signIn);
  made.cookie = (await page.context().cookies(url)).map(({ name, value }) => `${name}=${value}`).join("; ");
  if (made.pipelineId === undefined) return { ...done("the home page opens", "web (the home page)"), warnings: [] };
  await page.goto(`${url}/p/${made.pipelineId}`);
  await shown(page, "the editor", page.locator(".react-flow__node-card").first());
  const cards = await page.locator(".react-flow__node-card").count();
  return { ...done(`opens with ${cards} nodes`, "web (signed in, the editor)"), warnings: [] };
}

async function enter(page: Page, url: string, signIn: NonNullable<CheckContext["options"]["signIn"]>): Promise<void> {
  if ("link" in signIn) await page.goto(throughAddress(signIn.link, url));
  else {
    await page.goto(`${url}/sign-in`);
    await page.getByRole("textbox", { name: "Email" }).fill(signIn.email);
    await page.getByLabel("Password").fill(signIn.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  const isIn = await page.waitForURL(`${url}/`).then(
    () => true,
    () => false,
  );
  if (isIn) return;
  const advice = "A sign-in link works once; ask for a new one. A password is set under Settings → Account.";
  throw new Problem(`The browser was not signed in; it stands at ${new URL(page.url()).pathname}.`, advice);
}

/** A link begins with PATCHBAY_URL; what is verified may be reached by another address, such as that of a proxy or a port. */
export function throughAddress(link: string, url: string): string {
  const { pathname, search } = new URL(link, url);
  return `${url}${pathname}${search}`;
}

async function shown(page: Page, what: string, locator: ReturnType<Page["locator"]>): Promise<void> {
  const isShown = await locator.waitFor().then(
    () => true,
    () => false,
  );
  if (isShown) return;
  const advice =
    "Open the address in a browser and look at its console: a proxy that changes headers, or another address than PATCHBAY_URL, is the usual cause.";
  throw new Problem(`A browser did not get ${what} within ${limitMs / 1000} s; it stands at ${page.url()}.`, advice);
}
