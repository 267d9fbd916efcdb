/** npm run bench [name…]: measures, and prints machine, versions, medians and spread. Without names: everything. */
import { cpus, totalmem } from "node:os";
import { benchAnswers } from "./answers.ts";
import { benchArrivals } from "./arrivals.ts";
import { benchCanvas } from "./canvas.ts";
import { benchCeiling } from "./ceiling.ts";
import { benchDrain } from "./drain.ts";
import { benchDurable } from "./durable.ts";
import { benchFairness } from "./fairness.ts";
import { benchGrowth } from "./growth.ts";
import { benchPipeline } from "./pipeline.ts";
import { benchScheduler } from "./scheduler.ts";
import { benchSchedulerPeers } from "./scheduler-peers.ts";
import { benchSizes } from "./sizes.ts";
import { benchWatchers } from "./watchers.ts";

const benches = {
  scheduler: async () => [...(await benchScheduler()), ...(await benchSchedulerPeers())],
  durable: benchDurable,
  pipeline: benchPipeline,
  ceiling: benchCeiling,
  sizes: benchSizes,
  arrivals: benchArrivals,
  drain: benchDrain,
  fairness: benchFairness,
  growth: benchGrowth,
  watchers: benchWatchers,
  canvas: benchCanvas,
  answers: benchAnswers,
};
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`There is no bench “${unknown}”. There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}

const [cpu] = cpus();
console.log(`${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) console.table(await bench());
}
