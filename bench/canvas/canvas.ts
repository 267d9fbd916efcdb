/** The editor with large pipelines in a real browser: opening, panning, zooming, dragging, a run that streams, and the heap. */
import { loadavg } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { z } from "zod";
import type { Graph } from "../../lib/graph/graph.ts";
import { throwawayPostgres } from "../../scripts/services/throwaway-postgres.ts";
import { arePagesStale, makePages } from "../../scripts/start/build.ts";
import { findBrowser } from "../../scripts/test/browser.ts";
import { createTemplate } from "../../scripts/test/template-database.ts";
import { type TestApp, testApp } from "../../tests/helpers/app.ts";
import { type OpenaiPeer, openaiPeer } from "../../tests/helpers/peers/openai-peer.ts";
import { round, summarise } from "../statistics.ts";
import { type Frames, frameRow, heapMb, type Meter, metrics, record } from "./canvas-frames.ts";
import { wideGraph, withBodies } from "./canvas-graph.ts";
import { drag, pan, screenPoint, zoom, zoomTo } from "./canvas-pointer.ts";

const list = (text: string | undefined, other: string) => (text ?? other).split(",");
/** Nodes, and after a plus how many bodies are drawn open among them. */
const sizes = list(process.env.BENCH_NODES, "200,200+6,1000,2000").map((size) => {
  const [nodes = 0, bodies = 0] = size.split("+").map(Number);
  return { nodes, bodies, name: bodies > 0 ? `${nodes} nodes and ${bodies} open bodies` : `${nodes} nodes` };
});
type Size = (typeof sizes)[number];
const parts = list(process.env.BENCH_PARTS, "open,frames,run,heap");
const repeats = Number(process.env.BENCH_REPEATS ?? 3);
const forMs = Number(process.env.BENCH_MS ?? 1500);
const cycles = Number(process.env.BENCH_CYCLES ?? 20);
/** Opening and closing ends after so long, however many times it was: on a busy machine one time takes many seconds. */
const heapMs = Number(process.env.BENCH_HEAP_MS ?? 60_000);
const zooms = list(process.env.BENCH_ZOOMS, "fit,0.5,1").map((name): Level => (name === "fit" ? name : Number(name)));

type Level = "fit" | number;
type Point = { x: number; y: number };
type Row = Record<string, unknown>;
type Site = { app: TestApp; peer: OpenaiPeer; context: BrowserContext };

export async function benchCanvas(): Promise<Row[]> {
  if (await arePagesStale()) await makePages(process.env);
  await using postgres = await throwawayPostgres();
  process.env.TEST_DATABASE_URL = postgres.url("postgres");
  process.env.PATCHBAY_MODELS = "none";
  await createTemplate(process.env.TEST_DATABASE_URL);
  const words = Array.from({ length: 80 }, (_, index) => (index % 9 === 8 ? "cable.\n" : "patch "));
  await using peer = await openaiPeer(() => ({ words, delayMs: 100 }));
  await using app = await testApp({ env: { PATCHBAY_PRIVATE_HOSTS: peer.host } });
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(app.signInLink);
    await page.waitForURL(`${app.url}/`);
    await page.close();
    const rows: Row[] = [];
    for (const size of sizes) rows.push(...(await benchSize({ app, peer, context }, size)));
    return rows;
  } finally {
    await browser.close();
  }
}

async function launch(): Promise<Browser> {
  const args = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath: await findBrowser(), args: [...args, ...(isRoot ? ["--no-sandbox"] : [])] });
}

