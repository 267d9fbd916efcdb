import type { ToolPiece } from "../../answerer-model.ts";
import { argsText, type Fields, fields } from "../answers/answer-parts.ts";

/** Which call of an answer each piece belongs to, counted from 0 in the order in which they begin. */
export type CallCounter = { pieceOf(call: Fields): ToolPiece | undefined };

type Call = { id: string | undefined; name: string; args: string };
type Told = { number: number | undefined; id: string | undefined; name: string; args: string | undefined };

/**
 * Some servers number the pieces of their calls and others send each call whole or say only its id. Some give all calls made
 * together the number 0, some say neither number nor id after the first piece of a call, some change the id with each piece,
 * and some repeat the name with each piece. A call whose arguments are whole JSON is at its end.
 */
export function callCounter(): CallCounter {
  const calls: Call[] = [];
  /** The call that a number stands for at the time. */
  const numbered = new Map<number, number>();

  function placeOf(told: Told): number {
    const { number, id, name } = told;
    if (number !== undefined) {
      const known = numbered.get(number);
      return known === undefined || isOther(told, calls[known]) ? calls.length : known;
    }
    const known = id === undefined ? -1 : calls.findIndex((call) => call.id === id);
    if (known >= 0) return known;
    const isNew = calls.length === 0 || (name !== "" && (id !== undefined || isOther(told, calls.at(-1))));
    return isNew ? calls.length : calls.length - 1;
  }

  return {
    pieceOf(given) {
      const told = toldBy(given);
      const { number, id, name, args = "" } = told;
      if (id === undefined && name === "" && told.args === undefined) return undefined;
      const index = placeOf(told);
      if (number !== undefined) numbered.set(number, index);
      const call = calls[index] ?? { id: undefined, name: "", args: "" };
      calls[index] = call;
      // A call that is told once more, whole, at the end of the stream.
      const isRepeated = name !== "" && args !== "" && args === call.args && isWhole(args);
      call.id ??= id;
      call.name ||= name;
      if (isRepeated) return undefined;
      call.args += args;
      return {
        index,
        ...(id === undefined ? {} : { id }),
        ...(name === "" ? {} : { name }),
        ...(told.args === undefined ? {} : { args }),
      };
    },
  };
}

/** Whether a named piece begins another call than the one before it. */
function isOther({ id, name, args = "" }: Told, before: Call | undefined): boolean {
  if (before === undefined || before.name === "" || name === "") return before === undefined;
  const hasEnded = before.args === "" || isWhole(before.args);
  if (id !== undefined && before.id !== undefined) return id !== before.id && hasEnded;
  return hasEnded && (name !== before.name || (args !== "" && before.args !== ""));
}

function isWhole(args: string): boolean {
  if (!args.trimEnd().endsWith("}")) return false;
  try {
    JSON.parse(args);
    return true;
  } catch {
    return false;
  }
}

function toldBy(call: Fields): Told {
  const { name, arguments: given, index } = fields(call.function ?? call);
  // Ollama numbers the function of a call.
  const number = Number(call.index ?? index ?? Number.NaN);
  // Mistral's client writes the text null for no id.
  const id = typeof call.id === "string" && call.id !== "" && call.id !== "null" ? call.id : undefined;
  return {
    number: Number.isInteger(number) ? number : undefined,
    id,
    name: typeof name === "string" ? name : "",
    args: argsText(given),
  };
}
