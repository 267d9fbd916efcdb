import { useEffect, useRef, useState } from "react";
import { isFinished, type RunEvent } from "../../../lib/run.ts";
import type { ChatTurnView } from "../../../lib/views/chat-views.ts";
import type { ChatBackend } from "../chat-backend.ts";
import { foldAnswer, type LiveAnswer, silent } from "./fold-answer.ts";

/**
 * The answer of a turn as it is this moment: what is stored, and while the run goes on what its events add, once a frame. Of one
 * that has failed or was stopped the log still has the words that were said.
 */
export function useAnswer(
  backend: ChatBackend,
  turn: ChatTurnView,
  { speakers, isLast, onEnd }: { speakers: readonly string[]; isLast: boolean; onEnd: () => void },
): LiveAnswer & { isCutOff: boolean } {
  const [live, setLive] = useState<LiveAnswer>(() => ({ ...silent, status: turn.status, error: turn.error }));
  const [isCutOff, setCutOff] = useState(false);
  const after = useRef({ speakers, onEnd });
  after.current = { speakers, onEnd };
  const isLogNeeded = !isFinished(turn.status) || (isLast && turn.status !== "succeeded");
  const wasLive = useRef(!isFinished(turn.status));
  const { id, runId } = turn;
  useEffect(() => {
    if (!isLogNeeded) return;
    const events: RunEvent[] = [];
    let frame = 0;
    let again = 0;
    let lost = 0;
    const flush = () => {
      frame = 0;
      const taken = events.splice(0);
      setLive((state) => foldAnswer(state, taken, after.current.speakers));
      const hasEnded = taken.some(({ data }) => isEnd(data.type));
      if (hasEnded && wasLive.current) {
        wasLive.current = false;
        after.current.onEnd();
      }
    };
    const stop = backend.watch(
      { id, runId },
      {
        onEvent: (event) => {
          events.push(event);
          // A hidden page draws no frames.
          frame ||= document.hidden ? window.setTimeout(flush, 100) : requestAnimationFrame(flush);
        },
        // A connection that is made again at once is not worth a word.
        onConnection: (isThere) => {
          clearTimeout(lost);
          if (isThere) setCutOff(false);
          else lost = window.setTimeout(() => setCutOff(true), 2000);
        },
        // The events may break off, as when too many pages listen: then what is stored is read until the run has ended.
        onEnd: (isRefused) => {
          if (!wasLive.current) return;
          // Asked once more, the conversation says why.
          if (isRefused) after.current.onEnd();
          else again ||= window.setInterval(() => after.current.onEnd(), 3000);
        },
      },
    );
    return () => {
      stop();
      cancelAnimationFrame(frame);
      clearTimeout(frame);
      clearInterval(again);
      clearTimeout(lost);
      setCutOff(false);
    };
  }, [backend, id, runId, isLogNeeded]);
  if (!isFinished(turn.status)) return { ...live, isCutOff };
  return { ...live, isCutOff: false, status: turn.status, error: turn.error, text: turn.answer ?? live.text };
}

function isEnd(type: RunEvent["data"]["type"]): boolean {
  return type === "run.succeeded" || type === "run.failed" || type === "run.cancelled";
}
