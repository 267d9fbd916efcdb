"use client";
import { Terminal } from "lucide-react";
import { useEffect, useState } from "react";
import { isCurlLine } from "../../../lib/curl/read-curl.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input, Textarea } from "../../ui/form/input.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { type CurlImportState, useCurlImport } from "./use-curl-import.ts";

/** A button, and what is pasted into the URL: a line for curl becomes the node's settings. */
export function CurlImport({ nodeId }: { nodeId: string }) {
  const [line, setLine] = useState<string>();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!isUrlBox(event.target) || !isCurlLine(text)) return;
      event.preventDefault();
      setLine(text);
    };
    // Before the box itself takes it.
    document.addEventListener("paste", onPaste, { capture: true });
    return () => document.removeEventListener("paste", onPaste, { capture: true });
  }, []);
  return (
    <>
      <Button className="self-start" onClick={() => setLine("")}>
        <Terminal aria-hidden className="size-3.5" />
        Import curl
      </Button>
      {line === undefined ? null : <CurlDialog nodeId={nodeId} pasted={line} onClose={() => setLine(undefined)} />}
    </>
  );
}

function isUrlBox(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLTextAreaElement) || !target.closest("[data-settings]")) return false;
  return target.labels[0]?.textContent === "URL";
}

function CurlDialog({ nodeId, pasted, onClose }: { nodeId: string; pasted: string; onClose: () => void }) {
  const state = useCurlImport({ nodeId, pasted, onClose });
  const { line, found, said, isStoring } = state;
  const isStrange = line.trim() !== "" && !found;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Import curl"
      description="It replaces the node's method, URL, headers and body. Nothing is called."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" busy={isStoring} disabled={!state.canImport} onClick={state.importLine}>
            Import
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label="Command"
          hint="For bash or cmd, as “Copy as cURL” in a browser or the docs of an API give it."
          error={isStrange ? "This is not a curl command with an address." : undefined}
        >
          {(ids) => (
            <Textarea
              {...ids}
              rows={6}
              spellCheck={false}
              autoCapitalize="off"
              placeholder={"curl https://api.example.com/items \\\n  -H 'Accept: application/json'"}
              className="field-sizing-content max-h-[30dvh] min-h-28 font-mono text-xs leading-5"
              value={line}
              onChange={(event) => state.setLine(event.currentTarget.value)}
            />
          )}
        </Field>
        {found ? (
          <p className="[overflow-wrap:anywhere]">
            <span className="font-semibold">{String(found.settings.method)}</span>{" "}
            <span className="font-mono text-xs">{String(found.settings.url)}</span>
          </p>
        ) : null}
        {found?.credential ? <CredentialOffer state={state} /> : null}
        {found && found.notes.length > 0 ? (
          <Notice tone="warning">
            <ul className="flex flex-col gap-1">
              {found.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        {said === undefined ? null : <Notice tone="danger">{said}</Notice>}
      </div>
    </Dialog>
  );
}

function CredentialOffer({ state }: { state: CurlImportState }) {
  const { found, name, isKept } = state;
  return (
    <div className="flex flex-col gap-3 rounded-lg border bg-panel px-3 py-3">
      <div className="flex items-start justify-between gap-4">
        <p>
          <span className="font-medium">Store the secret as a credential</span>
          <br />
          <span className="text-muted text-xs">
            {found?.credential?.shown} is encrypted, goes to {found?.host} only, and is never part of the pipeline.
            Otherwise it is left out.
          </span>
        </p>
        <Switch aria-label="Store the secret as a credential" checked={isKept} onChange={state.setIsKept} />
      </div>
      {isKept ? (
        <Field label="Name of the credential">
          {(ids) => (
            <Input
              {...ids}
              value={name}
              maxLength={100}
              onChange={(event) => state.setName(event.currentTarget.value)}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}
