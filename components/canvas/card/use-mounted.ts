import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef, useState } from "react";
import type { FlowNode } from "../flow-nodes.ts";
import { mountStep } from "./mount-step.ts";

/** Up to this many things a pipeline is small: React Flow mounts what is in view, all at once. */
const small = 100;

/** A card takes a millisecond or so to mount: this many a frame leave time for all else. */
const perFrame = 4;

/** `isFilling`: so many in view wait for their turn that the picture has to show them meanwhile. */
type Mounting = { mounted: ReadonlySet<string>; isFilling: boolean };
const nothing: Mounting = { mounted: new Set(), isFilling: true };

/**
 * Which things of a large pipeline are mounted as cards: none in the overview; otherwise those in view, a few more each frame and
 * none while the zoom changes. Undefined: all, the pipeline is small.
 */
export function useMounted(nodes: readonly FlowNode[], isOverview: boolean): Mounting | undefined {
  const flow = useStoreApi();
  const [now, setNow] = useState(nothing);
  const latest = useRef(nodes);
  latest.current = nodes;
  const isActive = !isOverview && nodes.length > small;
  useEffect(() => {
    if (!isActive) return undefined;
    let { mounted, isFilling } = nothing;
    let frame: number | undefined;
    let zoom = flow.getState().transform[2];
    const step = () => {
      const view = flow.getState();
      const isZooming = zoom !== view.transform[2];
      zoom = view.transform[2];
      const next = mountStep(latest.current, { mounted, view, budget: isZooming ? 0 : perFrame });
      const isStillFilling = next.waiting > (isFilling ? 0 : 2 * perFrame);
      if (next.mounted !== mounted || isStillFilling !== isFilling)
        setNow({ mounted: next.mounted, isFilling: isStillFilling });
      ({ mounted } = next);
      isFilling = isStillFilling;
      frame = next.waiting > 0 ? requestAnimationFrame(step) : undefined;
    };
    const update = () => {
      frame ??= requestAnimationFrame(step);
    };
    update();
    const stop = flow.subscribe(update);
    return () => {
      stop();
      if (frame !== undefined) cancelAnimationFrame(frame);
      setNow(nothing);
    };
  }, [flow, isActive]);
  if (isOverview) return nothing;
  return isActive ? now : undefined;
}
