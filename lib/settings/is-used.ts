/** Apart from the schema of the rule: a canvas asks for ports all the time, and it loads no zod. */

import type { PlainJson } from "../values/json.ts";
import type { UsedWhen } from "./used-when.ts";

/** What a node has; `defaults` stand in for what it has not. */
type Settings = Readonly<Record<string, PlainJson>>;

export function isUsed(rule: UsedWhen | undefined, config: Settings, defaults: Settings): boolean {
  if (!rule) return true;
  const value = config[rule.setting] ?? defaults[rule.setting];
  return typeof value === "string" && rule.is.includes(value);
}
