import type { Metadata } from "next";
import { SettingsPage } from "../../../components/settings/settings-page.tsx";
import { pageCaller } from "../../../server/api/page-caller.ts";
import { session } from "../../session.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function Page() {
  const workspace = await session();
  const api = await pageCaller();
  const isOwner = workspace.role === "owner";
  const mayEdit = workspace.role !== "viewer";
  // What a role may not read is not asked for: the answer would be an error.
  const [account, members, invitations, models, credentials, apiKeys, engine] = await Promise.all([
    api.account.get(),
    api.workspace.members(),
    isOwner ? api.invitations.list() : [],
    api.models.list(),
    api.credentials.list(),
    mayEdit ? api.apiKeys.list() : [],
    mayEdit ? api.workers.list() : undefined,
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
