/** How far apart two clocks are, by asking one of them. */

/** Asked for longer than this, an answer says too little. */
const longestMs = 1000;

type Asked = {
  /** By this process's clock. */
  sentAt: number;
  answeredAt: number;
  /** What the other clock said. */
  now: number;
};

/**
 * How many milliseconds this process's clock is ahead of the other, exact to half of the time that the answer took; undefined
 * when it took too long, or a clock was set meanwhile.
 */
export function clockAhead({ sentAt, now, answeredAt }: Asked): number | undefined {
  const tookMs = answeredAt - sentAt;
  if (tookMs < 0 || tookMs > longestMs) return undefined;
  const ahead = (sentAt + answeredAt) / 2 - now;
  // Within what the way could account for, there is no difference.
  return Math.abs(ahead) <= tookMs / 2 + 1 ? 0 : Math.round(ahead);
}
