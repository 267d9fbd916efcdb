export type FairQueue<Item> = {
  /** `lane` is who asks, such as a workspace. */
  push(lane: string, item: Item): void;
  /** The next item: lanes take turns, and within a lane the first comes first. */
  shift(): Item | undefined;
  /** Whether it was still waiting. */
  remove(lane: string, item: Item): boolean;
};

/** However much one lane asks for, another waits for one turn of it at most. */
export function fairQueue<Item>(): FairQueue<Item> {
  // A Map keeps insertion order: the lane at the front is served and goes to the back.
  const lanes = new Map<string, Item[]>();
  return {
    push(lane, item) {
      lanes.set(lane, [...(lanes.get(lane) ?? []), item]);
    },
    shift() {
      const [front] = lanes;
      if (!front) return undefined;
      const [lane, [item, ...rest]] = front;
      lanes.delete(lane);
      if (rest.length > 0) lanes.set(lane, rest);
      return item;
    },
    remove(lane, item) {
      const items = lanes.get(lane) ?? [];
      const rest = items.filter((other) => other !== item);
      if (rest.length > 0) lanes.set(lane, rest);
      else lanes.delete(lane);
      return rest.length < items.length;
    },
  };
}
