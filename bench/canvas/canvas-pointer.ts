/** Pointer gestures on a large canvas, each for a given time. */
import type { Page } from "@playwright/test";

type Point = { x: number; y: number };

async function canvasBox(page: Page) {
  const box = await page.getByRole("region", { name: "Canvas" }).boundingBox();
  if (!box) throw new Error("there is no canvas");
  return box;
}

/** Shows everything; then zooms to a share of full size around a place of the graph, which stays under the pointer. */
export async function zoomTo(page: Page, zoom: number | "fit", point: Point): Promise<void> {
  await page.keyboard.press("1");
  await page.waitForTimeout(400);
  if (zoom === "fit") return;
  const { x, y } = await screenPoint(page, point);
  await page.mouse.move(x, y);
  // The wheel scales by 2^(-0.002 · delta).
  await page.mouse.wheel(0, -Math.log2(zoom / (await viewOf(page)).zoom) / 0.002);
  await page.waitForTimeout(400);
}

/** Where a place of the graph is on the screen now. */
export async function screenPoint(page: Page, point: Point): Promise<Point> {
  const box = await canvasBox(page);
  const { x, y, zoom } = await viewOf(page);
  return { x: box.x + point.x * zoom + x, y: box.y + point.y * zoom + y };
}

function viewOf(page: Page) {
  return page.locator(".react-flow__viewport").evaluate((view) => {
    const { a, e, f } = new DOMMatrix(getComputedStyle(view).transform);
    return { zoom: a, x: e, y: f };
  });
}

/** With the middle button, in loops around the canvas's middle. */
export async function pan(page: Page, forMs: number): Promise<void> {
  await drag(page, middleOf(await canvasBox(page)), { forMs, button: "middle", reach: 260 });
}

/** In and out with the wheel, by a factor of about two either way. */
export async function zoom(page: Page, forMs: number): Promise<void> {
  const { x, y } = middleOf(await canvasBox(page));
  await page.mouse.move(x, y);
  const end = performance.now() + forMs;
  for (let turn = 0; performance.now() < end; turn += 1) {
    await page.mouse.wheel(0, 25 * (Math.floor(turn / 20) % 2 === 0 ? 1 : -1));
  }
}

export async function drag(
  page: Page,
  from: Point,
  { forMs, button = "left", reach = 120 }: { forMs: number; button?: "left" | "middle"; reach?: number },
): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button });
  const end = performance.now() + forMs;
  for (let turn = 1; performance.now() < end; turn += 1) {
    const angle = turn / 12;
    await page.mouse.move(from.x + Math.sin(angle) * reach, from.y + (1 - Math.cos(angle)) * reach * 0.5);
  }
  await page.mouse.up({ button });
}

function middleOf(box: { x: number; y: number; width: number; height: number }): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
