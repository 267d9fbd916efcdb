"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { chooseWorkspace } from "../api/current-workspace.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { AccountCard } from "./account-card.tsx";
import { signIn } from "./sign-in.ts";

export type InvitePageProps = { token: string; workspace: string; role: string; email: string | null };

/** Turns an invitation into an account and goes in. */
export function InvitePage({ token, workspace, role, email: invited }: InvitePageProps) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [email, setEmail] = useState(invited ?? "");
  const [password, setPassword] = useState("");
  const accept = useMutation(
    trpc.invitations.accept.mutationOptions({
      onSuccess: async ({ workspaceId }) => {
        // Anyone who was signed in already has joined as who they are; for them this changes nothing.
        await signIn({ email, password });
        chooseWorkspace(workspaceId);
        window.location.assign("/");
      },
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    accept.mutate({ token, name: name.trim(), email: email.trim(), password });
  };
  return (
    <AccountCard title={`Join ${workspace}`}>
      <p className="-mt-3 text-muted">Your role will be {role}. Create your account.</p>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {accept.error ? <Notice tone="danger">{userMessage(accept.error)}</Notice> : null}
        <Field label="Name">
          {(props) => (
            <Input
              {...props}
              required
              maxLength={100}
              autoComplete="name"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Email">
          {(props) => (
            <Input
              {...props}
              required
              type="email"
              autoComplete="username"
              readOnly={invited !== null}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password" hint="At least 10 characters.">
          {(props) => (
            <Input
              {...props}
              required
              minLength={10}
              maxLength={200}
              type="password"
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" tone="primary" busy={accept.isPending || accept.isSuccess}>
          Join
        </Button>
      </form>
    </AccountCard>
  );
}
