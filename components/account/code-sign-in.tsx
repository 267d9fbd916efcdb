"use client";
import { type SyntheticEvent, useState } from "react";
import { askSecondFactor } from "../api/sign-in/second-factor.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { PasskeyButton } from "./passkey-button.tsx";

type Props = {
  /** This Patchbay has passkeys, any of which may be of this account. */
  hasPasskeys: boolean;
  onDone: () => void;
  onProblem: (problem: string | undefined) => void;
  onBack: () => void;
};

/** The second step of signing in with a password. */
export function CodeSignIn({ hasPasskeys, onDone, onProblem, onBack }: Props) {
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await askSecondFactor(isRecovery ? "verify-backup-code" : "verify-totp", { code: code.trim() });
    if (answer.problem === undefined) return onDone();
    onProblem(answer.problem);
    setCode("");
    setBusy(false);
  };
  const swap = () => {
    setRecovery(!isRecovery);
    setCode("");
    onProblem(undefined);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field
        key={isRecovery ? "recovery" : "code"}
        label={isRecovery ? "Recovery code" : "Code"}
        hint={isRecovery ? "Each of them works once." : "The six digits that your authenticator app shows."}
      >
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            autoComplete="one-time-code"
            inputMode={isRecovery ? "text" : "numeric"}
            maxLength={20}
            className="font-mono tracking-widest"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" tone="primary" busy={isBusy}>
        Sign in
      </Button>
      {hasPasskeys ? <PasskeyButton afterPassword onDone={onDone} onProblem={onProblem} /> : null}
      <div className="flex justify-between text-xs">
        <button type="button" className="text-muted underline-offset-2 hover:text-ink hover:underline" onClick={swap}>
          {isRecovery ? "Use the app instead" : "Use a recovery code"}
        </button>
        <button type="button" className="text-muted underline-offset-2 hover:text-ink hover:underline" onClick={onBack}>
          Start again
        </button>
      </div>
    </form>
  );
}
