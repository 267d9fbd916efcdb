/** What an agent has spent, and whether its limit leaves room for another turn. */
import { PatchbayError } from "../../../lib/errors.ts";

export type Purse = {
  /** Of a turn, or of an agent that was called; undefined: its price is not known, which a limit cannot be held by. */
  pay(costUsd: number | undefined): void;
  spent(): number;
  /** null: there is no limit. */
  left(): number | null;
  /** After a further turn like the dearest there would be no room for an answer. */
  isNearlyEmpty(): boolean;
  total(): { costUsd?: number };
};

export function openPurse(maxUsd: number | null): Purse {
  let spent = 0;
  let dearest = 0;
  let isKnown = true;
  return {
    pay(costUsd) {
      if (costUsd === undefined) {
        isKnown = false;
        if (maxUsd !== null) throw unpriced();
        return;
      }
      spent += costUsd;
      dearest = Math.max(dearest, costUsd);
      if (maxUsd !== null && spent > maxUsd) throw overspent(spent, maxUsd);
    },
    spent: () => spent,
    left: () => (maxUsd === null ? null : Math.max(0, maxUsd - spent)),
    isNearlyEmpty: () => maxUsd !== null && dearest > 0 && spent + 2 * dearest > maxUsd,
    total: () => (isKnown ? { costUsd: spent } : {}),
  };
}

export function overspent(spent: number, maxUsd: number): PatchbayError {
  const words = `The agent has spent $${round(spent)} of $${maxUsd} and has no answer. Raise “Maximum cost”, or choose a cheaper model.`;
  return new PatchbayError("node_failed", words);
}

function unpriced(): PatchbayError {
  const words =
    "The price of the agent's model is not known, so “Maximum cost” cannot be held. Enter the price in Settings → Models and credentials, or leave the limit empty.";
  return new PatchbayError("bad_input", words);
}

const round = (usd: number) => Number(usd.toPrecision(3));
