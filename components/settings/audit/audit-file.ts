/** The audit log as files. */
import type { AuditEntryView } from "../../../lib/views/audit-views.ts";

export function auditLines(entries: readonly AuditEntryView[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

const head = ["at", "actor", "actor kind", "actor id", "action", "target", "target id", "details", "ip"];

/** RFC 4180. */
export function auditCsv(entries: readonly AuditEntryView[]): string {
  const rows = entries.map(({ at, actor, action, target, details, ip }) => [
    ...[at, actor.name, actor.kind, actor.id, action],
    ...[target.name ?? "", target.id ?? "", JSON.stringify(details), ip],
  ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A spreadsheet takes what begins so for a formula; a name is what someone else typed. */
const formula = /^[=+\-@\t\r]/;

function cell(text: string): string {
  const plain = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
