import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";

const pages = globSync(["*.md", "{docs,findings}/**/*.md"]);
const decisions = globSync("docs/decisions/0*.md").sort().map(readDecision);
const handbook = globSync("docs/*.md");

test("every relative link leads to a file", () => {
  const dead = pages.flatMap((page) =>
    linksOf(page)
      .filter((target) => !existsSync(join(dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test("pages of the handbook, which the app shows, link to each other only; one for developers also to files", () => {
  const foreign = handbook
    .filter((page) => page !== "docs/architecture.md")
    .flatMap((page) =>
      linksOf(page)
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
  const rows = readFileSync("docs/decisions/README.md", "utf8").match(/^\| \d.*$/gm);
  expect(rows).toEqual(
    decisions.map(
      ({ file, number, title, date, status }) => `| ${number} | [${title}](${file}) | ${date} | ${status} |`,
    ),
  );
});

function readDecision(path: string) {
  const text = readFileSync(path, "utf8");
  const [, number = "", title = ""] = /^# (\d+)\. (.+)\n/.exec(text) ?? [];
  const head = /^Date: (\d{4}-\d\d-\d\d) · Status: ([^·\n]+?)(?: · (?:Amends|Supersedes) (.+))?$/m.exec(text);
  const [, date = "", status = "", changed = ""] = head ?? [];
  const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading).join(", ");
  return { file: basename(path), number: Number(number), title, date, status, changed: targets(changed), sections };
}

/** The files that a piece of Markdown links to, without those of the web and without what follows a #. */
function targets(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target.replace(/#.*$/, ""));
  return links.filter((target) => target !== "" && !/^([a-z]+:|\/)/.test(target));
}

function linksOf(page: string): string[] {
  return targets(readFileSync(page, "utf8"));
}
