import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

// npm run notice: writes the last part of NOTICE, the licences of the packages that Patchbay runs on, from the lock file.

const HEADING = "Licences of the packages that Patchbay runs on";

/** What asks for nothing but to keep its text and its authors' names, or for not even that. */
const PERMISSIVE = new Set(
  "MIT MIT-0 Apache-2.0 ISC BSD-2-Clause BSD-3-Clause 0BSD BlueOak-1.0.0 Unlicense Zlib CC0-1.0".split(" "),
);

/** Packages whose package.json names no licence, or not by its SPDX name; read in their LICENSE files. */
const FROM_THEIR_FILES: Record<string, string> = { duck: "BSD-2-Clause", "seq-queue": "MIT", geist: "OFL-1.1" };

/** What the licences that are not permissive ask for, and where Patchbay stands. A new one needs a sentence here. */
const CONDITIONS: Record<string, string> = {
  "CC-BY-4.0": "Data about browsers, used when pages are built. It asks for attribution, which this is.",
  "EPL-2.0": "Lays out graphs, unchanged. Whoever distributes changes to its files publishes them.",
  "LGPL-3.0-or-later":
    "Libraries for images, linked dynamically and unchanged. Patchbay itself serves no images with them.",
  "MPL-2.0":
    "Reads style sheets when pages are built, unchanged. Whoever distributes changes to its files publishes them.",
  "OFL-1.1": "The fonts of the pages. They may be bundled and served, and not be sold by themselves.",
};

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ name: z.string().optional(), dev: z.boolean().default(false), license: z.string().default("unknown") }),
  ),
});

/** The part of NOTICE that follows from a lock file. Throws when a licence is neither permissive nor described above. */
export function licencesOf(lock: unknown): string {
  const { "": _root, ...packages } = Lock.parse(lock).packages;
  const byLicence = new Map<string, Set<string>>();
  for (const [path, { name = path.replace(/^.*node_modules\//, ""), dev, license }] of Object.entries(packages)) {
    if (dev) continue;
    const licence = FROM_THEIR_FILES[name] ?? license.replace(/^\((.*)\)$/, "$1").replace(" and ", " AND ");
    byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(name));
  }
  const groups = [...byLicence].sort(([a, some], [b, others]) => others.size - some.size || (a < b ? -1 : 1));
  const isFree = ([licence]: [string, unknown]) => conditionsOf(licence).length === 0;
  return [
    `${HEADING}\n${"=".repeat(HEADING.length)}\n`,
    "By npm run notice, from package-lock.json, for all platforms; packages that only",
    "developers need are left out. Where a package may be had under one of several",
    "licences, Patchbay takes a permissive one if there is one.\n",
    "Permissive:\n",
    ...groups.filter(isFree).map(([licence, names]) => `    ${licence}: ${count(names.size)}`),
    "\nNot permissive, or with conditions of their own:\n",
    ...groups.filter((group) => !isFree(group)).map(([licence, names]) => described(licence, [...names].sort())),
  ].join("\n");
}

/** The licences in an SPDX expression that are not permissive; none when a permissive one may be chosen. */
function conditionsOf(expression: string): string[] {
  const choices = expression.split(" OR ").map((choice) => choice.split(" AND ").filter((id) => !PERMISSIVE.has(id)));
  const [fewest = []] = choices.sort((a, b) => a.length - b.length);
  const strange = fewest.find((id) => !(id in CONDITIONS));
  if (strange)
    throw new Error(`The licence ${strange} is new: read it, and say in scripts/notice.ts what it asks for.`);
  return fewest;
}

function described(expression: string, names: string[]): string {
  const conditions = conditionsOf(expression).map((id) => `        ${CONDITIONS[id]}`);
  return [`    ${expression}: ${count(names.length)}`, ...conditions, ...names.map((name) => `        ${name}`)].join(
    "\n",
  );
}

const count = (packages: number) => `${packages} ${packages === 1 ? "package" : "packages"}`;

/** NOTICE with that part written anew; what stands before it is written by hand. */
export async function noticeFor(lockFile: string, noticeFile: string): Promise<string> {
  const [byHand = ""] = (await readFile(noticeFile, "utf8")).split(HEADING);
  return `${byHand}${licencesOf(JSON.parse(await readFile(lockFile, "utf8")))}\n`;
}

if (import.meta.main) await writeFile("NOTICE", await noticeFor("package-lock.json", "NOTICE"));
