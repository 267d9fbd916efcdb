/** The words of a card on the picture, where card.css has them, and the marks of its ports. */
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import { type CardPort, card, portY } from "../../editor/layout/geometry.ts";
import { categoryToken } from "../../ui/text/category-color.ts";
import { kindShapes } from "../../ui/text/kind-shapes.ts";
import type { CardNode } from "../flow-nodes.ts";
import { hasSubtitle, lineHeights, textSizes } from "../view/text-scale.ts";
import type { Box, Painter } from "./painter.ts";

const weights = { title: "600 ", small: "" } as const;
/** From the card's left edge to its title, and what is left of it for words beside a status. */
const title = { left: 47, width: 160 } as const;
const label = { left: 15, width: 108 } as const;

export function paintText(painter: Painter, { id, position: { x, y }, data }: CardNode): void {
  const { context } = painter;
  const { subtitle, icon } = painter.contentOf(id);
  paintTile(painter, { x: x + 13, y: y + 14, width: 24, height: 24 }, categoryToken(data.category));
  context.imageSmoothingQuality = "high";
  if (icon) context.drawImage(icon, x + 18, y + 19, 14, 14);
  context.textAlign = "left";
  const lines = baselines(painter.zoom, subtitle !== undefined);
  write(painter, { text: data.title, x: x + title.left, y: y + lines.title, width: title.width }, "title");
  if (subtitle && lines.small !== undefined)
    write(painter, { text: subtitle, x: x + title.left, y: y + lines.small, width: title.width }, "small");
  writeLabels(painter, { ports: data.ports.inputs, x: x + label.left, y });
  context.textAlign = "right";
  writeLabels(painter, { ports: data.ports.outputs, x: x + card.width - label.left, y });
}

/** Where the words of a header stand, as the browser sets them in card.css. */
function baselines(zoom: number, isTwo: boolean): { title: number; small?: number } {
  const sizes = textSizes(zoom);
  const lines = lineHeights(sizes);
  const middle = 26;
  // From the middle of a line to where its letters stand.
  const drop = (size: number) => size * 0.36;
  if (!isTwo || !hasSubtitle(zoom)) return { title: middle + drop(sizes.title) };
  const top = middle - (lines.title + lines.small) / 2;
  return {
    title: top + lines.title / 2 + drop(sizes.title),
    small: top + lines.title + lines.small / 2 + drop(sizes.small),
  };
}

/** The ground of an icon in the colour of its category. */
function paintTile({ context, colors }: Painter, { x, y, width, height }: Box, token: string): void {
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * 0.14;
  context.fillStyle = colors[token] ?? "";
  context.beginPath();
  context.roundRect(x, y, width, height, 6);
  context.fill();
  context.globalAlpha = alpha;
}

export function paintMarks({ context, colors }: Painter, { position: { x, y }, data, handles = [] }: CardNode): void {
  const kinds = [...data.ports.inputs, ...data.ports.outputs].map(({ spec }) => spec.kind);
  for (const [index, handle] of handles.entries()) {
    const kind = kinds[index] ?? "any";
    const color = colors[`kind-${kind}`] ?? "";
    context.save();
    context.translate(x + handle.x, y + handle.y);
    context.scale(card.port / 10, card.port / 10);
    context.fillStyle = color;
    context.strokeStyle = color;
    for (const { d, line } of kindShapes[portKinds[kind].shape]) {
      context.lineWidth = line ?? 1;
      if (line === undefined) context.fill(pathOf(d));
      else context.stroke(pathOf(d));
    }
    context.restore();
  }
}

function writeLabels(painter: Painter, { ports, x, y }: { ports: readonly CardPort[]; x: number; y: number }): void {
  for (const [index, { name, spec }] of ports.entries())
    write(painter, { text: spec.title ?? name, x, y: y + portY(index) + 4, width: label.width }, "small");
}

/**
 * The name of a group: as tall on the screen at every zoom and no wider than its frame. It stands above the frame, where
 * no card of the group hides it, on a ground of the canvas's colour.
 */