async function benchSize(site: Site, size: Size): Promise<Row[]> {
  const graph = withBodies(wideGraph(size.nodes, await makeCredential(site)), size.bodies);
  const id = await makePipeline(site, size.name, graph);
  const rows: Row[] = [];
  // Each row is told as soon as it is there: what comes after it may take long, or fail.
  const add = (row: Row) => {
    const told = { nodes: size.name, ...row, load: round(loadavg()[0] ?? 0) };
    console.log(JSON.stringify(told));
    rows.push(told);
  };
  if (parts.includes("open")) add(await benchOpening(site, id));
  const meter = await openMeter(site);
  const { page } = meter;
  await open(page, `${site.app.url}/p/${id}`);
  const dom = () => page.evaluate(() => document.querySelectorAll("*").length);
  if (parts.includes("frames")) {
    add({ what: "idle", ...(await frames(meter, () => page.waitForTimeout(forMs))) });
    for (const level of zooms) {
      for (const [what, act] of gestures(page, graph)) {
        // Where the hundred are, bodies lie among them.
        if (size.bodies > 0 && what === "drag 100") continue;
        await page.keyboard.press("Escape");
        await zoomTo(page, level, nearMiddle(graph));
        const made = await act.prepare?.(level);
        add({
          what: `${what}, zoom ${level}`,
          ...(await frames(meter, () => act.run(made), `${size.name}-${what}-${level}`)),
          "DOM nodes": await dom(),
        });
      }
    }
  }
  if (parts.includes("run")) {
    for (const level of zooms) add(await benchRun(meter, level, nearMiddle(graph)));
  }
  await page.close();
  if (parts.includes("heap")) add(await benchHeap(site, size.name));
  return rows;
}

type Gesture = { prepare?: (level: Level) => Promise<unknown>; run: (made: unknown) => Promise<void> };

function gestures(page: Page, graph: Graph): [string, Gesture][] {
  const one = nearMiddle(graph);
  const grab = async () => {
    await drag(page, await screenPoint(page, one), { forMs });
    await page.keyboard.press("Control+z");
  };
  return [
    ["pan", { run: () => pan(page, forMs) }],
    ["zoom", { run: () => zoom(page, forMs) }],
    ["drag one", { run: grab }],
    [
      "drag 100",
      {
        // Four columns of 25, chosen with a box while everything is in view.
        prepare: async (level) => {
          await zoomTo(page, "fit", one);
          const from = await screenPoint(page, { x: one.x - 100 - 344 - 48, y: -100 });
          const to = await screenPoint(page, { x: one.x - 100 + 344 * 3 - 48, y: 25 * 190 + 60 });
          await page.mouse.move(from.x, from.y);
          await page.mouse.down();
          await page.mouse.move(to.x, to.y, { steps: 5 });
          await page.mouse.up();
          await page
            .getByText(/^100 selected/)
            .first()
            .waitFor();
          if (level !== "fit") await zoomTo(page, level, one);
        },
        run: grab,
      },
    ],
  ];
}

async function frames(meter: Meter, act: () => Promise<void>, name?: string): Promise<Row> {
  const records: Frames[] = [];
  const folder = process.env.BENCH_TRACES;
  const browser = meter.page.context().browser();
  if (folder && name)
    await browser?.startTracing(meter.page, { path: join(folder, `${name.replaceAll(" ", "-")}.json`) });
  for (let repeat = 0; repeat < repeats; repeat += 1) records.push(await record(meter, act));
  if (folder && name) await browser?.stopTracing();
  return frameRow(records);
}

/** From the address to the first frame with every visible node on it, and from a click in the list of pipelines. */
async function benchOpening(site: Site, id: string): Promise<Row> {
  const [cold, warm]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < repeats + 1; repeat += 1) {
    const { page } = await openMeter(site);
    const at = await open(page, `${site.app.url}/p/${id}`);
    await page.goto(site.app.url);
    await page.waitForLoadState("networkidle");
    const click = await openByClick(page, id);
    // The first visit fills the server's and the browser's caches.
    if (repeat > 0) {
      cold.push(at);
      warm.push(click);
    }
    await page.close();
  }
  const range = (values: number[]) => `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}`;
  return {
    what: "open",
    "p50 ms": Math.round(summarise(cold).p50),
    medians: range(cold),
    "by click ms": Math.round(summarise(warm).p50),
    "by click": range(warm),
  };
}

async function open(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  return isPainted(page);
}

async function openByClick(page: Page, id: string): Promise<number> {
  const began = await page.evaluate((href) => {
    document.querySelector<HTMLAnchorElement>(`a[href="/p/${href}"]`)?.click();
    return performance.now();
  }, id);
  return (await isPainted(page)) - began;
}

