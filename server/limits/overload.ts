/** Whether this process has more to do than it can: then what is new would only wait behind what is there, and all of it too long. */

/** Something that may be behind. For a moment it is after any burst; only what stays so is an overload. */
export type Sign = {
  /** For the log. */
  name: string;
  isBehind(): boolean;
  /** Milliseconds for which it may be behind. */
  patienceMs: number;
  /**
   * Once there is an overload, each request asks whether there is room for it: so what is taken is done in time, though far more
   * comes, and nothing is refused that there is room for.
   */
  isFull(): boolean;
};

/** Who is refused: those who send again by themselves, or everyone, when that was not enough. */
type Shed = "none" | "programs" | "all";

export type Overload = {
  /** Who is refused at this moment. */
  shed(): Shed;
  /** A call has come, whether or not it is refused. */
  called(): void;
  close(): void;
};

type Options = {
  signs: readonly Sign[];
  /** When there is an overload that was not there before, when everyone is refused, and when it is over. */
  onChange?(shed: Shed, behind: readonly string[]): void;
  everyMs?: number;
  now?: () => number;
};

/** The event loop comes so late. A request takes several of its turns, and a health check of a proxy waits for some seconds. */
const lateMs = 500;
const latePatienceMs = 1000;
/** Calls since the look before the last. With fewer the machine is busy with something else, and refusing them helps no one. */
const manyCalls = 50;
/** After which refusing programs alone was not enough. */
const programsMs = 5000;
/** An overload is over when nothing had to be refused for so long. */
const overMs = 10_000;

export function watchOverload({
  signs,
  onChange = () => {},
  everyMs = 100,
  now = () => performance.now(),
}: Options): Overload {
  let due = now() + everyMs;
  let isLate = false;
  let [calls, callsBefore] = [0, 0];
  const eventLoop = { name: "event loop", isBehind: () => isLate, isFull: () => isLate, patienceMs: latePatienceMs };
  const all: Sign[] = [eventLoop, ...signs];
  const since = new Map<Sign, number>();
  let level: Shed = "none";
  let refusedAt = Number.NEGATIVE_INFINITY;

  /** Milliseconds since the patience with the sign was at its end; below 0 before. */
  function overFor(sign: Sign, at: number): number {
    if (!sign.isBehind()) {
      since.delete(sign);
      return Number.NEGATIVE_INFINITY;
    }
    const began = since.get(sign) ?? at;
    since.set(sign, began);
    return at - began - sign.patienceMs;
  }

  function look(): void {
    const at = now();
    isLate = at - due > lateMs && calls + callsBefore >= manyCalls;
    due = at + everyMs;
    [calls, callsBefore] = [0, calls];
    const over = Math.max(...all.map((sign) => overFor(sign, at)));
    if (over >= 0) refusedAt = at;
    const next = over >= programsMs ? "all" : at - refusedAt < overMs ? "programs" : "none";
    if (next === level) return;
    level = next;
    onChange(
      level,
      [...since.keys()].map(({ name }) => name),
    );
  }

  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    shed() {
      if (level === "none" || !all.some((sign) => sign.isFull())) return "none";
      refusedAt = now();
      return level;
    },
    called() {
      calls += 1;
    },
    close: () => clearInterval(timer),
  };
}
