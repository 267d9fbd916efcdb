/** What the audit log tells: who did what to what, when, and from where. */
import * as z from "zod";

const auditKinds = [
  "sign-in",
  "account",
  "workspace",
  "member",
  "role",
  "key",
  "service-account",
  "credential",
  "price",
  "model",
  "budget",
  "pipeline",
  "share",
  "approval",
  "conversation",
  "collection",
  "cache",
  "store",
  "topic",
] as const;
const AuditKind = z.enum(auditKinds);
export type AuditKind = z.infer<typeof AuditKind>;

export const AuditEntryView = z.object({
  id: z.string().meta({ description: "Ids sort by time." }),
  at: z.string().meta({ format: "date-time" }),
  actor: z.object({
    kind: z.enum(["user", "key", "service"]),
    id: z.string(),
    name: z
      .string()
      .meta({ description: "As it was then: a person's address, or the name of a key or a service account." }),
  }),
  action: z.string().meta({ description: "Such as “credential.deleted”." }),
  kind: AuditKind,
  target: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  details: z.record(z.string(), z.json()).meta({ description: "What was set; never a secret." }),
  ip: z.string(),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;

export const AuditFilters = z.strictObject({
  kind: AuditKind.optional(),
  actor: z.string().trim().min(1).max(200).optional().meta({
    pattern: "\\S",
    description: "Part of the name or address of a person, key or service account, or its id.",
  }),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  cursor: z.uuid("Should be the nextCursor of the page before.").optional(),
  limit: z.number().int().min(1).max(500).default(50),
});
export type AuditFilters = z.infer<typeof AuditFilters>;

export const AuditPage = z.object({ items: z.array(AuditEntryView), nextCursor: z.string().exactOptional() });
export type AuditPage = z.infer<typeof AuditPage>;
