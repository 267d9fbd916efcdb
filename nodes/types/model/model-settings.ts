/** Settings that every node which asks a language model has in common. */
import { z } from "zod";

export function temperature(value: number) {
  return z
    .number()
    .min(0)
    .max(2)
    .default(value)
    .meta({ title: "Temperature", description: "Low is predictable, high is creative.", widget: "slider" });
}

/** What follows an answer that is not whole. */
export function onIncomplete() {
  return z.enum(["fail", "continue"]).default("fail").meta({
    title: "Incomplete answer",
    description: "When the answer is cut, filtered, refused or broken off: fail, or continue with it, marked.",
  });
}

export function maxTokens(value: number) {
  return z
    .number()
    .int()
    .min(1)
    .max(200_000)
    .default(value)
    .meta({ title: "Max output tokens", description: "100 tokens are about 75 words." });
}
