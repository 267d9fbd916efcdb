import { Broken, type Model, type Move, movesOf } from "./moves.ts";
import { type Budget, beginning, keyOf, type World } from "./world.ts";

export type Found = {
  worlds: number;
  moves: number;
  /** Ways in which the run ended, each of which was seen. */
  ends: ReadonlySet<string>;
  /** The first broken promise, with the way that leads there. */
  broken: { promise: string; way: string[] } | undefined;
};

type StepAddress = { world: World; from: number; by: string; nexts: number[] };

/**
 * Visits every world that can be reached, in order of distance, so that the way to a broken promise is a shortest one.
 * Besides the promises of each move: no world is stuck before the run has ended, and no way goes round in circles, so
 * every run ends once faults stop.
 */
export function explore(model: Model, budget: Budget): Found {
  const start = beginning(budget);
  const places: StepAddress[] = [{ world: start, from: -1, by: "", nexts: [] }];
  const known = new Map([[keyOf(start), 0]]);
  const ends = new Set<string>();
  let moves = 0;
  const found = (broken: Found["broken"]): Found => ({ worlds: places.length, moves, ends, broken });

  for (let at = 0; at < places.length; at += 1) {
    const place = places[at]!;
    let nexts: Move[];
    try {
      nexts = movesOf(place.world, model);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return found({ promise: error.message, way: wayTo(places, at) });
    }
    const { status } = place.world.db;
    if (status) ends.add(status);
    else if (!nexts.some((move) => move.kind === "progress"))
      return found({ promise: "the run is stuck", way: wayTo(places, at) });
    for (const { name, next } of nexts) {
      moves += 1;
      const key = keyOf(next);
      let index = known.get(key);
      if (index === undefined) {
        index = places.length;
        known.set(key, index);
        places.push({ world: next, from: at, by: name, nexts: [] });
      }
      if (index !== at) place.nexts.push(index);
    }
  }
  const circle = findCircle(places);
  return found(
    circle === undefined ? undefined : { promise: "the run may go on for ever", way: wayTo(places, circle) },
  );
}

function wayTo(places: readonly StepAddress[], at: number): string[] {
  const way: string[] = [];
  for (let place = places[at]; place && place.from >= 0; place = places[place.from]) way.unshift(place.by);
  return way;
}

/** Takes away places nothing leads to, until none is left; what cannot be taken away lies on a circle or behind one. */
function findCircle(places: readonly StepAddress[]): number | undefined {
  const leadsHere = new Int32Array(places.length);
  for (const { nexts } of places) for (const next of nexts) leadsHere[next]! += 1;
  const free = [0];
  let taken = 0;
  for (let at = free.pop(); at !== undefined; at = free.pop()) {
    taken += 1;
    for (const next of places[at]!.nexts) {
      leadsHere[next]! -= 1;
      if (leadsHere[next] === 0) free.push(next);
    }
  }
  if (taken === places.length) return undefined;
  return leadsHere.findIndex((count) => count > 0);
}
