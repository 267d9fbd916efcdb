import * as z from "zod";

/** What a member of a workspace may do there; access/permissions.ts says it for each permission. */
export const Role = z.enum(["owner", "editor", "viewer"]);
export type Role = z.infer<typeof Role>;
