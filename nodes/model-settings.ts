/** Settings that every node which asks a language model has in common. */
import { z } from "zod";

export function temperature(value: number) {
  return z
    .number()
    .min(0)
    .max(2)
    .default(value)
    .meta({ title: "Temperature", description: "0 is steady, 1 is inventive.", widget: "slider" });
}

export function maxTokens(value: number) {
  return z
    .number()
    .int()
    .min(1)
    .max(200_000)
    .default(value)
    .meta({ title: "Longest answer", description: "In tokens; 100 tokens are about 75 words." });
}
