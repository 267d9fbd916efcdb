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
