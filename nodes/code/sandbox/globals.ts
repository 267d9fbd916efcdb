/**
 * Makes what pages and servers have and a bare engine has not: texts as bytes, base64, addresses, random ids, copies. What it
 * needs of the system it asks Node for, as JSON. Its text is evaluated inside of QuickJS, so it may use nothing from outside of
 * the function.
 */
export function makeGlobals(call: (name: string, ...given: unknown[]) => unknown) {
  const bytesOf = (data: unknown): Uint8Array => {
    if (data === undefined) return new Uint8Array();
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    throw new TypeError("It takes an ArrayBuffer or a list of bytes such as a Uint8Array");
  };
  /** Each byte as a character, which is how bytes travel in JSON. */
  const packed = (data: unknown): string => {
    const bytes = bytesOf(data);
    const pieces: string[] = [];
    for (let at = 0; at < bytes.length; at += 4096) {
      pieces.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
    }
    return pieces.join("");
  };
  const unpacked = (signs: unknown): Uint8Array => {
    const from = String(signs);
    const bytes = new Uint8Array(from.length);
    for (let at = 0; at < from.length; at += 1) bytes[at] = from.charCodeAt(at);
    return bytes;
  };
  const fill = (array: ArrayBufferView) => {
    const bytes = bytesOf(array);
    bytes.set(unpacked(call("random", bytes.length)));
    return array;
  };
  const digest = async (algorithm: string | { name: string }, data: unknown) =>
    unpacked(call("digest", typeof algorithm === "string" ? algorithm : algorithm.name, packed(data))).buffer;
  class TextEncoder {
    readonly encoding = "utf-8";
    encode(said: unknown = "") {
      return unpacked(call("encode", String(said)));
    }
  }
  class TextDecoder {
    readonly encoding: string;
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;
    constructor(label: unknown = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
      this.encoding = String(call("encoding", String(label)));
      this.fatal = Boolean(fatal);
      this.ignoreBOM = Boolean(ignoreBOM);
    }
    decode(data?: unknown, { stream = false } = {}) {
      if (stream) throw new TypeError("Bytes cannot be decoded piece by piece. Put them together first");
      return call("decode", this.encoding, { fatal: this.fatal, ignoreBOM: this.ignoreBOM }, packed(data));
    }
  }
  return {
    ...{ TextEncoder, TextDecoder },
    atob: (said: unknown) => call("atob", String(said)),
    btoa: (said: unknown) => call("btoa", String(said)),
    crypto: { randomUUID: () => call("uuid"), getRandomValues: fill, subtle: { digest } },
  };
}

/** Makes a deep copy, with Map, Set, Date and circles. */
export function makeClone() {
  const copy = (value: unknown, made: Map<object, unknown>): unknown => {
    if (typeof value === "function" || typeof value === "symbol") {
      throw new TypeError(`A ${typeof value} cannot be cloned`);
    }
    if (typeof value !== "object" || value === null) return value;
    if (made.has(value)) return made.get(value);
    const keep = <Made extends object>(copied: Made): Made => {
      made.set(value, copied);
      return copied;
    };
    if (value instanceof Date) return keep(new Date(value.getTime()));
    if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
    if (value instanceof ArrayBuffer) return keep(value.slice(0));
    if (ArrayBuffer.isView(value)) {
      const buffer = copy(value.buffer, made);
      const size: unknown = value instanceof DataView ? value.byteLength : Reflect.get(value, "length");
      return keep(Reflect.construct(Reflect.get(value, "constructor"), [buffer, value.byteOffset, size]));
    }
    if (value instanceof Map) {
      const copied = keep(new Map());
      for (const [key, inner] of value) copied.set(copy(key, made), copy(inner, made));
      return copied;
    }
    if (value instanceof Set) {
      const copied = keep(new Set());
      for (const inner of value) copied.add(copy(inner, made));
      return copied;
    }
    if (value instanceof Error) {
      const copied = keep(Object.create(Object.getPrototypeOf(value)));
      for (const key of ["name", "message", "stack", "cause"]) {
        const inner: unknown = Reflect.get(value, key);
        if (inner !== undefined)
          Object.defineProperty(copied, key, { value: copy(inner, made), writable: true, configurable: true });
      }
      return copied;
    }
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) {
      throw new TypeError(`A ${value.constructor.name} cannot be cloned`);
    }
    const copied: object = keep(Array.isArray(value) ? [] : {});
    if (Array.isArray(value)) Reflect.set(copied, "length", value.length);
    for (const key of Object.keys(value)) {
      const inner = copy(Reflect.get(value, key), made);
      Object.defineProperty(copied, key, { value: inner, writable: true, enumerable: true, configurable: true });
    }
    return copied;
  };
  return (value: unknown) => copy(value, new Map());
}
