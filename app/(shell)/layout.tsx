import type { ReactNode } from "react";
import { MemberProvider } from "../../components/api/member.tsx";
import { ApiProvider } from "../../components/api/provider.tsx";
import { AccountMenu } from "../../components/navigation/account-menu.tsx";
import { SiteSearch } from "../../components/navigation/site-search.tsx";
import { PageShell } from "../../components/ui/page/page-shell.tsx";
import { pageCaller } from "../../server/api/page-caller.ts";
import { session } from "../session.ts";

/** The frame of every page for people who are signed in, but for the canvas. */
export default async function ShellLayout({ children }: { children: ReactNode }) {
  const workspace = await session();
  const { workspaces } = await (await pageCaller()).workspaces.list();
  return (
    <ApiProvider>
      <MemberProvider workspace={workspace}>
        <PageShell
          workspace={workspace}
          search={<SiteSearch />}
          account={
            workspace.user ? <AccountMenu user={workspace.user} workspace={workspace} workspaces={workspaces} /> : null
          }
        >
          {children}
        </PageShell>
      </MemberProvider>
    </ApiProvider>
  );
}
