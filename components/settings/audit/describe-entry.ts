import type { AuditEntryView } from "../../../lib/views/audit-views.ts";

/** What was done, as a sentence begins: “service-account.created” is “Service account created”. */
export function describeAction(action: string): string {
  const words = action.replace(/[.-]/g, (sign, at: number) => (sign === "." || at < action.indexOf(".") ? " " : sign));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What was set, without the name that stands beside it: “role: editor · scopes: runs.read, runs.start”. */
export function describeDetails({ details, target }: Pick<AuditEntryView, "details" | "target">): string {
  return Object.entries(details)
    .filter(([name, value]) => !(name === "name" && value === target.name))
    .map(([name, value]) => `${spaced(name)}: ${describeValue(value)}`)
    .join(" · ");
}

function describeValue(value: unknown): string {
  if (value === null) return "none";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ") || "none";
  return JSON.stringify(value);
}

/** The name of a field of the API in words: expiresAt is “expires at”. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
