import type { Fields } from "./answer-parts.ts";

/** Which call of an answer a piece belongs to, counted from 0. */
export type CallCounter = { indexOf(call: Fields): number };

/**
 * Some servers number the pieces of their calls and others send each call whole or say only its id. Some give all calls made
 * together the number 0, and some say neither number nor id after the first piece of a call.
 */
export function callCounter(): CallCounter {
  const ids: (string | undefined)[] = [];
  /** The call that a number stands for at the time. */
  const numbered = new Map<number, number>();

  function placeOf({ number, id, isNamed }: { number: number | undefined; id: string | undefined; isNamed: boolean }) {
    if (number === undefined) {
      if (id !== undefined && ids.includes(id)) return ids.indexOf(id);
      return id === undefined && !isNamed && ids.length > 0 ? ids.length - 1 : ids.length;
    }
    const known = numbered.get(number);
    if (known === undefined) return Math.max(number, ids.length);
    // A name and an id begin a call; servers that change the id with each piece say the name once.
    const isOther = isNamed && id !== undefined && ids[known] !== undefined && ids[known] !== id;
    return isOther ? ids.length : known;
  }

  return {
    indexOf({ index, id, function: asked }) {
      const number = typeof index === "number" ? index : undefined;
      const told = typeof id === "string" && id !== "" ? id : undefined;
      const isNamed = typeof asked === "object" && asked !== null && "name" in asked && Boolean(asked.name);
      const place = placeOf({ number, id: told, isNamed });
      if (number !== undefined) numbered.set(number, place);
      ids[place] ??= told;
      return place;
    },
  };
}
