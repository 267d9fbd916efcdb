import { expect, test } from "vitest";
import { markPage, pageAddress, pageOf } from "./page-address.ts";

test.each([
  ["/runs/1?step=a&_rsc=1x2y3", "/runs/1?step=a"],
  ["/p/1?_rsc=1x2y3", "/p/1"],
  ["/collections/1?q=a%20b%26c", "/collections/1?q=a+b%26c"],
  ["/?x=%2F%2Fevil.example", "/?x=%2F%2Fevil.example"],
  ["//[", "/"],
])("the page of %s is %s, whatever the client says it is", (url, page) => {
  const headers = { "x-patchbay-page": "/elsewhere" };
  markPage(headers, url);
  expect(pageOf(new Headers(headers))).toBe(page);
});

test.each([
  ["/stores/%", "/-"],
  ["/runs/%E0%A4%A?step=a", "/-"],
  ["/runs/%zz", "/-"],
  ["/stores/%25zz", "/stores/%25zz"],
  ["/runs?q=%", "/runs?q=%"],
  ["/topics/gr%C3%BCn", "/topics/gr%C3%BCn"],
  // A program gets its answer in JSON.
  ["/api/v1/runs/%", "/api/v1/runs/%"],
])("%s is looked for as %s", (url, address) => {
  expect(pageAddress(url)).toBe(address);
});
