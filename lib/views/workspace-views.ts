import * as z from "zod";
import { Role } from "../role.ts";

/** The workspaces of the person who asks, the one they joined first before the others. */
export const OwnWorkspaces = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), role: Role })),
  /** Whether this installation lets them make another. */
  mayCreate: z.boolean(),
});
export type OwnWorkspaces = z.infer<typeof OwnWorkspaces>;
