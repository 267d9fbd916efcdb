"use client";
import { Button } from "../../ui/form/button.tsx";
import { toast } from "../../ui/overlay/toast.tsx";

/** Shown once: afterwards they are kept encrypted, and no page shows them again. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      toast("Copied.");
    } catch {
      toast("The browser did not allow copying. Select the codes and press Ctrl+C.", { tone: "danger" });
    }
  };
  return (
    <>
      <p>
        Keep these recovery codes where you find them without your phone. Each signs you in once in place of the app,
        and they are not shown again.
      </p>
      <ul aria-label="Recovery codes" className="grid w-fit grid-cols-2 gap-x-8 gap-y-1 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex gap-2">
        <Button onClick={copy}>Copy</Button>
        <Button tone="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </>
  );
}
