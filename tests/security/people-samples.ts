/** The part of samples.ts that is about workspaces, roles and service accounts. */
export function peopleSamples(things: {
  workspaceId: string;
  pipelineId: string;
  roleId: string;
  accountId: string;
  accountKeyId: string;
}) {
  return {
    "workspaces.list": { names: false },
    "workspaces.find": { input: { kind: "pipeline", id: things.pipelineId }, names: true },
    "workspaces.create": { input: { name: "A second one" }, names: false },
    "workspaces.leave": { input: { id: things.workspaceId }, names: true },
    "workspaces.delete": { input: { id: things.workspaceId, name: "x" }, names: true },
    "roles.list": { names: false },
    "roles.create": { input: { name: "Mine", permissions: [] }, names: false },
    "roles.update": { input: { id: things.roleId, name: "Taken over", permissions: [] }, names: true },
    "roles.delete": { input: { id: things.roleId }, names: true },
    "serviceAccounts.list": { names: false },
    "serviceAccounts.create": { input: { name: "mine", role: "viewer" }, names: false },
    "serviceAccounts.update": { input: { id: things.accountId, disabled: true }, names: true },
    "serviceAccounts.delete": { input: { id: things.accountId }, names: true },
    "serviceAccounts.createKey": { input: { accountId: things.accountId, name: "mine" }, names: true },
    "serviceAccounts.revokeKey": { input: { id: things.accountKeyId }, names: true },
  } as const;
}
