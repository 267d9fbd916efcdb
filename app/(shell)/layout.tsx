import type { ReactNode } from "react";
import { MemberProvider } from "../../components/api/member.tsx";
import { ApiProvider } from "../../components/api/provider.tsx";
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
        <PageShell workspace={workspace} workspaces={workspaces} search={<SiteSearch />}>
          {children}
        </PageShell>
      </MemberProvider>
    </ApiProvider>
  );
}
