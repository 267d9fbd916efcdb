/** What a Topic node makes of values that are in another form than JSON. */
import { describe, expect, test } from "vitest";
import { makeGuardedFetch } from "../../../platform/guarded-fetch.ts";
import { makeHttpClient } from "../../../platform/http-client.ts";
import { openSignIn } from "../../../platform/sign-in.ts";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { deadOf, drivers, headersOf, openTopicTest } from "./topic-fixtures.ts";

const bytes = (text: string) => Buffer.from(text);
const json = (value: unknown) => bytes(JSON.stringify(value));

describe.each(drivers)("over %s", (_name, brokers) => {
  test("CloudEvents in both modes give their data and their attributes; what is none is a dead letter", async () => {
    await using one = await openTopicTest(brokers, 1);
    await one.on({ format: "cloudevent", filter: "attributes.type = 'shop.paid'" });
    await one.harness.worker();
    const ce = (attributes: Record<string, string>, contentType?: string) =>
      Object.entries({
        ...{ ce_specversion: "1.0", ce_id: "1", ce_source: "/shop", ce_type: "shop.paid", ...attributes },
        ...(contentType === undefined ? {} : { "content-type": contentType }),
      }).map(([name, value]) => ({ name, value: bytes(value) }));
    const envelope = { specversion: "1.0", id: "2", source: "/shop", type: "shop.paid", data: { n: 2 } };
    const structured = [{ name: "Content-Type", value: bytes("application/cloudevents+json; charset=UTF-8") }];
    await one.publish([
      { value: json({ n: 1 }), headers: ce({ ce_partitionkey: "k1" }, "application/json"), key: bytes("k2") },
      { value: json(envelope), headers: structured },
      { value: null, headers: ce({ ce_id: "3" }) },
      { value: json({ n: 4 }), headers: ce({ ce_id: "4", ce_type: "shop.other" }) },
      { value: null },
      { value: json({ n: 6 }) },
    ]);
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, dead: 1, skipped: 2 });
    const inputs = (await one.runs()).map(({ input }) => input as Record<string, { id?: string }>);
    inputs.sort((a, b) => String(a.attributes?.id).localeCompare(String(b.attributes?.id)));
    expect(inputs).toMatchObject([
      { value: { n: 1 }, key: "k2", attributes: { id: "1", partitionkey: "k1", datacontenttype: "application/json" } },
      { value: { n: 2 }, attributes: { id: "2", source: "/shop", specversion: "1.0" } },
      { value: null, tombstone: false, attributes: { id: "3" } },
    ]);
    const [dead] = await deadOf(one);
    expect(headersOf(dead!)["patchbay-dead-error"]).toMatch(/^The event is not a CloudEvent: It has neither headers/);
  });

  test("while the schema registry is away events wait, and then run with what their schemas say", async () => {
    let isAway = true;
    await using registry = await httpPeer(({ path, headers }, response) => {
      const known = path === "/schemas/ids/7" && headers.authorization === "Bearer t-1";
      response.statusCode = isAway ? 503 : known ? 200 : 404;
      response.end(JSON.stringify(known ? { schema: '"long"' } : { error_code: 40403, message: "not found" }));
    });
    await using one = await openTopicTest(brokers, 1);
    await one.on({ format: "registry", registry: registry.url, registryCredential: "cred" });
    const http = makeHttpClient(makeGuardedFetch({ privateHosts: ["127.0.0.1"] }));
    const credential = { provider: "bearer", baseUrl: registry.url, secret: "t-1" };
    await one.harness.worker({}, [], { services: { fetchAs: () => openSignIn(http).of(credential) } });
    await one.publish([
      { value: Buffer.from("0000000007feffffffffffffffff01", "hex") },
      { value: Buffer.from("000000000802", "hex") },
      { value: Buffer.from("000000000702", "hex") },
    ]);
    await expect.poll(async () => (await one.trigger()).error?.message ?? "").toMatch(/^The schema registry .* 503/);
    expect(await one.runs()).toEqual([]);
    isAway = false;
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, dead: 1 });
    const texts = await one.db.pool.query<{ value: string }>(`SELECT input ->> 'value' AS value FROM "Run"`);
    expect(texts.rows.map(({ value }) => value).sort()).toEqual(["1", "9223372036854775807"]);
    expect(headersOf((await deadOf(one))[0]!)["patchbay-dead-error"]).toMatch(/has no schema 8, which the value names/);
  });
});
