import type { Locator, Page } from "@playwright/test";
import { expect } from "../../helpers/stories/story.ts";

/** The page object of the canvas: its elements, and pointer gestures on them. */

type Api = (path: string, init?: RequestInit) => Promise<Response>;

export const empty = { nodes: {}, edges: [] };

/** Input → Prompt → Output: runs without a model. */
export const greeting = {
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "name", kind: "text", title: "Name" }] } },
    greet: { type: "prompt", version: 1, config: { template: "Hello {{ name }}" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "text", kind: "text", title: "Text" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "name" }, to: { node: "greet", port: "name" } },
    { id: "e2", from: { node: "greet", port: "prompt" }, to: { node: "out", port: "text" } },
  ],
  layout: { positions: { ask: { x: 0, y: 0 }, greet: { x: 344, y: 0 }, out: { x: 688, y: 0 } }, groups: {}, notes: {} },
};

/** Makes a pipeline and opens it. */
export async function openPipeline(page: Page, api: Api, graph: object, name = "A story"): Promise<string> {
  const answer = await api("/pipelines", { method: "POST", body: JSON.stringify({ name, graph }) });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/p/${id}`);
  await expect(page.locator(".pb-canvas[data-ready]")).toBeVisible();
  await expect(page.getByText("Saved")).toBeVisible();
  return id;
}

/** The saved draft, once the editor says that it is saved. */
export async function savedGraph(page: Page, api: Api, id: string) {
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const answer = await api(`/pipelines/${id}`);
  return ((await answer.json()) as { graph: SavedGraph }).graph;
}
type SavedGraph = {
  nodes: Record<
    string,
    { type: string; title?: string; config: Record<string, unknown>; disabled?: boolean; pinned?: object }
  >;
  edges: { from: { node: string; port: string }; to: { node: string; port: string } }[];
  layout: {
    positions: Record<string, { x: number; y: number }>;
    groups: Record<string, { title: string; color?: string; nodes: string[]; collapsed?: boolean }>;
    notes: Record<string, { text: string }>;
  };
};

export function card(page: Page, title: string): Locator {
  return page.locator(".react-flow__node-card").filter({ has: page.getByRole("button", { name: title, exact: true }) });
}

export function port(page: Page, title: string, name: string): Locator {
  return card(page, title).getByRole("img", { name });
}

/** Drags as a person does: press, several steps, release. */
export async function drag(page: Page, from: Locator, to: Locator | { x: number; y: number }): Promise<void> {
  const start = await middle(from);
  const end = "x" in to ? to : await middle(to);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 8, start.y + 8);
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}

/** Where the eye sees it, once it has come to rest: panels that open and close make the canvas glide. */
export async function middle(target: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = await restingBox(target);
  return { x: x + width / 2, y: y + height / 2 };
}

/** The place of something that has not moved for several frames; frames, since on a busy machine time alone says nothing. */
export async function restingBox(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await target.evaluate(async (element) => {
    const still = 8;
    const sample = () => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    };
    let seen = sample();
    for (let frames = 0; frames < still; frames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = sample();
      if (JSON.stringify(now) !== JSON.stringify(seen)) frames = 0;
      seen = now;
    }
    return seen;
  });
  if (box.width === 0 && box.height === 0) throw new Error("nothing to point at");
  return box;
}

/** Moves the pointer onto an edge: to a point that lies on the curve itself, in steps. */
export async function hoverEdge(page: Page, id: string): Promise<void> {
  const edge = page.locator(`.react-flow__edge[data-id=${id}]`);
  await restingBox(edge);
  const { x, y } = await edge.locator("path.pb-edge").evaluate((path) => {
    if (!(path instanceof SVGPathElement)) throw new Error("an edge is a path");
    const { x, y } = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM() ?? undefined);
    return { x, y };
  });
  await page.mouse.move(x + 6, y + 60);
  await page.mouse.move(x, y, { steps: 6 });
}

/** An empty spot of the canvas, in fractions of its size. */
export async function spot(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await restingBox(page.getByRole("region", { name: "Canvas" }));
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

export function edges(page: Page): Locator {
  return page.locator(".react-flow__edge");
}

export function selected(page: Page): Locator {
  return page.locator(".pb-card[data-selected]");
}

/** Draws a box with the mouse around something, from the empty canvas at its upper left. */
export async function boxSelect(page: Page, target: Locator): Promise<void> {
  const { x, y, width, height } = await restingBox(target);
  await page.mouse.move(x - 20, y - 24);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
  await page.mouse.move(x + width + 10, y + height + 16, { steps: 5 });
  await page.mouse.up();
}

/** The share of full size at which the canvas is shown. */
export function zoomOf(page: Page): Promise<number> {
  return page
    .locator(".react-flow__viewport")
    .evaluate((view) => Math.round(new DOMMatrix(getComputedStyle(view).transform).a * 1000) / 1000);
}

/** Puts a Template between the ends of an edge by the button on it, and brings everything into view. */
export async function insertTemplate(page: Page, edgeId: string): Promise<void> {
  await hoverEdge(page, edgeId);
  await page.getByRole("button", { name: "Insert a node here" }).click();
  await page.keyboard.type("template");
  await page.keyboard.press("Enter");
  await expect(card(page, "Template")).toBeVisible();
  // It has pushed what was behind it out of the view, where nothing is mounted.
  await page.keyboard.press("Escape");
  await page.keyboard.press("1");
}

/** Takes the network away once the page has fetched what it shows later. */
export async function goOffline(page: Page): Promise<void> {
  await hasAllParts(page);
  await page.context().setOffline(true);
}

/** Waits until the page has fetched the parts that it shows later. */
export async function hasAllParts(page: Page): Promise<void> {
  await expect(page.locator("body[data-parts=fetched]")).toBeAttached();
}

/** Changes the Prompt's template here, without a connection, and elsewhere: the draft is in conflict once both have met. */
export async function disagree(
  page: Page,
  api: Api,
  { id, mine, theirs }: { id: string; mine: string; theirs: object },
): Promise<void> {
  await goOffline(page);
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  await page.getByLabel("Template").fill(mine);
  await expect(page.getByText("Offline — will retry")).toBeVisible();
  const greet = { ...greeting.nodes.greet, ...theirs };
  const body = JSON.stringify({ graph: { ...greeting, nodes: { ...greeting.nodes, greet } } });
  await api(`/pipelines/${id}`, { method: "PUT", body });
  await page.context().setOffline(false);
}
