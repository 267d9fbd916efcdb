import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { licencesOf, noticeFor } from "./notice.ts";

test("NOTICE tells the licences of the locked packages; when it does not, run npm run notice", async () => {
  expect(readFileSync("NOTICE", "utf8")).toBe(await noticeFor("package-lock.json", "NOTICE"));
});

test("a licence that nobody has read yet stops npm run notice", () => {
  expect(() => licencesOf(lockWith("AGPL-3.0-only"))).toThrow("The licence AGPL-3.0-only is new");
  expect(() => licencesOf(lockWith("MIT AND SSPL-1.0"))).toThrow("The licence SSPL-1.0 is new");
});

test("of several licences a permissive one is taken", () => {
  expect(licencesOf(lockWith("(AGPL-3.0-only OR MIT)"))).toContain("AGPL-3.0-only OR MIT: 1 package");
});

const lockWith = (license: string) => ({ packages: { "": {}, "node_modules/left-pad": { license } } });
