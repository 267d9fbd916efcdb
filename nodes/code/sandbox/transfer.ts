/**
 * Makes the way of values into the user's code and out of it, as JSON. What JSON would drop or change without a word is refused
 * with what to do. Its text is evaluated inside of QuickJS, so it may use nothing from outside of the function; and it keeps what
 * it needs, as the user's code may replace it.
 */
export function makeTransfer(mark: string) {
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const isNumber = Number.isFinite;
  const text = String;
  const big = BigInt;
  const TypeFault = TypeError;
  const time = Date;
  const tag = Object.prototype.toString;
  const asList = "Use [...…]";
  /** By what `Object.prototype.toString` calls them. */
  const advice: { [kind: string]: string } = {
    Map: "Use Object.fromEntries(…) or [...…]",
    Set: asList,
    WeakMap: "Use an object",
    WeakSet: "Use a list",
    WeakRef: "Use what it refers to",
    Promise: "Write await before it",
    RegExp: "Use its source",
    Error: "Use its message",
    ArrayBuffer: "Use [...new Uint8Array(…)]",
    SharedArrayBuffer: "Use [...new Uint8Array(…)]",
    DataView: "Use a list of its numbers",
    Generator: asList,
    AsyncGenerator: "Gather its values with for await",
    Iterator: asList,
  };

  const read = (json: string): unknown =>
    parse(json, (_key, value) =>
      typeof value === "string" && value.startsWith(mark) ? big(value.slice(mark.length)) : value,
    );
  const kindOf = (part: object): string => {
    const kind: string = tag.call(part).slice(8, -1);
    return / Iterator$|^Iterator /.test(kind) ? "Iterator" : kind;
  };
  const write = (value: unknown): string =>
    stringify(value, function replace(this: unknown, key: string, part: unknown) {
      if (typeof part === "bigint") return mark + text(part);
      const place = key === "" ? "The result" : isArray(this) ? `Item ${text(Number(key) + 1)} of a list` : `“${key}”`;
      if (typeof part === "number" && !isNumber(part))
        throw new TypeFault(`${place} is ${part}, which JSON cannot hold`);
      if (typeof part === "function" || typeof part === "symbol") {
        throw new TypeFault(`${place} is a ${typeof part}, which JSON cannot hold`);
      }
      if (part === null && (this as { [key: string]: unknown })?.[key] instanceof time) {
        throw new TypeFault(`${place} is an invalid Date, which JSON cannot hold`);
      }
      if (typeof part !== "object" || part === null || isArray(part)) return part;
      const kind = kindOf(part);
      if (isView(part) && kind !== "DataView") {
        throw new TypeFault(`${place} is a ${kind}, which JSON cannot hold. ${asList}`);
      }
      const what = advice[kind];
      if (what === undefined) return part;
      const article = /^[AEI]/.test(kind) ? "an" : "a";
      throw new TypeFault(`${place} is ${article} ${kind}, which JSON cannot hold. ${what}`);
    });
  return { read, write };
}
