import { Role } from "../../../lib/role.ts";

export const roleLabels = { owner: "Owner", editor: "Editor", viewer: "Viewer" } as const satisfies Record<
  Role,
  string
>;

export const roleOptions = Role.options.map((value) => ({ value, label: roleLabels[value] }));
