import type { Graph } from "../../lib/graph/graph.ts";
import { graphOf, textField } from "../engine/fixtures.ts";

export type Pipeline = {
  name: string;
  graph: Graph;
  /** The labels under which a run of this text does things outside, when it succeeds. */
  effects(text: string): string[];
  /** Labels of effects without a key: a run that is interrupted there ends in doubt. */
  bare?(text: string): string[];
  /** It would take for ever, and is cancelled. These labels must not be seen. */
  neverDone?(text: string): string[];
  /** Where its runs come from, when they are not started over the API. */
  from?: "webhook" | "topic";
};

/** The topic whose events start runs. */
export const eventsTopic = "chaos-events";

const fields = { fields: [textField] };

/** Ids of saved pipelines. */
export type Bodies = { item: string; round: string; shape: string };

/** What maps, loops and sub-pipelines run inside themselves. */
export function bodiesFor(url: string): { [Name in keyof Bodies]: Graph } {
  const body = (name: string, more: object = {}) =>
    graphOf(
      {
        in: ["input", fields],
        [name]: ["chaos-keyed", { url, ...more }, retry],
        out: ["output", fields],
      },
      [`in.text > ${name}.text`, `${name}.text > out.text`],
    );
  const shape = graphOf(
    { in: ["input", fields], shape: ["transform", { expression: '$ & "!"' }], out: ["output", fields] },
    ["in.text > shape.value", "shape.result > out.text"],
  );
  return { item: body("item"), round: body("round", { append: "." }), shape };
}

/** What the runs of the chaos tests run. Every one of them does things outside. */
export function pipelinesFor(url: string, bodies: Bodies): Pipeline[] {
  return [
    ...flatPipelines(url),
    ...nestedPipelines(bodies),
    ...largePipelines(url, bodies),
    ...waitingPipelines(url),
    ...endlessPipelines(url),
    ...livePipelines(url),
  ];
}

function nestedPipelines({ item, round }: Bodies): Pipeline[] {
  const body = (id: string) => ({
    pipeline: { id, version: null, name: "body", inputs: [textField], outputs: [textField] },
  });
  const results = { fields: [{ name: "results", kind: "json" }] };
  const mapOf = (count: number, settings: object) =>
    graphOf(
      {
        in: ["input", fields],
        items: ["chaos-items", { count }],
        map: ["map", { ...body(item), ...settings }],
        out: ["output", results],
      },
      ["in.text > items.text", "items.items > map.items", "map.results > out.results"],
    );
  const itemsOf = (text: string, count: number) => Array.from({ length: count }, (_, at) => `${text}/${at}#item`);
  return [
    {
      name: "map",
      graph: mapOf(6, { concurrency: 3, spread: 0 }),
      effects: (text) => itemsOf(text, 6),
    },
    {
      name: "map spread over child runs",
      graph: mapOf(24, { concurrency: 4, spread: 10, batch: 6 }),
      effects: (text) => itemsOf(text, 24),
    },
    {
      name: "loop",
      graph: graphOf({ in: ["input", fields], loop: ["loop", { ...body(round), max: 3 }], out: ["output", fields] }, [
        "in.text > loop.text",
        "loop.text > out.text",
      ]),
      effects: (text) => [`${text}#round`, `${text}.#round`, `${text}..#round`],
    },
    {
      name: "sub-pipeline",
      graph: graphOf({ in: ["input", fields], sub: ["sub-pipeline", body(item)], out: ["output", fields] }, [
        "in.text > sub.text",
        "sub.text > out.text",
      ]),
      effects: (text) => [`${text}#item`],
    },
  ];
}

/** More to write than fits into one statement, beside everything else. */
function largePipelines(url: string, { shape }: Bodies): Pipeline[] {
  const pipeline = { id: shape, version: null, name: "body", inputs: [textField], outputs: [textField] };
  return [
    {
      name: "large map",
      graph: graphOf(
        {
          in: ["input", fields],
          items: ["chaos-items", { count: 1000 }],
          map: ["map", { pipeline }],
          a: ["chaos-keyed", { url }, retry],
          out: ["output", fields],
        },
        [
          "in.text > items.text",
          "items.items > map.items",
          "in.text > a.text",
          "map.count > a.after",
          "a.text > out.text",
        ],
      ),
      effects: (text) => [`${text}#a`],
    },
  ];
}

/** Runs that are parked in between. Approvals are given by the load. */
function waitingPipelines(url: string): Pipeline[] {
  const keyed: [string, object, object] = ["chaos-keyed", { url }, retry];
  const around = (wait: [string, object], out: string) =>
    graphOf({ in: ["input", fields], a: keyed, wait, b: keyed, out: ["output", fields] }, [
      ...["in.text > a.text", "a.text > wait.value", `wait.${out} > b.text`, "b.text > out.text"],
    ]);
  const effects = (text: string) => [`${text}#a`, `${text}#b`];
  return [
    { name: "delay", graph: around(["delay", { seconds: 3 }], "value"), effects },
    { name: "approval", graph: around(["approval", {}], "approved"), effects },
  ];
}

/** Switched on, and started by what arrives. */
function livePipelines(url: string): Pipeline[] {
  const behind = (trigger: [string, object], out: string) =>
    graphOf({ in: trigger, nap: nap(100), a: ["chaos-keyed", { url }, retry], out: ["output", fields] }, [
      ...[`in.${out} > nap.text`, "nap.text > a.text", "a.text > out.text"],
    ]);
  const effects = (text: string) => [`${text}#a`];
  return [
    { name: "webhook", graph: behind(["webhook", {}], "body"), effects, from: "webhook" },
    {
      name: "topic",
      graph: behind(["topic-trigger", { topic: eventsTopic, format: "text" }], "value"),
      ...{ effects, from: "topic" },
    },
  ];
}

/** Runs that only a cancellation ends: at work, parked, or with child runs. */
function endlessPipelines(url: string): Pipeline[] {
  const keyed: [string, object, object] = ["chaos-keyed", { url }, retry];
  const around = (step: [string, object]) =>
    graphOf({ in: ["input", fields], a: keyed, step, b: keyed, out: ["output", fields] }, [
      ...["in.text > a.text", `a.text > step.${step[0] === "delay" ? "value" : "text"}`],
      ...[`step.${step[0] === "delay" ? "value" : "text"} > b.text`, "b.text > out.text"],
    ]);
  const ends = { effects: () => [], neverDone: (text: string) => [`${text}#b`] };
  return [
    { name: "cancelled at work", graph: around(["chaos-nap", { ms: 3_600_000 }]), ...ends },
    { name: "cancelled while it waits", graph: around(["delay", { seconds: 3600 }]), ...ends },
  ];
}

function flatPipelines(url: string): Pipeline[] {
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
