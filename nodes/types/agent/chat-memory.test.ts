import { describe, expect, test } from "vitest";
import type { Values } from "../../../lib/run.ts";
import type { Message } from "../../../lib/values/values.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import type { CacheAsk, Services } from "../../define.ts";
import { chatMemory } from "./chat-memory.ts";

/** Question 1, answer 1, question 2, … */
function talk(length: number): Message[] {
  return Array.from({ length }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: `${index % 2 === 0 ? "question" : "answer"} ${Math.floor(index / 2) + 1}`,
  }));
}

async function remember(history: Message[] | undefined, config: Values, services: Partial<Services> = {}) {
  const inputs: Values = history ? { history } : {};
  return (await runNode(chatMemory, { config, inputs, services })).outputs;
}

describe("without a model", () => {
  test("everything is everything, and nothing said is nothing", async () => {
    expect(await remember(talk(50), { keep: "everything" })).toEqual({ messages: talk(50), summary: "" });
    expect(await remember(undefined, {})).toEqual({ messages: [], summary: "" });
  });

  test("the last messages begin with a question", async () => {
    const history = talk(9);
    expect((await remember(history, { messages: 4 })).messages).toEqual(history.slice(6));
    expect((await remember(history, { messages: 5 })).messages).toEqual(history.slice(4));
  });

  test("system messages at the beginning stay, and are none of the last messages", async () => {
    const lead: Message[] = [{ role: "system", content: "You are a pirate." }];
    const history = [...lead, ...talk(8)];
    expect((await remember(history, { messages: 4 })).messages).toEqual([...lead, ...talk(8).slice(4)]);
    expect((await remember(lead, { messages: 4 })).messages).toEqual(lead);
  });

  test("a limit of tokens counts four characters each", async () => {
    const history = talk(6).map((message) => ({ ...message, content: "x".repeat(100) }));
    expect((await remember(history, { maxTokens: 60 })).messages).toEqual(history.slice(4));
  });

  test("a question that the history ends with is kept however long it is, without what is before it", async () => {
    const question = { role: "user" as const, content: "x".repeat(1000) };
    expect((await remember([...talk(6), question], { maxTokens: 60 })).messages).toEqual([question]);
    const short = { role: "user" as const, content: "x".repeat(100) };
    const history = talk(4).map((message) => ({ ...message, content: "x".repeat(100) }));
    expect((await remember([...history, short], { maxTokens: 80 })).messages).toEqual([...history.slice(2), short]);
  });
});

