"use client";
import { useState } from "react";
import type { ApiKeyView } from "../../../lib/views/api-views.ts";
import { Button } from "../../ui/form/button.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { countOf } from "../../ui/text/format.ts";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { Until } from "../../ui/text/until.tsx";

type Props = { label: string; keys: readonly ApiKeyView[]; onRevoke: (key: ApiKeyView) => void };

export function KeyTable({ label, keys, onRevoke }: Props) {
  const [doomed, setDoomed] = useState<ApiKeyView>();
  return (
    <>
      <Table label={label} head={<KeyHead />}>
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoke={() => setDoomed(key)} />
        ))}
      </Table>
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Revoke “${doomed?.name ?? ""}”?`}
        action="Revoke"
        onConfirm={() => {
          if (doomed) onRevoke(doomed);
          setDoomed(undefined);
        }}
      >
        Anything that uses this key stops working within seconds. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}

function KeyHead() {
  return (
    <>
      <Th>Name</Th>
      <Th className="max-sm:hidden">Key</Th>
      <Th>May do</Th>
      <Th className="max-sm:hidden">Last used</Th>
      <Th className="max-sm:hidden">Expires</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) {
  const { name, prefix, lastUsedAt, expiresAt } = apiKey;
  const expired = expiresAt !== null && Date.parse(expiresAt) < Date.now();
  return (
    <tr>
      <Td className="max-w-48 truncate font-medium">{name}</Td>
      <Td className="font-mono text-muted text-xs max-sm:hidden">{prefix}…</Td>
      <Td className="text-muted">
        <span title={apiKey.scopes?.join(", ")}>{mayDoOf(apiKey)}</span>
      </Td>
      <Td className="whitespace-nowrap text-muted max-sm:hidden">
        {lastUsedAt ? <TimeAgo at={lastUsedAt} /> : "Never"}
      </Td>
      <Td className={expired ? "text-danger max-sm:hidden" : "text-muted max-sm:hidden"}>
        {expiresAt === null ? "Never" : expired ? "Expired" : <Until at={expiresAt} />}
      </Td>
      <Td className="text-right">
        <Button size="sm" onClick={onRevoke}>
          Revoke
        </Button>
      </Td>
    </tr>
  );
}

function mayDoOf({ role, scopes, pipelineIds }: ApiKeyView): string {
  const what = scopes ? countOf(scopes.length, "scope") : `As an ${role}`.replace("an v", "a v");
  return pipelineIds ? `${what}, ${countOf(pipelineIds.length, "pipeline")}` : what;
}
