"use client";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { signInWithPasskey } from "../api/passkeys/ask-passkey.ts";
import { Button } from "../ui/form/button.tsx";

type Props = {
  /** As the second step, after the password. */
  afterPassword?: boolean;
  onDone: () => void;
  onProblem: (problem: string | undefined) => void;
};

export function PasskeyButton({ afterPassword = false, onDone, onProblem }: Props) {
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    onProblem(undefined);
    const { problem } = await signInWithPasskey({ afterPassword });
    if (problem === undefined) return onDone();
    onProblem(problem);
    setBusy(false);
  };
  return (
    <Button busy={isBusy} onClick={start} className="h-9">
      {isBusy ? null : <Fingerprint aria-hidden className="size-4" />}
      {afterPassword ? "Use a passkey instead" : "Sign in with a passkey"}
    </Button>
  );
}