/** Milliseconds, on the page's clock, at the frame after which no more nodes came; then waits until all is quiet. */
async function isPainted(page: Page): Promise<number> {
  await page.waitForFunction(() => {
    const canvas = document.querySelector(".pb-canvas[data-ready]");
    const far = document.querySelector("[data-painted]")?.getAttribute("data-painted") ?? "";
    const now = canvas ? `${document.querySelectorAll(".react-flow__node").length}/${far}` : "0/";
    const seen = Reflect.get(window, "benchSeen") ?? { now: "0/", at: 0, still: 0 };
    const next = seen.now === now ? { ...seen, still: seen.still + 1 } : { now, at: performance.now(), still: 0 };
    Reflect.set(window, "benchSeen", next);
    return next.now !== "0/" && next.still > 20;
  });
  return page.evaluate(() => Reflect.get(window, "benchSeen").at);
}

async function benchRun(meter: Meter, level: Level, point: Point): Promise<Row> {
  const { page } = meter;
  await zoomTo(page, level, point);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByLabel("topic").fill("patch bays");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("region", { name: "Run" }).getByText("cable.").first().waitFor();
  const row = await frames(meter, () => page.waitForTimeout(forMs), `run-${level}`);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Close the run" }).click();
  return { what: `a run streams, zoom ${level}`, ...row };
}

/** Opens and closes the pipeline again and again without leaving the page. */
async function benchHeap(site: Site, name: string): Promise<Row> {
  const meter = await openMeter(site);
  const { page, cdp } = meter;
  await page.goto(site.app.url);
  const cycle = async () => {
    await page.getByRole("link", { name, exact: true }).click();
    await isPainted(page);
    await page.getByRole("link", { name: "All pipelines" }).click();
    await page.getByRole("link", { name, exact: true }).waitFor();
  };
  // What is loaded once and kept is no leak.
  for (let warm = 0; warm < 3; warm += 1) await cycle();
  const before = { heap: await heapMb(cdp), ...(await metrics(cdp)) };
  const start = performance.now();
  let turns = 0;
  for (; turns < cycles && performance.now() - start < heapMs; turns += 1) await cycle();
  const perCycle = (performance.now() - start) / Math.max(1, turns);
  const after = { heap: await heapMb(cdp), ...(await metrics(cdp)) };
  await page.close();
  return {
    what: `${turns} of ${cycles} × open and close`,
    "s each": round(perCycle / 1000),
    "heap MB": `${round(before.heap)} → ${round(after.heap)}`,
    "DOM nodes": `${before.Nodes} → ${after.Nodes}`,
    listeners: `${before.JSEventListeners} → ${after.JSEventListeners}`,
  };
}

async function openMeter({ context }: Site): Promise<Meter> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  return { page, cdp };
}

/** The header of the node that lies nearest to the middle of all. */
function nearMiddle({ layout: { positions } }: Graph) {
  const points = Object.values(positions);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  const far = (point: { x: number; y: number }) => Math.hypot(point.x - middle.x, point.y - middle.y);
  const [first] = points.toSorted((a, b) => far(a) - far(b));
  return { x: (first?.x ?? 0) + 100, y: (first?.y ?? 0) + 25 };
}

async function makePipeline({ app }: Site, name: string, graph: Graph): Promise<string> {
  const headers = { authorization: `Bearer ${app.apiKey}`, "content-type": "application/json" };
  const answer = await fetch(`${app.url}/api/v1/pipelines`, {
    method: "POST",
    headers,
    body: JSON.stringify({ name, graph }),
  });
  if (answer.status !== 201) throw new Error(`the pipeline was refused: ${await answer.text()}`);
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

async function makeCredential({ app, peer, context }: Site): Promise<string> {
  const data = {
    name: `Bench ${Date.now()}`,
    provider: "openai-compatible",
    baseUrl: `${peer.url}/v1`,
    secret: "sk-bench",
  };
  const answer = await context.request.post(`${app.url}/api/trpc/credentials.create`, {
    data,
    headers: { origin: app.url },
  });
  const Made = z.object({ result: z.object({ data: z.object({ id: z.string() }) }) });
  return Made.parse(await answer.json()).result.data.id;
}
