import { assembleLoop, signed, unsigned, valueType } from "../../../lib/webassembly.ts";

/**
 * C = A · B + bias, all in 32-bit floats, in WebAssembly with SIMD: nearly all that a sentence encoder does. Four rows of A
 * and eight columns of B at a time, whose sums stay in registers. The module is put together here; the comments beside the
 * bytes are its text.
 *
 * A has `rows` rows of `inner` numbers, `aStride` bytes apart. B lies in panels of eight columns, one after the other (see
 * `packPanels`). C has `rows` rows of `columns` numbers, `cStride` bytes apart. `rows` and `inner` are multiples of 4,
 * `columns` of 8; all but these three are in bytes.
 */
export type MatrixProduct = (
  a: number,
  aStride: number,
  b: number,
  c: number,
  cStride: number,
  bias: number,
  rows: number,
  columns: number,
  inner: number,
) => void;

/** `fused` has one instruction multiply and add. Throws where the processor or the runtime has no SIMD. */
export function openMatrixProduct(memory: WebAssembly.Memory, fused = hasFused()): MatrixProduct {
  const module = new WebAssembly.Module(fused ? fusedBytes() : plainBytes());
  const { multiply } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  if (typeof multiply !== "function") throw new TypeError("The module has no function “multiply”.");
  return (...args) => void multiply(...args);
}

export const ROWS = 4;
export const COLUMNS = 8;

/** A matrix in an array of numbers: its first one, and how far it is to the next row and column. */
export type View = { numbers: Float32Array; rows: number; columns: number; rowStep: number; columnStep: number };

/** Writes a matrix into panels of eight columns. A last panel with fewer of them keeps what stands in the others. */
export function packPanels(
  panels: Float32Array,
  { numbers, rows, columns, rowStep, columnStep }: View,
  inner = rows,
): void {
  for (let column = 0; column < columns; column++) {
    let to = Math.floor(column / COLUMNS) * inner * COLUMNS + (column % COLUMNS);
    let from = column * columnStep;
    for (let row = 0; row < rows; row++, to += COLUMNS, from += rowStep) panels[to] = numbers[from] ?? 0;
  }
}

/** Whether there is relaxed SIMD. */
const hasFused = () => WebAssembly.validate(fusedBytes());
// f32x4.relaxed_madd
const fusedBytes = () => bytesOf((product, sum) => [...product, 0x20, sum, ...simd(0x105)]);
// f32x4.mul, f32x4.add
const plainBytes = () => bytesOf((product, sum) => [...product, ...simd(0xe6), 0x20, sum, ...simd(0xe4)]);

/** a · b + sum, from what puts a and b on the stack and the number of the local that holds the sum. */
type MultiplyAdd = (product: readonly number[], sum: number) => number[];

const local = {
  ...{ a: 0, aStride: 1, b: 2, c: 3, cStride: 4, bias: 5, rows: 6, columns: 7, inner: 8 },
  ...{ a0: 9, a1: 10, a2: 11, a3: 12, to: 13, at: 14, end: 15, left: 16 },
  ...{ b0: 17, b1: 18, number: 19, sums: 20 },
} as const;
type Name = keyof typeof local;

const get = (name: Name) => [0x20, local[name]];
const set = (name: Name) => [0x21, local[name]];
const tee = (name: Name) => [0x22, local[name]];
const int = (value: number) => [0x41, ...signed(value)];
const simd = (code: number) => [0xfd, ...unsigned(code)];
const load = (offset: number) => [...simd(0x00), 2, ...unsigned(offset)];
const loadSplat = (offset: number) => [...simd(0x09), 2, ...unsigned(offset)];
const store = (offset: number) => [...simd(0x0b), 2, ...unsigned(offset)];
const add = [0x6a];
const addTo = (name: Name, value: readonly number[]) => [...get(name), ...value, ...add, ...set(name)];
const subtract = (name: Name, value: number) => [...get(name), ...int(value), 0x6b, ...tee(name)];
const loop = (body: readonly number[]) => [0x03, 0x40, ...body, 0x0d, 0, 0x0b]; // goes on while `body` leaves no 0

const rowPointers = ["a0", "a1", "a2", "a3"] as const;
const halves = ["b0", "b1"] as const;
const sums = rowPointers.map((_, row) => halves.map((_, half) => local.sums + row * 2 + half));
/** So many columns of A in one turn of the innermost loop. */
const UNROLL = 4;

/** One row of the panel and one column of A: a product more in each of the 32 sums. */
function step(multiplyAdd: MultiplyAdd, index: number): number[] {
  const loads = halves.flatMap((half, at) => [...get("at"), ...load(index * 32 + at * 16), ...set(half)]);
  const products = rowPointers.flatMap((pointer, row) => [
    ...[...get(pointer), ...loadSplat(index * 4), ...set("number")],
    ...halves.flatMap((half, at) => {
      const into = sums[row]?.[at] ?? 0;
      return [...multiplyAdd([...get("number"), ...get(half)], into), 0x21, into];
    }),
  ]);
  return [...loads, ...products];
}

function bytesOf(multiplyAdd: MultiplyAdd): Uint8Array<ArrayBuffer> {
  const steps = Array.from({ length: UNROLL }, (_, index) => step(multiplyAdd, index)).flat();
  const block = [
    // Each sum begins with its column's bias.
    ...sums.flatMap((row) => row.flatMap((into, half) => [...get("bias"), ...load(half * 16), 0x21, into])),
    // a1 … a3 are the rows below a0.
    ...rowPointers
      .slice(1)
      .flatMap((pointer, above) => [
        ...[...get(rowPointers[above] ?? "a0"), ...get("aStride"), ...add, ...set(pointer)],
      ]),
    ...[...get("b"), ...tee("at"), ...get("inner"), ...int(5), 0x74, ...add, ...set("end")], // end = b + inner · 32
    ...loop([
      ...steps,
      ...rowPointers.flatMap((pointer) => addTo(pointer, int(UNROLL * 4))),
      ...[...get("at"), ...int(UNROLL * 32), ...add, ...tee("at"), ...get("end"), 0x49], // at < end
    ]),
    ...sums.flatMap((row) => [
      ...row.flatMap((from, half) => [...get("to"), 0x20, from, ...store(half * 16)]),
      ...addTo("to", get("cStride")),
    ]),
    // a3 stands at the end of its row: one row below, and back to its beginning.
    ...[...get("a3"), ...get("inner"), ...int(2), 0x74, 0x6b, ...get("aStride"), ...add, ...set("a0")],
  ];
  const panel = [
    ...[...get("a"), ...set("a0"), ...get("c"), ...set("to"), ...get("rows"), ...set("left")],
    ...loop([...block, ...subtract("left", ROWS)]),
    ...[...addTo("c", int(COLUMNS * 4)), ...addTo("bias", int(COLUMNS * 4)), ...get("end"), ...set("b")],
    ...subtract("columns", COLUMNS),
  ];
  return assembleLoop({
    name: "multiply",
    parameters: 9,
    locals: [
      { count: 8, type: valueType.i32 },
      { count: 3 + 8, type: valueType.v128 },
    ],
    body: loop(panel),
  });
}
