/** What a setting that holds an expression or a template says of it, and what is asked and answered when it is looked at. */
import * as z from "zod";
import type { Values } from "../run.ts";
import type { Json } from "../values/json.ts";

/**
 * `reads` is what the expression sees: all inputs by name, the outputs of a Loop's round by name, or the value of one
 * input. `gives` names the output that is exactly what the expression gave, where there is one.
 */
export const Expression = z.object({
  language: z.enum(["jsonata", "liquid", "liquid-url", "liquid-json"]),
  reads: z.union([z.enum(["inputs", "round"]), z.object({ input: z.string() })]),
  gives: z.string().exactOptional(),
});
export type Expression = z.infer<typeof Expression>;
export type Language = Expression["language"];

/** `from` and `to` count characters from 0; `to` is behind the last one. A warning says that it runs, but not as meant. */
export type Problem = { level: "error" | "warning"; message: string; from: number; to: number };

/** `context` is the value that the expression reads; undefined when only its syntax is wanted. */
export type ExpressionAsk = { language: Language; text: string; context?: Json | undefined };
/** `value` is null when nothing matched. `bytes` is its size as JSON, of which `value` may be the beginning only. */
export type Result = { value: Json; bytes: number; isCut: boolean } | { error: string };
export type ExpressionAnswer = { problem?: Problem; result?: Result };

/** How much an expression may read and how much of its value is shown, in bytes of JSON. */
export const expressionLimits = { context: 1_000_000, shown: 20_000 } as const;

/** What of the values an expression reads; undefined when it is not there. */
export function contextOf({ reads }: Pick<Expression, "reads">, values: Values): Json | undefined {
  if (typeof reads === "string") return values;
  return Object.hasOwn(values, reads.input) ? values[reads.input] : undefined;
}

/** Whether the value depends on when it is computed: computed again it may differ. */
export function dependsOnTime({ language, text }: { language: Language; text: string }): boolean {
  if (language === "jsonata") return /\$(now|millis|random|shuffle)\b/.test(text);
  return /(["'](now|today)["']|\|\s*sample\b)/.test(text);
}

declare module "zod" {
  interface GlobalMeta {
    expression?: Expression;
  }
}
