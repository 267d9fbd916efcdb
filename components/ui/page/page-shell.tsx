import type { ReactNode } from "react";
import type { WorkspaceView } from "../../../lib/views/api-views.ts";
import { ModelNotice } from "./model-notice.tsx";
import { NavBar } from "./nav-bar.tsx";
import { ViewOnly } from "./view-only.tsx";

/** The frame of every page but the canvas. Without a workspace (no one signed in) only the bar's links are there. */
export function PageShell({
  workspace,
  search,
  account,
  children,
}: {
  workspace?: WorkspaceView | undefined;
  /** In the bar, for going anywhere. */
  search?: ReactNode;
  /** At the end of the bar: the menu of the person who is signed in. */
  account?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <NavBar>
        {search}
        {workspace?.role === "viewer" && workspace.customRole === null ? <ViewOnly /> : null}
        {workspace ? <ModelNotice workspace={workspace} /> : null}
        {account}
      </NavBar>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-16 outline-none sm:px-6">
        {children}
      </main>
    </div>
  );
}
