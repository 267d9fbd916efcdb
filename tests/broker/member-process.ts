/**
 * A member of a group in a process of its own, to be killed: it reports each value it has handled, and hangs for ever
 * over the first value of 3 or more.
 */
import { openBroker } from "../../platform/broker/open.ts";

const [kind, address = "", topic = "", group = ""] = process.argv.slice(2);
const where = kind === "kafka" ? { kafkaBrokers: address.split(",") } : { databaseUrl: address };
const broker = await openBroker({ ...where, clientId: "member" });
await broker.subscribe({
  topics: [topic],
  group,
  handle: async (batch) => {
    for (const { value } of batch) {
      process.send?.({ value });
      if (Number(value) >= 3) await new Promise(() => {});
    }
  },
});
process.send?.({ ready: true });
setInterval(() => {}, 1000);
