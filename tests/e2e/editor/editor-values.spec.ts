import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import {
  card,
  edges,
  empty,
  greeting,
  hoverEdge,
  middle,
  openPipeline,
  restingBox,
  savedGraph,
  spot,
  zoomOf,
} from "../canvas/canvas-page.ts";

const title = (name: string) => ({ name, exact: true });

async function runAs(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Run" }).getByText("Succeeded").first()).toBeVisible();
}

test("after a run an edge shows what travelled, whole under the pointer; an edit marks what no longer matches", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, greeting);
  await runAs(page, "Ada");
  await expect(page.locator(".pb-edge-badge").first()).toHaveText("Ada");
  await hoverEdge(page, "e2");
  await expect(page.getByRole("tooltip")).toContainText("Hello Ada");
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.getByLabel("Template").fill("Good day {{ name }}");
  await expect(card(page, "Prompt").getByLabel("Stale")).toBeVisible();
  await expect(card(page, "Output").getByLabel("Stale")).toBeVisible();
  await expect(card(page, "Input").getByLabel("Stale")).toHaveCount(0);
});

test("the value on an edge is of one size at every zoom, and in view as a whole at the border of the canvas", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, greeting);
  await runAs(page, "a name that is long enough for a card as wide as cards of values are at most ".repeat(3));
  const canvas = await restingBox(page.getByRole("region", { name: "Canvas" }));
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
  for (let turn = 0; (await zoomOf(page)) > 0.5; turn++) {
    expect(turn, "each turn of the wheel zooms out").toBeLessThan(50);
    await page.mouse.wheel(0, 60);
    await restingBox(edges(page).first());
  }
  const edge = await middle(edges(page).first());
  // The edge's middle comes to lie beside the palette.
  const empty = { x: canvas.x + canvas.width / 2, y: canvas.y + 40 };
  await page.mouse.move(empty.x, empty.y);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(empty.x + canvas.x + 30 - edge.x, empty.y, { steps: 5 });
  await page.mouse.up({ button: "middle" });
  await hoverEdge(page, "e1");
  const tooltip = page.getByRole("tooltip");
  await expect(tooltip).toContainText("a name that is long enough");
  const box = await restingBox(tooltip);
  expect(box.x).toBeGreaterThanOrEqual(canvas.x);
  expect(box.width, "as wide as at full size").toBeGreaterThan(300);
});

test("P pins what a node gave, the next run takes it, and P again lets it go", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await runAs(page, "Ada");
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("p");
  await expect(card(page, "Prompt").getByLabel("Output pinned")).toBeVisible();
  const pinned = page.getByRole("region", { name: "Pinned output" });
  await pinned.getByLabel("prompt").fill("Pinned words");
  await expect
    .poll(async () => (await savedGraph(page, api, id)).nodes.greet?.pinned)
    .toEqual({ prompt: "Pinned words" });
  await page.keyboard.press("Escape");
  await runAs(page, "Grace");
  await expect(page.getByRole("region", { name: "Run" }).getByText("Pinned words").first()).toBeVisible();
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("p");
  await expect(card(page, "Prompt").getByLabel("Output pinned")).toHaveCount(0);
});

test("panels are pulled wider and remember it", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  const palette = page.getByRole("complementary", { name: "Palette" });
  const edge = page.getByRole("separator", { name: "Width of the palette panel" });
  const at = await middle(edge);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 80, at.y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await palette.boundingBox())?.width).toBeCloseTo(320, -1);
  const width = (await palette.boundingBox())?.width ?? 0;
  await page.reload();
  await expect.poll(async () => (await palette.boundingBox())?.width).toBe(width);
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(async () => (await palette.boundingBox())?.width).toBe(width - 16);
});

test("nodes travel to another window as text, with a credential by its name and unknown types as they are", async ({
  page,
  api,
  context,
}) => {
  await page.goto("/");
  const credential = await page.evaluate(async () => {
    const body = {
      name: "Lab key",
      provider: "openai-compatible",
      baseUrl: "https://models.example.com/v1",
      secret: "sk-not-a-secret-of-anyone",
    };
    const headers = { "content-type": "application/json" };
    const made = await fetch("/api/trpc/credentials.create", { method: "POST", headers, body: JSON.stringify(body) });
    return (await made.json()).result.data.id as string;
  });
  const odd = {
    nodes: {
      a: {
        type: "chat-model",
        version: 1,
        config: { model: { provider: "openai-compatible", model: "small", credential } },
      },
      b: { type: "from-the-future", version: 7, config: { keep: ["me", 1] } },
    },
    edges: [],
  };
  // The names come with the page: a person may be quicker than anything the page reads afterwards.
  await context.route(/credentials\.list/, () => undefined);
  await openPipeline(page, api, odd);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain("name:Lab key");
  expect(text).not.toContain(credential);
  const other = await context.newPage();
  const id = await openPipeline(other, api, empty, "The other window");
  const at = await spot(other, 0.4, 0.4);
  await other.mouse.move(at.x, at.y);
  await other.keyboard.press("Control+v");
  await expect(other.locator(".react-flow__node-card")).toHaveCount(2);
  const nodes = Object.values((await savedGraph(other, api, id)).nodes);
  expect(nodes.map(({ config }) => config)).toEqual([
    { model: { provider: "openai-compatible", model: "small", credential } },
    { keep: ["me", 1] },
  ]);
  await other.close();
});

