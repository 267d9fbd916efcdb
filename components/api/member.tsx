"use client";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { Permission } from "../../lib/access/permissions.ts";
import type { WorkspaceView } from "../../lib/views/api-views.ts";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";
import { chooseWorkspace, showWorkspace } from "./current-workspace.ts";
import { isSignedOut, onSignedOut } from "./sign-in/signed-out.ts";

const SignedOutNotice = lazyPart(async () => (await import("./sign-in/signed-out-notice.tsx")).SignedOutNotice);

const Workspace = createContext<WorkspaceView | undefined>(undefined);

/** Tells the pages inside who is signed in and what their role is. */
export function MemberProvider({ workspace, children }: { workspace: WorkspaceView | undefined; children: ReactNode }) {
  const router = useRouter();
  // Rendered again while another tab had chosen another workspace: what stands in the forms here is still of this one.
  const [first] = useState(workspace);
  const id = first?.id;
  const isOther = workspace?.id !== id;
  // Before the parts inside make their first calls.
  if (typeof window !== "undefined") showWorkspace(id);
  // The tab that is looked at says which workspace the next page is of.
  useEffect(() => {
    const choose = () => {
      chooseWorkspace(id);
      if (isOther) router.refresh();
    };
    // One that loads in the background says it once it is looked at, as one does that comes back with the Back button.
    if (document.hasFocus()) choose();
    const events = ["focus", "pageshow"];
    for (const event of events) window.addEventListener(event, choose);
    return () => {
      for (const event of events) window.removeEventListener(event, choose);
    };
  }, [id, isOther, router]);
  const isOut = useSyncExternalStore(onSignedOut, isSignedOut, () => false);
  return (
    <Workspace.Provider value={isOther ? first : workspace}>
      {children}
      {isOut ? <SignedOutNotice /> : null}
    </Workspace.Provider>
  );
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
