import type { MemberView } from "../../../lib/views/api-views.ts";

export type Role = MemberView["role"];

export const roleLabels = { owner: "Owner", editor: "Editor", viewer: "Viewer" } as const satisfies Record<
  Role,
  string
>;

export const roleOptions = [
  { value: "owner", label: roleLabels.owner },
  { value: "editor", label: roleLabels.editor },
  { value: "viewer", label: roleLabels.viewer },
] as const satisfies readonly { value: Role; label: string }[];

export function asRole(value: string): Role {
  return roleOptions.find((option) => option.value === value)?.value ?? "viewer";
}
