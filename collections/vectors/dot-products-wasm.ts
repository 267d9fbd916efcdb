import { assembleLoop, signed, unsigned, valueType } from "../../lib/webassembly.ts";

/**
 * The one loop of a search by similarity, in WebAssembly with SIMD: dot products of one 16-bit query with many 8-bit rows.
 * Sixteen products in eight instructions, where JavaScript takes sixteen loads, products and sums. The module is put
 * together here, so that no compiler is needed to change it; the comments beside the bytes are its text.
 *
 *   (func (export "scan") (param $query i32) (param $row i32) (param $count i32) (param $width i32) (param $out i32))
 *
 * `query` is the address of `width` 16-bit integers, `row` of `count` rows of `width` 8-bit integers one after the other,
 * `out` of room for `count` 32-bit integers. `width` is a multiple of 16. The caller sees to it that sums fit in 32 bits.
 */
export type Scan = (query: number, row: number, count: number, width: number, out: number) => void;

/** Undefined where the processor or the runtime has no SIMD, or no memory can be had. */
export function openScan(memory: WebAssembly.Memory): Scan | undefined {
  try {
    module ??= new WebAssembly.Module(bytesOfModule());
    const { scan } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    if (typeof scan !== "function") return undefined;
    return (...args) => void scan(...args);
  } catch {
    return undefined;
  }
}

let module: WebAssembly.Module | undefined;

const local = { query: 0, row: 1, count: 2, width: 3, out: 4, at: 5, end: 6, codes: 7, sum: 8 } as const;

const get = (name: keyof typeof local) => [0x20, local[name]];
const set = (name: keyof typeof local) => [0x21, local[name]];
const tee = (name: keyof typeof local) => [0x22, local[name]];
const int = (value: number) => [0x41, ...signed(value)];
const simd = (code: number) => [0xfd, ...unsigned(code)];
const load = (offset: number) => [...simd(0x00), 0, ...unsigned(offset)];
const add = [0x6a];
const addTo = (name: keyof typeof local, value: number[]) => [...get(name), ...value, ...add, ...set(name)];
/** i16x8 of the low or high half of the row's codes, times the query's, in pairs: i32x4. */
const half = (extend: number, offset: number) => [
  ...get("codes"),
  ...simd(extend), // i16x8.extend_{low,high}_i8x16_s
  ...get("at"),
  ...load(offset), // v128.load: the query
  ...simd(0xba), // i32x4.dot_i16x8_s
];
const lane = (index: number) => [...get("sum"), ...simd(0x1b), index]; // i32x4.extract_lane

const body = [
  ...[0x02, 0x40], // block
  ...[...get("count"), 0x45, 0x0d, 0], // br_if 0 (i32.eqz count)
  ...[0x03, 0x40], //   loop: each row
  ...[...simd(0x0c), ...new Array<number>(16).fill(0), ...set("sum")], // sum = v128.const 0
  ...[...get("query"), ...tee("at"), ...get("width"), ...int(1), 0x74, ...add, ...set("end")], // end = at + width << 1
  ...[0x03, 0x40], //     loop: sixteen columns
  ...[...get("row"), ...load(0), ...set("codes")],
  ...[...half(0x87, 0), ...half(0x88, 16), ...simd(0xae), ...get("sum"), ...simd(0xae), ...set("sum")], // i32x4.add
  ...addTo("row", int(16)),
  ...[...get("at"), ...int(32), ...add, ...tee("at"), ...get("end"), 0x49, 0x0d, 0], // br_if 0 (at < end)
  0x0b,
  ...[...get("out"), ...lane(0), ...lane(1), ...add, ...lane(2), ...add, ...lane(3), ...add, 0x36, 2, 0], // i32.store
  ...addTo("out", int(4)),
  ...[...get("count"), ...int(1), 0x6b, ...tee("count"), 0x0d, 0], // br_if 0 (count -= 1)
  ...[0x0b, 0x0b],
];

function bytesOfModule(): Uint8Array<ArrayBuffer> {
  const { i32, v128 } = valueType;
  const locals = [
    { count: 2, type: i32 },
    { count: 2, type: v128 },
  ];
  return assembleLoop({ name: "scan", parameters: 5, locals, body });
}