test("typing in one field is one step, each press of a key another, and the list leads back to the first", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.getByLabel("Template").pressSequentially(" and more words");
  await page.keyboard.press("Escape");
  await page.getByRole("region", { name: "Canvas" }).click({ position: { x: 500, y: 60 } });
  await page.keyboard.press("Alt+z");
  const dialog = page.getByRole("dialog", { name: "History of changes" });
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  for (let count = 0; count < 8; count++) await page.keyboard.press("d");
  await page.keyboard.press("Alt+z");
  await expect(dialog.getByRole("listitem")).toHaveCount(10);
  await dialog.getByRole("button", { name: "As opened" }).click();
  await page.keyboard.press("Escape");
  await expect(edges(page)).toHaveCount(2);
});

test("more than two hundred steps are undone one by one, long after they were saved", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("Alt+ArrowDown");
  await pressMany(page, { key: "d" }, 204);
  await page.keyboard.press("Alt+ArrowDown");
  const undo = page.getByRole("button", { name: /^Undo/ });
  await expect(undo).toBeEnabled();
  expect((await savedGraph(page, api, id)).layout.positions.greet).not.toEqual(greeting.layout.positions.greet);
  await pressMany(page, { key: "z", ctrlKey: true }, 205);
  await expect(undo).toHaveAccessibleName("Undo: Move");
  await page.keyboard.press("Control+z");
  await expect(undo).toBeDisabled();
  await expect
    .poll(async () => (await savedGraph(page, api, id)).layout.positions.greet)
    .toEqual(greeting.layout.positions.greet);
});

for (const colorScheme of ["dark", "light"] as const) {
  test(`axe finds nothing serious in the palette, find, history, a group and a pinned node, ${colorScheme}`, async ({
    page,
    api,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const nodes = { ...greeting.nodes, greet: { ...greeting.nodes.greet, pinned: { prompt: "Hi" } } };
    const groups = {
      open: { title: "Asking", color: "teal", nodes: ["ask"] },
      folded: { title: "Answering", color: "orange", nodes: ["out"], collapsed: true },
    };
    await openPipeline(page, api, { ...greeting, nodes, layout: { ...greeting.layout, groups } });
    await card(page, "Prompt").getByRole("button", title("Prompt")).click();
    await expect(page.getByRole("region", { name: "Pinned output" })).toBeVisible();
    expect(await seriousFaults(page)).toEqual([]);
    for (const [keys, open] of [
      ["Control+f", page.getByRole("search", { name: "Find and replace" })],
      ["Control+k", page.getByRole("dialog", { name: "All commands" })],
      ["Alt+z", page.getByRole("dialog", { name: "History of changes" })],
    ] as const) {
      await page.keyboard.press(keys);
      await expect(open).toBeVisible();
      expect(await seriousFaults(page), keys).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(open).toBeHidden();
    }
  });
}

/** A key pressed many times, one press a frame; from outside of the page it would take a minute. */
async function pressMany(page: Page, press: { key: string; ctrlKey?: boolean }, count: number): Promise<void> {
  await page.evaluate(
    async ([press, count]) => {
      for (let done = 0; done < count; done++) {
        document.activeElement?.dispatchEvent(
          new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...press }),
        );
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    },
    [press, count] as const,
  );
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

test("a category of the palette is folded away, and stays so; a search finds its nodes all the same", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, empty);
  const palette = page.getByRole("complementary", { name: "Palette" });
  const schedule = palette.getByRole("button", { name: "Schedule" });
  await expect(schedule).toBeVisible();
  await palette.getByRole("button", { name: "Triggers", expanded: true }).click();
  await expect(schedule).toHaveCount(0);
  await page.reload();
  await expect(palette.getByRole("button", { name: "Triggers", expanded: false })).toBeVisible();
  await palette.getByPlaceholder("Search nodes").fill("cron");
  await expect(schedule).toBeVisible();
});
