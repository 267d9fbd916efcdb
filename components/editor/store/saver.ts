import type { Preferred } from "../../../lib/merge/clash.ts";

/** What a person chose for each clash, by the clash's key. */
export type Choices = ReadonlyMap<string, Preferred>;

/** Saves the draft of the open pipeline (editor/autosave). */
export type Saver = {
  /** Begins to watch the store; answers how to stop. */
  start(): () => void;
  /** Saves now; true when the server has the draft as it is. */
  flush(): Promise<boolean>;
  /** Someone, maybe this page, has saved this revision. */
  hear(revision: number): void;
  /** Ends a conflict, clash by clash; what is not chosen is mine. */
  resolve(choices: Choices): void;
};
