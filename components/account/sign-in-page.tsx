"use client";
import { type SyntheticEvent, useState } from "react";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { AccountCard } from "./account-card.tsx";
import { signIn } from "./sign-in.ts";

/** Email and password. `next` is the page of this site to go to afterwards. */
export function SignInPage({ next, problem: initial }: { next: string; problem?: string | undefined }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState(initial);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const refusal = await signIn({ email, password });
    if (refusal === undefined) return window.location.assign(next);
    setProblem(refusal);
    setBusy(false);
  };
  return (
    <AccountCard title="Sign in to Patchbay">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {problem ? <Notice tone="danger">{problem}</Notice> : null}
        <Field label="Email">
          {(props) => (
            <Input
              {...props}
              required
              type="email"
              autoComplete="username"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password">
          {(props) => (
            <Input
              {...props}
              required
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" tone="primary" busy={isBusy}>
          Sign in
        </Button>
      </form>
      <div className="border-t pt-4 text-muted text-xs">
        <p>
          <span className="font-medium text-ink">Is this your Patchbay?</span> Open the sign-in link that{" "}
          <code className="whitespace-nowrap font-mono">npm start</code> prints in the terminal. It signs the owner in
          without a password. To sign in here, set a password under Settings → Account.
        </p>
        <p className="mt-2">Everyone else needs an invitation from an owner.</p>
      </div>
    </AccountCard>
  );
}
