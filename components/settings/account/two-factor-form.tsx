"use client";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import * as z from "zod";
import type { AccountView } from "../../../lib/views/account-views.ts";
import { askSecondFactor } from "../../api/sign-in/second-factor.ts";
import { Button } from "../../ui/form/button.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { CodeField, Secret } from "./proof-fields.tsx";
import { QrCode } from "./qr-code.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

const Begun = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const Renewed = z.object({ backupCodes: z.array(z.string()) });
type Begun = z.infer<typeof Begun>;

/** Sets up an authenticator app, renews the recovery codes, and turns it all off. */
export function TwoFactorForm({ account }: { account: Pick<AccountView, "hasPassword" | "hasTwoFactor"> }) {
  const router = useRouter();
  const [begun, setBegun] = useState<Begun>();
  const [codes, setCodes] = useState<readonly string[]>();
  const close = () => {
    setBegun(undefined);
    setCodes(undefined);
    router.refresh();
  };
  return (
    <div className="flex flex-col gap-5 rounded-card border bg-panel p-5">
      {codes ? (
        <RecoveryCodes codes={codes} onDone={close} />
      ) : begun ? (
        <Confirm uri={begun.totpURI} onDone={() => setCodes(begun.backupCodes)} onCancel={() => setBegun(undefined)} />
      ) : account.hasTwoFactor ? (
        <TurnedOn hasPassword={account.hasPassword} onCodes={setCodes} onOff={close} />
      ) : (
        <Begin hasPassword={account.hasPassword} onBegun={setBegun} />
      )}
    </div>
  );
}

function useAsk() {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  /** Answers what the server said, or undefined after showing why not. */
  const ask = async (...question: Parameters<typeof askSecondFactor>): Promise<unknown> => {
    setBusy(true);
    setProblem(undefined);
    const answer = await askSecondFactor(...question);
    setBusy(false);
    if (answer.problem === undefined) return answer.said ?? {};
    setProblem(answer.problem);
    return undefined;
  };
  return { ask, isBusy, notice: problem ? <Notice tone="danger">{problem}</Notice> : null };
}

function Begin({ hasPassword, onBegun }: { hasPassword: boolean; onBegun: (begun: Begun) => void }) {
  const { ask, isBusy, notice } = useAsk();
  const [password, setPassword] = useState("");
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const said = await ask("enable", hasPassword ? { password } : {});
    if (said !== undefined) onBegun(Begun.parse(said));
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-5">
      {hasPassword ? <Secret label="Your password" value={password} onChange={setPassword} /> : null}
      {notice}
      <Button type="submit" busy={isBusy} disabled={hasPassword && password === ""}>
        Set up an app
      </Button>
    </form>
  );
}

function Confirm({ uri, onDone, onCancel }: { uri: string; onDone: () => void; onCancel: () => void }) {
  const { ask, isBusy, notice } = useAsk();
  const [code, setCode] = useState("");
  const key = new URL(uri).searchParams.get("secret") ?? "";
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if ((await ask("verify-totp", { code: code.trim() })) !== undefined) onDone();
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-5">
      <div className="flex flex-wrap gap-5">
        <QrCode text={uri} label="Key to scan with the app" />
        <div className="flex min-w-48 flex-1 flex-col gap-3">
          <p>Scan this with an authenticator app on your phone, or type the key into it.</p>
          <p className="text-muted text-xs">Key</p>
          <code data-testid="totp-key" className="-mt-2 break-words font-mono text-sm">
            {key.replace(/(.{4})(?=.)/g, "$1 ")}
          </code>
        </div>
      </div>
      <CodeField hint="The six digits that the app shows now." value={code} onChange={setCode} />
      {notice}
      <div className="flex gap-2">
        <Button type="submit" tone="primary" busy={isBusy} disabled={code.trim() === ""}>
          Turn on
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

type TurnedOnProps = { hasPassword: boolean; onCodes: (codes: readonly string[]) => void; onOff: () => void };

function TurnedOn({ hasPassword, onCodes, onOff }: TurnedOnProps) {
  const { ask, isBusy, notice } = useAsk();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const proof = () => ({ code: code.trim(), ...(hasPassword ? { password } : {}) });
  const renew = async () => {
    const said = await ask("generate-backup-codes", proof());
    if (said !== undefined) onCodes(Renewed.parse(said).backupCodes);
  };
  const turnOff = async () => {
    if ((await ask("disable", proof())) === undefined) return;
    toast("Two-factor authentication is off.");
    onOff();
  };
  const isIncomplete = code.trim() === "" || (hasPassword && password === "");
  return (
    <>
      <p>It is on. To change it, prove that it is you.</p>
      {hasPassword ? <Secret label="Your password" value={password} onChange={setPassword} /> : null}
      <CodeField hint="From the app, or a recovery code." value={code} onChange={setCode} />
      {notice}
      <div className="flex flex-wrap gap-2">
        <Button busy={isBusy} disabled={isIncomplete} onClick={renew}>
          New recovery codes
        </Button>
        <Button tone="danger" busy={isBusy} disabled={isIncomplete} onClick={turnOff}>
          Turn off
        </Button>
      </div>
    </>
  );
}
