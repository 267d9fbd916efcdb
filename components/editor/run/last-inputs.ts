import type { Values } from "../../../lib/run.ts";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";

const keyOf = (pipelineId: string) => `patchbay:inputs:${pipelineId}`;

/** What the last run in this browser was given, to start the next form with. */
export function lastInputs(pipelineId: string): Values {
  try {
    const kept: Json = parseJson(localStorage.getItem(keyOf(pipelineId)) ?? "{}");
    return isObject(kept) ? kept : {};
  } catch {
    return {};
  }
}

export function rememberInputs(pipelineId: string, inputs: Values): void {
  try {
    localStorage.setItem(keyOf(pipelineId), stringifyJson(inputs));
  } catch {
    // Inputs too large for this browser's storage are not remembered.
  }
}
