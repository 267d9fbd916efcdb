import { expect, test } from "vitest";
import { parseJson } from "../../lib/values/exact-json.ts";
import { attributesOf, readData, readEnvelope } from "./cloud-event.ts";
import { cloudAttributes, writeCloudEvent } from "./write-cloud-event.ts";

const said = { specversion: "1.0", id: "A-1", source: "/shop", type: "shop.paid" };

test("an event in JSON gives its attributes, extensions among them, and its data", () => {
  const text = `{"specversion":"1.0","id":"A-1","source":"/shop","type":"shop.paid","comexample":7,
    "datacontenttype":"application/json","data":{"id":7615917337495251231}}`;
  expect(readEnvelope(parseJson(text))).toEqual({
    attributes: { ...said, comexample: 7, datacontenttype: "application/json" },
    data: { id: 7615917337495251231n },
  });
  expect(readEnvelope(said)).toEqual({ attributes: said, data: null });
  expect(readEnvelope({ ...said, data: "<a/>", datacontenttype: "application/xml" }).data).toBe("<a/>");
});

test("data in base64 is read where its type says what it is, and stays base64 else", () => {
  const base64 = Buffer.from('{"a":1}').toString("base64");
  expect(readEnvelope({ ...said, data_base64: base64 }).data).toBe(base64);
  expect(readEnvelope({ ...said, data_base64: base64, datacontenttype: "application/json" }).data).toEqual({ a: 1 });
  expect(readEnvelope({ ...said, data_base64: base64, datacontenttype: "image/png" }).data).toBe(base64);
});

test("data is read as its content type says, and without one as what it is", () => {
  const read = (text: string | Uint8Array, type: string) =>
    readData(typeof text === "string" ? Buffer.from(text) : text, type);
  expect(read("[1]", "application/vnd.shop+json; charset=utf-8")).toEqual([1]);
  expect(read("[1]", "text/plain")).toBe("[1]");
  expect(read("<a/>", "application/xml")).toBe("<a/>");
  expect(read("[1]", "")).toEqual([1]);
  expect(read("plain", "")).toBe("plain");
  expect(read(Buffer.from([0, 255]), "")).toBe("AP8=");
  expect(read("plain", "application/octet-stream")).toBe(Buffer.from("plain").toString("base64"));
  expect(() => read("{", "application/json")).toThrow(/is not the JSON that it says/);
});

test("what lacks a required attribute is no CloudEvent, and which one is said", () => {
  expect(() => attributesOf(Object.entries({ ...said, type: "" }))).toThrow(/It has no attribute “type”/);
  expect(() => readEnvelope({ ...said, id: 7 })).toThrow(/It has no attribute “id”/);
  expect(() => readEnvelope([said])).toThrow(/It is not one JSON object/);
});

test("what is written in headers or as JSON is read again", () => {
  const attributes = cloudAttributes({ subject: "order-7", time: null }, { ...said, time: "2027-01-04T09:00:00Z" });
  expect(attributes).toEqual({ ...said, subject: "order-7" });
  const binary = writeCloudEvent({ paid: 5 }, attributes, "binary");
  expect(binary).toEqual({
    value: { paid: 5 },
    headers: [
      ...Object.entries(attributes).map(([name, value]) => ({ name: `ce_${name}`, value })),
      { name: "content-type", value: "application/json" },
    ],
  });
  const structured = writeCloudEvent("words", attributes, "structured");
  expect(structured.headers).toEqual([{ name: "content-type", value: "application/cloudevents+json; charset=utf-8" }]);
  expect(readEnvelope(structured.value)).toEqual({
    attributes: { ...attributes, datacontenttype: "text/plain; charset=utf-8" },
    data: "words",
  });
  const quoted = { ...said, datacontenttype: "application/json" };
  expect(writeCloudEvent("words", quoted, "binary").value).toBe('"words"');
});

test("attributes that are none are refused with what to do", () => {
  expect(() => cloudAttributes({ Subject: "x" }, said)).toThrow(/“Attributes” takes an object/);
  expect(() => cloudAttributes({ data: "x" }, said)).toThrow(/“Attributes” takes an object/);
  expect(() => cloudAttributes({}, { ...said, type: "" })).toThrow(/A CloudEvent needs a type/);
});
