/** Which turns of a conversation are shown: edits and further answers are branches of a tree, of which one path is seen. */
import type { ChatTurnView } from "../../../lib/views/chat-views.ts";

/** For a parent (or "" at the start), the turn that was chosen among its children. */
export type Chosen = Readonly<Record<string, string>>;
export type Step = {
  turn: ChatTurnView;
  /** Of each wording of the question, its newest turn. */
  questions: readonly ChatTurnView[];
  /** The answers to this wording, oldest first. */
  answers: readonly ChatTurnView[];
};

export const parentKey = (parentId: string | null) => parentId ?? "";

/** From the first turn to the last; where nothing was chosen, the newest. */
export function turnPath(turns: readonly ChatTurnView[], chosen: Chosen): Step[] {
  const children = Map.groupBy(turns, ({ parentId }) => parentKey(parentId));
  const path: Step[] = [];
  for (let at = children.get(""); at !== undefined; ) {
    const turn = at.find(({ id, parentId }) => id === chosen[parentKey(parentId)]) ?? at.at(-1);
    if (!turn) break;
    const wordings = Map.groupBy(at, ({ question }) => question);
    const questions = [...wordings.values()].flatMap((same) => same.at(-1) ?? []);
    path.push({ turn, questions, answers: wordings.get(turn.question) ?? [turn] });
    at = children.get(turn.id);
  }
  return path;
}
