/**
 * Puts a WebAssembly module together from its bytes, so that no compiler is needed to change one. Numbers are LEB128
 * (WebAssembly Core Specification 2.0, 5.2.2).
 */
export const valueType = { i32: 0x7f, v128: 0x7b } as const;

type LoopModule = {
  /** Of the one function that the module exports; all its parameters are i32, and it answers nothing. */
  name: string;
  parameters: number;
  locals: readonly { count: number; type: number }[];
  /** Instructions without the last `end`. */
  body: readonly number[];
};

/** A module of one function over the memory that it imports as `env.memory`. */
export function assembleLoop({ name, parameters, locals, body }: LoopModule): Uint8Array<ArrayBuffer> {
  const code = [...unsigned(locals.length), ...locals.flatMap(({ count, type }) => [...unsigned(count), type])];
  for (const byte of body) code.push(byte);
  code.push(0x0b);
  const i32s = new Array<number>(parameters).fill(valueType.i32);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters, ...i32s, 0]),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text(name), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

export function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

export function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

const text = (value: string) => [value.length, ...new TextEncoder().encode(value)];
const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
