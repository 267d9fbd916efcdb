import type { AuditLog } from "../audit/audit-log.ts";
import { noteSignIns } from "../audit/audit-sign-ins.ts";
import { openAuth } from "./auth.ts";
import type { AuthDeps } from "./better-auth.ts";

/** People's ways in, each noted in the audit log. */
export function openAuditedAuth(deps: Omit<AuthDeps, "notes"> & { audit: AuditLog }) {
  const signInNotes = noteSignIns(deps);
  return { signInNotes, auth: openAuth({ ...deps, notes: signInNotes }) };
}
