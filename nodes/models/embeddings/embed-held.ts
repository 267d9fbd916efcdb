import { priced } from "../../../lib/models/prices.ts";
import type { ReadPrice } from "../answerer-model.ts";
import { askHeld, boundOf, bytesPerToken, type Meter, type Spent } from "../meter.ts";
import { type EmbedAsk, embedTexts, textsSent } from "./embed-texts.ts";

/** As `embedTexts`, within the budgets that apply: one hold a call, also when its texts take several requests. */
export async function embedHeld(
  ask: EmbedAsk,
  { meter, readPrice }: { meter: Meter | undefined; readPrice: ReadPrice },
): Promise<number[][]> {
  if (!meter || ask.texts.length === 0) return await embedTexts(ask);
  const { model } = ask;
  const price = await readPrice([model], ask.credential.provider).catch(() => undefined);
  const boundFor = (out: number) => boundOf(model, price, { in: bytesOf(textsSent(ask.texts)), out });
  const bound = { ...boundFor(0), kind: "embedding" as const };
  const parts: { texts: readonly string[]; tokens: number | undefined }[] = [];
  const { vectors } = await askHeld({
    ...{ held: await meter(bound), bound, boundFor, signal: ask.signal },
    priced: async (usage) => ({ ...usage, ...priced(usage, price) }),
    estimate: () => (parts.length === 0 ? undefined : spentOn(parts, ({ texts }) => bytesOf(texts) / bytesPerToken)),
    async ask(signal = ask.signal) {
      const vectors = await embedTexts({ ...ask, signal, onAnswer: (part) => parts.push(part) });
      const isTold = parts.every(({ tokens }) => tokens !== undefined);
      const usage: Spent = isTold ? spentOn(parts, () => 0) : { units: ask.texts.length };
      return { vectors, usage, outcome: "complete" };
    },
  });
  return vectors;
}

type Part = { texts: readonly string[]; tokens: number | undefined };

function spentOn(parts: readonly Part[], guess: (part: Part) => number): Spent {
  const tokens = parts.reduce((sum, part) => sum + (part.tokens ?? guess(part)), 0);
  return { tokensIn: Math.ceil(tokens), units: parts.reduce((sum, { texts }) => sum + texts.length, 0) };
}

const bytesOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
