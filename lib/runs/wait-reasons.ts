/** What a step may wait for without a worker: time, a decision, or its child runs. */
export const waitReasons = ["time", "approval", "children"] as const;
export type WaitReason = (typeof waitReasons)[number];
