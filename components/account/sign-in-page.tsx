"use client";
import { KeyRound } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import type { SignInWays } from "../../lib/views/account-views.ts";
import { askProvider } from "../api/sign-in/ask-provider.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { AccountCard } from "./account-card.tsx";
import { CodeSignIn } from "./code-sign-in.tsx";
import { PasskeyButton } from "./passkey-button.tsx";
import { signIn } from "./sign-in.ts";

type Props = { next: string; ways: SignInWays; problem?: string | undefined };

/** The ways in that this Patchbay has. `next` is the page of this site to go to afterwards. */
export function SignInPage({ next, ways, problem: initial }: Props) {
  const [problem, setProblem] = useState(initial);
  const [asksForCode, setAsksForCode] = useState(false);
  const { oidc } = ways;
  const toggleCode = (asks: boolean) => {
    setProblem(undefined);
    setAsksForCode(asks);
  };
  const enter = () => window.location.assign(next);
  return (
    <AccountCard title="Sign in to Patchbay">
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      {asksForCode ? (
        <CodeSignIn hasPasskeys={ways.passkey} onDone={enter} onProblem={setProblem} onBack={() => toggleCode(false)} />
      ) : (
        <>
          {oidc ? <ProviderButton next={next} provider={oidc} onProblem={setProblem} /> : null}
          {oidc && ways.password ? <Or /> : null}
          {ways.password ? (
            <PasswordSignIn
              next={next}
              isFirst={oidc === undefined}
              onProblem={setProblem}
              onCode={() => toggleCode(true)}
            />
          ) : null}
          {ways.passkey ? <PasskeyButton onDone={enter} onProblem={setProblem} /> : null}
          <Footnote ways={ways} />
        </>
      )}
    </AccountCard>
  );
}

type WayProps = { next: string; onProblem: (problem: string | undefined) => void };

function ProviderButton({ next, provider, onProblem }: WayProps & { provider: NonNullable<SignInWays["oidc"]> }) {
  const [isBusy, setBusy] = useState(false);
  const { name, isUp } = provider;
  const start = async () => {
    setBusy(true);
    onProblem(undefined);
    const started = await askProvider("sign-in/social", { next });
    if ("url" in started) return window.location.assign(started.url);
    onProblem(started.problem);
    setBusy(false);
  };
  return (
    <div className="flex flex-col gap-3">
      <Button tone="primary" busy={isBusy} onClick={start} className="h-9">
        {isBusy ? null : <KeyRound aria-hidden className="size-4" />}
        <span className="truncate">Continue with {name}</span>
      </Button>
      {isUp ? null : (
        <p role="status" className="text-muted text-xs">
          {name.charAt(0).toUpperCase() + name.slice(1)} does not answer at the moment.
        </p>
      )}
    </div>
  );
}

function Or() {
  return (
    <div className="flex items-center gap-3 text-muted text-xs">
      <span aria-hidden className="h-px flex-1 bg-line" />
      or
      <span aria-hidden className="h-px flex-1 bg-line" />
    </div>
  );
}

type PasswordProps = WayProps & { isFirst: boolean; onCode: () => void };

function PasswordSignIn({ next, isFirst, onProblem, onCode }: PasswordProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const outcome = await signIn({ email, password });
    if (outcome === "in") return window.location.assign(next);
    if (outcome === "code") return onCode();
    onProblem(outcome.problem);
    setBusy(false);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
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
      <Button type="submit" tone={isFirst ? "primary" : "secondary"} busy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}

function Footnote({ ways }: { ways: SignInWays }) {
  return (
    <div className="border-t pt-4 text-muted text-xs">
      <p>
        <span className="font-medium text-ink">Is this your Patchbay?</span> Open the sign-in link that{" "}
        <code className="whitespace-nowrap font-mono">npm start</code> prints in the terminal. It signs the owner in
        without a password.
        {ways.password ? " To sign in here, set a password under Settings → Account." : ""}
      </p>
      {ways.oidc ? null : <p className="mt-2">Everyone else needs an invitation from an owner.</p>}
    </div>
  );
}
