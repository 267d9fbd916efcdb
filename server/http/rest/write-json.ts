/** JSON of large answers, written in turns: a run with 50 MB of values would hold the event loop for half a second. */
import { setImmediate } from "node:timers/promises";
import type { FastifyReply } from "fastify";
import { stringifyJson } from "../../../lib/values/exact-json.ts";

/** Characters of JSON that are written before others have their turn, and up to which a value is written at once. */
const turn = 500_000;
const small = 50_000;

/** Sends a value as JSON; a large one does not hold others up. */
export async function sendJson(reply: FastifyReply, value: unknown): Promise<FastifyReply> {
  if (isSmall(value)) return reply.send(value);
  return reply.type("application/json; charset=utf-8").send(await writeInTurns(value));
}

/** The same text as `stringifyJson` gives. */
export async function writeInTurns(value: unknown): Promise<string> {
  const pieces: string[] = [];
  let written = 0;
  for (const piece of piecesOf(value)) {
    pieces.push(piece);
    written += piece.length;
    if (written < turn) continue;
    written = 0;
    await setImmediate();
  }
  return pieces.join("");
}

function* piecesOf(value: unknown): Generator<string> {
  if (typeof value === "string" && value.length > small) yield* piecesOfText(value);
  else if (isSmall(value) || typeof value !== "object" || value === null) yield stringifyJson(value) ?? "null";
  else if (Array.isArray(value)) yield* piecesOfList(value);
  else yield* piecesOfFields(value);
}

function* piecesOfList(list: readonly unknown[]): Generator<string> {
  let before = "[";
  for (const item of list) {
    yield before;
    yield* piecesOf(item);
    before = ",";
  }
  yield list.length === 0 ? "[]" : "]";
}

function* piecesOfFields(value: object): Generator<string> {
  let before = "{";
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    yield* piecesOf(inner);
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

/** No piece ends between the two halves of a character. */
function* piecesOfText(text: string): Generator<string> {
  yield '"';
  for (let from = 0; from < text.length; ) {
    const to = endOf(text, from + small);
    yield JSON.stringify(text.slice(from, to)).slice(1, -1);
    from = to;
  }
  yield '"';
}

function endOf(text: string, at: number): number {
  const last = text.charCodeAt(at - 1);
  return last >= 0xd800 && last <= 0xdbff ? at + 1 : at;
}

/** Whether the JSON of a value is short, after a look at no more than so much of it. What writes itself, as a date, is. */
function isSmall(value: unknown): boolean {
  let left = small;
  const look = (part: unknown): boolean => {
    left -= typeof part === "string" ? part.length + 2 : 4;
    if (left < 0) return false;
    if (typeof part !== "object" || part === null || "toJSON" in part) return true;
    if (Array.isArray(part)) return part.every(look);
    return Object.entries(part).every(([key, inner]) => {
      left -= key.length;
      return look(inner);
    });
  };
  return look(value);
}
