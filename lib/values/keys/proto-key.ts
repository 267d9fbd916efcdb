/** Whether an object anywhere in a value has the key `__proto__`, which values of pipelines cannot hold: it would be dropped. */
export function hasProtoKey(value: unknown): boolean {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.hasOwn(next, "__proto__")) return true;
    for (const inner of Object.values(next)) waiting.push(inner);
  }
  return false;
}

export const protoKeyRefused = "“__proto__” is no name that a field can have. Rename it in the text.";
