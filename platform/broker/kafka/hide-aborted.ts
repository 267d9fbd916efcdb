/**
 * Mends how kafkajs 2.2.4 leaves out the events of aborted transactions. It takes an event whose key is four zero bytes, as Java
 * writes the number 0, for the mark that ends an aborted transaction, and shows it and those behind it; and where it begins to
 * read behind the first events of several that overlap, it learns of them one event after the other, and shows what comes
 * before. So they are marked here, by the rules of Kafka's own client, as what kafkajs hands over to no one.
 */
export function hideAborted(broker: unknown): void {
  if (typeof broker !== "function" || !isBroker(broker.prototype)) return;
  const { fetch } = broker.prototype;
  broker.prototype.fetch = async function (this: Broker, options: unknown) {
    const answer = await fetch.call(this, options);
    for (const partition of answer.responses.flatMap(({ partitions }) => partitions)) {
      markAborted(partition);
      partition.abortedTransactions = [];
    }
    return answer;
  };
}

function markAborted({ messages, abortedTransactions }: Partition): void {
  const coming = (abortedTransactions ?? [])
    .map(({ producerId, firstOffset }) => ({ producerId, first: BigInt(firstOffset) }))
    .sort((a, b) => Number(a.first - b.first));
  if (coming.length === 0) return;
  const aborted = new Set<string>();
  for (const message of messages) {
    const offset = BigInt(message.offset);
    for (let next = coming[0]; next && next.first <= offset; next = coming[0]) {
      aborted.add(next.producerId);
      coming.shift();
    }
    const { producerId, inTransaction } = message.batchContext ?? {};
    if (producerId === undefined || !inTransaction) continue;
    if (!message.isControlRecord) message.isControlRecord = aborted.has(producerId);
    else if (message.key && abortMark.equals(message.key)) aborted.delete(producerId);
  }
}

/** The key of a control record: its version, and that it aborts. */
const abortMark = Buffer.alloc(4);

type Message = {
  offset: string;
  key: Buffer | null;
  isControlRecord?: boolean;
  batchContext?: { producerId: string; inTransaction: boolean };
};
type Partition = {
  messages: Message[];
  abortedTransactions?: { producerId: string; firstOffset: string }[] | null;
};
type Broker = { fetch(this: Broker, options: unknown): Promise<{ responses: { partitions: Partition[] }[] }> };

function isBroker(value: unknown): value is Broker {
  return typeof value === "object" && value !== null && "fetch" in value && "heartbeat" in value;
}
