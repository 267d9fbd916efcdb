/** From the call of a procedure to its entry in the audit log. */

import { PlainJson } from "../../lib/values/json.ts";
import type { AuditKind } from "../../lib/views/audit-views.ts";
import type { Database } from "../../platform/database/db.ts";
import type { AppContext } from "../app-context.ts";
import type { Member } from "../auth/authorize.ts";
import { type AuditRule, auditRules } from "./audit-rules.ts";

type Around = { app: AppContext; member: Member; ip: string };
type Fields = { readonly [name: string]: unknown };

/** To be asked before a mutation; what it gives is to be told of the answer. Undefined for what is not recorded. */
export async function startAudit(path: string, input: unknown, { app, member, ip }: Around) {
  const rule = auditRules[path];
  return !rule || "leftOut" in rule ? undefined : await startRecord(rule, input, { app, member, ip });
}

/** The same by a rule of one's own, for what is no procedure. */
export async function startRecord(rule: AuditRule, input: unknown, { app, member, ip }: Around) {
  const given = fieldsOf(input);
  const id = given[rule.id ?? "id"];
  const { workspaceId } = member;
  // Of what is deleted there is no name afterwards.
  const named = typeof id === "string" ? await nameOf(app.db.prisma, rule.kind, { id, workspaceId }) : undefined;
  return async (output: unknown) => {
    const { id: outId, name: outName } = fieldsOf(output);
    const targetId = typeof id === "string" ? id : outId;
    await app.audit.record({
      ...{ workspaceId, ip, action: rule.action, kind: rule.kind },
      actor: await auditActor(app.db.prisma, member),
      target: {
        id: typeof targetId === "string" ? targetId : null,
        name: named ?? textOf(given.name) ?? textOf(outName) ?? null,
      },
      details: toldOf(rule, given),
    });
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function toldOf({ tells = [] }: AuditRule, given: Fields): Record<string, PlainJson> {
  const told = tells.flatMap((name): [string, PlainJson][] => {
    const value = PlainJson.safeParse(given[name]).data;
    return value === undefined ? [] : [[name, typeof value === "string" ? value.slice(0, 500) : value]];
  });
  return Object.fromEntries(told);
}

export async function auditActor(prisma: Database, member: Member) {
  if (member.kind === "user") return { kind: "user" as const, id: member.user.id, name: member.user.email };
  if (member.account) return { kind: "service" as const, ...member.account };
  const key = await prisma.apiKey.findUnique({ where: { id: member.keyId }, select: { name: true } });
  return { kind: "key" as const, id: member.keyId, name: key?.name ?? "" };
}

async function nameOf(
  prisma: Database,
  kind: AuditKind,
  where: { id: string; workspaceId: string },
): Promise<string | undefined> {
  const find = { where, select: { name: true } } as const;
  if (kind === "member") {
    const of = { userId: where.id, workspaceId: where.workspaceId };
    return (await prisma.membership.findFirst({ where: of, select: { user: { select: { email: true } } } }))?.user
      .email;
  }
  if (kind === "pipeline" || kind === "budget") return (await prisma.pipeline.findFirst(find))?.name;
  if (kind === "role") return (await prisma.customRole.findFirst(find))?.name;
  if (kind === "service-account") return (await prisma.serviceAccount.findFirst(find))?.name;
  if (kind === "credential") return (await prisma.credential.findFirst(find))?.name;
  if (kind === "model") return (await prisma.localModel.findFirst(find))?.name;
  if (kind === "collection") return (await prisma.collection.findFirst(find))?.name;
  return kind === "key" ? (await prisma.apiKey.findFirst(find))?.name : undefined;
}
