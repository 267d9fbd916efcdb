/** The audit log: entries are only added, and deleted when their time is over. */
import { appendFile } from "node:fs/promises";
import { z } from "zod";
import type { AuditEntryView, AuditFilters, AuditKind, AuditPage } from "../../lib/views/audit-views.ts";
import { AuditEntryView as View } from "../../lib/views/audit-views.ts";
import type { Database } from "../../platform/database/db.ts";
import { type Env, EnvError } from "../../platform/env.ts";
import { newId } from "../../platform/ids.ts";
import type { Log } from "../../platform/log.ts";

type NewEntry = {
  workspaceId: string;
  actor: AuditEntryView["actor"];
  action: string;
  kind: AuditKind;
  target: AuditEntryView["target"];
  details: AuditEntryView["details"];
  ip: string;
};
export type AuditLog = {
  /** Never throws: what was done stays done. An entry that could not be written is in the process's log. */
  record(entry: NewEntry): Promise<void>;
  list(workspaceId: string, filters: AuditFilters): Promise<AuditPage>;
};
type Deps = { prisma: Database; env: Pick<Env, "PATCHBAY_AUDIT_LOG">; log: Pick<Log, "error"> };

const Row = z.object({
  ...{ id: z.string(), at: z.date(), action: z.string(), kind: View.shape.kind, ip: z.string() },
  ...{ actorKind: z.enum(["user", "key", "service"]), actorId: z.string(), actorName: z.string() },
  ...{ targetId: z.string().nullable(), targetName: z.string().nullable(), details: View.shape.details },
});

/** Throws a sentence when no line can be written where entries are to go: a SIEM that gets none would not say so. */
export async function assertExport({ PATCHBAY_AUDIT_LOG: to }: Deps["env"]): Promise<void> {
  if (to === undefined || to === "stdout") return;
  try {
    await exportLine(to, "");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `PATCHBAY_AUDIT_LOG should be stdout, or a file that this process can write: ${why}.`;
    throw new EnvError(message, { cause });
  }
}

export function openAuditLog({ prisma, env, log }: Deps): AuditLog {
  return {
    async record({ workspaceId, actor, target, ...rest }) {
      const entry = { id: newId(), at: new Date(), ...rest };
      const columns = {
        ...{ actorKind: actor.kind, actorId: actor.id, actorName: actor.name },
        ...{ targetId: target.id, targetName: target.name },
      };
      const view = { ...entry, at: entry.at.toISOString(), workspaceId, actor, target };
      try {
        await prisma.auditEntry.create({ data: { ...entry, workspaceId, ...columns } });
      } catch (error) {
        log.error({ err: error, entry: view }, "an entry of the audit log could not be written");
      }
      await exportLine(env.PATCHBAY_AUDIT_LOG, `${JSON.stringify(view)}\n`).catch((error) =>
        log.error({ err: error }, "an entry of the audit log could not be exported; see PATCHBAY_AUDIT_LOG"),
      );
    },

    async list(workspaceId, { kind, actor, from, to, cursor, limit }) {
      const inName = { contains: actor ?? "", mode: "insensitive" as const };
      const rows = await prisma.auditEntry.findMany({
        where: {
          workspaceId,
          ...(kind ? { kind } : {}),
          ...(actor ? { OR: [{ actorName: inName }, { actorId: actor }] } : {}),
          at: { ...(from ? { gte: new Date(from) } : {}), ...(to ? { lte: new Date(to) } : {}) },
          ...(cursor ? { id: { lt: cursor } } : {}),
        },
        orderBy: { id: "desc" },
        take: limit + 1,
      });
      const items = z.array(Row).parse(rows.slice(0, limit)).map(viewOf);
      const last = items.at(-1);
      return { items, ...(rows.length > limit && last ? { nextCursor: last.id } : {}) };
    },
  };
}

async function exportLine(to: string | undefined, line: string): Promise<void> {
  if (to === "stdout") process.stdout.write(line);
  else if (to !== undefined) await appendFile(to, line, { mode: 0o600 });
}

function viewOf({
  at,
  actorKind,
  actorId,
  actorName,
  targetId,
  targetName,
  ...same
}: z.infer<typeof Row>): AuditEntryView {
  return {
    ...same,
    at: at.toISOString(),
    actor: { kind: actorKind, id: actorId, name: actorName },
    target: { id: targetId, name: targetName },
  };
}
