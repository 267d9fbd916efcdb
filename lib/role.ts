import * as z from "zod";

/** What a member of a workspace, or an API key, may do there; server/auth/policies.ts says it for each action. */
export const Role = z.enum(["owner", "editor", "viewer"]);
export type Role = z.infer<typeof Role>;
