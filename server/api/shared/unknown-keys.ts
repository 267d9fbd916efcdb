import * as z from "zod";
import { nearest } from "../../../lib/nearest.ts";

/** More names than these are not read. */
const mostNames = 15;

/** Says of a name that an object of a request does not have which ones it has. Zod's own message names only the wrong one. */
export function sayKnownNames(): void {
  z.config({
    customError: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      return describeUnknown(issue.keys, namesOf(issue.inst));
    },
  });
}

function describeUnknown(keys: readonly string[], known: readonly string[]): string {
  const there = `There is no ${listOf(keys.map(quote), "or")} here.`;
  const meant = keys.flatMap((key) => nearest(key, known) ?? []);
  if (meant.length === keys.length) return `${there} Did you mean ${listOf(meant.map(quote), "and")}?`;
  if (known.length === 0) return `${there} Leave it out.`;
  if (known.length > mostNames) return `${there} Correct the name, or leave it out.`;
  return `${there} What can be given: ${listOf(known, "and")}.`;
}

function namesOf(schema: unknown): string[] {
  return schema instanceof z.core.$ZodObject ? Object.keys(schema._zod.def.shape) : [];
}

function quote(name: string): string {
  return `“${name}”`;
}

function listOf(words: readonly string[], last: "and" | "or"): string {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}` : words.join();
}
