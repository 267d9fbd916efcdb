/** Finds the JSON objects in the lines of an answer. */
import { PatchbayError } from "../../../../lib/errors.ts";
import { parseJson } from "../../../../lib/values/exact-json.ts";

/** The stream says itself that it is over. */
export const done = Symbol("done");
export type AnswerEvent = { [key: string]: unknown } | typeof done;

type EventReader = {
  read(line: string): Generator<AnswerEvent>;
  /** Throws `answer_broken` when what is held is not whole. */
  end(): Generator<AnswerEvent>;
  isOver(): boolean;
  /** How many characters wait for the rest of their object. */
  held(): number;
};

const mostTries = 20;
const noJson = Symbol("no JSON");
const isDone = (text: string) => text.length < 9 && /^"?\[?DONE\]?"?$/i.test(text);
/** What keeps a connection alive says nothing. */
const keepsAlive = (text: string) => text.length < 20 && /^(:|\[?(ping|keep-?alive|heartbeat)\]?$)/i.test(text);
/** An object, or a list of objects. */
const begins = /^\s*(\{|\[\s*([{\]]|$))/;

/** Events may lack the empty line between them, and one object may stand in several lines, of data or bare. */
export function eventReader(): EventReader {
  let isOver = false;
  let name = "";
  /** The lines of an object that is not whole yet. */
  let held: string[] = [];
  let size = 0;
  let tries = 0;
  let isBare = false;

  function* dispatch(value: unknown): Generator<AnswerEvent> {
    yield* told(value, name);
    name = "";
    held = [];
    size = 0;
    tries = 0;
  }

  function* begin(text: string, bare: boolean): Generator<AnswerEvent> {
    if (text === "" || keepsAlive(text)) return;
    if (isDone(text)) {
      isOver = true;
      return yield done;
    }
    const value = jsonOf(text);
    if (value !== noJson) return yield* dispatch(value);
    if (!begins.test(text)) {
      if (name !== "error") throw notReadable(text);
      return yield* dispatch(text);
    }
    isBare = bare;
    yield* hold(text);
  }

  function* hold(line: string): Generator<AnswerEvent> {
    held.push(line);
    size += line.length;
    // It is tried where it may end, and not at each brace inside of it; the end of a long list is that of the answer.
    if (held.length === 1 || tries === mostTries || !/^[}\]]/.test(line)) return;
    tries += 1;
    const value = jsonOf(held.join("\n"));
    if (value !== noJson) yield* dispatch(value);
  }

  function* end(): Generator<AnswerEvent> {
    if (held.length === 0) return;
    const text = held.join("\n");
    const value = jsonOf(text);
    if (value === noJson) throw notReadable(text);
    yield* dispatch(value);
  }

  return {
    *read(line) {
      const isHeld = held.length > 0;
      if (isHeld && isBare) return yield* hold(line);
      const data = line.startsWith("data:") ? line.slice("data:".length) : undefined;
      if (data !== undefined) return yield* isHeld ? hold(data.replace(/^ /, "")) : begin(data.trim(), false);
      const text = line.replace(/^\uFEFF/, "").trim();
      if (text === "") {
        yield* end();
        name = "";
      } else if (text.startsWith("event:")) name = text.slice("event:".length).trim();
      else if (text.startsWith("data:")) yield* begin(text.slice("data:".length).trim(), false);
      else if (begins.test(text) || isDone(text)) yield* begin(text, true);
    },
    end,
    isOver: () => isOver,
    held: () => size,
  };
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return noJson;
  }
}

/** Google's compatible endpoint puts an error into a list, and its own one a whole answer. */
function* told(value: unknown, name: string): Generator<AnswerEvent> {
  if (Array.isArray(value)) for (const each of value) yield* told(each, name);
  else if (typeof value === "object" && value !== null) {
    const fields: { [key: string]: unknown } = { ...value };
    yield name === "error" ? { ...fields, error: fields.error ?? value } : fields;
  } else if (name === "error") yield { error: String(value) };
}

function notReadable(text: string): PatchbayError {
  const words = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new PatchbayError("answer_broken", `A part of the model's answer is not readable: ${words}`);
}
