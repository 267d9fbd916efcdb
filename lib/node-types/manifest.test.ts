import { expect, test } from "vitest";
import { portsOf } from "../ports/node-ports.ts";
import type { Manifest } from "./manifest.ts";

const output: Manifest = {
  type: "output",
  version: 1,
  title: "Output",
  summary: "",
  category: "output",
  effect: "pure",
  icon: "log-out",
  keywords: [],
  inputs: { fixed: { kind: "text" } },
  outputs: {},
  derived: [
    { from: "fields", side: "inputs", setting: "fields" },
    { from: "template", side: "inputs", setting: "template", kind: "text" },
    { from: "names", side: "outputs", setting: "cases", kind: "any" },
  ],
  config: {},
  defaults: { fields: [{ name: "answer", kind: "any" }], template: "", cases: [] },
};

test("settings grow ports: fields, template variables and names", () => {
  const config: Manifest["defaults"] = {
    fields: [{ name: "total", kind: "number", title: "Total", optional: true }, { name: "" }],
    template: "{{ a }} {{ fixed }}",
    cases: ["yes", { name: "no" }, ""],
  };
  expect(portsOf(output, { config })).toEqual({
    inputs: { fixed: { kind: "text" }, total: { kind: "number", title: "Total", optional: true }, a: { kind: "text" } },
    outputs: { yes: { kind: "any" }, no: { kind: "any" } },
  });
});

test("a setting that is left out counts as its default", () => {
  expect(Object.keys(portsOf(output, { config: {} }).inputs)).toEqual(["fixed", "answer"]);
});

test("a field whose kind this release does not know keeps its port, which takes anything", () => {
  const config: Manifest["defaults"] = { fields: [{ name: "picture", kind: "image" }] };
  expect(portsOf(output, { config }).inputs.picture).toEqual({ kind: "any" });
});

test("a node that sends its failures on has an error port", () => {
  expect(portsOf(output, { config: {}, onError: { action: "port" } }).outputs).toEqual({
    error: { kind: "json", title: "Error" },
  });
});
