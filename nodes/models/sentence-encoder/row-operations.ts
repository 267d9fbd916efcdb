/** What a transformer does to rows of numbers between its matrix products. */

/** `signal[position][…]`: sines and then cosines of the position, each slower than the one before (Vaswani et al. 2017). */
export function timingSignal(scales: Float32Array, positions: number): Float32Array {
  const width = scales.length * 2;
  const signal = new Float32Array(positions * width);
  for (let position = 0; position < positions; position++) {
    for (const [index, scale] of scales.entries()) {
      const angle = Math.fround(position * scale);
      signal[position * width + index] = Math.sin(angle);
      signal[position * width + scales.length + index] = Math.cos(angle);
    }
  }
  return signal;
}

export type Norm = { scale: Float32Array; bias: Float32Array };

/** Each row with mean 0 and variance 1, then scaled and shifted column by column (Ba et al. 2016). */
export function layerNorm(
  from: Float32Array,
  to: Float32Array,
  { rows, scale, bias, epsilon = 1e-6 }: Norm & { rows: number; epsilon?: number },
): void {
  const width = scale.length;
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    let mean = 0;
    for (let i = 0; i < width; i++) mean += from[start + i] ?? 0;
    mean /= width;
    let variance = 0;
    for (let i = 0; i < width; i++) variance += ((from[start + i] ?? 0) - mean) ** 2;
    const factor = 1 / Math.sqrt(variance / width + epsilon);
    for (let i = 0; i < width; i++) {
      to[start + i] = ((from[start + i] ?? 0) - mean) * factor * (scale[i] ?? 0) + (bias[i] ?? 0);
    }
  }
}

/** The first `columns` numbers of each row become shares of 1; those behind them, up to `width`, become 0. */
export function softmax(
  numbers: Float32Array,
  { rows, columns, width }: Record<"rows" | "columns" | "width", number>,
): void {
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    const end = start + columns;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) greatest = Math.max(greatest, numbers[i] ?? 0);
    let sum = 0;
    for (let i = start; i < end; i++) {
      const weight = Math.exp((numbers[i] ?? 0) - greatest);
      numbers[i] = weight;
      sum += weight;
    }
    for (let i = start; i < end; i++) numbers[i] = (numbers[i] ?? 0) / sum;
    numbers.fill(0, end, start + width);
  }
}

export function rectify(numbers: Float32Array): void {
  for (let i = 0; i < numbers.length; i++) if ((numbers[i] ?? 0) < 0) numbers[i] = 0;
}

export function addTo(sum: Float32Array, more: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (more[i] ?? 0);
}
