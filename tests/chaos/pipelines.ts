import type { Graph } from "../../lib/graph.ts";
import { graphOf, textField } from "../engine/fixtures.ts";

export type Pipeline = {
  name: string;
  graph: Graph;
  /** The labels under which a run of this text does things outside, when it succeeds. */
  effects(text: string): string[];
  /** Labels of effects without a key: a run that is interrupted there ends in doubt. */
  bare?(text: string): string[];
};

const fields = { fields: [textField] };

/** What the runs of the chaos tests run. Every one of them does things outside. */
export function pipelinesFor(url: string): Pipeline[] {
  const keyed = (more: object = {}): [string, object, object?] => ["chaos-keyed", { url, ...more }, retry];
  return [
    {
      name: "linear",
      graph: graphOf(
        {
          in: ["input", fields],
          a: keyed(),
          nap: ["chaos-nap", { ms: 120 }],
          b: keyed(),
          out: ["output", fields],
        },
        ["in.text > a.text", "a.text > nap.text", "nap.text > b.text", "b.text > out.text"],
      ),
      effects: (text) => [`${text}#a`, `${text}#b`],
    },
    {
      name: "fan out and join",
      graph: graphOf(
        {
          in: ["input", fields],
          nap1: ["chaos-nap", { ms: 50 }],
          nap2: ["chaos-nap", { ms: 150 }],
          nap3: ["chaos-nap", { ms: 250 }],
          a: keyed(),
          b: keyed(),
          c: keyed(),
          join: ["merge", { separator: "+" }],
          out: ["output", fields],
        },
        [
          ...["in.text > nap1.text", "in.text > nap2.text", "in.text > nap3.text"],
          ...["nap1.text > a.text", "nap2.text > b.text", "nap3.text > c.text"],
          ...["a.text > join.values", "b.text > join.values", "c.text > join.values", "join.text > out.text"],
        ],
      ),
      effects: (text) => [`${text}#a`, `${text}#b`, `${text}#c`],
    },
    {
      name: "many steps",
      graph: graphOf(
        {
          in: ["input", fields],
          ...Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`s${at}`, at % 2 ? keyed() : nap(80)])),
          out: ["output", fields],
        },
        [
          "in.text > s0.text",
          ...Array.from({ length: 5 }, (_, at) => `s${at}.text > s${at + 1}.text`),
          "s5.text > out.text",
        ],
      ),
      effects: (text) => [`${text}#s1`, `${text}#s3`, `${text}#s5`],
    },
    {
      name: "effect without a key",
      graph: graphOf(
        {
          in: ["input", fields],
          nap: ["chaos-nap", { ms: 100 }],
          bare: ["chaos-unkeyed", { url }, retry],
          a: keyed(),
          out: ["output", fields],
        },
        ["in.text > nap.text", "nap.text > bare.text", "bare.text > a.text", "a.text > out.text"],
      ),
      effects: (text) => [`${text}#a`],
      bare: (text) => [`${text}#bare`],
    },
  ];
}

const retry = { retry: { attempts: 5, delay: 0.1 } };
const nap = (ms: number): [string, object] => ["chaos-nap", { ms }];
