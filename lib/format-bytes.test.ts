import { expect, test } from "vitest";
import { formatBytes } from "./format-bytes.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [1024, "1 kB"],
  [20_480, "20.4 kB"],
  [999_999, "999.9 kB"],
  [1_000_000, "1 MB"],
  [1_550_000, "1.5 MB"],
  [20 * 1024 * 1024, "20.9 MB"],
  [999_999_999, "999.9 MB"],
  [1_000_000_000, "1 GB"],
  [2_500_000_000_000, "2.5 TB"],
  [4_000_000_000_000_000, "4,000 TB"],
])("%s bytes: %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
