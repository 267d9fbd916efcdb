/**
 * A template of JSON. Each value is written so that the text stays JSON: between quotes as a part of that text, elsewhere as
 * a value of its own, with its quotes. A last filter `raw` leaves a value as it is.
 */
import type { Values } from "../lib/run.ts";
import { stringifyJson } from "../lib/values/exact-json.ts";
import { makeRenderer } from "./liquid.ts";

/** Around what a `{{ … }}` wrote, until it is known where it stands. No JSON has them: inside of it they are escaped. */
const [begin, end] = ["\u{e0f0}", "\u{e0f1}"];
const marks = /[\u{e0f0}\u{e0f1}]/gu;

export function makeJsonRenderer(limitMs: number): (template: string, values: Values) => Promise<string> {
  const render = makeRenderer(limitMs, (value) => `${begin}${jsonOf(value)}${end}`);
  return async (template, values) => settle(await render(template.replace(marks, escaped), values));
}

function jsonOf(value: unknown): string {
  return stringifyJson(value === undefined ? null : value).replace(marks, escaped);
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16)}`;
}

/** Puts each value in, by whether a text is open where it stands. */
function settle(text: string): string {
  let settled = "";
  let isInText = false;
  for (const [index, piece] of text.split(marks).entries()) {
    // Pieces and values take turns.
    if (index % 2 === 1) {
      settled += isInText ? insideText(piece) : piece;
      continue;
    }
    for (const [sign] of piece.matchAll(/\\[\s\S]|"/g)) if (sign === '"') isInText = !isInText;
    settled += piece;
  }
  return settled;
}

/** A text without its quotes; anything else as its JSON, escaped as a part of a text. Nothing is no text. */
function insideText(json: string): string {
  if (json === "null") return "";
  return json.startsWith('"') ? json.slice(1, -1) : JSON.stringify(json).slice(1, -1);
}
