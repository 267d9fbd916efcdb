/** The icons of node types as small pictures for a <canvas>, made from the very elements that cards show. */

export type Icons = ReadonlyMap<string, HTMLCanvasElement>;

/** Twice as large as on a card at full size: sharp on fine screens, and not so large that shrinking it leaves gaps. */
const size = 28;

/** `host` holds one <svg> an icon, with its name in `data-icon`. Each is drawn in the colour that it has there. */
export async function drawIcons(host: Element): Promise<Icons> {
  const drawn = await Promise.all(
    [...host.querySelectorAll("svg")].map(async (svg) => {
      const icon = await drawIcon(svg, getComputedStyle(svg).color);
      return icon ? [[svg.getAttribute("data-icon") ?? "", icon] as const] : [];
    }),
  );
  return new Map(drawn.flat());
}

async function drawIcon(svg: SVGSVGElement, color: string): Promise<HTMLCanvasElement | undefined> {
  const image = new Image(size, size);
  const text = svg.outerHTML.replaceAll("currentColor", color).replace(/(width|height)="24"/g, `$1="${size}"`);
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  try {
    await image.decode();
  } catch {
    // A browser that does not draw this shows an empty tile, and the card has the icon when one comes near.
    return undefined;
  }
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  canvas.getContext("2d")?.drawImage(image, 0, 0, size, size);
  return canvas;
}
