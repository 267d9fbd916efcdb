import { BrokerAway } from "./broker/broker-away.ts";
import { DatabaseAway } from "./database/open-client.ts";
import { EnvError } from "./env.ts";

/** What a process cannot start without. What a person can mend ends the process with a sentence, and with nothing else. */
export async function orExit<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isMeant = [EnvError, DatabaseAway, BrokerAway].some((one) => error instanceof one);
    if (!isMeant || !(error instanceof Error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
