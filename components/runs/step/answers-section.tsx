"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Trophy } from "lucide-react";
import type { ReactNode } from "react";
import type { StepView } from "../../../lib/views/run-views.ts";
import { useMay } from "../../api/member.tsx";
import { useTRPC } from "../../api/provider.tsx";
import { queryPart } from "../../api/query-part.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { LazyMarkdown } from "../../ui/text/lazy-markdown.tsx";
import { AnswerFacts } from "../../values/answer-facts.tsx";
import { type Answer, growingTexts, judgedPlace, readAnswers } from "../../values/answers.ts";
import { Clip } from "../../values/clip.tsx";
import type { LiveRun } from "../timeline/fold-detail.ts";

type Props = {
  step: StepView;
  answers: { port: string; isArena: boolean };
  texts: LiveRun["texts"];
  runId: string;
  isVisitor: boolean;
};

/** What several models said, side by side; of an Arena one may say which answer is best. */
export function AnswersSection({ step, answers: { port, isArena }, texts, runId, isVisitor }: Props) {
  const answers = readAnswers(step.output?.[port]);
  const growing = answers ? [] : growingTexts(texts, step.nodeId);
  if (!answers && growing.length === 0) return null;
  const best = judgedPlace(step.output ?? undefined);
  return (
    <section aria-label="Side by side" className="flex flex-col gap-2 border-t px-4 py-3">
      <h3 className="font-semibold">Side by side</h3>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(13rem,1fr))] gap-2">
        {growing.map(({ title, text }) => (
          <Panel key={title} title={title}>
            <p className="whitespace-pre-wrap break-words">
              {text}
              <span className="ml-0.5 inline-block h-3 w-1.5 animate-pulse bg-info" />
            </p>
          </Panel>
        ))}
        {answers && isArena && !isVisitor && step.reusedFrom === null ? (
          <PickedAnswers {...{ answers, best, runId }} nodeId={step.nodeId} iteration={step.iteration} />
        ) : (
          answers?.map((answer, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be of one model; the place is what stays.
            <AnswerPanel key={place} answer={answer} mark={place === best ? "Chosen by the judge" : undefined} />
          ))
        )}
      </div>
    </section>
  );
}

type Picked = {
  answers: readonly Answer[];
  best: number | undefined;
  runId: string;
  nodeId: string;
  iteration: string;
};

const PickedAnswers = queryPart<Picked>(async () => PickableAnswers);

function PickableAnswers({ answers, best, ...at }: Picked) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayPick = useMay("answers.pick");
  const picked = useQuery(trpc.arena.picked.queryOptions(at));
  const pick = useMutation(
    trpc.arena.pick.mutationOptions({
      onError: toastError,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.arena.pathKey() }),
    }),
  );
  const own = picked.data?.place ?? undefined;
  return answers.map((answer, place) => {
    const mark = place === own ? "Your choice" : place === best ? "Chosen by the judge" : undefined;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be of one model; the place is what stays.
      <AnswerPanel key={place} answer={answer} mark={mark}>
        {mayPick && answer.result === "complete" && place !== own ? (
          <Button
            size="sm"
            className="mt-auto self-start"
            disabled={pick.isPending || picked.isPending}
            onClick={() => pick.mutate({ ...at, place })}
          >
            <Check aria-hidden className="size-3.5" /> This is the best answer
          </Button>
        ) : null}
      </AnswerPanel>
    );
  });
}

function AnswerPanel({ answer, mark, children }: { answer: Answer; mark: string | undefined; children?: ReactNode }) {
  return (
    <Panel title={answer.model} mark={mark}>
      <AnswerFacts answer={answer} />
      {answer.text === "" ? (
        <p className="text-danger text-xs">{answer.reason}</p>
      ) : (
        <Clip>
          <LazyMarkdown text={answer.text} className="[&_p]:whitespace-pre-line" />
        </Clip>
      )}
      {children}
    </Panel>
  );
}

function Panel({ title, mark, children }: { title: string; mark?: string | undefined; children: ReactNode }) {
  return (
    <article aria-label={title} className="flex min-w-0 flex-col gap-1.5 rounded-lg border bg-canvas p-2.5">
      <h4 className="flex items-center gap-1.5 font-medium text-xs">
        <span className="min-w-0 truncate">{title}</span>
        {mark ? (
          <span className="ml-auto flex shrink-0 items-center gap-1 text-success">
            <Trophy aria-hidden className="size-3" /> {mark}
          </span>
        ) : null}
      </h4>
      {children}
    </article>
  );
}
