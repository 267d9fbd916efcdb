import { expect, test } from "vitest";
import { makeZip } from "../../tests/collections/make-files.ts";
import { unzip, unzipOne } from "./unzip.ts";

const megabyte = 1_000_000;
const archive = makeZip(["one", "two", "three"].map((name) => ({ name, data: Buffer.alloc(megabyte, " ") })));

test("what unpacks to more than its kind may have is refused by the sum of its entries, with that limit", () => {
  expect([...unzip(archive, 3 * megabyte, "a book").values()].map(({ length }) => length)).toEqual([
    ...[megabyte, megabyte, megabyte],
  ]);
  expect(() => unzip(archive, 2.5 * megabyte, "a book")).toThrow("it unpacks to more than 2.5 MB");
  expect(unzipOne(archive, "two", megabyte)?.length).toBe(megabyte);
  expect(() => unzipOne(archive, "two", megabyte - 1)).toThrow("it unpacks to more than");
});

test("a file with a password says so, whatever it is, and one of the former Office is none", () => {
  const old = (more: string) => Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.from(more, "utf16le")]);
  expect(() => unzip(old("EncryptedPackage"), megabyte, "a Word document")).toThrow("it has a password");
  expect(() => unzip(old("WordDocument"), megabyte, "a Word document")).toThrow("it is not a Word document");
});
