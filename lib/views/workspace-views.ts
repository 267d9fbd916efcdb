import * as z from "zod";
import { RolePermission } from "../access/permissions.ts";
import { Role } from "../access/role.ts";
import { ApiKeyView, CustomRoleName } from "./api-views.ts";

/** The workspaces of the person who asks, the one they joined first before the others. */
export const OwnWorkspaces = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), role: Role, customRole: CustomRoleName })),
  /** Whether this installation lets them make another. */
  mayCreate: z.boolean(),
});
export type OwnWorkspaces = z.infer<typeof OwnWorkspaces>;

/** A role of a workspace's own: what viewers may do, and these. */
export const RoleView = z.object({ id: z.string(), name: z.string(), permissions: z.array(RolePermission) });
export type RoleView = z.infer<typeof RoleView>;

export const ServiceAccountView = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  customRole: CustomRoleName,
  /** The most that its keys may do. */
  permissions: z.array(z.string()),
  createdAt: z.string(),
  disabledAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  keys: z.array(ApiKeyView),
});
export type ServiceAccountView = z.infer<typeof ServiceAccountView>;

export const MemberView = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  customRole: CustomRoleName,
  createdAt: z.string(),
});
export type MemberView = z.infer<typeof MemberView>;

export const InvitationView = z.object({
  id: z.string(),
  email: z.string().nullable(),
  role: Role,
  customRole: CustomRoleName,
  status: z.enum(["open", "accepted", "revoked", "expired"]),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type InvitationView = z.infer<typeof InvitationView>;
