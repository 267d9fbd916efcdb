"use client";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { Permission } from "../../lib/access/permissions.ts";
import type { WorkspaceView } from "../../lib/views/api-views.ts";
import { chooseWorkspace, showWorkspace } from "./current-workspace.ts";

const Workspace = createContext<WorkspaceView | undefined>(undefined);

/** Tells the pages inside who is signed in and what their role is. */
export function MemberProvider({ workspace, children }: { workspace: WorkspaceView | undefined; children: ReactNode }) {
  const id = workspace?.id;
  // Before the parts inside make their first calls.
  if (typeof window !== "undefined") showWorkspace(id);
  // The tab that is looked at says which workspace the next page is of.
  useEffect(() => {
    const choose = () => chooseWorkspace(id);
    choose();
    window.addEventListener("focus", choose);
    return () => window.removeEventListener("focus", choose);
  }, [id]);
  return <Workspace.Provider value={workspace}>{children}</Workspace.Provider>;
}

/** Whether the person may do this here; what they cannot use is not shown to them. */
export function useMay(permission: Permission): boolean {
  return useContext(Workspace)?.permissions.includes(permission) ?? false;
}

/** False for readers of the docs who have not signed in. */
export function useIsMember(): boolean {
  return useContext(Workspace) !== undefined;
}

/** The id of the person who is signed in. */
export function useUserId(): string | undefined {
  return useContext(Workspace)?.user?.id;
}

export function useWorkspaceId(): string | undefined {
  return useContext(Workspace)?.id;
}