export function paintName(
  { context, colors, zoom }: Painter,
  text: string,
  { x, y, width, token }: Box & { token: string },
): void {
  const size = Math.round(nameSize / zoom);
  context.textAlign = "left";
  context.font = `600 ${size}px ${colors.font ?? "sans-serif"}`;
  const shown = cut(context, text, width);
  context.lineJoin = "round";
  context.lineWidth = size / 3;
  context.strokeStyle = colors.canvas ?? "";
  context.strokeText(shown, x, y - size * 0.35);
  context.fillStyle = colors[token] ?? "";
  context.fillText(shown, x, y - size * 0.35);
}

/** Pixels of the screen. */
const nameSize = 12;

/** What a note says, in letters that can be read, as much as there is room for. */
export function paintNote({ context, colors, zoom }: Painter, text: string, { x, y, width, height }: Box): void {
  const size = Math.round(noteSize / zoom);
  const pad = size * 0.6;
  const room = Math.floor((height - pad) / (size * 1.25));
  if (room < 1) return;
  context.textAlign = "left";
  context.font = `${size}px ${colors.font ?? "sans-serif"}`;
  context.fillStyle = colors.ink ?? "";
  for (const [index, line] of inLines(wrap(context, text, width - 2 * pad), room).entries())
    context.fillText(cut(context, line, width - 2 * pad), x + pad, y + pad + size * (0.85 + index * 1.25));
}

/** Pixels of the screen. */
const noteSize = 11;

/** The title of a card: its box, as much of its height as is there for words, and the token of its category. */
export type BigTitle = Box & { text: string; token: string; room: number };

/** A card's title in letters that can be read, over as many lines as it has room for. */
export function paintBigTitle(
  { context, colors, zoom }: Painter,
  { x, y, height, room, text, token, ...box }: BigTitle,
): void {
  const size = Math.round(bigTitleSize / zoom);
  const strip = bigStrip / zoom;
  const width = box.width - strip - 16;
  context.textAlign = "left";
  context.font = `600 ${size}px ${colors.font ?? "sans-serif"}`;
  context.fillStyle = colors.ink ?? "";
  const lines = inLines(wrap(context, text, width), Math.floor(room / (size * 1.15)));
  const top = y + (room - lines.length * size * 1.15) / 2;
  for (const [index, line] of lines.entries())
    context.fillText(cut(context, line, width), x + strip + 8, top + size * (0.95 + index * 1.15));
  context.fillStyle = colors[token] ?? "";
  context.fillRect(x, y, strip, height);
}

/** The width of the strip in the colour of the category, in pixels of the screen. */
const bigStrip = 3;

/** Pixels of the screen. */
const bigTitleSize = 11;

function wrap(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.slice(0, 80).split(" ")) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** No more lines than there is room for. The last one goes on with what has none, so that it is cut where it can be seen. */
function inLines(lines: readonly string[], room: number): string[] {
  if (lines.length <= room || room < 1) return lines.slice(0, room);
  return [...lines.slice(0, room - 1), lines.slice(room - 1).join(" ")];
}

type Line = { text: string; x: number; y: number; width: number };

function write({ context, colors, zoom }: Painter, { text, x, y, width }: Line, font: keyof typeof weights): void {
  context.font = `${weights[font]}${textSizes(zoom)[font]}px ${colors.font ?? "sans-serif"}`;
  context.fillStyle = colors[font === "title" ? "ink" : "muted"] ?? "";
  context.fillText(cut(context, text, width), x, y);
}

const cuts = new Map<string, string>();

/** The text, or as much of it as fits with a sign that there is more. Measuring is dear, so answers are kept. */
function cut(context: CanvasRenderingContext2D, text: string, width: number): string {
  const key = `${context.font}\n${width}\n${text}`;
  const known = cuts.get(key);
  if (known !== undefined) return known;
  let shown = text.slice(0, 80);
  if (context.measureText(shown).width > width) {
    while (shown !== "" && context.measureText(`${shown}…`).width > width) shown = shown.slice(0, -1);
    shown = `${shown.trimEnd()}…`;
  }
  if (cuts.size > 5000) cuts.clear();
  cuts.set(key, shown);
  return shown;
}

const paths = new Map<string, Path2D>();

function pathOf(d: string): Path2D {
  const known = paths.get(d);
  if (known) return known;
  const made = new Path2D(d);
  paths.set(d, made);
  return made;
}
