import type { Price } from "../../../lib/models/prices.ts";
import { knownReranks } from "../../../lib/models/rerank-models.ts";
import type { ReadPrice } from "../answerer-model.ts";
import { askHeld, type CallBound, type Meter, type Spent } from "../meter.ts";
import { type RerankAsk, rerankTexts } from "./rerank-texts.ts";

/** A search is one question with so many texts; one of more than 500 tokens, with the question, counts as several. */
const textsOfSearch = 100;
const tokensOfText = 500;

/** As `rerankTexts`, within the budgets that apply. A price that a workspace has entered is one of a million searches. */
export async function rerankHeld(
  ask: RerankAsk,
  { meter, readPrice }: { meter: Meter | undefined; readPrice: ReadPrice },
): Promise<number[]> {
  if (!meter || ask.texts.length === 0) return await rerankTexts(ask);
  const { model, credential } = ask;
  const price = await readPrice([model], credential.provider).catch(() => undefined);
  const most = atMost(ask);
  const spentOf = (billed: Taken) => spent(billed, { model, price });
  const { costUsd, tokensIn = 0 } = spentOf(most);
  const bound: CallBound = { model, kind: "rerank", usd: costUsd ?? null, tokens: tokensIn };
  let usage: Spent | undefined;
  const { scores } = await askHeld({
    ...{ held: await meter(bound), bound, boundFor: () => bound, signal: ask.signal },
    priced: async (spent) => spent,
    estimate: () => usage,
    async ask(signal = ask.signal) {
      const scores = await rerankTexts({
        ...ask,
        signal,
        onBilled({ searches = most.searches, tokens = most.tokens }) {
          usage = spentOf({ searches, tokens });
        },
      });
      return { scores, usage: usage ?? spentOf(most), outcome: "complete" };
    },
  });
  return scores;
}

type Taken = { searches: number; tokens: number };

/** No text has more tokens than bytes. */
function atMost({ query, texts }: RerankAsk): Taken {
  const asked = Buffer.byteLength(query) + 1;
  const sizes = texts.map((text) => Buffer.byteLength(text) + 1);
  const parts = sizes.reduce((sum, size) => sum + Math.ceil((size + asked) / tokensOfText), 0);
  const tokens = sizes.reduce((sum, size) => sum + size + asked, 0);
  return { searches: Math.ceil(parts / textsOfSearch), tokens };
}

/** Models that are billed by the search take no tokens that anyone counts. */
function spent({ searches, tokens }: Taken, { model, price }: { model: string; price: Price | undefined }): Spent {
  const isByToken = knownReranks[model]?.per === "token";
  const [amount, tokensIn] = isByToken ? [tokens, tokens] : [searches, 0];
  const cost = price === undefined ? {} : { costUsd: (amount * price.input) / 1e6, tokensPriced: tokensIn };
  return { units: searches, tokensIn, ...cost };
}
