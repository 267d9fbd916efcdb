/** Keys that come twice in one object of a JSON text. JSON.parse keeps the last value and forgets the others. */

type Repeated = { key: string; from: number; to: number; count: number };

/** The first key that an object has twice, as it is written; undefined when there is none. The text is valid JSON. */
export function repeatedKey(json: string): string | undefined {
  for (const { key } of repeatedKeys(json)) return key;
  return undefined;
}

/** The same text with a number behind a key that was there before: `name`, `name (2)`. */
export function renameRepeatedKeys(json: string): string {
  let text = "";
  let end = 0;
  for (const { key, from, to, count } of repeatedKeys(json)) {
    text += `${json.slice(end, from)}"${key} (${count})"`;
    end = to;
  }
  return end === 0 ? json : text + json.slice(end);
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
      const key = json.slice(from + 1, at);
      const count = (keys.get(key) ?? 0) + 1;
      keys.set(key, count);
      isKeyNext = false;
      if (count > 1) yield { key, from, to: at + 1, count };
    } else if (sign === "{" || sign === "[") {
      open.push(sign === "{" ? new Map() : undefined);
      isKeyNext = sign === "{";
    } else if (sign === "}" || sign === "]") {
      open.pop();
      isKeyNext = false;
    } else if (sign === ",") isKeyNext = open.at(-1) !== undefined;
  }
}
