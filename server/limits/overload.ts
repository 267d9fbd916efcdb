/** Whether this process has more to do than it can: then what is new would only wait behind what is there, and all of it too long. */

/** Something that may be behind. For a moment it is after any burst; only what stays so is an overload. */
export type Sign = {
  /** For the log. */
  name: string;
  isBehind(): boolean;
  /** Milliseconds for which it may be behind. */
  patienceMs: number;
};

/** Who is refused: those who send again by themselves, or everyone, when that was not enough. */
type Shed = "none" | "programs" | "all";

export type Overload = {
  shed(): Shed;
  /** A call has come, whether or not it is refused. */
  called(): void;
  close(): void;
};

type Options = {
  signs: readonly Sign[];
  /** When something is refused that was not before, and when nothing is any more. */
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

export function watchOverload({
  signs,
  onChange = () => {},
  everyMs = 100,
  now = () => performance.now(),
}: Options): Overload {
  let due = now() + everyMs;
  let isLate = false;
  let [calls, callsBefore] = [0, 0];
  const all: Sign[] = [{ name: "event loop", isBehind: () => isLate, patienceMs: latePatienceMs }, ...signs];
  const since = new Map<Sign, number>();
  let shed: Shed = "none";

  const look = () => {
    const at = now();
    isLate = at - due > lateMs && calls + callsBefore >= manyCalls;
    due = at + everyMs;
    [calls, callsBefore] = [0, calls];
    let next: Shed = "none";
    for (const sign of all) {
      if (!sign.isBehind()) {
        since.delete(sign);
        continue;
      }
      const began = since.get(sign) ?? at;
      since.set(sign, began);
      const over = at - began - sign.patienceMs;
      if (over >= programsMs) next = "all";
      else if (over >= 0 && next === "none") next = "programs";
    }
    if (next === shed) return;
    shed = next;
    onChange(
      shed,
      [...since.keys()].map(({ name }) => name),
    );
  };

  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    shed: () => shed,
    called() {
      calls += 1;
    },
    close: () => clearInterval(timer),
  };
}
