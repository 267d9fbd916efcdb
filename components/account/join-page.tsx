"use client";
import { useMutation } from "@tanstack/react-query";
import { chooseWorkspace } from "../api/current-workspace.ts";
import { useTRPC } from "../api/provider.tsx";
import { signOut } from "../api/sign-in/sign-out.ts";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { AccountCard } from "./account-card.tsx";
import type { InvitePageProps } from "./invite-page.tsx";

type Props = InvitePageProps & {
  /** Who is signed in. */
  you: { name: string; email: string };
  /** The id of the workspace, for those who are members already. */
  memberOf: string | null;
};

/** An invitation, opened by a person who has signed in: they join as who they are. */
export function JoinPage({ token, workspace, role, email, you, memberOf }: Props) {
  const isForAnother = email !== null && email !== you.email.toLowerCase();
  const title = memberOf === null ? `Join ${workspace}` : `You are in ${workspace}`;
  return (
    <AccountCard title={title}>
      <p className="-mt-3 break-words text-muted">
        You are signed in as <strong className="font-medium text-ink">{you.name || you.email}</strong> ({you.email}).{" "}
        {memberOf !== null
          ? "You are a member already; the invitation can still be used by another person."
          : isForAnother
            ? null
            : `Your role will be ${role}.`}
      </p>
      {memberOf !== null ? (
        <Button tone="primary" onClick={() => enter(memberOf)}>
          Open workspace
        </Button>
      ) : isForAnother ? (
        <Notice tone="warning">This invitation is for {email}. Use that account.</Notice>
      ) : (
        <Join token={token} />
      )}
      <OtherAccount />
    </AccountCard>
  );
}

function Join({ token }: { token: string }) {
  const trpc = useTRPC();
  const accept = useMutation(
    trpc.invitations.accept.mutationOptions({ onSuccess: ({ workspaceId }) => enter(workspaceId) }),
  );
  return (
    <>
      {accept.error ? <Notice tone="danger">{userMessage(accept.error)}</Notice> : null}
      <Button tone="primary" busy={accept.isPending || accept.isSuccess} onClick={() => accept.mutate({ token })}>
        Join
      </Button>
    </>
  );
}

function OtherAccount() {
  const leave = useMutation({
    mutationFn: signOut,
    // The page then asks for an account.
    onSuccess: (url) => (url === undefined ? window.location.reload() : window.location.assign(url)),
  });
  return (
    <>
      {leave.isError ? <Notice tone="danger">Could not sign out. Check the connection and try again.</Notice> : null}
      <Button busy={leave.isPending || leave.isSuccess} onClick={() => leave.mutate()}>
        Use another account
      </Button>
    </>
  );
}

function enter(workspaceId: string): void {
  chooseWorkspace(workspaceId);
  window.location.assign("/");
}
