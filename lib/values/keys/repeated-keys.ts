/** Keys that come twice in one object of a JSON text. JSON.parse keeps the last value and forgets the others. */

/** `name` is one that no other key before it in the object has. */
type Repeated = { key: string; name: string; from: number; to: number };

/** The first key that an object has twice, as it is written; undefined when there is none. The text is valid JSON. */
export function repeatedKey(json: string): string | undefined {
  for (const { key } of repeatedKeys(json)) return key;
  return undefined;
}

/** The same text with a number behind a key that was there before: `name`, `name (2)`. */
export function renameRepeatedKeys(json: string): string {
  let text = "";
  let end = 0;
  for (const { name, from, to } of repeatedKeys(json)) {
    text += json.slice(end, from) + JSON.stringify(name);
    end = to;
  }
  return end === 0 ? json : text + json.slice(end);
}

/** JSON text may be broken, as it is read before it is parsed. */
function unescaped(written: string): string {
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    return written;
  }
}

function freeName(keys: Map<string, number>, key: string): string {
  let count = keys.get(key) ?? 1;
  let name: string;
  do {
    count += 1;
    name = `${key} (${count})`;
  } while (keys.has(name));
  keys.set(key, count);
  keys.set(name, 1);
  return name;
}

function* repeatedKeys(json: string): Generator<Repeated> {
  /** Of each open object its keys, undefined for a list. */
  const open: (Map<string, number> | undefined)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at];
    if (sign === '"') {
      const from = at;
      for (at += 1; at < json.length && json[at] !== '"'; at += 1) if (json[at] === "\\") at += 1;
      const keys = open.at(-1);
      if (!isKeyNext || !keys) continue;
      const written = json.slice(from + 1, at);
      // The same key may be written in other signs.
      const key: string = written.includes("\\") ? unescaped(written) : written;
      isKeyNext = false;
      if (keys.has(key)) yield { key: written, name: freeName(keys, key), from, to: at + 1 };
      else keys.set(key, 1);
    } else if (sign === "{" || sign === "[") {
      open.push(sign === "{" ? new Map() : undefined);
      isKeyNext = sign === "{";
    } else if (sign === "}" || sign === "]") {
      open.pop();
      isKeyNext = false;
    } else if (sign === ",") isKeyNext = open.at(-1) !== undefined;
  }
}
