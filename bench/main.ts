/** npm run bench [name…]: measures, and prints machine, versions, medians and spread. Without names: everything but proofs. */
import { cpus, totalmem } from "node:os";
import { benchAnswers } from "./answers/answers.ts";
import { benchCanvas } from "./canvas/canvas.ts";
import { benchStores } from "./data/stores.ts";
import { benchArrivals } from "./engine/arrivals.ts";
import { benchCeiling } from "./engine/ceiling.ts";
import { benchDrain } from "./engine/drain.ts";
import { benchDurable } from "./engine/durable.ts";
import { benchFairness } from "./engine/fairness.ts";
import { benchFormer } from "./engine/former.ts";
import { benchGrowth } from "./engine/growth.ts";
import { benchIdle } from "./engine/idle.ts";
import { benchMaps } from "./engine/maps.ts";
import { benchNeighbours } from "./engine/neighbours.ts";
import { benchNodeRed } from "./engine/node-red.ts";
import { benchPipeline } from "./engine/pipeline.ts";
import { benchScheduler } from "./engine/scheduler.ts";
import { benchSchedulerPeers } from "./engine/scheduler-peers.ts";
import { benchSizes } from "./engine/sizes.ts";
import { benchWatchers } from "./engine/watchers.ts";
import { benchLive } from "./live/live.ts";
import { benchModels } from "./models/models.ts";
import { benchNodes } from "./nodes/nodes.ts";
import { benchLoad } from "./production/load.ts";
import { benchOverload } from "./production/overload.ts";
import { benchReleases } from "./production/releases.ts";
import { benchRotation } from "./production/rotation.ts";
import { benchScaling } from "./scaling/scaling.ts";
import { benchIngestion } from "./search/ingestion.ts";
import { benchLanguages } from "./search/languages.ts";
import { benchPositions } from "./search/positions.ts";
import { benchRetrieval } from "./search/retrieval.ts";
import { benchSearch } from "./search/search.ts";
import { benchWays } from "./search/ways.ts";

/** They take long and need a proxy, so they run only when they are named. */
const proofs = { load: benchLoad, releases: benchReleases, rotation: benchRotation };
const benches = {
  scheduler: async () => [...(await benchScheduler()), ...(await benchSchedulerPeers())],
  durable: benchDurable,
  pipeline: benchPipeline,
  ceiling: benchCeiling,
  "node-red": benchNodeRed,
  former: benchFormer,
  sizes: benchSizes,
  idle: benchIdle,
  arrivals: benchArrivals,
  drain: benchDrain,
  fairness: benchFairness,
  growth: benchGrowth,
  maps: benchMaps,
  neighbours: benchNeighbours,
  watchers: benchWatchers,
  overload: benchOverload,
  canvas: benchCanvas,
  nodes: benchNodes,
  models: benchModels,
  answers: benchAnswers,
  stores: benchStores,
  live: benchLive,
  search: benchSearch,
  languages: benchLanguages,
  positions: benchPositions,
  retrieval: benchRetrieval,
  ways: benchWays,
  ingestion: benchIngestion,
  scaling: benchScaling,
  ...proofs,
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
  const isAsked = asked.length === 0 ? !Object.hasOwn(proofs, name) : asked.includes(name);
  if (isAsked) console.table(await bench());
}
