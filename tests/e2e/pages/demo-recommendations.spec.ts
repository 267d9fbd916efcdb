/** The example “Recommendations in real time”, from its page and from the terminal. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../../helpers/stories/story.ts";

const run = promisify(execFile);
const ingestionMs = 180_000;

test("a newcomer switches the example on and sees recommendations change with what a reader does", async ({
  page,
  api,
}) => {
  test.setTimeout(ingestionMs + 120_000);
  await page.goto("/demo/recommendations");
  const start = page.getByRole("button", { name: "Switch on and play" });
  await expect(start).toBeVisible({ timeout: ingestionMs });
  expect(await play(["--per-second", "20", "--seconds", "1"])).toContain(
    "Nothing listens: the example is switched off.",
  );
  // Two browsers switch it on at the same moment; both go on.
  const other = await page.context().newPage();
  await other.goto("/demo/recommendations");
  const others = other.getByRole("button", { name: "Switch on and play" });
  await expect(others).toBeVisible();
  await Promise.all([start.click(), others.click()]);
  await expect(other.getByRole("list", { name: "Recommended books" }).getByRole("listitem")).toHaveCount(5);
  await expect(other.getByText("already a topic")).toHaveCount(0);
  await other.close();
  const books = page.getByRole("list", { name: "Recommended books" }).getByRole("listitem");
  await expect(books).toHaveCount(5);
  await page.getByRole("button", { name: "Pause" }).click();
  await settled(api);

  const likes = books.first().getByRole("button", { name: /^Like / });
  const title = (await likes.getAttribute("aria-label"))!.slice("Like ".length);
  await likes.click();
  const last = page.getByRole("list", { name: "Last interactions" }).getByRole("listitem").first();
  await expect(last).toContainText(`liked ${title}`);
  await expect(page.getByRole("button", { name: `Like ${title}`, exact: true })).toHaveCount(0);
  await expect(books.first()).toContainText(`Because you liked “${title}”.`);
  const served = await (await api("/stores/recommendations/ada")).json();
  for (const [index, item] of served.value.items.entries()) await expect(books.nth(index)).toContainText(item.title);

  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual(
      [],
    );
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);

  await page.getByRole("radio", { name: "Bela", exact: true }).click();
  expect(await play(["--per-second", "30", "--seconds", "3", "--readers", "2"])).toMatch(
    /\d+ interactions were published/,
  );
  await expect(books).toHaveCount(5);
  const { id } = await example(api);
  await settled(api);
  await api(`/pipelines/${id}/deactivate`, { method: "POST" });
});

type Api = (path: string, init?: RequestInit) => Promise<Response>;

async function example(api: Api): Promise<{ id: string }> {
  const pipelines: { id: string; exampleKey?: string }[] = await (await api("/pipelines")).json();
  return pipelines.find(({ exampleKey }) => exampleKey === "recommend-in-real-time")!;
}

/** Until no event waits. */
async function settled(api: Api): Promise<void> {
  const { id } = await example(api);
  await expect.poll(async () => (await (await api(`/pipelines/${id}/triggers`)).json()).triggers[0].topic.lag).toBe(0);
}

/** npm run demo:interactions, against the installation of the stories. */
async function play(args: readonly string[]): Promise<string> {
  const env = { ...process.env, PATCHBAY_URL: process.env.STORY_URL, PATCHBAY_API_KEY: process.env.STORY_API_KEY };
  const { stdout } = await run(process.execPath, ["--no-warnings", "scripts/demo-interactions.ts", ...args], { env });
  return stdout;
}
