const atOnce = 2;

/** Sends things one after the other, two at a time. `send` deals with its own failures. */
export async function sendAll<Item>(items: readonly Item[], send: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const next = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await send(item);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}
