import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const Names = z.record(z.string(), z.string()).default({});
const Locked = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().default(false),
  /** Comes inside the archive of the package around it, whose hash covers it. */
  inBundle: z.boolean().default(false),
  dependencies: Names,
  optionalDependencies: Names,
});

const file = z.object({ packages: z.record(z.string(), Locked) });
const { packages } = file.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
const { "": _root, ...locked } = packages;
const pathsWhere = (isSo: (entry: z.infer<typeof Locked>) => boolean) =>
  Object.keys(locked).filter((path) => isSo(locked[path]!));

test("every locked package has the hash of its content, also those for other platforms", () => {
  expect(pathsWhere((entry) => !entry.link && !entry.inBundle && !/^sha512-/.test(entry.integrity ?? ""))).toEqual([]);
});

test("no locked package names the host of a registry", () => {
  expect(pathsWhere((entry) => /^[a-z+]+:/.test(entry.resolved ?? ""))).toEqual([]);
});

test("every dependency is locked, also those for other platforms", () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !foldersAbove(path).some((folder) => `${folder}node_modules/${name}` in packages))
      .map((name) => `${name}, needed by ${path || "package.json"}`),
  );
  expect(missing).toEqual([]);
});

test("the noted hash of this platform's Node is that of the locked version", () => {
  const hashes = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync("scripts/node-hashes.json", "utf8")));
  const record = readFileSync("node_modules/node/node_modules/.package-lock.json", "utf8");
  const installed = file.parse(JSON.parse(record)).packages;
  const version = packages["node_modules/node"]?.version;
  for (const [name, integrity] of Object.entries(hashes)) {
    const entry = installed[`node_modules/${name}`];
    if (entry) expect(entry).toMatchObject({ integrity, version });
  }
});

/** Where Node looks for a package: in the folder itself, and then in each folder around it. */
function foldersAbove(path: string): string[] {
  const parts = path === "" ? [] : path.split("/node_modules/");
  return [...parts.keys()].map((index) => `${parts.slice(0, index + 1).join("/node_modules/")}/`).concat("");
}
