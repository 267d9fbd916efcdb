/**
 * What a claim loop knows of the queue. Its states, and the state that follows each event:
 *
 *                       left                lost                looking    taking      closed
 *   caught-up           behind              behind-and-unsure   caught-up  caught-up   closed
 *   behind              behind              behind-and-unsure   behind     caught-up   closed
 *   unsure              behind-and-unsure   behind-and-unsure   caught-up  unsure      closed
 *   behind-and-unsure   behind-and-unsure   behind-and-unsure   behind     unsure      closed
 *   closed              closed              closed              closed     closed      closed
 *
 * `behind`: due runs wait there for which this worker had no capacity, so new ones take their turn behind them.
 * `unsure`: the answer to a claim was lost, so rows may carry this worker's name that it does not know of.
 * `closed`: nothing is claimed any more.
 */
export const queueStates = ["caught-up", "behind", "unsure", "behind-and-unsure", "closed"] as const;
export type QueueState = (typeof queueStates)[number];

/**
 * `left`: runs had to be left in the queue. `lost`: a claim was not answered. `looking`: the rows with this worker's name
 * are being looked up. `taking`: the runs that are due longest are being claimed; if any are left, `left` follows.
 */
export type QueueEvent = "left" | "lost" | "looking" | "taking" | "closed";

const behind = "behind-and-unsure";
const moves = {
  "caught-up": { left: "behind", lost: behind, looking: "caught-up", taking: "caught-up", closed: "closed" },
  behind: { left: "behind", lost: behind, looking: "behind", taking: "caught-up", closed: "closed" },
  unsure: { left: behind, lost: behind, looking: "caught-up", taking: "unsure", closed: "closed" },
  "behind-and-unsure": { left: behind, lost: behind, looking: "behind", taking: "unsure", closed: "closed" },
  closed: { left: "closed", lost: "closed", looking: "closed", taking: "closed", closed: "closed" },
} as const satisfies Record<QueueState, Record<QueueEvent, QueueState>>;

export function nextQueueState(state: QueueState, event: QueueEvent): QueueState {
  return moves[state][event];
}

export type QueueView = {
  on(event: QueueEvent): void;
  /** Due runs wait in the queue. */
  isBehind(): boolean;
  /** Rows may carry this worker's name that it does not know of. */
  isUnsure(): boolean;
  isClosed(): boolean;
};

export function makeQueueView(): QueueView {
  let state: QueueState = "caught-up";
  return {
    on(event) {
      state = nextQueueState(state, event);
    },
    isBehind: () => state === "behind" || state === "behind-and-unsure",
    isUnsure: () => state === "unsure" || state === "behind-and-unsure",
    isClosed: () => state === "closed",
  };
}
