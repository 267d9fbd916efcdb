import { Role } from "../../../lib/access/role.ts";

const roleLabels = { owner: "Owner", editor: "Editor", viewer: "Viewer" } as const satisfies Record<Role, string>;

export const roleOptions = Role.options.map((value) => ({ value, label: roleLabels[value] }));

type Held = { role: Role; customRole: { id: string; name: string } | null };

/** What stands for it in a list of roles. */
export const roleValueOf = ({ role, customRole }: Held): string => customRole?.id ?? role;

export const roleNameOf = ({ role, customRole }: Held): string => customRole?.name ?? roleLabels[role];
