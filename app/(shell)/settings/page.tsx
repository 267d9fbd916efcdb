import type { Metadata } from "next";
import { SettingsPage } from "../../../components/settings/settings-page.tsx";
import type { Permission } from "../../../lib/access/permissions.ts";
import { pageCaller } from "../../../server/api/page-caller.ts";
import { session } from "../../session.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function Page() {
  const workspace = await session();
  const api = await pageCaller();
  const may = (permission: Permission) => workspace.permissions.includes(permission);
  // What a role may not read is not asked for: the answer would be an error.
  const [account, members, invitations, models, credentials, apiKeys, engine] = await Promise.all([
    api.account.get(),
    api.workspace.members(),
    may("invitations.manage") ? api.invitations.list() : [],
    api.models.list(),
    api.credentials.list(),
    may("api-keys.manage") ? api.apiKeys.list() : [],
    may("workers.read") ? api.workers.list() : undefined,
  ]);
  return (
    <SettingsPage
      account={account}
      workspace={workspace}
      members={members}
      invitations={invitations}
      models={models}
      credentials={credentials}
      apiKeys={apiKeys}
      engine={engine}
    />
  );
}
