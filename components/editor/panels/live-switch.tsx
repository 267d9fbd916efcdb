"use client";
import { clsx } from "clsx";
import { useState } from "react";
import type { PipelineTriggers } from "../../../lib/views/live/trigger-views.ts";
import { errorMessage } from "../../api/backend.ts";
import { useMay } from "../../api/member.tsx";
import { Button } from "../../ui/form/button.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { useEditor, useEditorParts, useEditorStore } from "../store/context.tsx";
import { canEdit } from "../store/document-slice.ts";

/** Switches the pipeline on and off, and to its newest version. */
export function LiveSwitch() {
  const store = useEditorStore();
  const { edit } = useEditorParts();
  const triggers = useEditor((state) => state.triggers);
  const latest = useEditor((state) => state.latestVersion);
  const editable = useEditor(canEdit);
  const mayStart = useMay("runs.start");
  const [isBusy, setBusy] = useState(false);
  if (!edit || !triggers) return null;
  const { isOn, version } = triggers;
  const change = async (to: () => Promise<PipelineTriggers>, message: string) => {
    setBusy(true);
    try {
      store.getState().set({ triggers: await to() });
      toast(message);
    } catch (thrown) {
      toast(errorMessage(thrown), { tone: "danger" });
    } finally {
      setBusy(false);
    }
  };
  const turn = (on: boolean) => {
    if (!on) void change(() => edit.backend.deactivate(), "The pipeline is off.");
    else if (latest === undefined) store.getState().set({ dialog: "publish" });
    else void change(() => edit.backend.activate(latest), `Version ${latest} is on.`);
  };
  const isBehind = isOn && latest !== undefined && version !== null && version < latest;
  return (
    <span className="flex items-center gap-2">
      <Tooltip label={hintFor(triggers, latest, { editable, mayStart })}>
        <span className="flex items-center gap-1.5 text-xs">
          <Switch
            aria-label="Pipeline on"
            checked={isOn}
            disabled={!editable || isBusy || !(isOn || mayStart)}
            onChange={turn}
          />
          <span className={clsx("whitespace-nowrap max-sm:hidden", isOn ? "text-success" : "text-muted")}>
            {isOn ? "On" : "Off"}
            {isOn ? <span className="max-xl:hidden"> · version {version}</span> : null}
          </span>
        </span>
      </Tooltip>
      {isBehind && editable && mayStart ? (
        <Button
          size="sm"
          className="whitespace-nowrap max-md:hidden"
          busy={isBusy}
          onClick={() => void change(() => edit.backend.activate(latest), `Version ${latest} is on.`)}
        >
          Switch to version {latest}
        </Button>
      ) : null}
    </span>
  );
}

type May = { editable: boolean; mayStart: boolean };

function hintFor({ isOn, version }: PipelineTriggers, latest: number | undefined, { editable, mayStart }: May): string {
  if (isOn) return `Events of the triggers start runs of version ${version}`;
  if (!editable) return "Off: no trigger starts a run";
  if (!mayStart) return "Off: to switch it on, your role needs to be allowed to start runs";
  if (latest === undefined) return "Publish the pipeline to switch it on";
  return `Off: no trigger starts a run. Switch on version ${latest}`;
}
