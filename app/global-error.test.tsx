import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import GlobalError from "./global-error.tsx";

test("a page whose frame fails says what to do, in the look of the others", () => {
  const html = renderToStaticMarkup(<GlobalError error={Object.assign(new Error("secret"), { digest: "17" })} />);
  expect(html).toMatch(/^<html lang="en">/);
  expect(html).toContain("Patchbay could not be shown");
  expect(html).toContain("Load it again");
  expect(html).toContain('href="/"');
  expect(html).toContain("17");
  expect(html).not.toContain("secret");
});
