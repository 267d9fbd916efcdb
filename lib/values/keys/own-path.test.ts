import { expect, test } from "vitest";
import { isOwnPath, signInAddress } from "./own-path.ts";

const site = "https://patchbay.example";

test("a path of our own leads to our own site, and whatever a browser reads as another is refused", () => {
  for (const path of ["/", "/p/abc", "/runs/1?step=a#b", "/docs/rest"]) expect(isOwnPath(path), path).toBe(true);
  const elsewhere = ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\\evil.example"];
  for (const address of elsewhere) {
    expect(new URL(address, site).origin, address).not.toBe(site);
    expect(isOwnPath(address), address).toBe(false);
  }
  for (const address of ["https://evil.example", "javascript:alert(1)", "", "p/abc", ["/p"], undefined]) {
    expect(isOwnPath(address)).toBe(false);
  }
});

test("a sign-in comes back to the page that asked for it, and to no other site", () => {
  expect(signInAddress("/runs/1?step=a&b")).toBe("/sign-in?next=%2Fruns%2F1%3Fstep%3Da%26b");
  for (const start of ["/", "//evil.example", undefined]) expect(signInAddress(start)).toBe("/sign-in");
});
