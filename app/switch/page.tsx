import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccountCard } from "../../components/account/account-card.tsx";
import { SwitchWorkspace } from "../../components/account/switch-workspace.tsx";
import { isOwnPath } from "../../lib/values/keys/own-path.ts";
import { pageCaller } from "../../server/api/page-caller.ts";
import { session } from "../session.ts";

export const metadata: Metadata = { title: "Another workspace" };

type Props = { searchParams: Promise<{ workspace?: string | string[]; to?: string | string[] }> };

/** On the way to something in another workspace of one's own. */
export default async function Page({ searchParams }: Props) {
  await session();
  const { workspace: id, to } = await searchParams;
  const { workspaces } = await (await pageCaller()).workspaces.list();
  const workspace = workspaces.find((each) => each.id === id);
  if (!workspace || !isOwnPath(to)) notFound();
  return (
    <AccountCard title={`Opening “${workspace.name}”`}>
      <SwitchWorkspace id={workspace.id} name={workspace.name} to={to} />
    </AccountCard>
  );
}
