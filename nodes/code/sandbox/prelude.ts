/**
 * What stands in a sandbox before the user's code: `console`, and the way of values in and out. Its text is evaluated inside of
 * QuickJS, so it may use nothing from outside of the function; and it keeps what it needs, as the user's code may replace it.
 */
export function prelude(print: (line: string) => void, mark: string) {
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const isNumber = Number.isFinite;
  const text = String;
  const big = BigInt;
  const containers = [Map, Set, WeakMap, WeakSet];

  const show = (value: unknown): string => {
    try {
      if (typeof value === "string") return value;
      if (typeof value === "bigint") return `${value}n`;
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      if (typeof value !== "object" || value === null) return text(value);
      const inner = (_key: string, part: unknown) => (typeof part === "bigint" ? `${part}n` : part);
      return stringify(value, inner, 1)?.replace(/\n\s*/g, " ") ?? text(value);
    } catch {
      return "(a value that cannot be shown)";
    }
  };
  const say =
    (level: string) =>
    (...values: unknown[]) => {
      let line = level;
      for (let index = 0; index < values.length; index += 1) line += (index > 0 ? " " : "") + show(values[index]);
      print(line);
    };
  const log = say("");
  const console = { log, info: log, debug: log, warn: say("warning: "), error: say("error: ") };
  Object.defineProperty(globalThis, "console", { value: console, writable: true, configurable: true });

  const read = (json: string) =>
    parse(json, (_key, value) =>
      typeof value === "string" && value.startsWith(mark) ? big(value.slice(mark.length)) : value,
    );
  const write = (value: unknown) =>
    stringify(value, (key: string, part: unknown) => {
      if (typeof part === "bigint") return mark + text(part);
      const where = key === "" ? "The result" : `“${key}”`;
      if (typeof part === "number" && !isNumber(part))
        throw new TypeError(`${where} is ${part}, which JSON cannot hold`);
      if (typeof part === "function" || typeof part === "symbol") {
        throw new TypeError(`${where} is a ${typeof part}, which JSON cannot hold`);
      }
      for (let index = 0; index < containers.length; index += 1) {
        const kind = containers[index];
        if (kind && part instanceof kind) {
          throw new TypeError(
            `${where} is a ${kind.name}, which JSON cannot hold. Use Object.fromEntries(…) or [...…]`,
          );
        }
      }
      return part;
    });
  const failure = (thrown: unknown) => {
    try {
      if (!(thrown instanceof Error)) return stringify({ error: show(thrown), stack: "" });
      const { name, message, stack } = thrown;
      const said = name && name !== "Error" ? `${text(name)}: ${text(message)}` : text(message);
      return stringify({ error: said, stack: text(stack) });
    } catch {
      return stringify({ error: "What was thrown cannot be shown", stack: "" });
    }
  };
  /** The answer as JSON: `{ output }`, which is JSON itself, or `{ error, stack }`. */
  return async (main: (inputs: unknown) => unknown, inputs: string): Promise<string> => {
    try {
      const result = await main(read(inputs));
      if (result === undefined) return stringify({});
      if (typeof result !== "object" || result === null || isArray(result)) {
        throw new TypeError(`The code returned ${show(result)}. Return an object with the outputs`);
      }
      return stringify({ output: write(result) });
    } catch (thrown) {
      return failure(thrown);
    }
  };
}
