/** What a run was asked for, in one line of a list, from the start of its stored input. */

/** How much of the stored JSON is read for it, in characters. */
export const previewSource = 600;
const previewMax = 200;

/**
 * The values of the fields, with their names when there are several: "Ada", or "name: Ada · count: 3". `start` is the
 * start of a JSON object, which may end anywhere; it is read as far as it goes.
 */
export function inputPreview(start: string): string {
  const fields = readFields(start).map(([name, value]) => [name, plain(value)] as const);
  const line = fields.length === 1 ? fields[0]?.[1] : fields.map(([name, value]) => `${name}: ${value}`).join(" · ");
  const text = (line ?? "").replace(/\s+/g, " ").trim();
  return text.length > previewMax ? `${text.slice(0, previewMax - 1).toWellFormed()}…` : text;
}

const nameAt = /\s*[{,]\s*"((?:[^"\\]|\\.)*)"\s*:\s*/y;

function readFields(json: string): [name: string, value: string][] {
  const fields: [string, string][] = [];
  for (let at = 0; ; ) {
    nameAt.lastIndex = at;
    const found = nameAt.exec(json);
    if (!found) return fields;
    const from = nameAt.lastIndex;
    at = endOfValue(json, from);
    fields.push([decode(found[1] ?? ""), json.slice(from, at)]);
  }
}

/** Where the value that begins here ends: before the comma or bracket behind it, or with the text. */
function endOfValue(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; at++) {
    const char = json[at];
    if (char === '"') at = endOfString(json, at);
    else if (char === "{" || char === "[") depth++;
    else if (depth === 0 && (char === "," || char === "}")) return at;
    else if (char === "}" || char === "]") depth--;
  }
  return json.length;
}

function endOfString(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}

const blob = /^\{\s*"\$blob"\s*:.*?"preview"\s*:\s*"((?:[^"\\]|\\.)*)/s;
const file = /^\{.*?"name"\s*:\s*"((?:[^"\\]|\\.)*)".*?"mime"\s*:/s;

/** A text without its quotes, a file as its name, a large value as its start, anything else as its JSON. */
function plain(value: string): string {
  const inner = blob.exec(value) ?? file.exec(value) ?? /^"((?:[^"\\]|\\.)*)/.exec(value);
  return inner ? decode(inner[1] ?? "") : value.trim();
}

function decode(inner: string): string {
  try {
    return String(JSON.parse(`"${inner}"`)).toWellFormed();
  } catch {
    return inner;
  }
}
