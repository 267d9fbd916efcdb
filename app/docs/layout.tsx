import type { ReactNode } from "react";
import { MemberProvider } from "../../components/api/member.tsx";
import { ApiProvider } from "../../components/api/provider.tsx";
import { DocsNav } from "../../components/docs/docs-nav.tsx";
import { AccountMenu } from "../../components/navigation/account-menu.tsx";
import { SiteSearch } from "../../components/navigation/site-search.tsx";
import { PageShell } from "../../components/ui/page/page-shell.tsx";
import { errorCode, pageCaller } from "../../server/api/page-caller.ts";
import { type DocLink, listDocs } from "./read-docs.ts";

/** The docs are open to everyone; anyone who is signed in keeps the bar they know. */
export default async function DocsLayout({ children }: { children: ReactNode }) {
  const [workspace, [first, ...others]] = await Promise.all([currentWorkspace(), listDocs()]);
  const sections = [
    { title: undefined, pages: [{ href: "/docs", title: "Overview" }, ...(first?.pages ?? [])] },
    ...others.map(({ title, pages }) => ({ title, pages: pages.flatMap(withReference) })),
  ];
  return (
    <ApiProvider>
      <MemberProvider workspace={workspace}>
        <PageShell
          workspace={workspace}
          search={<SiteSearch />}
          account={workspace?.user ? <AccountMenu user={workspace.user} workspace={workspace} /> : null}
        >
          <div className="grid grid-cols-1 gap-x-10 gap-y-6 md:grid-cols-[11rem_minmax(0,1fr)]">
            <DocsNav sections={sections} />
            {children}
          </div>
        </PageShell>
      </MemberProvider>
    </ApiProvider>
  );
}

/** The generated reference stands below the page about the API. */
function withReference(page: DocLink): DocLink[] {
  return page.href === "/docs/rest" ? [page, { href: "/docs/api", title: "API reference" }] : [page];
}

async function currentWorkspace() {
  try {
    return await (await pageCaller()).workspace.current();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
