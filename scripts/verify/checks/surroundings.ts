/** What web and workers have to have in common, and what is below them: the secret, the clocks, the disks. */
import type { Check, Complaint } from "../check.ts";
import { LeftOut, Problem } from "../problem.ts";
import { type Disk, type Engine, engineOf } from "./workers.ts";

const lateMs = 2000;
/** From here on, codes of authenticator apps and signed requests (S3, Kafka, identity providers) fail. */
const wrongMs = 20_000;
const little = 0.1;
const littleBytes = 10_000_000_000;
const leastBytes = 300_000_000;

export const secret: Check = {
  name: "secret",
  needs: ["workers"],
  async run({ api }) {
    const known = aliveIn(await engineOf(api)).filter(({ secret }) => secret !== null);
    if (known.length === 0) throw new LeftOut("workers of this version do not tell");
    const others = known.filter(({ secret }) => secret === "other").map(({ id }) => id);
    if (others.length > 0) {
      const advice =
        "Set PATCHBAY_SECRET of these workers to the one of web, and start them anew: steps that use a credential fail there. While it is being changed, both need PATCHBAY_OTHER_SECRETS; see docs/operating.md.";
      throw new Problem(`Another PATCHBAY_SECRET than that of web: ${others.join(", ")}.`, advice);
    }
    return { detail: `web and ${known.length === 1 ? "the worker" : `${known.length} workers`} have the same` };
  },
};

export const clocks: Check = {
  name: "clocks",
  needs: ["workers"],
  async run({ api }) {
    const all = machinesIn(await engineOf(api)).flatMap(({ name, clockMs }) =>
      clockMs === null ? [] : [{ name, clockMs }],
    );
    if (all.length === 0) throw new LeftOut("they have not been compared yet; verify again in a moment");
    const off = all.filter(({ clockMs }) => Math.abs(clockMs) > lateMs).map(complaintOfClock);
    const [worst] = all.filter(({ clockMs }) => Math.abs(clockMs) > wrongMs).map(complaintOfClock);
    if (worst) throw new Problem(worst.problem, worst.advice);
    return { detail: `${all.length} go as the database's does`, warnings: off };
  },
};

function complaintOfClock({ name, clockMs }: { name: string; clockMs: number }): Complaint {
  const seconds = Math.abs(clockMs / 1000).toFixed(0);
  return {
    problem: `The clock of ${name} is ${seconds} s ${clockMs > 0 ? "ahead of" : "behind"} the database's.`,
    advice:
      "Let chrony, systemd-timesyncd or your platform set the clocks of both machines, and see which one is wrong.",
  };
}

export const disks: Check = {
  name: "disks",
  needs: ["workers"],
  async run({ api }) {
    const all = machinesIn(await engineOf(api)).flatMap(({ name, disk }) => (disk === null ? [] : [{ name, disk }]));
    if (all.length === 0) throw new LeftOut("no process could read its own");
    const [full] = all.filter(({ disk }) => isFull(disk)).map(complaintOfDisk);
    if (full) throw new Problem(full.problem, full.advice);
    const low = all.filter(({ disk }) => isLow(disk)).map(complaintOfDisk);
    const least = Math.min(...all.map(({ disk }) => disk.freeBytes));
    return { detail: `${gigabytes(least)} free or more`, warnings: low };
  },
};

/** A small one of its own, as containers are given for their data folder, is not full because it is small. */
const isFull = ({ freeBytes, totalBytes }: Disk) => freeBytes < leastBytes && freeBytes < totalBytes / 2;
const isLow = ({ freeBytes, totalBytes }: Disk) => freeBytes < littleBytes && freeBytes < totalBytes * little;

function complaintOfDisk({ name, disk }: { name: string; disk: Disk }): Complaint {
  return {
    problem: `The disk of ${name} is nearly full: ${gigabytes(disk.freeBytes)} of ${gigabytes(disk.totalBytes)} are free.`,
    advice:
      "Make room or the disk larger: it holds PATCHBAY_HOME, with model files and logs, and with npm start the database too. Models that are not needed any more are deleted under Settings → Models and credentials.",
  };
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

const aliveIn = ({ workers }: Engine) => workers.filter(({ state }) => state === "alive");

function machinesIn(engine: Engine) {
  const web = engine.web === undefined ? [] : [{ name: "web", ...engine.web }];
  return [...web, ...aliveIn(engine).map(({ id, clockMs, disk }) => ({ name: id, clockMs, disk }))];
}
