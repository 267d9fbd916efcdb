/** Topic nodes that read from a Kafka of the workspace's own: over TLS, with a sign-in, under the rules for private hosts. */
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from "kafkajs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../platform/ids.ts";
import { whyNotJava } from "../../../scripts/services/kafka/java.ts";
import { cacheDir, type GuardedKafka, people, startGuardedKafka } from "../../broker/guarded-kafka.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { type ClusterTest, carols, openClusterTest, openOwner } from "./cluster-fixtures.ts";

const withJava = kafkaBrokers !== undefined && (await whyNotJava(cacheDir)) === undefined;
const event = (key: string, value: unknown) => ({ key, value: JSON.stringify(value) });
const inputsOf = async (one: ClusterTest) => (await one.runs()).map(({ input }) => (input as { value: unknown }).value);

describe.skipIf(!withJava)("a cluster of one's own", () => {
  let kafka: GuardedKafka;
  let owner: Awaited<ReturnType<typeof openOwner>>;
  beforeAll(async () => {
    kafka = await startGuardedKafka();
    owner = await openOwner(kafka);
  });
  afterAll(async () => {
    await owner?.[Symbol.asyncDispose]();
    await kafka?.[Symbol.asyncDispose]();
  });

  test("each event is one run, with two workers, from the moment of switching on; aborted ones are none", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const topic = await owner.create();
    await owner.send(topic, [event("a", "before")]);
    await one.on({ topic });
    await owner.send(topic, [{ ...event("a", 1), headers: { kind: "click" } }, event("b", 2)]);
    const producer = owner.client.producer({ transactionalId: `t-${topic}`, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for (const [value, ending] of [["aborted", "abort"] as const, [3, "commit"] as const]) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [event("a", value)] });
      await transaction[ending]();
    }
    await producer.disconnect();
    await Promise.all([one.harness.worker(), one.harness.worker()]);
    await expect.poll(async () => (await inputsOf(one)).sort()).toEqual([1, 2, 3]);
    await expect.poll(async () => (await one.trigger()).topic?.lag).toBe(0);
    expect(await one.trigger()).toMatchObject({ state: "on", error: null, topic: { name: topic, isForeign: true } });
    const first = (await one.runs()).find(({ input }) => (input as { value: unknown }).value === 1);
    expect(first?.input).toMatchObject({ topic, headers: { kind: "click" } });
    expect(first?.idempotencyKey).toMatch(new RegExp(`^topic events kafka/.+/${topic} \\d/\\d+ of \\d+$`));
  });

  test("an event that cannot be read goes to the workspace's dead letters, and those behind it run", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const topic = await owner.create(1);
    await one.on({ topic, start: "earliest" });
    await owner.send(topic, [{ key: "a", value: "no JSON" }, event("a", "fine")]);
    await one.harness.worker();
    await expect.poll(() => inputsOf(one)).toEqual(["fine"]);
    await expect.poll(async () => (await one.trigger()).topic?.dead).toBe(1);
    const { topic: state } = await one.trigger();
    const { topics, workspaceId } = one.harness;
    const [letter] = await topics.last(await topics.find(workspaceId, state!.deadTopic), 5);
    expect(Buffer.from(letter!.value!).toString()).toBe("no JSON");
  });

  test("partitions that are added while it is on are read from their beginning", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const topic = await owner.create(1);
    await one.on({ topic });
    await one.harness.worker();
    await owner.admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    await owner.send(topic, [{ ...event("a", "new"), partition: 2 }]);
    await expect.poll(() => inputsOf(one)).toEqual(["new"]);
    expect((await one.trigger()).topic?.partitions).toHaveLength(3);
  });

  test("with “committed” it begins where the group of its settings stands", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const topic = await owner.create(1);
    await owner.send(topic, [event("a", 0), event("a", 1), event("a", 2)]);
    await owner.admin.setOffsets({ groupId: "team-a", topic, partitions: [{ partition: 0, offset: "2" }] });
    await one.on({ topic, start: "committed", group: "team-a" });
    await one.harness.worker();
    await expect.poll(() => inputsOf(one)).toEqual([2]);
  });

  test("a topic that is made anew has new events, also at the offsets of former ones", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const topic = await owner.create(1);
    await one.on({ topic, start: "earliest" });
    await one.harness.worker();
    await owner.send(topic, [event("a", "old")]);
    await expect.poll(() => inputsOf(one)).toEqual(["old"]);
    await one.off();
    await owner.admin.deleteTopics({ topics: [topic] });
    await expect.poll(() => owner.admin.listTopics()).not.toContain(topic);
    await owner.admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    await owner.send(topic, [event("a", "new")]);
    await one.on({ topic, start: "earliest" });
    await expect.poll(() => inputsOf(one)).toEqual(["old", "new"]);
  });

  test("a topic that is made anew while it is on, and ends before the trigger's place, is said and read from its first event", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const topic = await owner.create(1);
    await one.on({ topic });
    await one.harness.worker();
    await owner.send(topic, [event("a", "old 1"), event("a", "old 2"), event("a", "old 3")]);
    await expect.poll(() => inputsOf(one)).toEqual(["old 1", "old 2", "old 3"]);
    await owner.admin.deleteTopics({ topics: [topic] });
    await expect.poll(() => owner.admin.listTopics()).not.toContain(topic);
    await owner.admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    await owner.send(topic, [event("a", "new")]);
    await expect.poll(async () => (await one.trigger()).error?.message).toContain("made anew in Kafka. Switch");
    expect(await inputsOf(one)).toHaveLength(3);
    await one.off();
    await one.on({ topic, start: "committed" });
    await expect.poll(() => inputsOf(one)).toEqual(["old 1", "old 2", "old 3", "new"]);
    await expect.poll(async () => await one.trigger()).toMatchObject({ error: null, topic: { lag: 0 } });
  });

  const text = (words: string) => Buffer.from(words);

  test("an event is published once by its effect, where Java clients would put its key, and without a transaction as well", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const name = await owner.create();
    const cluster = await one.harness.topics.clusters.open(one.harness.workspaceId, "own");
    const topic = await cluster.topic(one.harness.workspaceId, name);
    const event = { key: text("user-1"), value: text("1"), headers: [{ name: "empty", value: null }] };
    const once = { ...event, effect: { id: newId(), runId: undefined } };
    const place = await cluster.publish(topic, once);
    expect(await cluster.publish(topic, once)).toEqual(place);
    const plain = await cluster.publish(topic, event);
    expect(plain.partition).toBe(place.partition);
    const [javas] = await owner.send(name, [{ key: "user-1", value: "2" }]);
    expect(javas).toMatchObject({ partition: place.partition, baseOffset: String(plain.offset + 1n) });
  });

  /** Who else is allowed takes the right from all others. */
  async function onlyOthers(resourceType: AclResourceTypes, resourceName: string) {
    const acl = { resourceType, resourceName, resourcePatternType: ResourcePatternTypes.PREFIXED } as const;
    const who = { principal: "User:other", host: "*" };
    const may = { operation: AclOperationTypes.ALL, permissionType: AclPermissionTypes.ALLOW };
    await owner.admin.createAcls({ acl: [{ ...acl, ...who, ...may }] });
    const gone = () => owner.admin.deleteAcls({ filters: [{ ...acl, ...who, ...may }] });
    return { [Symbol.asyncDispose]: async () => void (await gone()) };
  }

  test("a missing ACL is said with the one that is needed", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const name = await owner.create(1);
    const cluster = await one.harness.topics.clusters.open(one.harness.workspaceId, "own");
    const topic = await cluster.topic(one.harness.workspaceId, name);
    const event = { key: null, value: text("1"), headers: [] };
    {
      await using _acl = await onlyOthers(AclResourceTypes.TRANSACTIONAL_ID, "patchbay.publish");
      const publishing = () => cluster.publish(topic, { ...event, effect: { id: newId(), runId: undefined } });
      const words = {
        userMessage: expect.stringContaining("set “Delivery” of the node to at most once"),
      };
      await expect.poll(() => publishing().catch((thrown: unknown) => thrown)).toMatchObject(words);
      await cluster.publish(topic, event);
    }
    {
      await using _acl = await onlyOthers(AclResourceTypes.GROUP, "patchbay.follow");
      await one.on({ topic: name, start: "earliest" });
      await one.harness.worker();
      await expect.poll(async () => (await one.trigger()).error?.message).toContain("Read and Delete for groups");
    }
    await expect.poll(() => inputsOf(one)).toEqual([1]);
    await using _acl = await onlyOthers(AclResourceTypes.TOPIC, name);
    const looking = () => cluster.topic(one.harness.workspaceId, name).catch((thrown: unknown) => thrown);
    await expect.poll(looking).toMatchObject({ code: "forbidden", userMessage: expect.stringContaining("for an ACL") });
  });

  test("a topic that may no longer be used takes no other along", async () => {
    await using one = await openClusterTest(() => carols(kafka));
    const { topics, workspaceId } = one.harness;
    const cluster = await topics.clusters.open(workspaceId, "own");
    const [closed, open] = [await owner.create(1), await owner.create(1)];
    const closedTopic = await cluster.topic(workspaceId, closed);
    const openTopic = await cluster.topic(workspaceId, open);
    const event = () => ({ key: null, value: text("1"), headers: [], effect: { id: newId(), runId: undefined } });
    for (const topic of [closedTopic, openTopic]) {
      await cluster.publish(topic, event());
      expect(await cluster.log.ends(topic)).toHaveLength(1);
    }
    await using _acl = await onlyOthers(AclResourceTypes.TOPIC, closed);
    const answer = (work: Promise<unknown>) => work.catch((thrown: unknown) => thrown);
    const forbidden = { code: "forbidden", userMessage: expect.stringContaining("for an ACL") };
    await expect.poll(() => answer(cluster.publish(closedTopic, event()))).toMatchObject(forbidden);
    // One that neither has been asked about yet makes them ask about all.
    const fresh = await cluster.topic(workspaceId, await owner.create(1));
    for (const topic of [openTopic, fresh]) {
      expect(await answer(cluster.log.ends(topic))).toHaveLength(1);
      expect(await answer(cluster.publish(topic, event()))).toMatchObject({ partition: 0 });
    }
    await expect(cluster.log.ends(closedTopic)).rejects.toMatchObject(forbidden);
  });

  const mistakes: [string, () => ReturnType<typeof carols> | undefined, string[], string][] = [
    ["a wrong password", () => carols(kafka, "wrong"), ["127.0.0.1"], "Kafka does not accept the sign-in"],
    ["a private address", () => carols(kafka), [], "is not a public address"],
    ["an unreachable broker", () => ({ ...carols(kafka), baseUrl: "127.0.0.1:1" }), ["127.0.0.1"], "cannot be reached"],
    ["a deleted credential", () => undefined, [], "credential was deleted"],
  ];
  test.each(mistakes)("%s is said when it is switched on", async (_name, credential, hosts, sentence) => {
    await using one = await openClusterTest(credential, hosts);
    const refusal = await one.on({ topic: "any" }).catch((thrown: Error) => thrown);
    expect(refusal).toMatchObject({ userMessage: expect.stringContaining(sentence) });
    expect(JSON.stringify(refusal)).not.toContain(people.carol);
  });

  test("a password that is changed is said at the node, and it goes on with the right one", async () => {
    let credential = carols(kafka);
    await using one = await openClusterTest(() => credential);
    const topic = await owner.create(1);
    await one.on({ topic });
    await one.harness.worker();
    credential = carols(kafka, "wrong");
    await expect.poll(async () => (await one.trigger()).error?.message).toContain("does not accept the sign-in");
    await owner.send(topic, [event("a", "kept")]);
    credential = carols(kafka);
    await expect.poll(() => inputsOf(one)).toEqual(["kept"]);
  });
});
