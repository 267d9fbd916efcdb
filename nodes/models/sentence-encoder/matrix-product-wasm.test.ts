import { expect, test } from "vitest";
import { COLUMNS, openMatrixProduct, packPanels, ROWS } from "./matrix-product-wasm.ts";

const sizes = [
  { rows: 4, columns: 8, inner: 4 },
  { rows: 16, columns: 24, inner: 12 },
  { rows: 128, columns: 64, inner: 200 },
];

test.each([true, false])("a product is the sums it stands for, with a bias for each column (fused: %s)", (fused) => {
  const memory = new WebAssembly.Memory({ initial: 8 });
  const multiply = openMatrixProduct(memory, fused);
  for (const { rows, columns, inner } of sizes) {
    // A row of A and C is longer than what is used of it.
    const [aStep, cStep] = [inner + 3, columns + 5];
    const numbers = new Float32Array(memory.buffer);
    const a = 0;
    const b = a + rows * aStep;
    const bias = b + inner * columns;
    const c = bias + columns;
    for (let index = 0; index < c + rows * cStep; index++) numbers[index] = Math.sin(index);
    const before = numbers.slice();
    const factors = Float32Array.from({ length: inner * columns }, (_, index) => Math.cos(index));
    const view = { numbers: factors, rows: inner, columns, rowStep: columns, columnStep: 1 };
    packPanels(numbers.subarray(b), view);
    multiply(a * 4, aStep * 4, b * 4, c * 4, cStep * 4, bias * 4, rows, columns, inner);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < cStep; column++) {
        let sum = before[bias + column] ?? 0;
        for (let i = 0; i < inner; i++)
          sum += (before[a + row * aStep + i] ?? 0) * (factors[i * columns + column] ?? 0);
        // What lies beside the product is left as it was.
        const expected = column < columns ? sum : before[c + row * cStep + column];
        expect(numbers[c + row * cStep + column]).toBeCloseTo(expected ?? 0, 4);
      }
    }
  }
  expect([ROWS, COLUMNS]).toEqual([4, 8]);
});
