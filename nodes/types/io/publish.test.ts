import { expect, test } from "vitest";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import type { EventToPublish, PublishCall, Services } from "../../define.ts";
import { publish } from "./publish.ts";

/** Keeps what it is asked to publish; the real topics have tests of their own (tests/topics). */
function topicsThat(published: [EventToPublish, PublishCall][]): Pick<Services, "topics"> {
  return {
    topics: {
      async publish(event, call) {
        published.push([event, call]);
        return { partition: 2, offset: 17 };
      },
    },
  };
}

test("an event is published under the step's own key", async () => {
  const published: [EventToPublish, PublishCall][] = [];
  const { outputs } = await runNode(publish, {
    config: { topic: "out", key: "user-{{ user }}" },
    inputs: { user: 7, value: { a: 1 }, headers: { kind: "click", n: 3 } },
    services: topicsThat(published),
    key: "step-7",
  });
  expect(outputs).toEqual({ partition: 2, offset: 17 });
  const headers = [
    { name: "kind", value: "click" },
    { name: "n", value: "3" },
  ];
  expect(published).toMatchObject([
    [{ topic: "out", key: "user-7", value: { a: 1 }, headers }, { idempotencyKey: "step-7" }],
  ]);
});

test("without a key there is none, also when its template gives nothing; a null value is a tombstone", async () => {
  const published: [EventToPublish, PublishCall][] = [];
  const services = topicsThat(published);
  await runNode(publish, { config: { topic: "out" }, inputs: { value: null }, services });
  await runNode(publish, { config: { topic: "out", key: "{{ k }}" }, inputs: { k: "", value: "x" }, services });
  expect(published.map(([{ key, value }]) => [key, value])).toEqual([
    [null, null],
    [null, "x"],
  ]);
});

test("as a CloudEvent it has the step's own key as id, in headers or as JSON", async () => {
  const published: [EventToPublish, PublishCall][] = [];
  const run = (sendAs: string) =>
    runNode(publish, {
      config: { topic: "out", sendAs, eventType: "shop.paid" },
      inputs: { value: { n: 1 }, headers: { kind: "a" }, attributes: { subject: "7", time: "2027-01-04T09:00:00Z" } },
      services: topicsThat(published),
      key: "step-7",
    });
  await run("CloudEvent in headers");
  await run("CloudEvent as JSON");
  const attributes = {
    ...{ specversion: "1.0", id: "step-7", source: "/patchbay", type: "shop.paid" },
    ...{ time: "2027-01-04T09:00:00Z", subject: "7" },
  };
  const [[binary] = [], [structured] = []] = published;
  expect(binary?.value).toEqual({ n: 1 });
  expect(Object.fromEntries(binary!.headers.map(({ name, value }) => [name, value]))).toEqual({
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value])),
    ...{ kind: "a", "content-type": "application/json" },
  });
  expect(structured?.value).toEqual({ ...attributes, datacontenttype: "application/json", data: { n: 1 } });
});

test("what does not fit is refused with what to do", async () => {
  const run = (config: object, inputs: object) =>
    runNode(publish, {
      config: { topic: "out", ...config },
      inputs: { value: 1, ...inputs },
      services: topicsThat([]),
    });
  await expect(run({ topic: "" }, {})).rejects.toMatchObject({ userMessage: /No topic is named/ });
  await expect(run({ topic: "a b" }, {})).rejects.toMatchObject({ code: "bad_input" });
  await expect(run({}, { headers: ["x"] })).rejects.toMatchObject({ userMessage: /takes an object/ });
  await expect(run({}, { headers: { a: { b: 1 } } })).rejects.toMatchObject({ userMessage: /takes an object/ });
});

test("the example of the docs", async () => {
  await runExample(publish, { services: topicsThat([]) });
});

test("by a registry's schema it names the subject of its topic, and an address that is none is told", async () => {
  const published: [EventToPublish, PublishCall][] = [];
  const run = (config: object) =>
    runNode(publish, {
      config: { topic: "orders", sendAs: "by a registry's schema", ...config },
      inputs: { value: { id: 1 } },
      services: topicsThat(published),
    });
  await run({ registry: "https://registry.example.com", registryCredential: "c" });
  await run({ registry: "https://registry.example.com", subject: "shop.Order", schemaVersion: "3", message: "Order" });
  const registry = "https://registry.example.com";
  expect(published.map(([{ schema }]) => schema)).toEqual([
    { registry, credential: "c", subject: "orders-value", version: "latest", message: "" },
    { registry, credential: "", subject: "shop.Order", version: "3", message: "Order" },
  ]);
  await expect(run({ registry: "" })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /address of the schema/,
  });
  expect(published).toHaveLength(2);
});
