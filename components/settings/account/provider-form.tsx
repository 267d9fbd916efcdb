"use client";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import type { AccountView } from "../../../lib/views/account-views.ts";
import { askProvider } from "../../api/sign-in/ask-provider.ts";
import { signInProblem } from "../../api/sign-in/sign-in-problems.ts";
import { Button } from "../../ui/form/button.tsx";
import { Notice } from "../../ui/text/notice.tsx";

/** Connects this account with the one at the identity provider. */
export function ProviderForm({ provider, email }: { provider: NonNullable<AccountView["provider"]>; email: string }) {
  const { name, isConnected } = provider;
  const code = useSearchParams().get("error");
  const [problem, setProblem] = useState(code === null ? undefined : signInProblem(code, name));
  const [isBusy, setBusy] = useState(false);
  const connect = async () => {
    setBusy(true);
    const asked = await askProvider("link-social");
    if ("url" in asked) return window.location.assign(asked.url);
    setProblem(asked.problem);
    setBusy(false);
  };
  return (
    <div className="flex flex-col items-start gap-4 rounded-card border bg-panel p-5">
      {problem && !isConnected ? <Notice tone="danger">{problem}</Notice> : null}
      {isConnected ? (
        <p>Connected: {name} signs you in to this account.</p>
      ) : (
        <>
          <p className="text-muted">
            Your account there must have the address {email}. Afterwards you can sign in here with it.
          </p>
          <Button busy={isBusy} onClick={connect}>
            Connect {name}
          </Button>
        </>
      )}
    </div>
  );
}
