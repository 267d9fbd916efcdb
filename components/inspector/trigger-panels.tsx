"use client";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import { BackfillPanel } from "./backfill-panel.tsx";
import { HookPanel } from "./hook-panel.tsx";
import { TriggerState } from "./trigger-state.tsx";

/** What the settings of a trigger have beside its form. It is fetched when a trigger is selected. */
export function TriggerPanels({ nodeId, manifest }: { nodeId: string; manifest: Manifest }) {
  return (
    <>
      <TriggerState nodeId={nodeId} />
      {manifest.hook ? <HookPanel key={nodeId} nodeId={nodeId} kind={manifest.hook} /> : null}
      {manifest.schedule ? <BackfillPanel key={nodeId} nodeId={nodeId} /> : null}
    </>
  );
}
