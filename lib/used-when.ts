/** When a setting counts: some are read only for one value of another setting, such as the selector for HTML alone. */
import * as z from "zod";
import type { PlainJson } from "./values/json.ts";

/** Said in `.meta({ usedWhen })`. `setting` is a setting of the same node type, and `is` lists values of it. */
export const UsedWhen = z.object({ setting: z.string(), is: z.array(z.string()).min(1) });
export type UsedWhen = z.infer<typeof UsedWhen>;

/** What a node has; `defaults` stand in for what it has not. */
type Settings = Readonly<Record<string, PlainJson>>;

export function isUsed(rule: UsedWhen | undefined, config: Settings, defaults: Settings): boolean {
  if (!rule) return true;
  const value = config[rule.setting] ?? defaults[rule.setting];
  return typeof value === "string" && rule.is.includes(value);
}

declare module "zod" {
  interface GlobalMeta {
    usedWhen?: UsedWhen;
  }
}
