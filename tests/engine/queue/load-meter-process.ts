/** Tells its load four times a second; with the argument `work` it keeps its own event loop busy. */
import { startLoadMeter } from "../../../engine/queue/heartbeat/load-meter.ts";

const meter = startLoadMeter();
process.on("disconnect", () => process.exit(0));
setInterval(() => process.send?.({ isBusy: meter.isBusy(), delayMs: meter.delayMs() }), 250);
if (process.argv[2] === "work") {
  setInterval(() => {
    const until = performance.now() + 200;
    while (performance.now() < until);
  }, 210);
}
