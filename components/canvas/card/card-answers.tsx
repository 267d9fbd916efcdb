"use client";
import { Trophy } from "lucide-react";
import { useShallow } from "zustand/shallow";
import { runOnCanvas, stepOf } from "../../editor/run/run-step.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { AnswerFacts } from "../../values/answer-facts.tsx";
import { growingTexts, judgedPlace, readAnswers } from "../../values/answers.ts";

const shown = 160;

/** What several models say side by side, on the card of the node that asked them. */
export function CardAnswers({ id, port }: { id: string; port: string }) {
  const output = useEditor((state) => stepOf(runOnCanvas(state), id)?.output);
  const growing = useEditor(
    useShallow((state) =>
      growingTexts(runOnCanvas(state)?.texts ?? {}, id).map(({ title, text }) => `${title}\n${text}`),
    ),
  );
  const answers = readAnswers(output?.[port]);
  const best = judgedPlace(output ?? undefined);
  return (
    <ul className="nowheel flex max-h-64 flex-col divide-y divide-line overflow-y-auto text-xs">
      {answers
        ? answers.map((answer, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be of one model; the place is what stays.
            <li key={place} className="flex flex-col gap-0.5 px-2.5 py-1.5">
              <span className="flex items-center gap-1 font-medium">
                {place === best ? <Trophy aria-label="Best answer" className="size-3 text-success" /> : null}
                <span className="truncate">{answer.model}</span>
              </span>
              <span className="line-clamp-2 break-words">{answer.text || answer.reason}</span>
              <AnswerFacts answer={answer} />
            </li>
          ))
        : growing.map((each) => <Growing key={each.slice(0, each.indexOf("\n"))} each={each} />)}
    </ul>
  );
}

function Growing({ each }: { each: string }) {
  const at = each.indexOf("\n");
  const text = each.slice(at + 1);
  return (
    <li className="flex flex-col gap-0.5 px-2.5 py-1.5">
      <span className="truncate font-medium">{each.slice(0, at)}</span>
      <span className="break-words">
        {text.length > shown ? `…${text.slice(-shown)}` : text}
        <span className="pb-caret" />
      </span>
    </li>
  );
}