describe("a summary", () => {
  function cacheIn(kept: Map<string, Values>): Pick<Services, "cache"> {
    const keyOf = ({ cache, scope }: CacheAsk) => `${cache} ${scope}`;
    return {
      cache: {
        async find(ask) {
          const output = kept.get(keyOf(ask));
          return output
            ? { kind: "hit", output, text: "", distance: 0, ageSeconds: 1, savedUsd: null }
            : { kind: "make" };
        },
        keep: async (ask, output) => void kept.set(keyOf(ask), output),
        drop: async (ask) => void kept.delete(keyOf(ask)),
      },
    };
  }
  const config = {
    keep: "a summary and the last messages",
    messages: 4,
    model: { provider: "openai-compatible", model: "small", credential: "c" },
  };

  test("is made of whole blocks, once each, and continued by the next", async () => {
    await using peer = await openaiPeer(() => ({ words: [`summary ${peer.asks.length}`] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const services = { models, ...cacheIn(new Map()) };
    expect(await remember(talk(7), config, services)).toEqual({ messages: talk(7), summary: "" });
    expect(peer.asks).toHaveLength(0);

    const first = await remember(talk(8), config, services);
    expect(first.messages).toEqual([
      { role: "system", content: expect.stringMatching(/^Summary .*\nsummary/) },
      ...talk(8).slice(4),
    ]);
    await remember(talk(10), config, services);
    expect(peer.asks, "the block is known").toHaveLength(1);

    await remember(talk(12), config, services);
    expect(peer.asks).toHaveLength(2);
    const [, second] = peer.asks.map((ask) => JSON.stringify(ask));
    expect(second).toContain(String(first.summary));
    expect(second).toContain("question 3");
    expect(second).not.toContain("question 1");
  });

  test.each([2, 3, 4, 5, 7])("of blocks of %i loses no message: each is summarised or kept", async (messages) => {
    await using peer = await openaiPeer(() => ({ words: ["summary"] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const services = { models, ...cacheIn(new Map()) };
    for (let length = 2; length <= 24; length += 2) {
      const kept = await remember(talk(length), { ...config, messages }, services);
      const told = JSON.stringify([peer.asks, kept.messages]);
      for (const { content } of talk(length)) expect(told, `${content} of ${length} messages`).toContain(content);
      expect(Object(kept.messages).find(({ role }: Message) => role !== "system")?.role).toBe("user");
    }
  });

  test("names the files that were sent, and is another one for others", async () => {
    await using peer = await openaiPeer(() => ({ words: ["summary"] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const services = { models, ...cacheIn(new Map()) };
    const sent = (name: string): Message => {
      return { role: "user", content: "", files: [{ id: name, name, mime: "application/pdf", bytes: 1 }] };
    };
    for (const name of ["plan.pdf", "bill.pdf"]) await remember([sent(name), ...talk(8).slice(1)], config, services);
    const [first, second] = peer.asks.map((ask) => JSON.stringify(ask));
    expect(first).toContain("User: (sends the file “plan.pdf”)\\nAssistant: answer 1");
    expect(second).toContain("bill.pdf");
  });

  test("has no part of the system messages that stand before the conversation", async () => {
    await using peer = await openaiPeer(() => ({ words: ["summary"] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const lead: Message[] = [{ role: "system", content: "You are a pirate." }];
    const { messages } = await remember([...lead, ...talk(8)], config, { models, ...cacheIn(new Map()) });
    expect(messages).toEqual([...lead, expect.objectContaining({ role: "system" }), ...talk(8).slice(4)]);
    expect(JSON.stringify(peer.asks)).not.toContain("pirate");
  });

  test.each(["content_filter", "length", "stop"] as const)(
    "of a block that gets none (%s) is what was known before, and the conversation goes on",
    async (finish) => {
      await using peer = await openaiPeer(() =>
        peer.asks.length === 1 ? { words: ["first"] } : { words: [], finish },
      );
      await using models = testModels({ credentials: { c: peer.credential } });
      const services = { models, ...cacheIn(new Map()) };
      await remember(talk(8), config, services);
      const second = await remember(talk(12), config, services);
      expect(second.summary).toBe("first");
      expect(second.messages).toEqual([
        { role: "system", content: expect.stringMatching(/first$/) },
        ...talk(12).slice(8),
      ]);
      const asked = peer.asks.length;
      expect(await remember(talk(12), config, services)).toEqual(second);
      expect(peer.asks, "the block is not asked about again").toHaveLength(asked);
    },
  );

  test("of a block that is too long for the model is made of its parts, a long message among them", async () => {
    const room = 1500;
    const told: string[] = [];
    await using peer = await openaiPeer(({ messages }) => {
      const text = messages.map(({ content }) => content).join("\n");
      if (text.length > room) return { status: 400, message: "This model's maximum context length is 400 tokens." };
      told.push(text);
      return { words: [`summary ${told.length}`] };
    });
    await using models = testModels({ credentials: { c: peer.credential } });
    const words = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `word${from + index}`).join(" ");
    const history = [
      ...talk(8).map((message, index) => (index === 1 ? { ...message, content: words(1000, 300) } : message)),
    ];
    const kept = await remember(history, config, { models, ...cacheIn(new Map()) });
    expect(kept.summary).toBe(`summary ${told.length}`);
    for (const word of [...words(1000, 300).split(" "), "question 1", "question 2", "answer 2"]) {
      expect(
        told.filter((text) => text.includes(word)),
        word,
      ).toHaveLength(1);
    }
    for (const [index, text] of told.slice(1).entries()) expect(text).toContain(`summary ${index + 1}\n`);
  });

  test("that is refused whatever its length is asked for in a few parts, and the step fails", async () => {
    await using peer = await openaiPeer(() => ({ status: 400, message: "This server takes no such request." }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const history = talk(8).map((message) => ({ ...message, content: message.content.repeat(100) }));
    await expect(remember(history, config, { models, ...cacheIn(new Map()) })).rejects.toThrow("no such request");
    expect(peer.asks.length).toBeLessThan(8);
  });

  test("is cut at the limit of tokens and still one", async () => {
    await using peer = await openaiPeer(() => ({ words: ["half a"], finish: "length" }));
    await using models = testModels({ credentials: { c: peer.credential } });
    expect((await remember(talk(8), config, { models, ...cacheIn(new Map()) })).summary).toBe("half a");
  });

  test("that cannot be made is not kept, and the step fails", async () => {
    await using peer = await openaiPeer(() => ({ status: 401, message: "wrong key" }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const kept = new Map<string, Values>();
    await expect(remember(talk(8), config, { models, ...cacheIn(kept) })).rejects.toThrow();
    expect(kept.size).toBe(0);
  });
});
