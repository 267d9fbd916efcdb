/** Credentials of providers, from the form to a run: tested with a real call, listed with what is known, and asked. */
import { expect, test } from "vitest";
import { CredentialProvider } from "../../../lib/views/api-views.ts";
import { providers } from "../../helpers/peers/models/providers.ts";
import { openTestServer } from "../test-server.ts";

test.each(Object.entries(providers))(
  "a credential of %s is tested, stored, lists its models and answers a run",
  async (name, provider) => {
    await using peer = await provider.open(() => ({ text: ["Fine."] }));
    await using server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
    const ada = await server.tenant("ada");
    await server.work();
    const { baseUrl, secret, provider: kind } = peer.credential;
    const candidate = { provider: CredentialProvider.parse(kind), baseUrl, secret };
    const wrong = await ada.api.credentials.testNew({ ...candidate, secret: secret.replaceAll("right", "wrong") });
    expect(wrong).toMatchObject({ ok: false, message: expect.stringMatching(/refused the credential/) });
    const { test: tested, credential } = await ada.api.credentials.add({ name, ...candidate });
    expect(tested).toMatchObject({ ok: true, message: expect.stringContaining("It works: 1 model") });
    const model = { provider: candidate.provider, model: provider.listed.name, credential: credential?.id ?? "" };
    const listed = (await ada.api.models.list()).find(({ ref }) => ref.credential === credential?.id);
    expect(listed).toMatchObject({ ref: model, context: provider.listed.context, priceIn: null });

    const { id } = await ada.api.pipelines.create({ name: "Chat", graph: chatWith(model) });
    const { body } = await server.rest("POST", `/pipelines/${id}/runs?wait=60`, {
      key: ada.key,
      body: { inputs: { q: "Well?" } },
    });
    expect(body).toMatchObject({ status: "succeeded", output: { answer: "Fine." }, tokensIn: 7, tokensOut: 3 });
  },
  60_000,
);

const chatWith = (model: object) => ({
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
    chat: { type: "chat-model", version: 1, config: { model } },
    out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "q" }, to: { node: "chat", port: "prompt" } },
    { id: "b", from: { node: "chat", port: "reply" }, to: { node: "out", port: "answer" } },
  ],
});
