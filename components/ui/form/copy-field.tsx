"use client";
import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "../overlay/toast.tsx";
import { inSentence } from "../text/format.ts";
import { IconButton } from "./icon-button.tsx";
import { boxClass } from "./input.tsx";

/** A value to take along: read-only, selected when focused, with a copy button. */
export function CopyField({ label, value, className }: { label: string; value: string; className?: string }) {
  return (
    <div className={clsx("relative", className)}>
      <input
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className={clsx(boxClass, "h-8 pr-9 pl-2.5 font-mono text-xs")}
      />
      <CopyButton label={`Copy ${inSentence(label)}`} value={value} className="absolute top-1 right-1" />
    </div>
  );
}

export function CopyButton({ label, value, className }: { label: string; value: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      toast("The browser did not allow copying. Select the text and press Ctrl+C.", { tone: "danger" });
    }
  };
  return (
    <IconButton size="sm" label={copied ? "Copied" : label} onClick={copy} {...(className ? { className } : {})}>
      {copied ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
    </IconButton>
  );
}
