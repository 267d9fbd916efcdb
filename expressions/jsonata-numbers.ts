/** The doors by which a text becomes a number in JSONata: literals, and `$number`. Neither may lose a digit. */
import { PatchbayError } from "../lib/errors.ts";
import { assertExact } from "../lib/values/exact-json.ts";
import { isNode } from "./jsonata-syntax.ts";

/** Throws, as JSONata does, for a whole number in the expression that JavaScript has rounded. */
export function assertExactLiterals(expression: string, ast: unknown): void {
  if (!/\d{16}/.test(expression)) return;
  if (Array.isArray(ast)) {
    for (const part of ast) assertExactLiterals(expression, part);
  } else if (isNode(ast)) {
    const { type, value, position } = ast;
    if (type === "number" && typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw {
        message: "A number in it has more digits than a number can keep. Write it as text, in quotes.",
        position,
      };
    }
    for (const part of Object.values(ast)) assertExactLiterals(expression, part);
  }
}

/** JSONata's `$number`, which refuses what it would round. */
export function toNumber(value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || !isNumber.test(value) || !Number.isFinite(Number(value))) {
    throw { code: "D3030", value, index: 1 };
  }
  try {
    assertExact(value);
  } catch (thrown) {
    throw thrown instanceof PatchbayError ? { message: thrown.userMessage } : thrown;
  }
  return Number(value);
}

const isNumber = /^(-?\d+(\.\d+)?(e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i;
