import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { headingId, readDoc } from "../app/docs/read-docs.ts";
import { portKinds } from "../lib/ports/port-kind-table.ts";
import { Trigger } from "../lib/run.ts";
import { nodeTypes } from "../nodes/index.ts";

const pages = globSync(["*.md", "{docs,findings}/**/*.md"]);
const decisions = globSync("docs/decisions/0*.md").sort().map(readDecision);
const handbook = globSync("docs/*.md");

test("every relative link leads to a file", () => {
  const dead = pages.flatMap((page) =>
    targets(read(page))
      .filter((target) => !existsSync(join(dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test("every link to a heading leads to one", () => {
  const dead = pages.flatMap((page) =>
    linksIn(read(page)).flatMap(({ path, heading }) => {
      const file = path === "" ? page : join(dirname(page), path);
      return heading === "" || !file.endsWith(".md") || headingsOf(file).has(heading) ? [] : [`${page}: #${heading}`];
    }),
  );
  expect(dead).toEqual([]);
});

test("every link of the handbook to a page of the app's documentation leads to one", async () => {
  const known = new Set(["/docs/api", ...nodeTypes.map(({ type }) => `/docs/nodes/${type}`)]);
  const linked = handbook.flatMap((page) =>
    [...proseOf(read(page)).matchAll(/\]\((\/docs\/[^)#]+)/g)].map(([, to = ""]) => to),
  );
  expect(linked.length).toBeGreaterThan(5);
  const unknown = linked.filter((to) => !known.has(to));
  const pagesOf = await Promise.all(
    unknown.map(async (to) => ((await readDoc(to.slice("/docs/".length))) ? [] : [to])),
  );
  expect(pagesOf.flat()).toEqual([]);
});

test("the concepts name everything that may start a run", () => {
  const page = read("docs/concepts.md");
  expect(Trigger.options.filter((trigger) => !page.includes(`(${trigger})`))).toEqual([]);
});

test("the concepts name every kind of port, and no other", () => {
  const [, named = ""] = /Each kind of port[^:]*: ([^.]+) and any\./.exec(read("docs/concepts.md")) ?? [];
  const kinds = Object.values(portKinds).map(({ title }) => title.toLowerCase());
  expect([...named.toLowerCase().split(", "), "any"]).toEqual(kinds);
});

test("every proxy that is described waits longer for an answer than a caller may, and no longer than web keeps a connection", () => {
  const [, seconds = ""] = /At most (\d+) seconds\./.exec(read("server/http/rest/rest-runs.ts")) ?? [];
  const operating = read("docs/operating.md");
  const waits = [
    ...operating.matchAll(/timeout (?:client|server) (\d+)s|proxy_read_timeout (\d+)s|proxy-read-timeout: "(\d+)"/g),
    ...read("deploy/aws/modules/alb/main.tf").matchAll(/idle_timeout = (\d+)/g),
  ].map((found) => Number(found.slice(1).find((each) => each !== undefined)));
  expect(waits).toHaveLength(5);
  expect(waits.filter((wait) => wait < Number(seconds) + 10)).toEqual([]);
  // A load balancer keeps connections to web for as long, and web must not close one before it does.
  const [, kept = ""] = /keepAliveTimeout = ([\d_]+);/.exec(read("server/http/http.ts")) ?? [];
  expect(Number(kept.replaceAll("_", "")) / 1000).toBeGreaterThan(Math.max(...waits));
});

test("what the guarantees name as their proof are tests by these names", () => {
  const table =
    read("docs/guarantees.md")
      .match(/^\| .*“.*”.* \|$/gm)
      ?.join("\n") ?? "";
  const proofs = [...table.matchAll(/((?:“[^”]+”(?:, )?)+) \(`([^`]+)`/g)].flatMap(([, names = "", file = ""]) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, name = ""]) => ({ name, file })),
  );
  expect(proofs.length).toBeGreaterThan(30);
  expect(proofs.filter(({ name, file }) => !isTestIn(name, read(file)))).toEqual([]);
});

test("the node type that CONTRIBUTING.md shows is the one in the code", () => {
  const [, shown = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(read("CONTRIBUTING.md")) ?? [];
  expect(shown).toContain("defineNode({");
  expect(read("nodes/types/logic/merge.ts").endsWith(shown)).toBe(true);
});

test("pages of the handbook, which the app shows, link to each other only; one for developers also to files", () => {
  const foreign = handbook
    .filter((page) => page !== "docs/architecture.md")
    .flatMap((page) =>
      targets(read(page))
        .filter((target) => !handbook.includes(join("docs", target)))
        .map((target) => `${page}: ${target}`),
    );
  expect(foreign).toEqual([]);
});

test("every decision has its number, a date, a known status and the same three sections", () => {
  const wrong = decisions.filter(
    ({ file, number, date, status, sections }) =>
      Number(file.slice(0, 4)) !== number ||
      Number.isNaN(Date.parse(date)) ||
      !/^(proposed|accepted(, amended by \[.+)?|superseded by \[.+)$/.test(status) ||
      sections !== "Context, Decision, Consequences",
  );
  expect(wrong).toEqual([]);
  expect(decisions.map(({ number }) => number)).toEqual(decisions.map((_, index) => index + 1));
});

test("a decision that amends or supersedes another is named there, and the other way round", () => {
  const changes = decisions.flatMap(({ file, changed }) => changed.map((older) => `${older} by ${file}`));
  const changedBy = decisions.flatMap(({ file, status }) => targets(status).map((newer) => `${file} by ${newer}`));
  expect(changes.sort()).toEqual(changedBy.sort());
});

test("the list of decisions tells each one's title, date and status", () => {
  const rows = read("docs/decisions/README.md").match(/^\| \d.*$/gm);
  expect(rows).toEqual(
    decisions.map(
      ({ file, number, title, date, status }) => `| ${number} | [${title}](${file}) | ${date} | ${status} |`,
    ),
  );
});

/** Whether a file has a test that is called so, by itself or behind the name of its group. “…” stands for the cases of a table. */
function isTestIn(quoted: string, file: string): boolean {
  const name = quoted.replaceAll("…", "%s");
  const groups = [...file.matchAll(/\bdescribe[^"\n]*"([^"]+)",/g)].map(([, group = ""]) => `${group} `);
  return ["", ...groups].some((group) => name.startsWith(group) && file.includes(name.slice(group.length)));
}

function readDecision(path: string) {
  const text = read(path);
  const [, number = "", title = ""] = /^# (\d+)\. (.+)\n/.exec(text) ?? [];
  const head = /^Date: (\d{4}-\d\d-\d\d) · Status: ([^·\n]+?)(?: · (?:Amends|Supersedes) (.+))?$/m.exec(text);
  const [, date = "", status = "", changed = ""] = head ?? [];
  const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading).join(", ");
  return { file: basename(path), number: Number(number), title, date, status, changed: targets(changed), sections };
}

/** The files that a piece of Markdown links to. */
function targets(markdown: string): string[] {
  return linksIn(markdown).flatMap(({ path }) => (path === "" ? [] : [path]));
}

/** The links within the repository: to a file, "" for the page itself, and to one of its headings, "" for the whole. */
function linksIn(markdown: string): { path: string; heading: string }[] {
  return [...proseOf(markdown).matchAll(/\]\(([^)\s#]*)#?([^)\s]*)\)/g)]
    .map(([, path = "", heading = ""]) => ({ path, heading }))
    .filter(({ path }) => !/^([a-z]+:|\/)/.test(path));
}

function proseOf(markdown: string): string {
  return withoutBlocks(markdown).replace(/`[^`\n]*`/g, "");
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "");
}

function headingsOf(file: string): Set<string> {
  return new Set([...withoutBlocks(read(file)).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => headingId(title)));
}

function read(page: string): string {
  return readFileSync(page, "utf8");
}
