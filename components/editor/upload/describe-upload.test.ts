import { expect, test } from "vitest";
import type { DocumentUpload } from "../store/upload-slice.ts";
import { collectionName } from "./add-documents.ts";
import { describeFailure, describeUpload, shareDone } from "./describe-upload.ts";

const file = (name: string, size = 2048) => new File([new Uint8Array(size)], name);
const upload = (patch: Partial<DocumentUpload>): DocumentUpload => ({
  ...{ key: 1, file: file("a.pdf"), onDuplicate: "keep", sent: 0, status: "waiting", chunksDone: 0, chunksTotal: 0 },
  ...patch,
});
const ready = upload({ status: "ready", chunksDone: 5, chunksTotal: 5 });
const failed = upload({ status: "failed", error: "No text was found. Run text recognition on it first." });

test("a new collection is called as its file, and says how many more there are", () => {
  expect(collectionName([file("Invoice 2026-11.pdf")])).toBe("Invoice 2026-11");
  expect(collectionName([file("a.b.tar"), file("c.md"), file("d.md")])).toBe("a.b and 2 more");
  expect(collectionName([file(".md")])).toBe("Documents");
  expect(collectionName([file("a.md")], ["A", "a (2)"])).toBe("a (3)");
  expect(collectionName([file(`${"long".repeat(40)}.pdf`), file("b.md")])).toHaveLength(100);
});

test("one document says its own progress, several how many are ready", () => {
  expect(describeUpload([upload({ status: "sending", sent: 1024 })])).toBe("1 kB of 2 kB");
  expect(describeUpload([upload({ status: "indexing", chunksDone: 3, chunksTotal: 12 })])).toBe("3 of 12 chunks");
  expect(describeUpload([ready, upload({ status: "indexing" })])).toBe("1 of 2 documents ready");
  expect(describeUpload([ready, ready])).toBe("2 documents ready, 10 chunks");
  expect(describeUpload([ready, failed])).toBe("1 of 2 documents ready, 1 failed");
  expect(describeUpload([failed])).toBe("1 document failed");
});

test("sending is half of a document's way, indexing the other half", () => {
  expect(shareDone([upload({ status: "sending", sent: 1024 })])).toBe(0.25);
  expect(shareDone([upload({ status: "indexing", sent: 2048, chunksDone: 5, chunksTotal: 10 }), ready])).toBe(0.875);
});

test("a failure names its file once", () => {
  expect(describeFailure(failed)).toBe("a.pdf: No text was found. Run text recognition on it first.");
  expect(describeFailure(upload({ error: "“a.pdf” has 25 MB." }))).toBe("“a.pdf” has 25 MB.");
});
