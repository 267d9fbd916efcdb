import { expect, test } from "vitest";
import { pageText } from "./page-text.ts";

const words = (page: string) => pageText(page).replace(/\s+/g, " ").trim();

test("what a page shows is kept, its tags, scripts and styles are not", () => {
  const page = `<!doctype html><style>a > b {}</style><h1 class="x">Sign in</h1><SCRIPT src="a">1 < 2</SCRIPT >now`;
  expect(words(page)).toBe("Sign in now");
  expect(words("<p>Bad <script>never closed")).toBe("Bad");
});

test.each(["<", "<script", "<style>", "<a<"])("megabytes of %s are read at once", (sign) => {
  expect(words(`Oh ${sign.repeat(1_000_000)}`)).toMatch(/^Oh/);
});
