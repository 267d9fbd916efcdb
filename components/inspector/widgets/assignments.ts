import * as z from "zod";
import type { PlainJson } from "../../../lib/values/json.ts";

/** A field that is set, while it is being written: its name may be empty for a moment. */
const Assignment = z.object({
  name: z.string().catch(""),
  kind: z.enum(["text", "number", "boolean", "json"]).catch("text"),
  from: z.enum(["value", "expression"]).catch("value"),
  value: z.string().catch(""),
});
export type Assignment = z.infer<typeof Assignment>;

export const assignmentKinds = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
  { value: "json", label: "JSON" },
] as const satisfies readonly { value: Assignment["kind"]; label: string }[];

export function readAssignments(value: PlainJson | undefined): Assignment[] {
  return (Array.isArray(value) ? value : []).flatMap((item) => Assignment.safeParse(item).data ?? []);
}
