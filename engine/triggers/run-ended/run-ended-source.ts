import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { pushSource } from "../push-source.ts";
import type { TriggerSource } from "../trigger-source.ts";

const Settings = z.object({ pipeline: z.object({ id: z.string() }) });
const pushed = pushSource("run-ended", "run-ended");

/** The source of Run ended nodes: runs that end are noted for them by the commit that ends them (model EndedRun). */
export const runEndedSource: TriggerSource = {
  ...pushed,
  open(trigger, on) {
    if (Settings.safeParse(trigger.settings).success) return pushed.open(trigger, on);
    const words = "No pipeline is chosen. Choose the one whose runs this pipeline follows.";
    throw new PatchbayError("invalid_graph", words, { nodeId: trigger.nodeId });
  },
};
