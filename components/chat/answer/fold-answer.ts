/** An answer while it is written, as the events of its run tell it. */
import { answerIn, reasoningPart } from "../../../lib/chat/answer-in.ts";
import type { RunError, RunEvent, RunStatus } from "../../../lib/run.ts";

export type LiveAnswer = {
  seq: number;
  status: RunStatus;
  text: string;
  /** What the model thinks before its words. */
  reasoning: string;
  /** The step whose words these are. */
  speaker: string;
  /** What is done while there are no words, for people. */
  activity: string;
  error: RunError | null;
};

export const silent: LiveAnswer = {
  seq: 0,
  status: "queued",
  text: "",
  reasoning: "",
  speaker: "",
  activity: "Waiting for a worker",
  error: null,
};

/** `speakers` are the nodes whose words, or the words of what is inside them, are the answer. */
export function foldAnswer(live: LiveAnswer, events: readonly RunEvent[], speakers: readonly string[]): LiveAnswer {
  return events.reduce(
    (state, event) => (event.seq <= state.seq ? state : { ...fold(state, event, speakers), seq: event.seq }),
    live,
  );
}

function fold(live: LiveAnswer, { data }: RunEvent, speakers: readonly string[]): LiveAnswer {
  switch (data.type) {
    case "run.started":
      return { ...live, status: "running", activity: "Thinking" };
    case "run.waiting":
      return { ...live, status: "waiting", activity: "Waiting for a decision or a time" };
    case "run.succeeded":
      return { ...live, status: "succeeded", text: answerIn(data.output)?.text ?? live.text };
    case "run.failed":
      return { ...live, status: "failed", error: data.error };
    case "run.cancelled":
      return { ...live, status: "cancelled" };
    case "step.retrying":
      return { ...live, activity: data.error.isOutage ? "Waiting" : "Trying again" };
    case "step.started": {
      // What an earlier attempt, or one whose worker ended, has said is said again.
      const again = live.speaker === `${data.nodeId} ${data.iteration}` ? { text: "", reasoning: "" } : {};
      return { ...live, ...again, status: "running", activity: activityOf(data.nodeId, speakers) ?? live.activity };
    }
    case "step.tokens": {
      // Texts that grow side by side are no answer yet: one of them will be chosen.
      const isThought = data.part === reasoningPart;
      if ((data.part !== undefined && !isThought) || !isOf(data.nodeId, speakers)) return live;
      const speaker = `${data.nodeId} ${data.iteration}`;
      const before = speaker === live.speaker ? live : { text: "", reasoning: "" };
      const said = data.deltas.map(([, text]) => text).join("");
      if (isThought) return { ...live, ...before, speaker, reasoning: (data.isFresh ? "" : before.reasoning) + said };
      return { ...live, ...before, speaker, text: (data.isFresh ? "" : before.text) + said };
    }
    default:
      return live;
  }
}

function isOf(nodeId: string, speakers: readonly string[]): boolean {
  return speakers.some((id) => nodeId === id || nodeId.startsWith(`${id}/`));
}

/** A step inside an agent that is not a turn of its model is a tool. */
function activityOf(nodeId: string, speakers: readonly string[]): string | undefined {
  const inside = nodeId.split("/").slice(1);
  if (!isOf(nodeId, speakers) || inside.length === 0) return undefined;
  return inside[0] === "turn" ? "Thinking" : `Using ${inside[0]?.replaceAll(/[-_]/g, " ")}`;
}
