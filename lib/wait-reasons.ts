/** What a step may wait for without a worker: time, somebody's word, or the runs it was cut into. */
export const waitReasons = ["time", "approval", "children"] as const;
export type WaitReason = (typeof waitReasons)[number];
