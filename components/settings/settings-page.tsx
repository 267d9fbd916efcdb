"use client";
import { clsx } from "clsx";
import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import type { Permission } from "../../lib/access/permissions.ts";
import type { ModelInfo } from "../../lib/models/models.ts";
import type { AccountView } from "../../lib/views/account-views.ts";
import type { ApiKeyView, CredentialView, WorkspaceView } from "../../lib/views/api-views.ts";
import type { EngineView } from "../../lib/views/worker-views.ts";
import type { InvitationView, MemberView } from "../../lib/views/workspace-views.ts";
import { PageHeader } from "../ui/page/page-header.tsx";
import { type Tab, Tabs } from "../ui/page/tabs/tabs.tsx";
import { AccountTab } from "./account/account-tab.tsx";
import { AuditTab } from "./audit/audit-tab.tsx";
import { KeysTab } from "./keys/keys-tab.tsx";
import { MembersTab } from "./members/members-tab.tsx";
import { ModelsTab } from "./models/models-tab.tsx";
import { QuotasTab } from "./quotas/quotas-tab.tsx";
import { UsageTab } from "./usage/usage-tab.tsx";
import { WorkersTab } from "./workers/workers-tab.tsx";
import { OwnWorkspaces } from "./workspace/own-workspaces.tsx";
import { WorkspaceTab } from "./workspace/workspace-tab.tsx";

type Props = {
  account: AccountView;
  workspace: WorkspaceView;
  members: MemberView[];
  invitations: InvitationView[];
  models: ModelInfo[];
  credentials: CredentialView[];
  apiKeys: ApiKeyView[];
  /** Undefined for people who may not see the workers. */
  engine: EngineView | undefined;
};

/** The tabs of the settings; the address says which is open. */
export function SettingsPage({
  account,
  workspace,
  members,
  invitations,
  models,
  credentials,
  apiKeys,
  engine,
}: Props) {
  const named = useSearchParams().get("tab");
  const open = (next: string) => window.history.replaceState(null, "", `/settings?tab=${next}`);
  const panel = (content: ReactNode, isWide = false) => (
    <div className={clsx("flex flex-col gap-8 py-6", !isWide && "max-w-3xl")}>{content}</div>
  );
  const may = (permission: Permission) => workspace.permissions.includes(permission);
  const tabs: Tab[] = [
    {
      value: "workspace",
      label: "Workspace",
      content: panel(
        <>
          <WorkspaceTab
            workspace={workspace}
            models={models}
            credentials={credentials}
            isOwner={may("workspace.update")}
          />
          <OwnWorkspaces workspace={workspace} />
        </>,
      ),
    },
    {
      value: "members",
      label: "Members",
      content: panel(
        <MembersTab
          workspace={workspace}
          members={members}
          invitations={invitations}
          isOwner={may("members.manage")}
        />,
      ),
    },
    {
      value: "models",
      label: "Models and credentials",
      content: panel(
        <ModelsTab
          models={models}
          credentials={credentials}
          defaultModel={workspace.defaultModel}
          mayEdit={may("credentials.manage")}
        />,
      ),
    },
    { value: "keys", label: "API keys", content: panel(<KeysTab apiKeys={apiKeys} workspace={workspace} />) },
    { value: "usage", label: "Usage", content: panel(<UsageTab isOwner={may("budgets.manage")} />, true) },
    { value: "quotas", label: "Quotas", content: panel(<QuotasTab />) },
    ...(may("audit.read") ? [{ value: "audit", label: "Audit log", content: panel(<AuditTab />, true) }] : []),
    ...(engine ? [{ value: "workers", label: "Workers", content: panel(<WorkersTab initial={engine} />, true) }] : []),
    { value: "account", label: "Account", content: panel(<AccountTab account={account} />) },
  ];
  // Not every role has every tab.
  const tab = tabs.find(({ value }) => value === named)?.value ?? "workspace";
  return (
    <>
      <PageHeader title="Settings" />
      <Tabs label="Settings" value={tab} onChange={open} tabs={tabs} />
    </>
  );
}
