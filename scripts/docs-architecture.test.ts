import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { exampleFiles } from "../server/examples/example-files.ts";

const page = readFileSync("docs/architecture.md", "utf8");
const rules = z
  .object({ forbidden: z.array(z.object({ name: z.string() })) })
  .parse(createRequire(import.meta.url)("../.dependency-cruiser.cjs"));

const files = [...page.matchAll(/\[([^\]]+)\]\(\.\.\/([^)#]+)\)/g)].map(([, shown = "", path = ""]) => ({
  shown,
  path,
}));
const walk = section("A run, file by file");
const places = section("Where do I change …?");

test("every file that the page links to is there, and is shown by its path", () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter(({ shown, path }) => shown !== path || !existsSync(path))).toEqual([]);
});

test("every step of the walk names what its file defines", () => {
  const steps = walk.match(/^\d+\. .+$/gm) ?? [];
  expect(steps.length).toBeGreaterThan(20);
  const wrong = steps.flatMap((step) => {
    const named = [...step.matchAll(/\]\(\.\.\/([^)]+)\) `(\w+)`/g)];
    const missing = named.filter(([, path = "", symbol = ""]) => !isDefined(path, symbol)).map(([text]) => text);
    return named.length === 0 ? [step] : missing;
  });
  expect(wrong).toEqual([]);
});

test("where to change something names what its file defines", () => {
  const named = [...places.matchAll(/`(\w+)` in \[[^\]]+\]\(\.\.\/([^)]+)\)/g)];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(([, symbol = "", path = ""]) => !isDefined(path, symbol)).map(([text]) => text)).toEqual([]);
});

test("the tables of folders say what the enforced rules allow", () => {
  const rows = [...section("Folders").matchAll(/^\| `([\w/]+)` \| .+ \| (.+) \|$/gm)];
  const stated = rows.map(([, folder = "", allowed = ""]) => `${folder}-imports-only-${allowed.split(", ").join("-")}`);
  const enforced = rules.forbidden.map(({ name }) => name).filter((name) => name.includes("-imports-only-"));
  expect(stated.toSorted()).toEqual(enforced.filter((name) => !name.startsWith("components/")).toSorted());
  const folders = readdirSync("engine", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(stated).toEqual(expect.arrayContaining(folders.map(({ name }) => expect.stringMatching(`^engine/${name}-`))));
});

test("the page is not among the documents that answer users' questions", async () => {
  const names = (await exampleFiles("handbook")).map(({ name }) => name);
  expect(names).toContain("concepts.md");
  expect(names).not.toContain("architecture.md");
});

function section(title: string): string {
  const [, rest = ""] = page.split(`\n## ${title}\n`);
  return rest.split("\n## ", 1)[0] ?? "";
}

/** Declared in the file: a function, class, constant or type, or a member of one. */
function isDefined(path: string, symbol: string): boolean {
  const source = existsSync(path) ? readFileSync(join(path), "utf8") : "";
  const declared = new RegExp(`^\\s*(export )?(default )?(async )?(function\\*?|class|const|type) ${symbol}\\b`, "m");
  const member = new RegExp(`^\\s+(async )?${symbol}(:| ?\\()`, "m");
  return declared.test(source) || member.test(source);
}
